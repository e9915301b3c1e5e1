"""Administration of windows: what is done at them, how long a slot is, and whose its places are."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aiohttp import web

from affairs.appointments.editing import Edit, Served, drop_window, put_window
from affairs.appointments.supply import Quota, Supply, Window
from affairs.appointments.writing import hours_of_window
from affairs.errors import DomainError, InvalidValue, NoSuchHall
from affairs.staff.permissions import Permission
from handlers.console.desk import Desk
from handlers.console.feature import Feature, page
from handlers.console.revising import revise, tabs_of
from knowledge.guide import Item

__all__ = ["FEATURE"]

CENTRES = Permission.CENTRES
QUOTAS: Mapping[Quota, str] = {
    Quota.PUBLIC: "公众",
    Quota.COMPANY: "企业",
    Quota.INTERMEDIARY: "中介",
    Quota.ONSITE: "现场号",
    Quota.INTERNAL: "内部",
}
LINE = re.compile(r"(.+?)[\s,，:：]+(\d{1,3})\s*(?:分钟|分)?")
"""An item and how many minutes it takes."""


@page("GET", "/centres/{venue}/windows", CENTRES)
async def show_new(desk: Desk) -> web.StreamResponse:
    """The form of another window."""
    return await _new_shown(desk)


@page("POST", "/centres/{venue}/windows", CENTRES)
async def add(desk: Desk) -> web.StreamResponse:
    """Add a window."""
    return await revise(desk, _added, f"/centres/{desk.part('venue')}", _new_shown)


@page("GET", "/windows/{code}", CENTRES)
async def show(desk: Desk) -> web.StreamResponse:
    """One window."""
    return await _shown(desk)


@page("POST", "/windows/{code}", CENTRES)
async def save(desk: Desk) -> web.StreamResponse:
    """Change a window: whom it hits is shown first."""
    return await revise(desk, _changed, f"/windows/{desk.part('code')}", _shown)


@page("POST", "/windows/{code}/remove", CENTRES)
async def remove(desk: Desk) -> web.StreamResponse:
    """Take a window out: whom it hits is shown first."""
    return await revise(desk, _removed, "/centres", _shown)


async def _added(desk: Desk) -> Edit:
    return put_window(_window(desk, desk.form.text("code"), desk.part("venue")), _served(desk), new=True)


async def _changed(desk: Desk) -> Edit:
    return put_window(_window(desk, desk.part("code"), desk.form.text("venue")), _served(desk), new=False)


async def _removed(desk: Desk) -> Edit:
    return drop_window(desk.part("code"))


async def _new_shown(desk: Desk, error: DomainError | None = None) -> web.StreamResponse:
    supply = await desk.services.appointments.supplying.current()
    venue = supply.venues_by_code.get(desk.part("venue"))
    if venue is None:
        raise NoSuchHall
    window = Window(desk.form.text("code"), venue.code, "", 15, {Quota.PUBLIC: 4}, {})
    return _rendered(desk, supply, _typed(desk, window) if error else window, error, new=True)


async def _shown(desk: Desk, error: DomainError | None = None) -> web.StreamResponse:
    supply = await desk.services.appointments.supplying.current()
    window = supply.windows_by_code.get(desk.part("code"))
    if window is None:
        raise NoSuchHall
    return _rendered(desk, supply, _typed(desk, window) if error else window, error, new=False)


def _rendered(desk: Desk, supply: Supply, window: Window, error: DomainError | None, *, new: bool) -> web.Response:
    items = desk.services.snapshot().catalogue.items_by_code
    served = [(items[code].name if code in items else code, code, each) for code, each in window.serves.items()]
    values: dict[str, Any] = {
        "tabs": tabs_of(desk),
        "new": new,
        "window": window,
        "hours": window.hours_text if error else hours_of_window(window),
        "venue": supply.venues_by_code[window.venue] if window.venue in supply.venues_by_code else supply.venues[0],
        "venues": supply.venues,
        "others": [each for each in supply.windows if each.code != window.code],
        "served": sorted(served),
        "quotas": [(quota, words, window.places.get(quota, 0)) for quota, words in QUOTAS.items()],
        "departments": sorted({each.department for each in supply.windows if each.department}),
        "form": desk.form,
    }
    if error is not None:
        return desk.refuse("window.html", error, **values)
    return desk.render("window.html", error="", fault="", **values)


def _typed(desk: Desk, window: Window) -> Window:
    """What was typed, again, though it cannot be."""
    if not desk.form.text("name"):
        return window
    return replace(_read(desk, window.code, desk.form.text("venue") or window.venue), serves=window.serves)


def _window(desk: Desk, code: str, venue: str) -> Window:
    for name in ("minutes", "same_day", *(f"places-{quota}" for quota in QUOTAS)):
        text = desk.form.text(name)
        if text and not (text.isascii() and text.isdecimal() and len(text) < 6):
            raise InvalidValue("请填写整数。", field=name)
    return _read(desk, code, venue)


def _read(desk: Desk, code: str, venue: str) -> Window:
    """The window of the form; what it does is told apart."""
    form = desk.form
    return Window(
        code=code,
        venue=venue,
        name=form.text("name"),
        minutes=form.number("minutes"),
        places=_places(desk),
        serves={},
        department=form.text("department"),
        general=bool(form.text("general")),
        same_day=form.number("same_day"),
        staffed=bool(form.text("staffed")),
        hours_text=form.text("hours"),
    )


def _places(desk: Desk) -> dict[Quota, int]:
    given = {quota: desk.form.number(f"places-{quota}") for quota in QUOTAS}
    return {quota: places for quota, places in given.items() if places}


def _served(desk: Desk) -> Served:
    items = desk.services.snapshot().catalogue.items
    by_name: dict[str, list[Item]] = {}
    for item in items:
        by_name.setdefault(item.name, []).append(item)
    codes = {item.code for item in items}
    usual = desk.form.number("minutes") or 15
    put: dict[str, int] = {}
    for line in desk.form.raw("put").splitlines():
        if not line.strip():
            continue
        said, minutes = _line(line.strip(), usual)
        put[_code(said, codes, by_name)] = minutes
    return Served(put, frozenset(desk.form.all("drop")), desk.form.text("like"))


def _line(line: str, usual: int) -> tuple[str, int]:
    found = LINE.fullmatch(line)
    return (found[1], int(found[2])) if found else (line, usual)


def _code(said: str, codes: set[str], by_name: Mapping[str, list[Item]]) -> str:
    if said in codes:
        return said
    named = by_name.get(said, [])
    if len(named) > 1:
        raise InvalidValue(f"有{len(named)}个事项叫“{said[:40]}”，请填实施编码。", field="put")
    if not named:
        raise InvalidValue(f"事项目录里没有“{said[:40]}”。", field="put")
    return named[0].code


FEATURE = Feature(pages=(show_new, add, show, save, remove))
