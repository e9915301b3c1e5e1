"""Tables of hand-overs. What citizens and staff say in them is sealed."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from integrations.database.people_tables import citizens
from integrations.database.staff_tables import staff
from integrations.database.tables import Moment, metadata

__all__ = ["advisors", "canned_answers", "handover_messages", "handover_suggestions", "handovers"]

IS_OPEN = text("state IN ('waiting', 'taken')")

handovers = Table(
    "handovers",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("citizen_id", String(32), ForeignKey(citizens.c.id), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", String(16), nullable=False),
    Column("item_code", String(64), nullable=False),
    Column("region", String(64), nullable=False),
    Column("department", String(200), nullable=False),
    Column("application_no", String(32), nullable=False),
    Column("staff_id", String(16), nullable=False),
    Column("offered_to", String(16), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("offered_at", Moment),
    Column("promised_by", Moment),
    Column("taken_at", Moment),
    Column("closed_at", Moment),
    Column("unanswered_since", Moment),
    Column("window_from", Moment),
    Column("window_used", Integer, nullable=False),
    Column("last_seq", Integer, nullable=False),
    Column("seen_by_citizen", Integer, nullable=False),
    Column("reassigned", Integer, nullable=False),
    Column("watchers", JSON, nullable=False),
    Column("stars", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Index("uq_handovers_open", "citizen_id", unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
    Index(None, "citizen_id", "opened_at"),
    Index(None, "state", "opened_at"),
    Index(None, "staff_id", "state"),
)

handover_messages = Table(
    "handover_messages",
    metadata,
    Column("handover_id", String(16), ForeignKey(handovers.c.id), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("side", String(16), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("staff_id", String(16), nullable=False),
    Column("client_id", String(64)),
    Column("at", Moment, nullable=False),
    Column("delivery", String(16), nullable=False),
    Column("delivered_at", Moment),
    Column("code", Integer, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    UniqueConstraint("handover_id", "side", "client_id"),
)

advisors = Table(
    "advisors",
    metadata,
    Column("staff_id", String(16), ForeignKey(staff.c.id), primary_key=True),
    Column("available", Boolean, nullable=False),
    Column("skills", JSON, nullable=False),
    Column("seen_at", Moment),
)

canned_answers = Table(
    "canned_answers",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("title", String(40), nullable=False),
    Column("text", Text, nullable=False),
    Column("made_by", String(16), nullable=False),
)

handover_suggestions = Table(
    "handover_suggestions",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("handover_id", String(16), ForeignKey(handovers.c.id), nullable=False),
    Column("item_code", String(64), nullable=False),
    Column("phrase", String(200), nullable=False),
    Column("staff_id", String(16), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("decided_by", String(16), nullable=False),
    Column("decided_at", Moment),
    Column("accepted", Boolean, nullable=False),
    Index(None, "decided_at", "made_at"),
)
