"""Supply written down as :mod:`.notation` reads it: what is in force can be taken out, changed and put back."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from typing import Any

import yaml

from affairs.appointments.supply import Change, Limit, Rules, Shift, Supply, Window
from knowledge.places import Hours, Span, Venue

__all__ = ["clock_of", "hours_of_window", "write_supply"]

_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
DAYS = "一二三四五六日"


def write_supply(supply: Supply) -> str:
    """The YAML of a supply, which :func:`~.notation.read_supply` reads back as the same supply."""
    services = _services(supply.windows)
    document = {
        "name": supply.name,
        "rules": _rules(supply.rules),
        "venues": [_venue(each) for each in supply.venues],
        "services": {name: dict(serves) for serves, name in services.items()},
        "windows": [_window(each, services[_key(each.serves)]) for each in supply.windows],
        "rosters": [_shift(each) for each in supply.shifts],
        "openings": [_change(each) for each in supply.openings],
        "closings": [_change(each) for each in supply.closings],
    }
    return str(yaml.dump(document, Dumper=_DUMPER, allow_unicode=True, sort_keys=False, width=160))


def clock_of(minute: int) -> str:
    """A minute of the day as ``09:30``; 1440 is ``24:00``."""
    return f"{minute // 60:02}:{minute % 60:02}"


def hours_of_window(window: Window) -> str:
    """The hours of a window's own in words; '' = the venue's. Supplies stored before the words were kept have none."""
    return window.hours_text or "；".join(_row(each) for each in window.hours)


def _key(serves: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(serves.items()))


def _services(windows: Iterable[Window]) -> dict[tuple[tuple[str, int], ...], str]:
    """What windows do, each list once, by a name of its own."""
    named: dict[tuple[tuple[str, int], ...], str] = {}
    for window in windows:
        named.setdefault(_key(window.serves), f"services-{len(named) + 1}")
    return named


def _rules(rules: Rules) -> dict[str, Any]:
    usual = Rules()
    written: dict[str, Any] = {}
    for each in fields(rules):
        value = getattr(rules, each.name)
        if value == getattr(usual, each.name):
            continue
        if isinstance(value, Limit):
            value = asdict(value)
        elif each.name in {"opens_at", "same_day_from"}:
            value = clock_of(value)
        written[each.name] = list(value) if isinstance(value, tuple) else value
    return written


def _venue(venue: Venue) -> dict[str, Any]:
    given = {
        "code": venue.code,
        "name": venue.name,
        "address": venue.address,
        "region": venue.region,
        "hours": venue.hours_text,
        "latitude": venue.latitude,
        "longitude": venue.longitude,
    }
    return {name: value for name, value in given.items() if value not in {"", None}}


def _window(window: Window, service: str) -> dict[str, Any]:
    written: dict[str, Any] = {
        "code": window.code,
        "venue": window.venue,
        "name": window.name,
        "department": window.department,
        "general": window.general,
        "minutes": window.minutes,
        "places": {str(quota): places for quota, places in window.places.items()},
        "same_day": window.same_day,
        "staffed": window.staffed,
        "serves": [service],
    }
    if window.hours:
        written["hours"] = hours_of_window(window)
    return {name: value for name, value in written.items() if value or value == {}}


def _row(hours: Hours) -> str:
    days = "每天" if hours.weekdays == tuple(range(1, 8)) else "、".join(f"周{DAYS[day - 1]}" for day in hours.weekdays)
    return f"{_season(hours)}{days} {'，'.join(_span(each) for each in hours.spans)}"


def _season(hours: Hours) -> str:
    if not hours.months:
        return ""
    first, last = hours.months[0], hours.months[-1]
    return f"{hours.season}（{first}月至{'次年' if last < first else ''}{last}月）"


def _span(span: Span) -> str:
    end = span.end.strftime("%H:%M")
    return f"{span.start:%H:%M}-{'24:00' if end == '00:00' else end}"


def _change(change: Change) -> dict[str, Any]:
    written: dict[str, Any] = {"venue": change.venue, "first": change.first, "last": change.last}
    if change.window:
        written["window"] = change.window
    if change.reason:
        written["reason"] = change.reason
    return written | {"spans": [f"{clock_of(change.start)}-{clock_of(change.end)}"]}


def _shift(shift: Shift) -> dict[str, Any]:
    written: dict[str, Any] = {
        "window": shift.window,
        "staff": shift.staff,
        "first": shift.first,
        "last": shift.last,
        "spans": [f"{clock_of(shift.start)}-{clock_of(shift.end)}"],
    }
    return written | ({"weekdays": list(shift.weekdays)} if shift.weekdays else {})
