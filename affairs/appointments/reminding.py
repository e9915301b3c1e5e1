"""What is told in time rather than at once: the reminder the evening before, and that a bar is over.

Run by any number of workers beside each other; each appointment is locked by one of them.
"""

from dataclasses import replace
from datetime import timedelta

from affairs.appointments.current import Timetables
from affairs.appointments.telling import Teller
from affairs.appointments.timetable import moment
from affairs.clock import china_day
from affairs.ports import Clock, UnitOfWorkFactory

__all__ = ["EVENING", "Reminding"]

EVENING = 18 * 60
"""The minute of the day before from which people are reminded."""
BATCH = 50


class Reminding:
    """Use cases of the worker."""

    def __init__(
        self, unit_of_work: UnitOfWorkFactory, timetables: Timetables, clock: Clock, *, teller: Teller | None = None
    ) -> None:
        self._unit_of_work, self._timetables, self._clock = unit_of_work, timetables, clock
        self._teller = teller or Teller()

    async def remind(self) -> int:
        """Remind of tomorrow's appointments, once each; how many. Who booked or moved this evening knows it."""
        now = self._clock.now()
        evening = moment(china_day(now), EVENING)
        if now < evening:
            return 0
        async with self._unit_of_work() as uow:
            supply = (await self._timetables.held(uow)).supply
            found = await uow.appointments.to_remind(china_day(now) + timedelta(days=1), evening, BATCH)
            for each in found:
                await uow.appointments.save(replace(each, reminded=True))
                await self._teller.reminded(uow, supply, each, now)
            await uow.commit()
        return len(found)

    async def unbar(self) -> int:
        """Tell those whose bar has ended, once; how many were looked at."""
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            found = await uow.appointments.bars_ended(now, BATCH)
            for each in found:
                await uow.appointments.save(replace(each, bars_until=None))
                # a bar that was lifted since, or is longer by now, has no end to be told here
                if await uow.appointments.barred_until(each.id) == each.bars_until:
                    await self._teller.unbarred(uow, each, now)
            await uow.commit()
        return len(found)
