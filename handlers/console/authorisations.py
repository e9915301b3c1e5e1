"""Signed authorisations (授权委托书), and legal persons whom no register confirmed: staff look and decide."""

from aiohttp import web

from affairs.people.principals import Role
from affairs.staff.permissions import Permission
from handlers.console.desk import Desk
from handlers.console.feature import Feature, Section, Work, WorkList, WorkRow, page

__all__ = ["FEATURE"]

PRE_REVIEW = Permission.PRE_REVIEW
LIST = "/console/authorisations"
FIRST = 5
ROLE_WORDS = {Role.LEGAL: "法定代表人", Role.MANAGER: "管理人", Role.HANDLER: "经办人"}


@page("GET", "/authorisations", PRE_REVIEW)
async def show_list(desk: Desk) -> web.StreamResponse:
    """Those that wait, the oldest first."""
    waiting = await desk.services.companies.pending(desk.actor)
    rows = [(company, held, ROLE_WORDS[held.role]) for company, held in waiting]
    return desk.render("authorisations.html", rows=rows)


@page("GET", "/authorisations/{id}", PRE_REVIEW)
async def show(desk: Desk) -> web.StreamResponse:
    """One of them, with who asks."""
    company, held, citizen = await desk.services.companies.pending_one(desk.actor, desk.part("id"))
    return desk.render(
        "authorisation.html", company=company, held=held, citizen=citizen, role=ROLE_WORDS[held.role], error=""
    )


@page("GET", "/authorisations/{id}/file", PRE_REVIEW)
async def open_file(desk: Desk) -> web.StreamResponse:
    """The signed paper, as a download."""
    _company, held, _citizen = await desk.services.companies.pending_one(desk.actor, desk.part("id"))
    headers = {"Content-Disposition": "attachment; filename=authorisation", "Cache-Control": "no-store"}
    response = web.StreamResponse(headers={"Content-Type": "application/octet-stream", **headers})
    async with desk.services.receiving.opened(held.authorisation) as pieces:
        await response.prepare(desk.request)
        async for piece in pieces:
            await response.write(piece)
    await response.write_eof()
    return response


@page("POST", "/authorisations/{id}", PRE_REVIEW)
async def decide(desk: Desk) -> web.StreamResponse:
    """Grant or refuse."""
    granted = desk.form.text("decision") == "grant"
    await desk.services.companies.decide(desk.actor, desk.part("id"), granted=granted)
    return desk.redirect("/authorisations", done="decided")


async def _open_work(desk: Desk) -> Work:
    waiting = await desk.services.companies.pending(desk.actor)
    rows = tuple(WorkRow(company.name, f"{LIST}/{held.id}", ROLE_WORDS[held.role]) for company, held in waiting[:FIRST])
    return Work(len(waiting), rows)


FEATURE = Feature(
    pages=(show_list, show, open_file, decide),
    sections=(Section("代办授权", LIST, PRE_REVIEW),),
    work_lists=(WorkList("authorisations", "待核的代办授权", LIST, PRE_REVIEW, _open_work),),
)
