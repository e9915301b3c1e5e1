"""The tables of staff: accounts, sessions, absences, failures of log-in, the audit log."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from integrations.database.tables import Moment, Serial, metadata

__all__ = [
    "audit_entries",
    "departments",
    "login_tallies",
    "staff",
    "staff_absences",
    "staff_credentials",
    "staff_sessions",
]

departments = Table(
    "departments",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
)

staff = Table(
    "staff",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("login", String(32), nullable=False),
    Column("login_key", String(64), nullable=False, unique=True),
    Column("display_name", String(32), nullable=False),
    Column("department_id", String(16), ForeignKey(departments.c.id)),
    Column("region", String(64), nullable=False),
    Column("tier", String(16), nullable=False),
    Column("roles", JSON, nullable=False),
    Column("sample", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("disabled_at", Moment),
    Column("last_login_at", Moment),
    Column("revision", Integer, nullable=False),
)

staff_credentials = Table(
    "staff_credentials",
    metadata,
    Column("staff_id", String(16), ForeignKey(staff.c.id), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("secret", Text, nullable=False),
    Column("must_change", Boolean, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("digest", LargeBinary(32), nullable=False, unique=True),
    Column("staff_id", String(16), ForeignKey(staff.c.id), nullable=False, index=True),
    Column("method", String(32), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("network", String(64), nullable=False),
    Column("agent", String(200), nullable=False),
)

staff_absences = Table(
    "staff_absences",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("staff_id", String(16), ForeignKey(staff.c.id), nullable=False, index=True),
    Column("stand_in_id", String(16), ForeignKey(staff.c.id), nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False, index=True),
)

login_tallies = Table(
    "login_tallies",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("failures", Float, nullable=False),
    Column("last_at", Moment, index=True),
    Column("blocked_until", Moment),
    Column("succeeded_at", Moment),
)

# Refers to nobody by a foreign key: an entry outlives what it tells of. Triggers of the migration
# refuse every change; a later migration must not copy this table over (batch mode), it would lose them.
audit_entries = Table(
    "audit_entries",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False, index=True),
    Column("actor_id", String(16), nullable=False),
    Column("act", String(64), nullable=False),
    Column("target_kind", String(64), nullable=False),
    Column("target_ref", String(64), nullable=False),
    Column("network", String(64), nullable=False),
    Column("standing_for", String(16), nullable=False),
    Column("session_id", String(16), nullable=False),
    Column("detail", String(200), nullable=False),
    Index(None, "actor_id", "id"),
    Index(None, "act", "id"),
    Index(None, "target_kind", "target_ref", "id"),
    sqlite_autoincrement=True,
)
