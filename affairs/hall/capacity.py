"""How many more can be served today without an appointment. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from affairs.appointments.appointment import Appointment
from affairs.appointments.supply import Quota, Window
from affairs.appointments.timetable import Timetable, minute_of
from affairs.clock import CHINA
from affairs.hall.ticket import HallRules, Ticket, TicketState, serves

__all__ = ["walk_ins_left"]

SERVED = {False: (Quota.PUBLIC, Quota.COMPANY, Quota.ONSITE), True: (Quota.INTERMEDIARY,)}


def walk_ins_left(
    timetable: Timetable,
    fresh: Ticket,
    tickets: Iterable[Ticket],
    expected: Iterable[Appointment],
    rules: HallRules,
    now: datetime,
) -> int:
    """Places for tickets like ``fresh``: those of today's remaining slots, less who waits and who is still to come.

    An appointment keeps its places until its grace is over: then they are anybody's who is there.
    """
    local = now.astimezone(CHINA)
    windows = [each for each in timetable.supply.windows if serves(each, fresh)]
    total = sum(_places(each, timetable, local, intermediary=fresh.intermediary) for each in windows)
    codes = {each.code for each in windows}
    waiting = [each for each in tickets if each.state in {TicketState.WAITING, TicketState.PARKED}]
    taken = sum(_slots(each.items, windows) for each in waiting if any(serves(window, each) for window in windows))
    coming = [each for each in expected if now <= each.starts_at + timedelta(minutes=rules.late)]
    taken += sum(each.slots for each in coming if each.window in codes)
    return (total - taken) // max(_slots(fresh.items, windows), 1)


def _places(window: Window, timetable: Timetable, local: datetime, *, intermediary: bool) -> int:
    minute = minute_of(local.time())
    # The slot that runs has begun, and still has room as long as its window is not busy: it counts.
    left = sum(1 for start in timetable.starts(window, local.date()) if start + window.minutes > minute)
    return left * sum(window.places.get(quota, 0) for quota in SERVED[intermediary])


def _slots(items: tuple[str, ...], windows: Iterable[Window]) -> int:
    """Slots that items take where they take the fewest."""
    return min((slots for window in windows if (slots := window.slots_for(items))), default=1)
