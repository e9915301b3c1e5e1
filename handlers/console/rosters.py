"""Who stands at which window when (排班): a window that is open only while somebody does has slots only then."""

from typing import Any

from aiohttp import web

from affairs.appointments.editing import Edit, add_shift, drop_shift
from affairs.appointments.supply import Shift, Supply
from affairs.appointments.timetable import DAY
from affairs.appointments.writing import clock_of
from affairs.clock import china_day
from affairs.errors import DomainError, InvalidValue
from affairs.staff.permissions import Permission, permissions_of
from handlers.console.desk import Desk
from handlers.console.feature import Feature, Section, page
from handlers.console.revising import day_of, minute_of, revise, tabs_of

__all__ = ["FEATURE"]

ROSTERS = Permission.ROSTERS
HERE = "/rosters"
WEEKDAYS = tuple(enumerate(("周一", "周二", "周三", "周四", "周五", "周六", "周日"), 1))


@page("GET", "/rosters", ROSTERS)
async def show(desk: Desk) -> web.StreamResponse:
    """The turns that are not over, by window, and a form for another."""
    return await _shown(desk)


@page("POST", "/rosters", ROSTERS)
async def add(desk: Desk) -> web.StreamResponse:
    """Add a turn."""
    return await revise(desk, _added, HERE, _shown)


@page("POST", "/rosters/remove", ROSTERS)
async def remove(desk: Desk) -> web.StreamResponse:
    """Take a turn back: whom it hits is shown first."""
    return await revise(desk, _removed, HERE, _shown)


async def _added(desk: Desk) -> Edit:
    shift = _shift(desk)
    if shift.staff not in dict(await _clerks(desk)):
        raise InvalidValue("请选择人员。", field="staff")
    return add_shift(shift)


async def _removed(desk: Desk) -> Edit:
    supply = await desk.services.appointments.supplying.current()
    shift = next((each for each in supply.shifts if _named(each) == desk.form.text("shift")), None)
    if shift is None:
        raise InvalidValue("没有这一条，可能刚被删除了。", field="shift")
    return drop_shift(shift)


async def _shown(desk: Desk, error: DomainError | None = None) -> web.StreamResponse:
    supply, clerks = await desk.services.appointments.supplying.current(), await _clerks(desk)
    values: dict[str, Any] = {
        "tabs": tabs_of(desk),
        "groups": _groups(supply, desk),
        "windows": [(supply.venues_by_code[each.venue], each) for each in supply.windows if each.staffed],
        "clerks": clerks,
        "names": dict(clerks),
        "weekdays": WEEKDAYS,
        "clock_of": clock_of,
        "today": china_day(desk.services.clock.now()),
        "form": desk.form,
    }
    if error is not None:
        return desk.refuse("rosters.html", error, **values)
    return desk.render("rosters.html", error="", fault="", **values)


def _groups(supply: Supply, desk: Desk) -> list[tuple[str, list[tuple[Shift, str]]]]:
    """Turns by window, those that are over left out."""
    today = china_day(desk.services.clock.now())
    found: dict[str, list[tuple[Shift, str]]] = {}
    for each in sorted(supply.shifts, key=lambda shift: (shift.window, shift.first, shift.start)):
        if each.last >= today:
            found.setdefault(each.window, []).append((each, _named(each)))
    windows = supply.windows_by_code
    return [
        (f"{supply.venues_by_code[windows[code].venue].name} {windows[code].name}", turns)
        for code, turns in found.items()
        if code in windows
    ]


async def _clerks(desk: Desk) -> list[tuple[str, str]]:
    """Who may sit at a window: log-in and name."""
    roster = await desk.office.accounts.roster()
    return [
        (each.login, each.profile.display_name)
        for each in roster.staff
        if each.active and Permission.WINDOW in permissions_of(each.profile.roles)
    ]


def _shift(desk: Desk) -> Shift:
    form = desk.form
    days = tuple(sorted({int(each) for each in form.all("weekdays") if each in set("1234567")}))
    return Shift(
        window=form.text("window"),
        staff=form.text("staff"),
        first=day_of(desk, "first"),
        last=day_of(desk, "last"),
        weekdays=() if len(days) == 7 else days,
        start=minute_of(desk, "start", 0),
        end=minute_of(desk, "end", DAY),
    )


def _named(shift: Shift) -> str:
    days = "".join(map(str, shift.weekdays))
    return f"{shift.window}/{shift.staff}/{shift.first}/{shift.last}/{days}/{shift.start}-{shift.end}"


FEATURE = Feature(pages=(show, add, remove), sections=(Section("窗口排班", "/console/rosters", ROSTERS),))
