"""The clerk of the approval system, played by hand: in a demonstration alone, where a stand-in is that system."""

from http import HTTPStatus
from types import MappingProxyType

from aiohttp import web

from affairs.errors import DomainError, InvalidValue, NoSuchCase
from affairs.staff.permissions import Permission
from handlers.console.desk import Desk, words_of
from handlers.console.feature import Feature, Section, page
from handlers.problems import STATUS
from handlers.services import Practice

__all__ = ["FEATURE"]

ANYBODY = Permission.OWN_ACCOUNT
HERE = "/console/practice"
STATES = MappingProxyType(
    {
        "received": "已收件",
        "accepted": "已受理",
        "correcting": "待补正",
        "special": "特别程序中",
        "reviewed": "已审核",
        "approved": "已批准",
        "refused": "不予许可",
        "acceptance_refused": "不予受理",
        "closed": "已办结",
        "delivered": "已送达",
        "withdrawn": "已撤回",
    }
)
ASKED = MappingProxyType(
    {
        "reason": "理由",
        "basis": "法律依据",
        "special": "特别程序（听证、检验、鉴定……）",
        "days": "延长的工作日",
    }
)
"""What some actions owe, in words."""
LONGEST = 400


@page("GET", "/practice", ANYBODY)
async def show(desk: Desk) -> web.StreamResponse:
    """The latest cases that the stand-in has."""
    sought = desk.asked("q", 40)
    cases = await _clerk(desk).cases(sought)
    return desk.render("practice.html", cases=cases, sought=sought, states=STATES)


@page("GET", "/practice/{receipt}", ANYBODY)
async def one(desk: Desk) -> web.StreamResponse:
    """One case, what happened to it, and what may be done now."""
    return await _shown(desk)


@page("POST", "/practice/{receipt}", ANYBODY)
async def act(desk: Desk) -> web.StreamResponse:
    """Do it; the stand-in tells the product, as a real one would."""
    said = {name: value for name in ASKED if (value := desk.form.text(name)[:LONGEST])}
    try:
        await _clerk(desk).act(desk.part("receipt"), desk.form.text("action")[:40], said)
    except InvalidValue:
        return await _shown(desk, InvalidValue("这一步现在不能做，或者有必填的没有填。"))
    return desk.redirect(f"/practice/{desk.part('receipt')}", done="acted")


async def _shown(desk: Desk, error: DomainError | None = None) -> web.Response:
    return desk.render(
        "practice_case.html",
        status=STATUS[error.code] if error else HTTPStatus.OK,
        error=words_of(error) if error else "",
        case=await _clerk(desk).case(desk.part("receipt")),
        states=STATES,
        asked=ASKED,
    )


def _clerk(desk: Desk) -> Practice:
    """Who acts in the stand-in. Raises NoSuchCase where there is none: outside of a demonstration no such page is."""
    if desk.services.practice is None:
        raise NoSuchCase
    return desk.services.practice


FEATURE = Feature(pages=(show, one, act), sections=(Section("演练：审批窗口", HERE, ANYBODY, demo=True),))
