"""Tables of the delivery to approval systems."""

from sqlalchemy import JSON, Column, Index, Integer, String, Table, Text

from integrations.database.tables import Moment, metadata

__all__ = ["approval_cursors", "approval_messages", "approval_nonces"]

approval_messages = Table(
    "approval_messages",
    metadata,
    Column("system", String(32), primary_key=True),
    Column("application_no", String(50), primary_key=True),
    Column("message", String(200), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("error", Text, nullable=False),
    Column("answer", JSON, nullable=False),
    Index(None, "state", "changed_at"),
)

approval_nonces = Table(
    "approval_nonces",
    metadata,
    Column("system", String(32), primary_key=True),
    Column("nonce", String(64), primary_key=True),
    Column("expires_at", Moment, nullable=False, index=True),
)

approval_cursors = Table(
    "approval_cursors",
    metadata,
    Column("system", String(32), primary_key=True),
    Column("cursor", Text, nullable=False),
    Column("changed_at", Moment, nullable=False),
)
