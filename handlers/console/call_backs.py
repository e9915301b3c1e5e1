"""抽件回访 at the desk: the sample of a month, whom to call, what they said."""

from http import HTTPStatus

from aiohttp import web

from affairs.clock import china_day
from affairs.errors import DomainError, NoSuchCase
from affairs.staff.permissions import Permission
from handlers.console.desk import Desk, words_of
from handlers.console.feature import Feature, Section, page
from handlers.problems import STATUS

__all__ = ["FEATURE"]

SUPERVISION = Permission.SUPERVISION
QUESTIONS = ("是否一次办成", "有无额外收费或索要材料", "工作人员态度", "意见建议")
MONTH = 7
"""Characters of ``YYYY-MM``."""


@page("GET", "/call-backs", SUPERVISION)
async def show(desk: Desk) -> web.StreamResponse:
    """The sample of ``month``, of this one unless said."""
    return await _listed(desk, desk.asked("month", MONTH) or f"{china_day(desk.services.clock.now()):%Y-%m}")


@page("POST", "/call-backs", SUPERVISION)
async def draw(desk: Desk) -> web.StreamResponse:
    """Draw the sample of a month."""
    month = desk.form.text("month")[:MONTH]
    try:
        await desk.services.oversight.draw(desk.actor, month, desk.form.number("each"))
    except DomainError as error:
        return await _listed(desk, month, error)
    return desk.redirect(f"/call-backs?month={month}")


@page("GET", "/call-backs/{month}/{no}", SUPERVISION)
async def one(desk: Desk) -> web.StreamResponse:
    """Whom to call, and a form for the answers."""
    return await _shown(desk)


@page("POST", "/call-backs/{month}/{no}", SUPERVISION)
async def answer(desk: Desk) -> web.StreamResponse:
    """Keep what was said."""
    said = {asked: desk.form.text(f"q{n}") or "未作答" for n, asked in enumerate(QUESTIONS)}
    try:
        await desk.services.oversight.answered(desk.actor, desk.part("month"), desk.part("no"), said)
    except NoSuchCase:
        raise
    except DomainError as error:
        return await _shown(desk, error)
    return desk.redirect("/call-backs", done="phoned")


async def _listed(desk: Desk, month: str, error: DomainError | None = None) -> web.Response:
    rows = await desk.services.oversight.call_backs(desk.actor, month)
    return desk.render(
        "call_backs.html",
        status=STATUS[error.code] if error else HTTPStatus.OK,
        error=words_of(error) if error else "",
        month=month,
        rows=rows,
    )


async def _shown(desk: Desk, error: DomainError | None = None) -> web.Response:
    called = await desk.services.oversight.called(desk.actor, desk.part("month"), desk.part("no"))
    return desk.render(
        "call_back.html",
        status=STATUS[error.code] if error else HTTPStatus.OK,
        error=words_of(error) if error else "",
        called=called,
        questions=QUESTIONS,
    )


FEATURE = Feature(pages=(show, draw, one, answer), sections=(Section("抽件回访", "/console/call-backs", SUPERVISION),))
"""The feature."""
