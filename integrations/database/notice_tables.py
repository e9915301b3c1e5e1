"""Tables of notices to citizens. Texts are sealed."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, UniqueConstraint

from integrations.database.people_tables import citizens
from integrations.database.tables import Moment, metadata

__all__ = ["consents", "notice_attempts", "notices"]

notices = Table(
    "notices",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("citizen_id", String(32), ForeignKey(citizens.c.id), nullable=False),
    Column("key", String(250), nullable=False),
    Column("application_no", String(32), nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("words", LargeBinary, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("read_at", Moment),
    Column("settled_at", Moment),
    UniqueConstraint("citizen_id", "key"),
    Index(None, "citizen_id", "created_at", "id"),
)

notice_attempts = Table(
    "notice_attempts",
    metadata,
    Column("notice_id", String(32), ForeignKey(notices.c.id), primary_key=True),
    Column("way", String(16), primary_key=True),
    Column("outcome", String(16), nullable=False),
    Column("code", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", Moment, nullable=False),
)

consents = Table(
    "consents",
    metadata,
    Column("citizen_id", String(32), ForeignKey(citizens.c.id), primary_key=True),
    Column("left", Integer, nullable=False),
    Column("lasting", Boolean, nullable=False),
    Column("changed_at", Moment, nullable=False),
)
