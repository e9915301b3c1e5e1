"""Days told by others: 周五之前, 国庆后第一个工作日, 春节前三天, 下个月的第一个周一."""

from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.dates.context import Context, DayNode, Days, Unreadable, add_days
from knowledge.dates.model import Unread

__all__ = ["After", "Before", "Inside", "Nth", "Offset"]

_LOOKED_THROUGH = 400


@dataclass(frozen=True, slots=True)
class Before:
    """From today until the day before ``node`` (with it where ``included``: 最晚周五)."""

    node: DayNode
    included: bool = False

    def days(self, at: Context) -> tuple[Days, ...]:
        """Those days. Raises Unreadable."""
        edges = self.node.edges(at)
        last = edges.last if self.included and edges.last else add_days(edges.first, -1)
        return (Days(min(at.today, last), last),)

    def edges(self, at: Context) -> Days:
        """The same."""
        return self.days(at)[0]


@dataclass(frozen=True, slots=True)
class After:
    """From the day after ``node`` on (with it where ``included``: 周三起)."""

    node: DayNode
    included: bool = False

    def days(self, at: Context) -> tuple[Days, ...]:
        """Those days, without an end. Raises Unreadable."""
        edges = self.node.edges(at)
        first = edges.first if self.included or edges.last is None else add_days(edges.last, 1)
        return (Days(first, None),)

    def edges(self, at: Context) -> Days:
        """The same."""
        return self.days(at)[0]


@dataclass(frozen=True, slots=True)
class Offset:
    """国庆前三天 (-3, -1), 周五的后一天 (1, 1): days counted from the edges of ``node``."""

    node: DayNode
    first: int
    last: int

    def days(self, at: Context) -> tuple[Days, ...]:
        """Those days. Raises Unreadable."""
        edges = self.node.edges(at)
        base = edges.first if self.last < 0 or edges.last is None else edges.last
        return (Days(add_days(base, self.first), add_days(base, self.last)),)

    def edges(self, at: Context) -> Days:
        """The same."""
        return self.days(at)[0]


@dataclass(frozen=True, slots=True)
class Inside:
    """``node`` as it lies within ``whole``: 12月的第二周, 下个月的15号."""

    whole: DayNode
    node: DayNode

    def days(self, at: Context) -> tuple[Days, ...]:
        """Those days. Raises Unreadable where there are none."""
        whole = self.whole.days(at)[0]
        found = self.node.days(at.since(whole.first))[0]
        if whole.last is not None and found.first > whole.last:
            raise Unreadable(Unread.NO_SUCH_DAY)
        return (Days(found.first, found.last),)

    def edges(self, at: Context) -> Days:
        """The same."""
        return self.days(at)[0]


@dataclass(frozen=True, slots=True)
class Nth:
    """The ``number``-th (from the end where negative) day of a kind within ``node``.

    ``kind``: 天, 工作日, 周 (Monday to Sunday, cut at the edges), 1–7 a weekday, 末 a Saturday with its Sunday.
    """

    node: DayNode
    number: int
    kind: str

    def days(self, at: Context) -> tuple[Days, ...]:
        """That day, or the days of that week. Raises Unreadable where there are not so many."""
        whole = self.node.days(at)[0]
        backward = self.number < 0
        day = (whole.last or add_days(whole.first, _LOOKED_THROUGH)) if backward else whole.first
        left = abs(self.number)
        for _ in range(_LOOKED_THROUGH):
            if day < whole.first or (whole.last is not None and day > whole.last):
                break
            left -= self._is(day, whole, at, backward=backward)
            if not left:
                return (self._from(day, whole, backward=backward),)
            day = add_days(day, -1 if backward else 1)
        raise Unreadable(Unread.NO_SUCH_DAY)

    def edges(self, at: Context) -> Days:
        """The same."""
        return self.days(at)[0]

    def _is(self, day: date, whole: Days, at: Context, *, backward: bool) -> bool:
        if self.kind == "工作日":
            return at.calendar.day(day).working
        if self.kind == "周":
            return day == (whole.last if backward else whole.first) or day.isoweekday() == (7 if backward else 1)
        return self.kind == "天" or day.isoweekday() == (6 if self.kind == "末" else int(self.kind))

    def _from(self, day: date, whole: Days, *, backward: bool) -> Days:
        if self.kind == "末":
            return Days(day, day + timedelta(days=1))
        if self.kind != "周":
            return Days(day, day)
        if backward:
            return Days(max(day - timedelta(days=day.isoweekday() - 1), whole.first), day)
        last = day + timedelta(days=7 - day.isoweekday())
        return Days(day, min(last, whole.last) if whole.last else last)
