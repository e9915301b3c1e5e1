"""Alembic's environment: always on a connection that :mod:`integrations.database.schema` hands over."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from integrations.database.all_tables import metadata
from integrations.database.tables import Moment


def _render(kind: str, value: Any, _context: AutogenContext) -> str | Literal[False]:
    # A migration must mean the same when the code has moved on.
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(value, Moment) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=_render,
    transactional_ddl=True,
)
# The caller holds the lock and the transaction; a failed step takes all of them back.
context.run_migrations()
