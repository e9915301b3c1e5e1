"""Tables of applications. What an applicant fills in is one sealed document; beside it what is searched by."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from integrations.database.people_tables import citizens
from integrations.database.tables import Moment, Serial, metadata

__all__ = ["advisor_findings", "application_acts", "applications", "stored_files"]

applications = Table(
    "applications",
    metadata,
    Column("application_no", String(32), primary_key=True),
    Column("citizen_id", String(32), ForeignKey(citizens.c.id), nullable=False),
    Column("principal_kind", String(16), nullable=False),
    Column("principal_id", String(32), nullable=False),
    Column("item_code", String(64), nullable=False),
    Column("variant", String(200), nullable=False),
    Column("region", String(64), nullable=False),
    Column("situation", String(200), nullable=False),
    Column("state", String(16), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("form", String(32), nullable=False),
    Column("advisor", String(32), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("submitted_at", Moment),
    Column("reminded_at", Moment),
    Column("review", String(16), nullable=False),
    Column("review_at", Moment),
    Column("payload", LargeBinary, nullable=False),
    Index(None, "citizen_id", "created_at", "application_no"),
    Index(None, "principal_kind", "principal_id", "created_at"),
    Index(None, "state", "changed_at"),
    Index(None, "review", "review_at"),
)

application_acts = Table(
    "application_acts",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("application_no", String(32), ForeignKey(applications.c.application_no), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("act", String(32), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("details", LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)

advisor_findings = Table(
    "advisor_findings",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("application_no", String(32), ForeignKey(applications.c.application_no), nullable=False, index=True),
    Column("staff_id", String(32), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("mended_at", Moment),
    Column("finding", LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)

stored_files = Table(
    "stored_files",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("holders", Integer, nullable=False, server_default="1"),
    Index(None, "state", "changed_at"),
)
