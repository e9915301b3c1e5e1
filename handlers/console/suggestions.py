"""What advisors would have the catalogue learn: the knowledge desk accepts, and sees what the gate says."""

from aiohttp import web

from affairs.errors import DomainError, GateRefused, InvalidValue, NoSuchItem
from affairs.handover.suggesting import Suggestions
from affairs.staff.permissions import Permission
from handlers.console.desk import Desk
from handlers.console.feature import Feature, Section, Work, WorkList, WorkRow, page

__all__ = ["FEATURE"]

KNOWLEDGE = Permission.KNOWLEDGE
LIST = "/console/suggestions"
FIRST = 5


@page("GET", "/suggestions", KNOWLEDGE)
async def show(desk: Desk) -> web.StreamResponse:
    """Those nobody has decided on."""
    return await _shown(desk)


@page("POST", "/suggestions/{id}/accept", KNOWLEDGE)
async def accept(desk: Desk) -> web.StreamResponse:
    """Teach it to the catalogue, if its regression set is not answered worse."""
    try:
        await _suggestions(desk).accept(desk.actor, desk.part("id"))
    except (GateRefused, InvalidValue, NoSuchItem) as error:
        return await _shown(desk, error)
    return desk.redirect("/suggestions", done="learnt")


@page("POST", "/suggestions/{id}/refuse", KNOWLEDGE)
async def refuse(desk: Desk) -> web.StreamResponse:
    """Leave it."""
    await _suggestions(desk).refuse(desk.actor, desk.part("id"))
    return desk.redirect("/suggestions", done="decided")


def _suggestions(desk: Desk) -> Suggestions:
    services = desk.services
    return Suggestions(services.uow, services.learning, services.clock)


async def _shown(desk: Desk, error: DomainError | None = None) -> web.Response:
    items = desk.services.snapshot().catalogue.items_by_code
    names = await desk.names()
    rows = [
        (each, items[each.item_code].name if each.item_code in items else each.item_code, names.get(each.staff_id, ""))
        for each in await _suggestions(desk).open(desk.actor)
    ]
    if error is not None:
        return desk.refuse("suggestions.html", error, rows=rows)
    return desk.render("suggestions.html", error="", rows=rows)


async def _open_work(desk: Desk) -> Work:
    found = await _suggestions(desk).open(desk.actor)
    return Work(len(found), tuple(WorkRow(each.phrase, LIST) for each in found[:FIRST]))


FEATURE = Feature(
    pages=(show, accept, refuse),
    sections=(Section("问法建议", LIST, KNOWLEDGE),),
    work_lists=(WorkList("suggestions", "待处理的问法建议", LIST, KNOWLEDGE, _open_work),),
)
"""The feature."""
