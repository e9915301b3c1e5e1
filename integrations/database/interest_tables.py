"""The tables of subscriptions, and of how far everybody was told."""

from sqlalchemy import Column, ForeignKey, Index, String, Table, UniqueConstraint

from integrations.database.people_tables import citizens
from integrations.database.tables import Moment, metadata

__all__ = ["advised", "interests"]

interests = Table(
    "interests",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("citizen_id", String(32), ForeignKey(citizens.c.id), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("ref", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("citizen_id", "kind", "ref"),
    Index(None, "kind", "ref", "citizen_id"),
)

advised = Table(
    "advised",
    metadata,
    Column("key", String(100), primary_key=True),
    Column("value", String(32), nullable=False),
    Column("at", Moment, nullable=False),
)
