"""Single changes of what can be booked, as an administrator makes them. Pure: a supply in, the changed supply out.

Each returns an :class:`Edit`; what cannot be is told by ``InvalidValue`` with the field of the form, in Chinese, when
the edit is applied, since only then it is known to what.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from affairs.appointments.supply import Change, Quota, Rules, Shift, Supply, Window
from affairs.errors import InvalidValue
from affairs.staff.permissions import Permission
from knowledge.hours import parse
from knowledge.places import Hours, Venue

__all__ = [
    "Edit",
    "Served",
    "add_change",
    "add_shift",
    "drop_change",
    "drop_shift",
    "drop_venue",
    "drop_window",
    "hours_of",
    "put_rules",
    "put_venue",
    "put_window",
]

Kind = Literal["openings", "closings"]
CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
LOGIN = re.compile(r"[A-Za-z0-9._-]{1,64}")
VENUES, WINDOWS, CHANGES, SHIFTS = 500, 2000, 5000, 20_000
"""The most there may be; a file takes no more (see :mod:`.notation`)."""
LONGEST_SLOT, MOST_PLACES = 480, 1000


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: its name in the audit log, what it is about, who may make it, and what it makes of a supply.

    ``target`` is a kind and a code, which is as it was typed until ``make`` has checked it.
    """

    name: str
    target: tuple[str, str]
    permission: Permission
    make: Callable[[Supply], Supply]


def put_venue(venue: Venue, *, new: bool) -> Edit:
    """Add a venue, or change the one of its code. Its ``hours`` are read anew from ``hours_text``."""

    def make(supply: Supply) -> Supply:
        _code(venue.code, new=new, taken=supply.venues_by_code, most=VENUES)
        if not 1 <= len(venue.name) <= 200:
            raise InvalidValue("请填写名称，不超过200字。", field="name")
        if len(venue.address) > 200:
            raise InvalidValue("地址不超过200字。", field="address")
        _point(venue)
        hours, holidays = hours_of(venue.hours_text)
        made = replace(venue, hours=hours, closed_on_holidays=holidays)
        if new:
            return replace(supply, venues=(*supply.venues, made))
        return replace(supply, venues=tuple(made if each.code == made.code else each for each in supply.venues))

    return Edit("venue-added" if new else "venue-changed", ("venue", venue.code), Permission.CENTRES, make)


def drop_venue(code: str) -> Edit:
    """Take a venue out that has no windows any more, with its one-off openings and closings."""

    def make(supply: Supply) -> Supply:
        if code not in supply.venues_by_code:
            raise InvalidValue("没有这个大厅。", field="code")
        if any(each.venue == code for each in supply.windows):
            raise InvalidValue("这个大厅还有窗口，请先删除窗口。", field="code")
        return replace(
            supply,
            venues=tuple(each for each in supply.venues if each.code != code),
            openings=tuple(each for each in supply.openings if each.venue != code),
            closings=tuple(each for each in supply.closings if each.venue != code),
        )

    return Edit("venue-removed", ("venue", code), Permission.CENTRES, make)


@dataclass(frozen=True, slots=True)
class Served:
    """How what a window does changes: first all that another window does (``like``), then ``put``, less ``drop``."""

    put: Mapping[str, int] = field(default_factory=dict)
    drop: frozenset[str] = frozenset()
    like: str = ""

    def of(self, before: Mapping[str, int], supply: Supply) -> dict[str, int]:
        """What it does from now on, in minutes. Raises InvalidValue for a window that is not there."""
        if self.like and self.like not in supply.windows_by_code:
            raise InvalidValue("没有这个窗口。", field="like")
        other = supply.windows_by_code[self.like].serves if self.like else {}
        merged = {**other, **before, **self.put}
        return {item: minutes for item, minutes in merged.items() if item not in self.drop}


