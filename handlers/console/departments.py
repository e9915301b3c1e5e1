"""Administration of departments."""

from typing import Any

from aiohttp import web

from affairs.errors import DepartmentTaken, InvalidValue
from affairs.staff.permissions import Permission
from handlers.console.desk import Desk
from handlers.console.feature import Feature, Section, page

__all__ = ["FEATURE"]

STAFF = Permission.STAFF


@page("GET", "/departments", STAFF)
async def show(desk: Desk) -> web.StreamResponse:
    """All departments, and how many people each has."""
    return desk.render("departments.html", error="", fault="", **await _values(desk))


@page("POST", "/departments", STAFF)
async def add(desk: Desk) -> web.StreamResponse:
    """Add a department."""
    try:
        await desk.office.departments.add(desk.actor, desk.form.text("name"))
    except (InvalidValue, DepartmentTaken) as error:
        return desk.refuse("departments.html", error, **await _values(desk))
    return desk.redirect("/departments", done="added")


@page("POST", "/departments/{id}", STAFF)
async def rename(desk: Desk) -> web.StreamResponse:
    """Rename a department."""
    try:
        await desk.office.departments.rename(desk.actor, desk.part("id"), desk.form.text("name"))
    except (InvalidValue, DepartmentTaken) as error:
        return desk.refuse("departments.html", error, **await _values(desk))
    return desk.redirect("/departments", done="saved")


async def _values(desk: Desk) -> dict[str, Any]:
    roster = await desk.office.accounts.roster()
    active = [each.profile.department_id for each in roster.staff if each.active]
    return {
        "departments": [(each, active.count(each.id)) for each in roster.departments],
        "name": desk.form.text("name"),
    }


FEATURE = Feature(pages=(show, add, rename), sections=(Section("部门", "/console/departments", STAFF),))
