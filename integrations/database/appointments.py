"""Appointments, and what is counted of the persons who have them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.appointments.appointment import Appointment, Key, Mark, MarkKind, Standing, State
from affairs.appointments.ports import Cut
from affairs.appointments.supply import Quota
from affairs.clock import china_day
from affairs.errors import AlreadyBooked
from integrations.database import counters
from integrations.database.appointment_tables import appointment_order, appointments, booking_persons, no_shows
from integrations.database.appointment_tables import appointment_persons as persons
from integrations.database.people_tables import citizen_logins
from integrations.database.statements import AnyRow, upsert
from integrations.person_keys import PersonKeys, required

__all__ = ["DatabaseAppointments"]

OPEN = tuple(state for state in State if state.open)
BETWEEN_ITEMS = "\n"


_STANDING = (
    select(booking_persons.c.person.label("whose"), booking_persons.c.barred_until, persons)
    .outerjoin_from(
        booking_persons,
        persons,
        and_(
            persons.c.person == booking_persons.c.person, persons.c.open, persons.c.appointment_id != bindparam("but")
        ),
    )
    .where(booking_persons.c.person.in_(bindparam("names", expanding=True)))
)
"""On the way of every booking: built once."""


class DatabaseAppointments:
    """:class:`affairs.appointments.ports.AppointmentRepository` upon one connection."""

    def __init__(self, connection: AsyncConnection, keys: PersonKeys | None) -> None:
        self._connection, self._given_keys = connection, keys
        self._accounts: dict[str, list[str]] = {}

    @property
    def _keys(self) -> PersonKeys:
        return required(self._given_keys)

    async def take(self, key: Key, capacity: int) -> bool:
        """Take one place; False when there are ``capacity`` taken already."""
        return await counters.take(self._connection, key, capacity)

    async def give_back(self, keys: Sequence[Key]) -> None:
        """Give places back at once; in the order of keys."""
        await counters.give_back(self._connection, keys)

    async def taken(
        self, first: date, last: date, windows: Collection[str], quotas: Collection[Quota]
    ) -> Mapping[Key, int]:
        """Places taken, by slot."""
        return await counters.taken(self._connection, first, last, windows, quotas)

    async def taken_by_day(
        self, first: date, last: date, windows: Collection[str], quota: Quota, cuts: Sequence[Cut]
    ) -> Mapping[date, int]:
        """Places of a quota taken at these windows, by day."""
        return await counters.taken_by_day(self._connection, first, last, windows, quota, cuts)

    async def standing(self, marks: Sequence[Mark], day: date, now: datetime, *, but: str = "") -> Sequence[Standing]:
        """What is counted under each mark; locks the persons until the end of the transaction."""
        named = [(mark, name) for mark in marks for name in await self._names(mark)]
        await self._lock({name for _, name in named})
        names = sorted({name for _, name in named})
        known = (await self._connection.execute(_STANDING, {"names": names, "but": but})).all()
        barred = {row.whose: row.barred_until for row in known}
        rows = [row for row in known if row.appointment_id is not None]
        if any(row.single and row.starts_at <= now for row in rows):
            over = and_(persons.c.person.in_(barred), persons.c.starts_at <= now)
            await self._connection.execute(update(persons).where(over).values(single=None))
        ahead = [row for row in rows if row.starts_at > now]
        until = {name: moment for name, moment in barred.items() if moment and moment > now}
        return [_standing(mark.kind, name, day, ahead, until.get(name)) for mark, name in named]

    async def add(self, appointment: Appointment, marks: Sequence[Mark]) -> None:
        """Store a new one, counted under these marks. Raises AlreadyBooked."""
        await self._connection.execute(insert(appointments).values({**self._row(appointment), "serial": self._next()}))
        rows: dict[tuple[str, int], dict[str, Any]] = {}
        for mark in marks:
            for name in await self._names(mark):
                for row in _person_rows(appointment, mark.kind, name):
                    rows.setdefault((name, row["place"]), row)
        if not rows:
            return
        try:
            await self._connection.execute(insert(persons), list(rows.values()))
        except IntegrityError as error:
            raise AlreadyBooked from error

    async def save(self, appointment: Appointment) -> None:
        """Store what changed; one that is not open any more is not counted any more."""
        mine = appointments.c.id == appointment.id
        await self._connection.execute(update(appointments).where(mine).values(self._row(appointment)))
        counted: dict[str, Any] = {"day": appointment.day, "starts_at": appointment.starts_at}
        if not appointment.state.open:
            counted |= {"open": False, "single": None}
        theirs = persons.c.appointment_id == appointment.id
        await self._connection.execute(update(persons).where(theirs).values(counted))

    async def get(self, appointment_id: str, *, lock: bool = False) -> Appointment | None:
        """One of them, or None."""
        query = select(appointments).where(appointments.c.id == appointment_id)
        return next(iter(await self._all(query.with_for_update() if lock else query)), None)

    async def of_citizen(self, citizen_id: str, *, limit: int, before: str | None = None) -> Sequence[Appointment]:
        """A citizen's own, the latest made first."""
        query = select(appointments).where(appointments.c.citizen_id == citizen_id)
        newest = query.order_by(appointments.c.serial.desc()).limit(limit)
        return await self._all(newest if before is None else newest.where(self._after(before)))

    async def expired(self, now: datetime, limit: int) -> Sequence[Appointment]:
        """Held ones whose time is over, locked."""
        over = and_(appointments.c.state == State.HELD, appointments.c.expires_at <= now)
        query = select(appointments).where(over).order_by(appointments.c.expires_at, appointments.c.id).limit(limit)
        return await self._all(query.with_for_update(skip_locked=True))

    async def upcoming(self, now: datetime) -> Sequence[Appointment]:
        """All open ones that have not begun, in the order of days, windows, slots, and of booking; locked."""
        query = select(appointments).where(appointments.c.day >= china_day(now), appointments.c.state.in_(OPEN))
        by = (appointments.c.day, appointments.c.window, appointments.c.start, appointments.c.serial)
        found = await self._all(query.order_by(*by).with_for_update())
        return [each for each in found if each.starts_at > now]

    async def of_day(self, venue: str, day: date) -> Sequence[Appointment]:
        """All of a venue on a day, whatever became of them, in the order of times and of who came first."""
        query = select(appointments).where(appointments.c.day == day, appointments.c.venue == venue)
        return await self._all(query.order_by(appointments.c.start, appointments.c.serial))

    async def outcomes(self, venue: str, first: date, last: date) -> Mapping[State, int]:
        """How many appointments of a venue's days stand where."""
        theirs = and_(appointments.c.venue == venue, appointments.c.day.between(first, last))
        query = select(appointments.c.state, func.count()).where(theirs).group_by(appointments.c.state)
        return {State(state): count for state, count in await self._connection.execute(query)}

    async def note_no_show(self, appointment: Appointment, *, now: datetime) -> None:
        """Count a no-show under the marks that the appointment was counted under."""
        theirs = select(persons.c.person, persons.c.appointment_id).where(
            persons.c.appointment_id == appointment.id, persons.c.place == 0
        )
        for row in (await self._connection.execute(theirs.order_by(persons.c.person))).all():
            values = {"person": row.person, "appointment_id": row.appointment_id, "missed_at": now}
            await self._connection.execute(upsert(self._connection, no_shows).values(values).on_conflict_do_nothing())

    async def forgive(self, appointment_id: str) -> None:
        """Take a no-show back."""
        await self._connection.execute(no_shows.delete().where(no_shows.c.appointment_id == appointment_id))

    async def no_shows(self, appointment_id: str, since: datetime) -> int:
        """The most no-shows since a time under any mark of this one's person."""
        mine = select(persons.c.person).where(persons.c.appointment_id == appointment_id)
        query = (
            select(func.count(no_shows.c.appointment_id.distinct()).label("missed"))
            .where(no_shows.c.person.in_(mine), no_shows.c.missed_at > since)
            .group_by(no_shows.c.person)
        )
        return max((await self._connection.execute(query)).scalars(), default=0)

    async def bar(self, appointment_id: str, until: datetime | None) -> None:
        """Bar whoever missed this appointment until a time; None ends it."""
        mine = select(persons.c.person).where(persons.c.appointment_id == appointment_id)
        names = sorted(set((await self._connection.execute(mine)).scalars()))
        await self._lock(set(names))
        whose = booking_persons.c.person.in_(names)
        await self._connection.execute(update(booking_persons).where(whose).values(barred_until=until))

    async def barred_until(self, appointment_id: str) -> datetime | None:
        """The end of the bar of whoever missed this appointment; None where there was none."""
        mine = select(persons.c.person).where(persons.c.appointment_id == appointment_id)
        query = select(booking_persons.c.barred_until).where(booking_persons.c.person.in_(mine))
        return max(filter(None, (await self._connection.execute(query)).scalars()), default=None)

    async def to_remind(self, day: date, before: datetime, limit: int) -> Sequence[Appointment]:
        """Confirmed ones of a day of which nobody was reminded, unchanged since a time; locked."""
        due = and_(
            appointments.c.day == day,
            appointments.c.state == State.CONFIRMED,
            appointments.c.reminded.is_(False),
            appointments.c.changed_at < before,
        )
        query = select(appointments).where(due).order_by(appointments.c.serial).limit(limit)
        return await self._all(query.with_for_update(skip_locked=True))

    async def bars_ended(self, now: datetime, limit: int) -> Sequence[Appointment]:
        """No-shows whose bar has ended, which was not told; locked."""
        query = select(appointments).where(appointments.c.bars_until <= now).order_by(appointments.c.bars_until)
        return await self._all(query.limit(limit).with_for_update(skip_locked=True))

    async def appeals(self, limit: int) -> Sequence[Appointment]:
        """Missed ones with an appeal that nobody decided, the oldest first."""
        asked = and_(appointments.c.state == State.MISSED, appointments.c.appeal != b"", appointments.c.cause == "")
        return await self._all(select(appointments).where(asked).order_by(appointments.c.changed_at).limit(limit))

    def _next(self) -> ColumnElement[int]:
        """The number of the next appointment: of two made at the same moment, one came first."""
        if self._connection.dialect.name == "postgresql":
            return appointment_order.next_value()
        highest: ColumnElement[int] = func.coalesce(func.max(appointments.c.serial), 0)
        return select(highest + 1).scalar_subquery()

    async def _names(self, mark: Mark) -> list[str]:
        """The keyed hashes of a mark; those before a rotation of the secret still count."""
        if mark.kind is not MarkKind.ACCOUNT:
            return list(self._keys.all_of(mark.kind, mark.value))
        if mark.value not in self._accounts:
            mine = select(citizen_logins.c.person).where(citizen_logins.c.citizen_id == mark.value)
            self._accounts[mark.value] = sorted((await self._connection.execute(mine)).scalars())
        return self._accounts[mark.value]

    async def _lock(self, names: set[str]) -> None:
        """Lock the rows of these persons in the order of names, each one made that was not there."""
        if not names:
            return
        statement = upsert(self._connection, booking_persons)
        counted = statement.on_conflict_do_update(
            index_elements=["person"], set_={"turns": booking_persons.c.turns + 1}
        )
        # Row by row of one prepared statement: one of several rows would be compiled anew each time.
        rows = [{"person": name, "turns": 1, "barred_until": None} for name in sorted(names)]
        await self._connection.execute(counted, rows)

    async def _all(self, query: Select[*tuple[Any, ...]]) -> list[Appointment]:
        return [self._appointment(row) for row in await self._connection.execute(query)]

    def _after(self, appointment_id: str) -> ColumnElement[bool]:
        before = select(appointments.c.serial).where(appointments.c.id == appointment_id).scalar_subquery()
        return appointments.c.serial < before

    def _row(self, appointment: Appointment) -> dict[str, Any]:
        plain = (
            "id",
            "citizen_id",
            "whom",
            "situation",
            "venue",
            "window",
            "day",
            "start",
            "slots",
            "minutes",
            "quota",
        )
        more = (
            "state",
            "cause",
            "revision",
            "waiting",
            "created_at",
            "changed_at",
            "expires_at",
            "reminded",
            "bars_until",
        )
        appeal = self._keys.seal.seal(appointment.appeal, appointment.id) if appointment.appeal else b""
        row = {name: getattr(appointment, name) for name in (*plain, *more)}
        return {**row, "items": BETWEEN_ITEMS.join(appointment.items), "appeal": appeal}

    def _appointment(self, row: AnyRow) -> Appointment:
        values = dict(row._mapping)
        values["items"] = tuple(values["items"].split(BETWEEN_ITEMS))
        values["quota"], values["state"] = Quota(row.quota), State(row.state)
        values["appeal"] = self._keys.seal.open(row.appeal, row.id) if row.appeal else ""
        return Appointment(**values)


def _standing(kind: MarkKind, name: str, day: date, ahead: Iterable[AnyRow], barred_until: datetime | None) -> Standing:
    mine = [row for row in ahead if row.person == name]
    first = [row for row in mine if row.place == 0]
    items = frozenset(row.single for row in mine if row.single)
    return Standing(kind, sum(row.day == day for row in first), len(first), items, barred_until)


def _person_rows(appointment: Appointment, kind: MarkKind, name: str) -> list[dict[str, Any]]:
    """One row to be counted; of a person one for each item, since for an item one appointment is allowed."""
    singles: tuple[str | None, ...] = appointment.items if kind is MarkKind.PERSON else (None,)
    common = {
        "appointment_id": appointment.id,
        "person": name,
        "kind": kind,
        "day": appointment.day,
        "starts_at": appointment.starts_at,
        "open": appointment.state.open,
    }
    return [{**common, "place": place, "single": single} for place, single in enumerate(singles)]
