"""Places on their way back: from holds that ran out, to whoever waits first, else to everybody.

Run by any number of workers beside each other. A freed place is a row that one of them takes out: it becomes an offer
or goes back into its counter, once. One transaction handles one place and at most one person, since a transaction
that locked several persons in turn could meet another that locks them the other way round.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from affairs.applications.numbers import new_number
from affairs.appointments.appointment import Appointment, Freed, State, Waiting, WaitingState
from affairs.appointments.current import Timetables
from affairs.appointments.party import Party, check_standing, party_of
from affairs.appointments.telling import Teller
from affairs.appointments.timetable import Timetable, moment
from affairs.clock import china_day
from affairs.errors import DomainError
from affairs.notifications.notice import waking
from affairs.people.acting import acting_for
from affairs.ports import Clock, UnitOfWork, UnitOfWorkFactory

__all__ = ["Returning"]

BATCH = 100


class Returning:
    """Use cases of the worker."""

    def __init__(
        self, unit_of_work: UnitOfWorkFactory, timetables: Timetables, clock: Clock, *, teller: Teller | None = None
    ) -> None:
        self._teller = teller or Teller()
        self._unit_of_work, self._timetables, self._clock = unit_of_work, timetables, clock

    async def expire(self) -> int:
        """End holds that nobody confirmed in time; how many."""
        async with self._unit_of_work() as uow:
            await self._timetables.held(uow)
            now = self._clock.now()
            over = await uow.appointments.expired(now, BATCH)
            for held in over:
                await uow.appointments.save(replace(held, state=State.EXPIRED, changed_at=now, expires_at=None))
                await uow.freed.put(held, now)
                if held.waiting is not None:
                    await uow.freed.settle(held.waiting, WaitingState.LAPSED, expected=(WaitingState.OFFERED,))
            await uow.commit()
        return len(over)

    async def give_back(self) -> int:
        """Offer one place that is due to whoever waits for it first, else let everybody have it; how many (0 or 1)."""
        async with self._unit_of_work() as uow:
            timetable = await self._timetables.held(uow)
            now = self._clock.now()
            found = await uow.freed.claim_due(now, 1)
            for freed in found:
                waiting = await _first_waiting(uow, timetable, freed, now)
                if waiting is None:
                    await uow.appointments.give_back(freed.places())
                elif not await self._offered(uow, timetable, freed, waiting, now):
                    # whoever was first may not have it: the next one's turn comes in a transaction of its own
                    await uow.freed.settle(waiting.id, WaitingState.LEFT, expected=(WaitingState.WAITING,))
                    await uow.freed.put(_as_appointment(freed, now), now)
            await uow.commit()
        return len(found)

    async def _offered(
        self, uow: UnitOfWork, timetable: Timetable, freed: Freed, waiting: Waiting, now: datetime
    ) -> bool:
        """Hold the place for somebody; False when they may not have it."""
        window, rules = timetable.supply.windows_by_code[freed.window], timetable.supply.rules
        slots = window.slots_for((waiting.item,))
        try:
            party = await _party(uow, waiting, now)
            check_standing(await uow.appointments.standing(party.marks, freed.day, now), (waiting.item,), rules)
        except DomainError:
            return False
        # Nobody is asked at night: the time to answer begins in the morning, with the notice.
        asked = waking(now, urgent=False)
        until = min(asked + timedelta(minutes=rules.offer_minutes), moment(freed.day, freed.start))
        offer = replace(
            _as_appointment(freed, now),
            id=new_number(china_day(now), "YY"),
            citizen_id=waiting.citizen_id,
            whom=waiting.whom,
            items=(waiting.item,),
            slots=slots,
            expires_at=until,
            waiting=waiting.id,
        )
        await uow.appointments.add(offer, party.marks)
        await uow.freed.settle(waiting.id, WaitingState.OFFERED, expected=(WaitingState.WAITING,), appointment=offer.id)
        if slots < freed.slots:
            await uow.freed.put(_as_appointment(freed, now), now, first=slots)
        await self._teller.offered(uow, timetable.supply, offer, now)
        return True


async def _first_waiting(uow: UnitOfWork, timetable: Timetable, freed: Freed, now: datetime) -> Waiting | None:
    """The first on the list for whom the place is long enough; None where it cannot be offered any more."""
    window = timetable.supply.windows_by_code.get(freed.window)
    if window is None or window.minutes != freed.minutes or freed.start < timetable.first_start(freed.day, now):
        return None
    if freed.start not in timetable.runs(window, freed.day, freed.slots):
        return None
    items = [item for item in window.serves if window.slots_for((item,)) <= freed.slots]
    return await uow.freed.next_for(items, freed.venue, freed.day, freed.quota)


async def _party(uow: UnitOfWork, waiting: Waiting, now: datetime) -> Party:
    """Raises DomainError where they do not exist any more, or may not act any more."""
    citizen = await uow.citizens.get(waiting.citizen_id)
    if citizen is None:
        raise DomainError
    return party_of(await acting_for(uow, citizen, waiting.whom, now))


def _as_appointment(freed: Freed, now: datetime) -> Appointment:
    """The place as somebody's who is not known yet."""
    return Appointment(
        id="",
        citizen_id="",
        whom="",
        items=(),
        venue=freed.venue,
        window=freed.window,
        day=freed.day,
        start=freed.start,
        slots=freed.slots,
        minutes=freed.minutes,
        quota=freed.quota,
        state=State.HELD,
        created_at=now,
        changed_at=now,
    )
