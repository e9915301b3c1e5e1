"""Taking a place within a transaction: which windows are tried, in which order, and one conditional UPDATE each."""

from dataclasses import dataclass
from datetime import datetime

from affairs.appointments.appointment import Key
from affairs.appointments.party import Party
from affairs.appointments.slot import SlotName
from affairs.appointments.supply import Quota, Window
from affairs.appointments.timetable import Timetable
from affairs.errors import NotBookable, SlotFull
from affairs.ports import UnitOfWork

__all__ = ["Place", "place_in"]


@dataclass(frozen=True, slots=True)
class Place:
    """A place that was taken: ``slots`` in a row at a window."""

    window: Window
    quota: Quota
    slots: int


async def place_in(
    uow: UnitOfWork, timetable: Timetable, party: Party, items: tuple[str, ...], name: SlotName, now: datetime
) -> Place:
    """Take a place of a slot at one of the windows that do all of the items. Raises NotBookable, SlotFull.

    Windows of a department come before general ones, and the emptier before the fuller. Visits of several slots
    keep counters locked while they look on, so all of them go in the order of keys.
    """
    windows = timetable.supply.serving(items, name.venue)
    if not windows:
        raise NotBookable
    if name.day > timetable.last_day(now) or name.start < timetable.first_start(name.day, now):
        raise SlotFull("这个时间现在不能预约，请换一个时间。", field="slot_id")
    there = [each for each in windows if name.start in timetable.runs(each, name.day, each.slots_for(items))]
    for window in await _ordered(uow, there, party, items, name):
        quota, slots = party.quota(window), window.slots_for(items)
        capacity = timetable.capacity(window, name.day, quota, now)
        keys = [Key(name.day, window.code, name.start + step * window.minutes, quota) for step in range(slots)]
        if await _take_all(uow, keys, capacity):
            return Place(window, quota, slots)
    raise SlotFull(field="slot_id")


async def _ordered(
    uow: UnitOfWork, windows: list[Window], party: Party, items: tuple[str, ...], name: SlotName
) -> list[Window]:
    if len(windows) < 2:
        return windows
    if any(each.slots_for(items) > 1 for each in windows):
        return sorted(windows, key=lambda each: each.code)
    taken = await uow.appointments.taken(name.day, name.day, [each.code for each in windows], party.wants)

    def fullness(window: Window) -> tuple[bool, float, str]:
        quota = party.quota(window)
        count = taken.get(Key(name.day, window.code, name.start, quota), 0)
        return window.general, count / max(window.places.get(quota, 0), 1), window.code

    # What looks full is not tried: in a rush that is most of all statements.
    return sorted((each for each in windows if fullness(each)[1] < 1), key=fullness)


async def _take_all(uow: UnitOfWork, keys: list[Key], capacity: int) -> bool:
    for count, key in enumerate(keys):
        if not await uow.appointments.take(key, capacity):
            await uow.appointments.give_back(keys[:count])
            return False
    return True
