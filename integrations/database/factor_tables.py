"""The tables of the second factor."""

from sqlalchemy import BigInteger, Column, ForeignKey, LargeBinary, String, Table

from integrations.database.staff_tables import staff
from integrations.database.tables import Moment, metadata

__all__ = ["staff_arrivals", "staff_factors", "staff_recovery_codes"]

staff_factors = Table(
    "staff_factors",
    metadata,
    Column("staff_id", String(16), ForeignKey(staff.c.id), primary_key=True),
    Column("secret", LargeBinary, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("confirmed_at", Moment),
    Column("last_step", BigInteger, nullable=False),
)

staff_recovery_codes = Table(
    "staff_recovery_codes",
    metadata,
    Column("staff_id", String(16), ForeignKey(staff.c.id), primary_key=True),
    Column("digest", String(32), primary_key=True),
)

staff_arrivals = Table(
    "staff_arrivals",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("staff_id", String(16), ForeignKey(staff.c.id), nullable=False, index=True),
    Column("method", String(32), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
)
