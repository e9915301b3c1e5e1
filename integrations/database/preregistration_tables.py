"""Tables of pre-registrations (预登记)."""

from sqlalchemy import Column, Index, LargeBinary, String, Table

from integrations.database.tables import Moment, metadata

__all__ = ["preregistration_misses", "preregistrations"]

preregistrations = Table(
    "preregistrations",
    metadata,
    Column("number", String(32), primary_key=True),
    Column("code", LargeBinary(32), nullable=False, unique=True),
    Column("staff_id", String(64), nullable=False),
    Column("item_code", String(64), nullable=False),
    Column("variant", String(200), nullable=False),
    Column("region", String(64), nullable=False),
    Column("form", String(32), nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("citizen_id", String(32), nullable=False),
    Column("application_no", String(32), nullable=False),
)

preregistration_misses = Table(
    "preregistration_misses",
    metadata,
    Column("citizen_id", String(32), nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "citizen_id", "at"),
)
