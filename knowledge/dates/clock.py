"""Hours: 下午三点半, 9点到11点, 差一刻九点, 三点左右, 下班前; parts of the day, and which half an hour is in."""

from dataclasses import dataclass
from enum import Enum, auto

from knowledge.dates.context import Unreadable
from knowledge.dates.model import DAY_MINUTES, DayTime, Unread

__all__ = ["PARTS", "Half", "Hour", "Limit", "TimeItem", "combine", "resolve"]

_NOON = 12 * 60


class Half(Enum):
    """Which half of the day a word puts an hour in."""

    MORNING = auto()
    NOON = auto()
    AFTERNOON = auto()
    EVENING = auto()


PARTS: dict[str, tuple[int, int, Half]] = {
    "凌晨": (0, 6 * 60, Half.MORNING),
    "清晨": (6 * 60, 9 * 60, Half.MORNING),
    "清早": (6 * 60, 9 * 60, Half.MORNING),
    "一早": (6 * 60, 9 * 60, Half.MORNING),
    "早上": (6 * 60, _NOON, Half.MORNING),
    "上午": (6 * 60, _NOON, Half.MORNING),
    "中午": (11 * 60, 13 * 60, Half.NOON),
    "午后": (_NOON, 15 * 60, Half.AFTERNOON),
    "下午": (_NOON, 18 * 60, Half.AFTERNOON),
    "傍晚": (17 * 60, 19 * 60, Half.EVENING),
    "晚上": (18 * 60, DAY_MINUTES, Half.EVENING),
    "深夜": (22 * 60, DAY_MINUTES, Half.EVENING),
}
"""Minutes and half of each part of the day. 上午 and 下午 meet at noon."""


class Limit(Enum):
    """What a word after an hour makes of it."""

    AROUND = auto()
    """左右: half an hour either way."""
    OVER = auto()
    """三点多: within the hour."""
    BEFORE = auto()
    AFTER = auto()


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour as said. ``written``: in two digits with a colon (09:30), so of the 24-hour clock."""

    hour: int
    minute: int = 0
    written: bool = False

    def minutes(self, half: Half | None) -> tuple[int, ...]:
        """Minutes from midnight, every reading. Raises Unreadable where there is no such time."""
        if not (0 <= self.hour <= 24 and 0 <= self.minute < 60) or (self.hour == 24 and self.minute):
            raise Unreadable(Unread.NO_SUCH_TIME)
        return tuple(hour * 60 + self.minute for hour in self._hours(half))

    def _hours(self, half: Half | None) -> tuple[int, ...]:
        hour = self.hour
        if half is None:
            if self.written or hour == 0 or hour >= 8:
                return (hour,)
            # Nobody calls on an office at three in the morning; six and seven may be either.
            return (hour + 12,) if hour < 6 else (hour, hour + 12)
        hours = {
            Half.MORNING: (hour,) if hour <= 12 else (),
            Half.NOON: (hour + 12,) if hour in {1, 2} else (hour,) if 10 <= hour <= 14 else (),
            Half.AFTERNOON: (hour + 12,) if hour < 12 else (hour,) if hour < 20 else (),
            Half.EVENING: _evening(hour),
        }[half]
        if not hours:
            raise Unreadable(Unread.NO_SUCH_TIME)
        return hours


def _evening(hour: int) -> tuple[int, ...]:
    if hour in {12, 24}:
        return (24,)
    if hour < 12:
        return (hour + 12,) if hour >= 4 else ()
    return (hour,) if hour > 16 else ()


@dataclass(slots=True)
class TimeItem:
    """One time as said: a part of the day, an hour in it, a word that limits it, and the end of a range."""

    part: str = ""
    hour: Hour | None = None
    limit: Limit | None = None
    end: "TimeItem | None" = None


def resolve(item: TimeItem) -> tuple[DayTime, ...]:
    """Every reading of ``item``. Raises Unreadable."""
    if item.end is not None:
        return _range(item, item.end)
    half = PARTS[item.part][2] if item.part else None
    if item.hour is None:
        start, end, _ = PARTS[item.part]
        return (_limited(start, end, item.limit, (0, DAY_MINUTES)),)
    within = PARTS[item.part][:2] if item.part else (0, DAY_MINUTES)
    return tuple(_limited(minute, minute, item.limit, within) for minute in item.hour.minutes(half))


def _limited(start: int, end: int, limit: Limit | None, within: tuple[int, int]) -> DayTime:
    if limit is Limit.AROUND:
        return DayTime(max(start - 30, 0), min(end + 30, DAY_MINUTES))
    if limit is Limit.OVER:
        return DayTime(start, min(start + 60, DAY_MINUTES))
    if limit is Limit.BEFORE:
        return DayTime(min(within[0], start), start)
    if limit is Limit.AFTER:
        return DayTime(end, max(within[1], end))
    return DayTime(start, end)


def _range(item: TimeItem, end: TimeItem) -> tuple[DayTime, ...]:
    if item.hour is None or end.hour is None:
        start = resolve(TimeItem(item.part, item.hour))[0].start
        return (_ordered(start, resolve(TimeItem(end.part, end.hour))[0].end),)
    said = PARTS[item.part][2] if item.part else None
    starts = item.hour.minutes(said)
    if end.part:
        finish = end.hour.minutes(PARTS[end.part][2])[0]
        # 9点到上午11点, 1点到下午3点: the beginning takes the side on which it comes first.
        return (_ordered(max((s for s in (*starts, *_plain(item.hour)) if s < finish), default=starts[0]), finish),)
    if not item.part and item.hour.hour in {6, 7}:
        # 七点到九点 is a morning, 六点到三点 a day; the evening says 晚上.
        starts = (item.hour.hour * 60 + item.hour.minute,)
    return (_ordered(starts[0], _finish(end.hour, starts[0])),)


def _plain(hour: Hour) -> tuple[int, ...]:
    return (hour.hour * 60 + hour.minute,)


def _finish(hour: Hour, start: int) -> int:
    """The first reading of the end that comes after the beginning."""
    options = sorted({*hour.minutes(None), hour.hour * 60 + hour.minute, (hour.hour + 12) * 60 + hour.minute})
    return next((minute for minute in options if start < minute <= DAY_MINUTES), options[0])


def _ordered(start: int, end: int) -> DayTime:
    if end <= start:
        raise Unreadable(Unread.BACKWARDS)
    return DayTime(start, end)


def combine(times: tuple[DayTime, ...]) -> tuple[DayTime, ...]:
    """Those that touch each other as one: 上午或下午 is the day."""
    joined: list[DayTime] = []
    for time in sorted(set(times), key=lambda each: (each.start, each.end)):
        if joined and not time.exact and not joined[-1].exact and time.start <= joined[-1].end:
            joined[-1] = DayTime(joined[-1].start, max(joined[-1].end, time.end))
        else:
            joined.append(time)
    return tuple(joined)
