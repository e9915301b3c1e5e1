"""Days counted from today: 明天, 三天后, 五个工作日内, 这几天."""

from dataclasses import dataclass
from datetime import date

from knowledge.dates.context import Context, Days, Unreadable, add_days, add_months
from knowledge.dates.model import DayCalendar, Unread

__all__ = ["Ahead", "Counted", "SameDay", "Unit", "step", "working_day"]

_LOOKED_THROUGH = 500
"""Days among which the n-th working day is looked for."""
Unit = str
"""天, 周, 月, 年, 工作日."""


@dataclass(frozen=True, slots=True)
class Counted:
    """From ``first`` to ``last`` days after today: 后天 is (2, 2), 这几天 (0, 6)."""

    first: int
    last: int

    def days(self, at: Context) -> tuple[Days, ...]:
        """Those days."""
        return (Days(add_days(at.today, self.first), add_days(at.today, self.last)),)

    def edges(self, at: Context) -> Days:
        """The same."""
        return self.days(at)[0]


@dataclass(frozen=True, slots=True)
class Ahead:
    """三天后, 两周前 (``number`` < 0); ``within``: from today until then (三天内); ``months`` in halves for 半个月."""

    number: int
    unit: Unit
    within: bool = False

    def days(self, at: Context) -> tuple[Days, ...]:
        """The day, or the days until it. Raises Unreadable."""
        day = step(at.today, self.number, self.unit, at.calendar)
        return (Days(at.today if self.within else day, day),)

    def edges(self, at: Context) -> Days:
        """The same."""
        return self.days(at)[0]


@dataclass(frozen=True, slots=True)
class SameDay:
    """当天, 同一天: that of the appointment to be moved, ``shift`` units later (推迟一天)."""

    number: int = 0
    unit: Unit = "天"

    def days(self, at: Context) -> tuple[Days, ...]:
        """The day. Raises Unreadable with no appointment to move."""
        if at.moving is None:
            raise Unreadable(Unread.UNANCHORED)
        day = step(at.moving.date(), self.number, self.unit, at.calendar)
        return (Days(day, day),)

    def edges(self, at: Context) -> Days:
        """The same."""
        return self.days(at)[0]


def step(day: date, number: int, unit: Unit, calendar: DayCalendar) -> date:
    """``number`` units after a day. Raises Unreadable beyond the calendar."""
    if unit == "工作日":
        return working_day(day, number, calendar)
    if unit in {"月", "年"}:
        return add_months(day, number * (12 if unit == "年" else 1))
    return add_days(day, number * (7 if unit == "周" else 1))


def working_day(day: date, number: int, calendar: DayCalendar) -> date:
    """The ``number``-th working day after a day (before it where negative; 0 = itself). Raises Unreadable."""
    forward = 1 if number > 0 else -1
    left = abs(number)
    for _ in range(_LOOKED_THROUGH):
        if not left:
            return day
        day = add_days(day, forward)
        left -= calendar.day(day).working
    raise Unreadable(Unread.NO_SUCH_DAY)
