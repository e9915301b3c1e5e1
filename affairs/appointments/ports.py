"""What appointments need from the store."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from affairs.appointments.appointment import Appointment, Freed, Key, Mark, Standing, State, Waiting, WaitingState
from affairs.appointments.supply import Quota, Supply

__all__ = ["AppointmentRepository", "Cut", "FreedRepository", "SupplyRepository"]


@dataclass(frozen=True, slots=True)
class Cut:
    """Slots of a day count only from minute ``start`` on."""

    day: date
    start: int


class SupplyRepository(Protocol):
    """What can be booked, every revision of it."""

    async def hold(self) -> int:
        """The revision in force, which stays so until the end of the transaction; 0 = nothing was ever set.

        Any number of transactions may hold it; one that changes it waits for all of them.
        """

    async def revision(self) -> int:
        """The revision in force at this moment."""

    async def load(self) -> Supply:
        """The supply in force."""

    async def seize(self) -> None:
        """Wait until nobody holds the revision in force, and let nobody hold any until the end of the transaction."""

    async def replace(self, supply: Supply, *, source: str, now: datetime) -> int:
        """Put another in force, once nobody holds the one before; its revision."""


class AppointmentRepository(Protocol):
    """Appointments, the counters of the slots they touch, and what is counted of persons."""

    async def take(self, key: Key, capacity: int) -> bool:
        """Take one place; False when there are ``capacity`` taken already."""

    async def outcomes(self, venue: str, first: date, last: date) -> Mapping[State, int]:
        """How many appointments of a venue's days stand where; what there is none of is absent."""

    async def give_back(self, keys: Sequence[Key]) -> None:
        """Give places back at once; in the order of keys."""

    async def taken(
        self, first: date, last: date, windows: Collection[str], quotas: Collection[Quota]
    ) -> Mapping[Key, int]:
        """Places taken, by slot; slots that nobody touched are absent."""

    async def taken_by_day(
        self, first: date, last: date, windows: Collection[str], quota: Quota, cuts: Sequence[Cut]
    ) -> Mapping[date, int]:
        """Places of a quota taken at these windows, by day."""

    async def standing(self, marks: Sequence[Mark], day: date, now: datetime, *, but: str = "") -> Sequence[Standing]:
        """What is counted under each mark (appointment ``but`` left out); those that are over do not count.

        Until the end of the transaction no other one can ask the same of any of these persons.
        """

    async def add(self, appointment: Appointment, marks: Sequence[Mark]) -> None:
        """Store a new one, counted under these marks. Raises AlreadyBooked."""

    async def save(self, appointment: Appointment) -> None:
        """Store what changed; one that is not open any more is not counted any more. The caller holds the lock."""

    async def get(self, appointment_id: str, *, lock: bool = False) -> Appointment | None:
        """One of them, or None; ``lock`` until the end of the transaction."""

    async def of_citizen(self, citizen_id: str, *, limit: int, before: str | None = None) -> Sequence[Appointment]:
        """A citizen's own, the latest made first, from after the one named ``before``."""

    async def expired(self, now: datetime, limit: int) -> Sequence[Appointment]:
        """Held ones whose time is over, locked; those that another transaction holds are left out."""

    async def upcoming(self, now: datetime) -> Sequence[Appointment]:
        """All open ones that have not begun, in the order of days, windows, slots, and of who came first."""

    async def of_day(self, venue: str, day: date) -> Sequence[Appointment]:
        """All of a venue on a day, whatever became of them, in the order of times and of who came first."""

    async def note_no_show(self, appointment: Appointment, *, now: datetime) -> None:
        """Count a no-show under the marks that the appointment was counted under. Before :meth:`save`."""

    async def forgive(self, appointment_id: str) -> None:
        """Take a no-show back."""

    async def no_shows(self, appointment_id: str, since: datetime) -> int:
        """The most no-shows since a time under any mark of this one's person, itself counted."""

    async def bar(self, appointment_id: str, until: datetime | None) -> None:
        """Bar whoever missed this appointment until a time; None ends it."""

    async def barred_until(self, appointment_id: str) -> datetime | None:
        """The end of the bar of whoever missed this appointment; None where there is none."""

    async def to_remind(self, day: date, before: datetime, limit: int) -> Sequence[Appointment]:
        """Confirmed ones of a day of which nobody was reminded, unchanged since ``before``, locked."""

    async def bars_ended(self, now: datetime, limit: int) -> Sequence[Appointment]:
        """No-shows whose bar has ended, which was not told, locked."""

    async def appeals(self, limit: int) -> Sequence[Appointment]:
        """Missed ones with an appeal that nobody decided, the oldest first."""


class FreedRepository(Protocol):
    """Places on their way back, and those who wait for one."""

    async def put(self, appointment: Appointment, due_at: datetime, *, first: int = 0) -> None:
        """Let an appointment's places from the ``first`` on come back at ``due_at``."""

    async def claim_due(self, now: datetime, limit: int) -> Sequence[Freed]:
        """Those whose time has come, taken out; nobody else gets them."""

    async def pending(self, since: date) -> Sequence[Freed]:
        """Those of days from ``since`` on that are not claimed yet."""

    async def drop(self, freed_id: int) -> bool:
        """Take one out; False when it is gone."""

    async def join(self, waiting: Waiting) -> Waiting:
        """Put somebody on the list; whoever waits for the item already stays where they are."""

    async def waiting(self, waiting_id: int, *, lock: bool = False) -> Waiting | None:
        """One entry, or None."""

    async def waits_of(self, citizen_id: str) -> Sequence[Waiting]:
        """A citizen's entries that did not end, the oldest first."""

    async def next_for(self, items: Collection[str], venue: str, day: date, quota: Quota) -> Waiting | None:
        """The first who waits for a place like this, locked."""

    async def settle(
        self, waiting_id: int, state: WaitingState, *, expected: Collection[WaitingState], appointment: str = ""
    ) -> bool:
        """Move an entry on; False when it was in none of the ``expected`` states."""
