"""Administration of halls: their place, their hours, and how many places that makes on the coming days."""

from dataclasses import replace
from datetime import date
from typing import Any

from aiohttp import web

from affairs.appointments.editing import Edit, drop_venue, put_venue
from affairs.appointments.supply import Supply, Window
from affairs.appointments.writing import write_supply
from affairs.errors import DomainError, InvalidValue, NoSuchHall
from affairs.staff.permissions import Permission
from handlers.console.desk import Desk
from handlers.console.feature import Feature, Section, page
from handlers.console.revising import revise, tabs_of
from knowledge.places import Venue

__all__ = ["FEATURE"]

CENTRES = Permission.CENTRES


@page("GET", "/centres", CENTRES)
async def show_all(desk: Desk) -> web.StreamResponse:
    """All halls with their windows, and a form for another."""
    return await _all_shown(desk)


@page("POST", "/centres", CENTRES)
async def add(desk: Desk) -> web.StreamResponse:
    """Add a hall."""
    return await revise(desk, _added, "/centres", _all_shown)


@page("GET", "/centres/{code}", CENTRES)
async def show(desk: Desk) -> web.StreamResponse:
    """One hall."""
    return await _shown(desk)


@page("POST", "/centres/{code}", CENTRES)
async def save(desk: Desk) -> web.StreamResponse:
    """Change a hall: whom other hours hit is shown first."""
    return await revise(desk, _changed, f"/centres/{desk.part('code')}", _shown)


@page("POST", "/centres/{code}/remove", CENTRES)
async def remove(desk: Desk) -> web.StreamResponse:
    """Take a hall without windows out."""
    return await revise(desk, _removed, "/centres", _shown)


@page("GET", "/centres.yaml", CENTRES)
async def export(desk: Desk) -> web.StreamResponse:
    """All of it, as ``banshitong supply import`` takes it."""
    supply = await desk.services.appointments.supplying.current()
    headers = {"Content-Disposition": f'attachment; filename="supply-{supply.revision}.yaml"'}
    return web.Response(text=write_supply(supply), content_type="application/yaml", charset="utf-8", headers=headers)


async def _added(desk: Desk) -> Edit:
    return put_venue(_venue(desk, desk.form.text("code")), new=True)


async def _changed(desk: Desk) -> Edit:
    return put_venue(_venue(desk, desk.part("code")), new=False)


async def _removed(desk: Desk) -> Edit:
    return drop_venue(desk.part("code"))


async def _all_shown(desk: Desk, error: DomainError | None = None) -> web.StreamResponse:
    supply = await desk.services.appointments.supplying.current()
    values: dict[str, Any] = {
        "tabs": tabs_of(desk),
        "venues": [
            (each, [window for window in supply.windows if window.venue == each.code]) for each in supply.venues
        ],
        "regions": _regions(desk),
        "form": desk.form,
    }
    if error is not None:
        return desk.refuse("centres.html", error, **values)
    return desk.render("centres.html", error="", fault="", **values)


async def _shown(desk: Desk, error: DomainError | None = None) -> web.StreamResponse:
    supply = await desk.services.appointments.supplying.current()
    venue = supply.venues_by_code.get(desk.part("code"))
    if venue is None:
        raise NoSuchHall
    values: dict[str, Any] = {
        "tabs": tabs_of(desk),
        "venue": _typed(desk, venue) if error else venue,
        "windows": _windows(supply, venue),
        "days": _days(desk, supply, venue),
        "regions": _regions(desk),
        "form": desk.form,
    }
    if error is not None:
        return desk.refuse("centre.html", error, **values)
    return desk.render("centre.html", error="", fault="", **values)


def _days(desk: Desk, supply: Supply, venue: Venue) -> list[tuple[date, int]]:
    """Places of the days that can be booked by now."""
    timetable = desk.services.appointments.timetables.of(supply)
    windows = _windows(supply, venue)
    return [
        (day, sum(len(timetable.starts(each, day)) * sum(each.places.values()) for each in windows))
        for day in timetable.days(desk.services.clock.now())
    ]


def _windows(supply: Supply, venue: Venue) -> list[Window]:
    return [each for each in supply.windows if each.venue == venue.code]


def _regions(desk: Desk) -> list[tuple[str, str]]:
    return [(each.code, each.name) for each in desk.services.snapshot().catalogue.regions]


def _typed(desk: Desk, venue: Venue) -> Venue:
    """What was typed, again, though it cannot be; numbers that are none stay as they were."""
    form = desk.form
    if not form.text("name") and not form.text("hours"):
        return venue
    return replace(venue, name=form.text("name"), address=form.text("address"), hours_text=form.text("hours"))


def _venue(desk: Desk, code: str) -> Venue:
    form, region = desk.form, desk.form.text("region")
    if region and region not in dict(_regions(desk)):
        raise InvalidValue("没有这个区划。", field="region")
    return Venue(
        code=code,
        name=form.text("name"),
        address=form.text("address"),
        region=region,
        hours_text=form.text("hours"),
        latitude=_degrees(desk, "latitude"),
        longitude=_degrees(desk, "longitude"),
    )


def _degrees(desk: Desk, name: str) -> float | None:
    text = desk.form.text(name)
    if not text:
        return None
    try:
        found = float(text) if len(text) < 24 else None
    except ValueError:
        found = None
    # not a number is neither too large nor too small
    if found is None or not -180 <= found <= 180:
        raise InvalidValue("请填写度数，例：43.88。", field=name)
    return found


FEATURE = Feature(
    pages=(show_all, add, export, show, save, remove),
    sections=(Section("大厅与窗口", "/console/centres", CENTRES),),
)
