"""Tables of matters (诉求) and their way. What was written is sealed."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from integrations.database.tables import Moment, Serial, metadata

__all__ = ["matter_steps", "matters"]

matters = Table(
    "matters",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("level", String(16), nullable=False),
    Column("tier", String(16), nullable=False),
    Column("citizen_id", String(32), nullable=False),
    Column("region", String(64), nullable=False),
    Column("department", String(200), nullable=False),
    Column("item_code", String(64), nullable=False),
    Column("application_no", String(32), nullable=False),
    Column("handover_id", String(16), nullable=False),
    Column("staff_id", String(16), nullable=False),
    Column("opened_by", String(16), nullable=False),
    Column("proposed_by", String(16), nullable=False),
    Column("decision", String(16), nullable=False),
    Column("answered_by", String(16), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("due", Moment, nullable=False),
    Column("promised", Moment, nullable=False),
    Column("taken_at", Moment),
    Column("extended_to", Moment),
    Column("answered_at", Moment),
    Column("revision", Integer, nullable=False),
    Column("code", LargeBinary, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Index(None, "citizen_id", "opened_at"),
    Index(None, "state", "due"),
    Index(None, "handover_id"),
    Index(None, "opened_at"),
)

matter_steps = Table(
    "matter_steps",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("matter_id", String(16), ForeignKey(matters.c.id), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("act", String(16), nullable=False),
    Column("tier", String(16), nullable=False),
    Column("due", Moment, nullable=False),
    Column("staff_id", String(16), nullable=False),
    Column("reason", LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)
