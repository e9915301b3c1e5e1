"""Tables of the working-day calendar: only what a deployment has set, over what the product ships."""

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table

from integrations.database.tables import Moment, metadata

__all__ = ["calendar_days", "calendar_years"]

calendar_days = Table(
    "calendar_days",
    metadata,
    Column("day", Date, primary_key=True),
    Column("working", Boolean, nullable=False),
    Column("name", String(40), nullable=False),
    Column("notice", Integer, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Index(None, "notice"),
)

calendar_years = Table(
    "calendar_years",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("source", String(200), nullable=False),
    Column("imported_at", Moment, nullable=False),
)
