"""The waiting list (候补): who wants a place that is not free gets the first that comes back, for a limited time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from affairs.appointments.appointment import Waiting, WaitingState
from affairs.appointments.current import Timetables
from affairs.appointments.party import check_standing, party_of
from affairs.clock import china_day
from affairs.errors import InvalidValue, NoSuchWaiting, NotBookable, OutOfTime
from affairs.people.acting import SELF, acting_for
from affairs.people.citizens import Citizen
from affairs.ports import Clock, IdempotencyKey, UnitOfWorkFactory

__all__ = ["Queueing", "Wanted"]

OPERATION = "waitlist"


@dataclass(frozen=True, slots=True)
class Wanted:
    """For what somebody waits; days not said (None) are all that can be booked."""

    item: str
    venue: str = ""
    first: date | None = None
    last: date | None = None
    whom: str = SELF


class Queueing:
    """Use cases on one's own entries of the waiting list."""

    def __init__(
        self, unit_of_work: UnitOfWorkFactory, timetables: Timetables, clock: Clock, *, verifies: bool = False
    ) -> None:
        self._unit_of_work, self._timetables, self._clock, self._verifies = unit_of_work, timetables, clock, verifies

    async def join(self, citizen: Citizen, wanted: Wanted, key: IdempotencyKey | None = None) -> Waiting:
        """Wait; whoever waits for this item for the same person already keeps their turn.

        Raises NotBookable, InvalidValue, OutOfTime, AlreadyBooked, BookingLimit, BookingBarred, IdentityRequired,
        NoSuchPrincipal, IdempotencyMismatch.
        """
        async with self._unit_of_work() as uow:
            timetable = await self._timetables.held(uow)
            now = self._clock.now()
            first, last = wanted.first or china_day(now), wanted.last or timetable.last_day(now)
            if first > last:
                raise InvalidValue(field="last")
            if last < china_day(now):
                raise OutOfTime(field="last")
            windows = timetable.supply.serving((wanted.item,), wanted.venue)
            party = party_of(await acting_for(uow, citizen, wanted.whom, now), verified=self._verifies)
            quota = next((each for each in party.wants if any(window.places.get(each) for window in windows)), None)
            if quota is None:
                raise NotBookable
            check_standing(
                await uow.appointments.standing(party.marks, first, now), (wanted.item,), timetable.supply.rules
            )
            entry = await uow.freed.join(
                Waiting(
                    id=0,
                    citizen_id=citizen.id,
                    whom=party.whom,
                    item=wanted.item,
                    venue=wanted.venue,
                    first=first,
                    last=last,
                    quota=quota,
                    state=WaitingState.WAITING,
                    created_at=now,
                )
            )
            if key is not None:
                known = await uow.idempotency.claim(
                    citizen.id, OPERATION, key.key, digest=key.digest, reference=str(entry.id), now=now
                )
                if known is not None and known != str(entry.id):
                    return await uow.freed.waiting(int(known)) or entry
            await uow.commit()
        return entry

    async def listed(self, citizen: Citizen) -> Sequence[Waiting]:
        """A citizen's entries that did not end, the oldest first."""
        async with self._unit_of_work(read_only=True) as uow:
            return await uow.freed.waits_of(citizen.id)

    async def leave(self, citizen: Citizen, waiting_id: int) -> None:
        """Wait no longer; once is enough, and an offer there is stays until it ends. Raises NoSuchWaiting."""
        async with self._unit_of_work() as uow:
            entry = await uow.freed.waiting(waiting_id, lock=True)
            if entry is None or entry.citizen_id != citizen.id:
                raise NoSuchWaiting
            await uow.freed.settle(waiting_id, WaitingState.LEFT, expected=(WaitingState.WAITING,))
            await uow.commit()
