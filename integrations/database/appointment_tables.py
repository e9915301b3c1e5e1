"""Tables of appointments. Persons are keyed hashes; of slots only those that somebody touched have a row."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Sequence,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)

from integrations.database.people_tables import citizens
from integrations.database.tables import Moment, Serial, metadata

__all__ = [
    "appointment_order",
    "appointment_persons",
    "appointments",
    "booking_persons",
    "freed_places",
    "no_shows",
    "slot_counters",
    "supplies",
    "waiting_list",
]

supplies = Table(
    "supplies",
    metadata,
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("document", LargeBinary, nullable=False),
    Column("source", String(200), nullable=False),
    Column("set_at", Moment, nullable=False),
)

slot_counters = Table(
    "slot_counters",
    metadata,
    Column("day", Date, primary_key=True),
    Column("window", String(48), primary_key=True),
    Column("start", SmallInteger, primary_key=True, autoincrement=False),
    Column("quota", String(16), primary_key=True),
    Column("taken", Integer, nullable=False),
)

appointment_order = Sequence("appointments_serial", metadata=metadata)
"""Who came first, on PostgreSQL; on SQLite, which has one writer at a time, the highest number there is and one."""

appointments = Table(
    "appointments",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("citizen_id", String(32), ForeignKey(citizens.c.id), nullable=False),
    Column("whom", String(32), nullable=False),
    Column("items", String(400), nullable=False),
    Column("situation", String(200), nullable=False),
    Column("venue", String(32), nullable=False),
    Column("window", String(48), nullable=False),
    Column("day", Date, nullable=False),
    Column("start", SmallInteger, nullable=False),
    Column("slots", SmallInteger, nullable=False),
    Column("minutes", SmallInteger, nullable=False),
    Column("quota", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("cause", String(200), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("waiting", Integer),
    Column("appeal", LargeBinary, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("expires_at", Moment),
    Column("reminded", Boolean, nullable=False),
    Column("bars_until", Moment, index=True),
    Column("serial", BigInteger, nullable=False, unique=True),
    Index(None, "citizen_id", "serial"),
    Index(None, "day", "venue"),
    Index(None, "state", "expires_at"),
)

appointment_persons = Table(
    "appointment_persons",
    metadata,
    Column("appointment_id", String(32), ForeignKey(appointments.c.id), primary_key=True),
    Column("person", String(32), primary_key=True),
    Column("place", SmallInteger, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("day", Date, nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("single", String(64)),
    # Who may have one appointment for an item has one: NULL once it is over, and NULL is equal to nothing.
    UniqueConstraint("person", "single"),
    Index(None, "person", "open"),
)

booking_persons = Table(
    "booking_persons",
    metadata,
    Column("person", String(32), primary_key=True),
    Column("turns", Integer, nullable=False),
    Column("barred_until", Moment),
)

no_shows = Table(
    "no_shows",
    metadata,
    Column("person", String(32), primary_key=True),
    Column("appointment_id", String(32), ForeignKey(appointments.c.id), primary_key=True),
    Column("missed_at", Moment, nullable=False),
    Index(None, "appointment_id"),
)

freed_places = Table(
    "freed_places",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("venue", String(32), nullable=False),
    Column("window", String(48), nullable=False),
    Column("day", Date, nullable=False),
    Column("start", SmallInteger, nullable=False),
    Column("slots", SmallInteger, nullable=False),
    Column("minutes", SmallInteger, nullable=False),
    Column("quota", String(16), nullable=False),
    Column("due_at", Moment, nullable=False, index=True),
    sqlite_autoincrement=True,
)

waiting_list = Table(
    "waiting_list",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("citizen_id", String(32), ForeignKey(citizens.c.id), nullable=False),
    Column("whom", String(32), nullable=False),
    Column("item", String(64), nullable=False),
    Column("venue", String(32), nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("quota", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("appointment", String(32), nullable=False),
    Column("created_at", Moment, nullable=False),
    # Whoever waits for an item waits for it once: NULL when the entry has come to its end.
    Column("waits_for", String(140)),
    UniqueConstraint("waits_for"),
    Index(None, "state", "item", "id"),
    Index(None, "citizen_id", "state"),
    sqlite_autoincrement=True,
)
