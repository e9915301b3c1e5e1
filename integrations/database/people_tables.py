"""Tables of people. Personal values are sealed; what must be found again is beside it as a keyed hash."""

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, String, Table

from integrations.database.tables import Moment, metadata

__all__ = [
    "access_tokens",
    "citizen_logins",
    "citizens",
    "companies",
    "idempotency_keys",
    "relatives",
    "representations",
]

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
    Column("capacity", String(16), nullable=False, server_default=""),
    Column("licence", String(64), nullable=False, server_default=""),
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

relatives = Table(
    "relatives",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("citizen_id", String(32), ForeignKey(citizens.c.id), nullable=False, index=True),
    Column("relation", String(16), nullable=False),
    Column("name", LargeBinary, nullable=False),
    Column("id_number", LargeBinary, nullable=False),
    Column("proof", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("removed_at", Moment),
)

companies = Table(
    "companies",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("credit_code", String(18), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("legal_person", LargeBinary, nullable=False),
    Column("address", String(300), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("verified_at", Moment),
)

representations = Table(
    "representations",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("company_id", String(32), ForeignKey(companies.c.id), nullable=False, index=True),
    Column("citizen_id", String(32), nullable=False, index=True),
    Column("role", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("code", LargeBinary(32), nullable=False, index=True),
    Column("invited_by", String(64), nullable=False),
    Column("authorisation", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Index(None, "state", "created_at"),
)
