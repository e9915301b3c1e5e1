"""News and policies at the desk: published at once, taken back at once."""

from types import MappingProxyType
from typing import Any

from aiohttp import web

from affairs.errors import InvalidValue
from affairs.publications.publication import PublicationKind
from affairs.staff.permissions import Permission
from handlers.console.desk import Desk
from handlers.console.feature import Feature, Section, page

__all__ = ["FEATURE"]

KNOWLEDGE = Permission.KNOWLEDGE
MOST = 200
KINDS = MappingProxyType(
    {PublicationKind.NEWS: "新闻动态", PublicationKind.POLICY: "政策法规", PublicationKind.ABOUT: "中心概况"}
)


@page("GET", "/publications", KNOWLEDGE)
async def show(desk: Desk) -> web.StreamResponse:
    """What is published, and a form for more."""
    return await _shown(desk)


@page("POST", "/publications", KNOWLEDGE)
async def publish(desk: Desk) -> web.StreamResponse:
    """Publish."""
    form, asked = desk.form, desk.form.text("kind")
    kind = PublicationKind(asked) if asked in set(PublicationKind) else PublicationKind.NEWS
    try:
        await desk.services.publications.publish(
            desk.actor, kind, form.text("title"), form.text("text"), form.text("url")
        )
    except InvalidValue as error:
        return await _shown(desk, error)
    return desk.redirect("/publications", done="added")


@page("POST", "/publications/{id}/withdraw", KNOWLEDGE)
async def withdraw(desk: Desk) -> web.StreamResponse:
    """Take one back."""
    await desk.services.publications.withdraw(desk.actor, desk.part("id"))
    return desk.redirect("/publications", done="removed")


async def _shown(desk: Desk, error: InvalidValue | None = None) -> web.Response:
    values: dict[str, Any] = {
        "rows": await desk.services.publications.page(tuple(PublicationKind), limit=MOST),
        "kinds": KINDS,
        "typed": {name: desk.form.text(name) for name in ("kind", "title", "text", "url")},
    }
    if error is not None:
        return desk.refuse("publications.html", error, **values)
    return desk.render("publications.html", error="", fault="", **values)


FEATURE = Feature(
    pages=(show, publish, withdraw),
    sections=(Section("新闻与政策", "/console/publications", KNOWLEDGE),),
)
"""The feature."""