def put_window(window: Window, served: Served, *, new: bool) -> Edit:
    """Add a window, or change the one of its code; its ``hours`` are read anew from ``hours_text``.

    The rosters of one that needs nobody any more go.
    """

    def make(supply: Supply) -> Supply:
        _code(window.code, new=new, taken=supply.windows_by_code, most=WINDOWS)
        if window.venue not in supply.venues_by_code:
            raise InvalidValue("没有这个大厅。", field="venue")
        if not 1 <= len(window.name) <= 100 or len(window.department) > 200:
            raise InvalidValue("请填写名称，不超过100字。", field="name")
        before = {} if new else supply.windows_by_code[window.code].serves
        hours = hours_of(window.hours_text)[0] if window.hours_text else ()
        made = replace(window, hours=hours, serves=served.of(before, supply))
        _capacity(made)
        if new:
            return replace(supply, windows=(*supply.windows, made))
        kept = tuple(each for each in supply.shifts if window.staffed or each.window != window.code)
        windows = tuple(made if each.code == made.code else each for each in supply.windows)
        return replace(_moved(supply, window), windows=windows, shifts=kept)

    name = "window-added" if new else "window-changed"
    return Edit(name, ("window", window.code), Permission.CENTRES, make)


def drop_window(code: str) -> Edit:
    """Take a window out, with its rosters and its one-off openings and closings."""

    def make(supply: Supply) -> Supply:
        if code not in supply.windows_by_code:
            raise InvalidValue("没有这个窗口。", field="code")
        return replace(
            supply,
            windows=tuple(each for each in supply.windows if each.code != code),
            openings=tuple(each for each in supply.openings if each.window != code),
            closings=tuple(each for each in supply.closings if each.window != code),
            shifts=tuple(each for each in supply.shifts if each.window != code),
        )

    return Edit("window-removed", ("window", code), Permission.CENTRES, make)


def add_change(kind: Kind, change: Change) -> Edit:
    """A one-off opening or closing of a venue, or of one of its windows."""

    def make(supply: Supply) -> Supply:
        if change.venue not in supply.venues_by_code:
            raise InvalidValue("没有这个大厅。", field="venue")
        window = supply.windows_by_code.get(change.window)
        if change.window and (window is None or window.venue != change.venue):
            raise InvalidValue("这个大厅没有这个窗口。", field="window")
        if change.last < change.first:
            raise InvalidValue("最后一天早于第一天。", field="last")
        _span(change.start, change.end)
        if kind == "closings" and not change.reason:
            raise InvalidValue("请写明原因，预约的人会看到。", field="reason")
        before = _changes(supply, kind)
        if len(change.reason) > 200 or len(before) >= CHANGES:
            raise InvalidValue("原因不超过200字。" if len(change.reason) > 200 else "太多了。", field="reason")
        return _with(supply, kind, (*before, change))

    name = "opening-added" if kind == "openings" else "closing-added"
    return Edit(name, _target(change), Permission.ROSTERS, make)


def drop_change(kind: Kind, change: Change) -> Edit:
    """Take a one-off opening or closing back."""

    def make(supply: Supply) -> Supply:
        before = _changes(supply, kind)
        if change not in before:
            raise InvalidValue("没有这一条，可能刚被删除了。", field="change")
        return _with(supply, kind, tuple(each for each in before if each != change))

    name = "opening-removed" if kind == "openings" else "closing-removed"
    return Edit(name, _target(change), Permission.ROSTERS, make)


def add_shift(shift: Shift) -> Edit:
    """Somebody's turn at a window (排班)."""

    def make(supply: Supply) -> Supply:
        window = supply.windows_by_code.get(shift.window)
        if window is None or not window.staffed:
            raise InvalidValue("请选择按排班开放的窗口。", field="window")
        if not LOGIN.fullmatch(shift.staff):
            raise InvalidValue("请选择人员。", field="staff")
        if shift.last < shift.first:
            raise InvalidValue("最后一天早于第一天。", field="last")
        if any(not 1 <= each <= 7 for each in shift.weekdays):
            raise InvalidValue("请选择星期。", field="weekdays")
        _span(shift.start, shift.end)
        if len(supply.shifts) >= SHIFTS:
            raise InvalidValue("排班太多了，请先删除过期的。", field="window")
        return replace(supply, shifts=(*supply.shifts, shift))

    return Edit("shift-added", ("window", shift.window), Permission.ROSTERS, make)


