"""Appeals against no-shows (爽约申诉): what was said, and the decision."""

from aiohttp import web

from affairs.appointments.bringing import item_names
from affairs.appointments.telling import when_of
from affairs.staff.permissions import Permission
from handlers.console.desk import Desk
from handlers.console.feature import Feature, Section, Work, WorkList, WorkRow, page

__all__ = ["FEATURE"]

CASES = Permission.CASES
LIST = "/console/appeals"
FIRST = 5


@page("GET", "/appeals", CASES)
async def show_list(desk: Desk) -> web.StreamResponse:
    """Those that nobody decided, the oldest first."""
    snapshot, supply = desk.services.snapshot(), desk.services.appointments.supply
    rows = []
    for missed in await desk.services.appointments.no_shows.appeals(desk.actor):
        venue = supply.venues_by_code.get(missed.venue)
        where = venue.name if venue else missed.venue
        rows.append((missed, when_of(missed), where, item_names(snapshot, missed.items)))
    return desk.render("appeals.html", rows=rows)


@page("POST", "/appeals/{id}", CASES)
async def decide(desk: Desk) -> web.StreamResponse:
    """Take the no-show back, or let it stand."""
    granted = desk.form.text("decision") == "grant"
    await desk.services.appointments.no_shows.decide(desk.actor, desk.part("id"), granted=granted)
    return desk.redirect("/appeals", done="decided")


async def _open_work(desk: Desk) -> Work:
    waiting = await desk.services.appointments.no_shows.appeals(desk.actor)
    return Work(len(waiting), tuple(WorkRow(when_of(each), LIST) for each in waiting[:FIRST]))


FEATURE = Feature(
    pages=(show_list, decide),
    sections=(Section("爽约申诉", LIST, CASES),),
    work_lists=(WorkList("appeals", "待定的爽约申诉", LIST, CASES, _open_work),),
)
