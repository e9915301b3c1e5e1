"""What a deployment sets in the calendar: the notices of later years, and single days."""

from datetime import date

from affairs.clock.calendar import WorkCalendar
from affairs.clock.national import CalendarEntry, edited_calendar
from affairs.clock.notice import Notice
from affairs.errors import InvalidValue
from affairs.ports import Clock, UnitOfWorkFactory

__all__ = ["Calendars"]

FIRST_YEAR, LAST_YEAR = 1990, 2199
NAME_LENGTH = 40


class Calendars:
    """Reads and edits the calendar in force."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock) -> None:
        self._unit_of_work, self._clock = unit_of_work, clock

    async def current(self) -> WorkCalendar:
        """The national calendar with what was set over it."""
        async with self._unit_of_work(read_only=True) as uow:
            return edited_calendar(await uow.calendar.edits())

    async def import_notice(self, notice: Notice, *, source: str) -> WorkCalendar:
        """Make a year's notice known. Raises InvalidValue when it has faults that matter."""
        async with self._unit_of_work() as uow:
            _check_year(notice.year)
            if not notice.usable or not notice.entries:
                raise InvalidValue("通知有误，没有导入", field="notice")
            await uow.calendar.replace_year(notice.year, notice.entries, source=source[:200], now=self._clock.now())
            calendar = edited_calendar(await uow.calendar.edits())
            await uow.commit()
            return calendar

    async def set_day(self, day: date, *, working: bool, name: str = "") -> WorkCalendar:
        """Set one day by hand: a day off or a working day. Raises InvalidValue."""
        async with self._unit_of_work() as uow:
            _check_year(day.year)
            if len(name) > NAME_LENGTH or not name.isprintable():
                raise InvalidValue(f"名称不超过 {NAME_LENGTH} 个字", field="name")
            await uow.calendar.set_day(CalendarEntry(day, working, name), now=self._clock.now())
            calendar = edited_calendar(await uow.calendar.edits())
            await uow.commit()
            return calendar

    async def unset_day(self, day: date) -> bool:
        """Take back a day that was set; False when it was not."""
        async with self._unit_of_work() as uow:
            removed = await uow.calendar.unset_day(day)
            await uow.commit()
            return removed


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InvalidValue(f"年份须在 {FIRST_YEAR} 到 {LAST_YEAR} 之间", field="year")