def drop_shift(shift: Shift) -> Edit:
    """Take a turn back."""

    def make(supply: Supply) -> Supply:
        if shift not in supply.shifts:
            raise InvalidValue("没有这一条，可能刚被删除了。", field="shift")
        return replace(supply, shifts=tuple(each for each in supply.shifts if each != shift))

    return Edit("shift-removed", ("window", shift.window), Permission.ROSTERS, make)


def put_rules(rules: Rules) -> Edit:
    """The rules of booking; their values have been checked."""
    return Edit("rules-changed", ("", ""), Permission.CENTRES, lambda supply: replace(supply, rules=rules))


def hours_of(text: str) -> tuple[tuple[Hours, ...], bool | None]:
    """Opening hours as they are written for citizens, and whether closed on holidays. Raises InvalidValue."""
    read = parse(text) if len(text) <= 500 else None
    if read is None or not read.hours:
        raise InvalidValue("看不懂这个时间，请照这样写：周一至周五 9:00-12:00，13:00-17:00", field="hours")
    return read.hours, read.closed_on_holidays


def _changes(supply: Supply, kind: Kind) -> tuple[Change, ...]:
    return supply.openings if kind == "openings" else supply.closings


def _with(supply: Supply, kind: Kind, changes: tuple[Change, ...]) -> Supply:
    return replace(supply, openings=changes) if kind == "openings" else replace(supply, closings=changes)


def _code(code: str, *, new: bool, taken: object, most: int) -> None:
    known: dict[str, object] = taken if isinstance(taken, dict) else {}
    if not CODE.fullmatch(code):
        raise InvalidValue("编码由小写字母、数字和“-”组成，不超过32位。", field="code")
    if new and code in known:
        raise InvalidValue("这个编码已经用了。", field="code")
    if new and len(known) >= most:
        raise InvalidValue(f"最多{most}个。", field="code")
    if not new and code not in known:
        raise InvalidValue("没有这一个，可能刚被删除了。", field="code")


def _point(venue: Venue) -> None:
    latitude, longitude = venue.latitude, venue.longitude
    if (latitude is None) != (longitude is None):
        raise InvalidValue("经纬度要一起填。", field="latitude")
    if latitude is not None and not -90 <= latitude <= 90:
        raise InvalidValue("纬度在-90到90之间。", field="latitude")
    if longitude is not None and not -180 <= longitude <= 180:
        raise InvalidValue("经度在-180到180之间。", field="longitude")


def _capacity(window: Window) -> None:
    if not 5 <= window.minutes <= LONGEST_SLOT:
        raise InvalidValue(f"每号时长在5到{LONGEST_SLOT}分钟之间。", field="minutes")
    if any(not 0 <= each <= MOST_PLACES for each in window.places.values()):
        raise InvalidValue(f"每号名额在0到{MOST_PLACES}之间。", field="places")
    if not 0 <= window.same_day <= window.places.get(Quota.PUBLIC, 0):
        raise InvalidValue("当日放号不能多于公众名额。", field="same_day")
    if not window.serves:
        raise InvalidValue("至少要办理一个事项。", field="serves")
    if any(not 1 <= each <= LONGEST_SLOT for each in window.serves.values()):
        raise InvalidValue(f"办理时长在1到{LONGEST_SLOT}分钟之间。", field="serves")


def _span(start: int, end: int) -> None:
    if not 0 <= start < end <= 24 * 60:
        raise InvalidValue("结束时间要晚于开始时间。", field="end")


def _moved(supply: Supply, window: Window) -> Supply:
    """One-off changes follow a window to another venue."""

    def follow(changes: tuple[Change, ...]) -> tuple[Change, ...]:
        return tuple(replace(each, venue=window.venue) if each.window == window.code else each for each in changes)

    return replace(supply, openings=follow(supply.openings), closings=follow(supply.closings))


def _target(change: Change) -> tuple[str, str]:
    return ("window", change.window) if change.window else ("venue", change.venue)
