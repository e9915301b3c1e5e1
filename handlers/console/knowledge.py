"""The knowledge desk: what was not understood, and teaching it."""

from collections.abc import Awaitable
from typing import Any

from aiohttp import web

from affairs.errors import DomainError, GateRefused
from affairs.learning import Learned
from affairs.staff.permissions import Permission
from handlers.console.desk import Desk
from handlers.console.feature import Feature, Section, page
from knowledge.match import Decision

__all__ = ["DECISIONS", "FEATURE", "days_of"]

KNOWLEDGE = Permission.KNOWLEDGE
PERIODS = (1, 7, 30, 90)
DECISIONS = {Decision.ANSWER: "直接回答", Decision.CLARIFY: "给出选项", Decision.DECLINE: "未回答"}


@page("GET", "/knowledge", KNOWLEDGE)
async def show(desk: Desk) -> web.StreamResponse:
    """Questions that were unanswered or misread, put together; ``?days=``."""
    return await _report(desk)


@page("GET", "/knowledge/hot", KNOWLEDGE)
async def hot(desk: Desk) -> web.StreamResponse:
    """The items most asked for; ``?days=``."""
    days = days_of(desk)
    found = await desk.services.knowledge.hot(desk.actor, days)
    return desk.render("knowledge_hot.html", hot=found, days=days, periods=PERIODS)


@page("POST", "/knowledge/accept", KNOWLEDGE)
async def accept(desk: Desk) -> web.StreamResponse:
    """Accept a phrasing as an alias of an item."""
    form = desk.form
    code = form.text("code") or form.text("other")
    return await _taught(
        desk, desk.services.knowledge.accept(desk.actor, code, form.text("phrase"), force=_forced(desk))
    )


@page("POST", "/knowledge/synonym", KNOWLEDGE)
async def synonym(desk: Desk) -> web.StreamResponse:
    """Add a synonym."""
    form = desk.form
    return await _taught(
        desk,
        desk.services.knowledge.synonym(desk.actor, form.text("word"), form.text("meaning"), force=_forced(desk)),
    )


@page("POST", "/knowledge/out-of-scope", KNOWLEDGE)
async def out_of_scope(desk: Desk) -> web.StreamResponse:
    """Mark a question as not ours."""
    return await _taught(
        desk, desk.services.knowledge.out_of_scope(desk.actor, desk.form.text("phrase"), force=_forced(desk))
    )


@page("POST", "/knowledge/mistake", KNOWLEDGE)
async def mistake(desk: Desk) -> web.StreamResponse:
    """Report a question that is answered wrongly, with the items wanted."""
    codes = [code for code in (desk.form.text("code") or desk.form.text("other")).split() if code]
    return await _taught(
        desk, desk.services.knowledge.mistake(desk.actor, desk.form.text("phrase"), codes, force=_forced(desk))
    )


def days_of(desk: Desk) -> int:
    """The period that was asked for, a week when none of those offered was."""
    asked = desk.asked("days")
    return next((each for each in PERIODS if str(each) == asked), 7)


def _forced(desk: Desk) -> bool:
    return desk.form.text("force") == "1"


async def _taught(desk: Desk, act: Awaitable[Learned]) -> web.Response:
    """The figures before and after; or why not, with the form to do it all the same."""
    try:
        learned = await act
    except GateRefused as error:
        return desk.refuse(
            "knowledge_refused.html",
            error,
            worse=error.worse,
            path=desk.request.path,
            fields=[(name, value) for name, value in desk.form.values if name not in {"csrf", "force"}],
        )
    except DomainError as error:
        return await _report(desk, error)
    return desk.render("knowledge_taught.html", learned=learned, decisions=DECISIONS)


async def _report(desk: Desk, error: DomainError | None = None) -> web.Response:
    days = days_of(desk)
    values: dict[str, Any] = {
        "report": await desk.services.knowledge.report(desk.actor, days),
        "days": days,
        "periods": PERIODS,
        "form": desk.form,
        "names": {code: item.name for code, item in desk.services.snapshot().catalogue.items_by_code.items()},
    }
    if error is not None:
        return desk.refuse("knowledge.html", error, **values)
    return desk.render("knowledge.html", error="", fault="", **values)


FEATURE = Feature(
    pages=(show, hot, accept, synonym, out_of_scope, mistake),
    sections=(Section("知识库", "/console/knowledge", KNOWLEDGE),),
)
