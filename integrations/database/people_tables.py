"""Tables of people. Personal values are sealed; what must be found again is beside it as a keyed hash."""

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, String, Table

from integrations.database.tables import Moment, metadata

__all__ = ["access_tokens", "citizen_logins", "citizens", "idempotency_keys"]

citizens = Table(
    "citizens",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", LargeBinary, nullable=False),
    Column("id_number", LargeBinary, nullable=False),
    Column("id_number_key", String(32), nullable=False, index=True),
    Column("phone", LargeBinary, nullable=False),
    Column("phone_key", String(32), nullable=False, index=True),
    Column("region", String(64), nullable=False),
    Column("verified_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("erased_at", Moment),
)

citizen_logins = Table(
    "citizen_logins",
    metadata,
    Column("person", String(32), primary_key=True),
    Column("citizen_id", String(32), ForeignKey(citizens.c.id), nullable=False, index=True),
    Column("channel", String(16), nullable=False),
    Column("account", LargeBinary, nullable=False),
    Column("linked_at", Moment, nullable=False),
)

access_tokens = Table(
    "access_tokens",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("citizen_id", String(32), ForeignKey(citizens.c.id), nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("caller", String(64), primary_key=True),
    Column("operation", String(64), primary_key=True),
    Column("key", LargeBinary(32), primary_key=True),
    Column("digest", LargeBinary(32), nullable=False),
    Column("reference", String(64), nullable=False),
    Column("claimed_at", Moment, nullable=False),
    Index(None, "claimed_at"),
)
