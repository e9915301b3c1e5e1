"""One-off openings and closings of halls and windows (临时开放, 紧急关闭)."""

from typing import Any, Literal

from aiohttp import web

from affairs.appointments.editing import Edit, add_change, drop_change
from affairs.appointments.supply import Change
from affairs.appointments.timetable import DAY
from affairs.appointments.writing import clock_of
from affairs.clock import china_day
from affairs.errors import DomainError, InvalidValue
from affairs.staff.permissions import Permission
from handlers.console.desk import Desk
from handlers.console.feature import Feature, Section, page
from handlers.console.revising import day_of, minute_of, revise, tabs_of

__all__ = ["FEATURE"]

ROSTERS = Permission.ROSTERS
HERE = "/openings"
KINDS: dict[str, Literal["openings", "closings"]] = {"open": "openings", "close": "closings"}


@page("GET", "/openings", ROSTERS)
async def show(desk: Desk) -> web.StreamResponse:
    """Those that are not over, and a form for another."""
    return await _shown(desk)


@page("POST", "/openings", ROSTERS)
async def add(desk: Desk) -> web.StreamResponse:
    """Close or open: whom it hits is shown first."""
    return await revise(desk, _added, HERE, _shown, desk.form.text("why")[:200])


@page("POST", "/openings/remove", ROSTERS)
async def remove(desk: Desk) -> web.StreamResponse:
    """Take one back: of an opening, whom it hits is shown first."""
    return await revise(desk, _removed, HERE, _shown)


async def _added(desk: Desk) -> Edit:
    return add_change(_kind(desk), _change(desk))


async def _removed(desk: Desk) -> Edit:
    kind, supply = _kind(desk), await desk.services.appointments.supplying.current()
    changes, named = supply.openings if kind == "openings" else supply.closings, desk.form.text("change")
    change = next((each for each in changes if _named(each) == named), None)
    if change is None:
        raise InvalidValue("没有这一条，可能刚被删除了。", field="change")
    return drop_change(kind, change)


async def _shown(desk: Desk, error: DomainError | None = None) -> web.StreamResponse:
    supply = await desk.services.appointments.supplying.current()
    today = china_day(desk.services.clock.now())
    rows = [
        (word, each, _named(each))
        for word, changes in (("close", supply.closings), ("open", supply.openings))
        for each in sorted(changes, key=lambda change: (change.first, change.start))
        if each.last >= today
    ]
    values: dict[str, Any] = {
        "tabs": tabs_of(desk),
        "rows": rows,
        "venues": supply.venues,
        "venue_names": {each.code: each.name for each in supply.venues},
        "windows": supply.windows,
        "window_names": {each.code: each.name for each in supply.windows},
        "clock_of": clock_of,
        "day": DAY,
        "today": today,
        "form": desk.form,
    }
    if error is not None:
        return desk.refuse("openings.html", error, **values)
    return desk.render("openings.html", error="", fault="", **values)


def _kind(desk: Desk) -> Literal["openings", "closings"]:
    kind = KINDS.get(desk.form.text("kind"))
    if kind is None:
        raise InvalidValue("请选择开放或关闭。", field="kind")
    return kind


def _change(desk: Desk) -> Change:
    venue, _, window = desk.form.text("where").partition("/")
    first = day_of(desk, "first")
    last = day_of(desk, "last") if desk.form.text("last") else first
    start, end = minute_of(desk, "start", 0), minute_of(desk, "end", DAY)
    return Change(venue, window, first, last, start, end, desk.form.text("why"))


def _named(change: Change) -> str:
    """What names one: there is no other with the same."""
    days = f"{change.first}/{change.last}"
    return f"{change.venue}/{change.window}/{days}/{change.start}-{change.end}/{change.reason}"


FEATURE = Feature(pages=(show, add, remove), sections=(Section("开放与关闭", "/console/openings", ROSTERS),))
