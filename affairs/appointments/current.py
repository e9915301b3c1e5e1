"""The timetable by which this process books, exchanged when the supply or the calendar is another."""

from collections.abc import Callable

from affairs.appointments.supply import NO_SUPPLY, Supply
from affairs.appointments.timetable import Timetable
from affairs.clock import WorkCalendar
from affairs.ports import UnitOfWork, UnitOfWorkFactory

__all__ = ["Timetables"]


class Timetables:
    """Holds the current :class:`Timetable`; calling it returns that.

    What it holds may be some seconds old, which is good enough to show; whoever books calls :meth:`held`.
    """

    def __init__(self, unit_of_work: UnitOfWorkFactory, calendar: Callable[[], WorkCalendar]) -> None:
        self._unit_of_work, self._calendar = unit_of_work, calendar
        self._current = Timetable(NO_SUPPLY, calendar())

    def __call__(self) -> Timetable:
        """The current one."""
        calendar = self._calendar()
        if calendar.mark != self._current.calendar.mark:
            self._current = Timetable(self._current.supply, calendar)
        return self._current

    async def refresh(self) -> bool:
        """Look whether there is another supply; true when there was. Raises StoreUnavailable."""
        async with self._unit_of_work(read_only=True) as uow:
            if await uow.supply.revision() == self._current.supply.revision:
                return False
            self.take(await uow.supply.load())
            return True

    async def held(self, uow: UnitOfWork) -> Timetable:
        """The one in force, which stays so until the end of the transaction. To be asked for first of all."""
        if await uow.supply.hold() != self._current.supply.revision:
            self.take(await uow.supply.load())
        return self()

    def take(self, supply: Supply) -> None:
        """Go by this supply from now on."""
        self._current = self.of(supply)

    def of(self, supply: Supply) -> Timetable:
        """The timetable of a supply that is not in force yet."""
        return Timetable(supply, self._calendar())
