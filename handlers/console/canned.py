"""Canned answers (常用语), kept by advisors for each other."""

from typing import Any

from aiohttp import web

from affairs.errors import InvalidValue
from affairs.handover.canned import VARIABLES
from affairs.staff.permissions import Permission
from handlers.console.desk import Desk
from handlers.console.feature import Feature, Section, page

__all__ = ["FEATURE"]

HANDOVER = Permission.HANDOVER


@page("GET", "/canned", HANDOVER)
async def show(desk: Desk) -> web.StreamResponse:
    """All of them, and a form for one more."""
    return await _shown(desk)


@page("POST", "/canned", HANDOVER)
async def add(desk: Desk) -> web.StreamResponse:
    """Keep one."""
    try:
        await desk.services.handovers.canned.add(desk.actor, desk.form.text("title"), desk.form.text("text"))
    except InvalidValue as error:
        return await _shown(desk, error)
    return desk.redirect("/canned", done="added")


@page("POST", "/canned/{id}/remove", HANDOVER)
async def remove(desk: Desk) -> web.StreamResponse:
    """Throw one away."""
    await desk.services.handovers.canned.remove(desk.actor, desk.part("id"))
    return desk.redirect("/canned", done="removed")


async def _shown(desk: Desk, error: InvalidValue | None = None) -> web.Response:
    values: dict[str, Any] = {
        "canned": await desk.services.handovers.canned.all(desk.actor),
        "names": await desk.names(),
        "variables": VARIABLES,
        "typed": {"title": desk.form.text("title"), "text": desk.form.text("text")},
    }
    if error is not None:
        return desk.refuse("canned.html", error, **values)
    return desk.render("canned.html", error="", fault="", **values)


FEATURE = Feature(
    pages=(show, add, remove),
    sections=(Section("常用语", "/console/canned", HANDOVER),),
)
"""The feature."""
