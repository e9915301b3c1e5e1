"""The tables of subscriptions, and of how far everybody was told."""

from sqlalchemy import Column, ForeignKey, Index, String, Table, UniqueConstraint

from integrations.database.people_tables import citizens, companies
from integrations.database.tables import Moment, metadata

__all__ = ["advised", "company_interests", "company_unfollowers", "interests"]

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

company_interests = Table(
    "company_interests",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("company_id", String(32), ForeignKey(companies.c.id), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("ref", String(64), nullable=False),
    Column("role", String(16), nullable=False),
    Column("asked_by", String(32), nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("company_id", "kind", "ref"),
    Index(None, "kind", "ref", "company_id"),
)

company_unfollowers = Table(
    "company_unfollowers",
    metadata,
    Column("citizen_id", String(32), primary_key=True),
    Column("company_id", String(32), ForeignKey(companies.c.id), primary_key=True),
)
"""Who represents a company and wants to be told of nothing that it follows."""

advised = Table(
    "advised",
    metadata,
    Column("key", String(100), primary_key=True),
    Column("value", String(32), nullable=False),
    Column("at", Moment, nullable=False),
)
