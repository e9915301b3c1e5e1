"""Tables of the day in the hall."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, SmallInteger, String, Table, UniqueConstraint

from integrations.database.appointment_tables import appointments
from integrations.database.tables import Moment, metadata

__all__ = ["hall_days", "hall_desks", "hall_lines", "hall_tickets"]

hall_days = Table(
    "hall_days",
    metadata,
    Column("venue", String(32), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("changes", Integer, nullable=False),
)

hall_lines = Table(
    "hall_lines",
    metadata,
    Column("venue", String(32), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("line", String(1), primary_key=True),
    Column("last", Integer, nullable=False),
)

hall_tickets = Table(
    "hall_tickets",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("venue", String(32), nullable=False),
    Column("day", Date, nullable=False),
    Column("line", String(1), nullable=False),
    Column("number", Integer, nullable=False),
    Column("items", String(400), nullable=False),
    Column("state", String(16), nullable=False),
    Column("taken_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("entitled", Boolean, nullable=False),
    Column("first", Boolean, nullable=False),
    # An appointment has one ticket: NULL for those without an appointment, and NULL is equal to nothing.
    Column("appointment", String(32), ForeignKey(appointments.c.id)),
    Column("citizen_id", String(32), nullable=False),
    Column("window", String(48), nullable=False),
    # A window has one ticket at a time: its code while the ticket is called, else NULL.
    Column("holds", String(48)),
    Column("calls", SmallInteger, nullable=False),
    Column("called_at", Moment),
    Column("first_called_at", Moment),
    Column("ended_at", Moment),
    Column("warned", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),
    UniqueConstraint("venue", "day", "line", "number"),
    UniqueConstraint("appointment"),
    UniqueConstraint("holds"),
    Index(None, "citizen_id", "day"),
    Index(None, "state", "day"),
)

hall_desks = Table(
    "hall_desks",
    metadata,
    Column("window", String(48), primary_key=True),
    Column("venue", String(32), nullable=False, index=True),
    Column("staff_id", String(32), nullable=False, unique=True),
    Column("since", Moment, nullable=False),
)
