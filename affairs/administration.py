"""The working calendar as administrators change it: each change with its author in the log."""

from datetime import date

from affairs.clock import WorkCalendar
from affairs.clock.editing import Calendars
from affairs.clock.notice import Notice
from affairs.ports import Clock, UnitOfWorkFactory
from affairs.staff.audit import Act, ObjectRef, entry_of
from affairs.staff.permissions import Actor, Permission

__all__ = ["CalendarDesk"]


class CalendarDesk:
    """Use cases of the calendar; all need :attr:`Permission.SYSTEM`."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock, calendars: Calendars) -> None:
        self._unit_of_work, self._clock, self._calendars = unit_of_work, clock, calendars

    async def current(self, actor: Actor) -> WorkCalendar:
        """The calendar in force. Raises NotPermitted."""
        actor.require(Permission.SYSTEM)
        return await self._calendars.current()

    async def set_day(self, actor: Actor, day: date, *, working: bool, name: str) -> WorkCalendar:
        """Make a day a day off or a working day. Raises NotPermitted, InvalidValue."""
        actor.require(Permission.SYSTEM)
        made = await self._calendars.set_day(day, working=working, name=name)
        await self._written(actor, day.isoformat(), "working" if working else "off")
        return made

    async def unset_day(self, actor: Actor, day: date) -> bool:
        """Take back a day that was set; False when it was not. Raises NotPermitted."""
        actor.require(Permission.SYSTEM)
        removed = await self._calendars.unset_day(day)
        if removed:
            await self._written(actor, day.isoformat(), "unset")
        return removed

    async def import_notice(self, actor: Actor, notice: Notice) -> WorkCalendar:
        """Make a year's notice (放假安排) known. Raises NotPermitted, InvalidValue."""
        actor.require(Permission.SYSTEM)
        made = await self._calendars.import_notice(notice, source="console")
        await self._written(actor, str(notice.year), "notice")
        return made

    async def _written(self, actor: Actor, ref: str, detail: str) -> None:
        async with self._unit_of_work() as uow:
            target = ObjectRef("calendar", ref)
            await uow.audit.append(entry_of(actor, Act.CALENDAR_CHANGED, target, self._clock.now(), detail=detail))
            await uow.commit()
