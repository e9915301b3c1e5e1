"""Matters at the desk: what lies at one's tier with its clocks, and one of them with its way and what can be done."""

from collections.abc import Awaitable
from types import MappingProxyType
from typing import Any

from aiohttp import web

from affairs.errors import DomainError
from affairs.matters.matter import Decision, Level, Matter, MatterKind, MatterState, StepAct
from affairs.staff.model import Tier
from affairs.staff.permissions import Permission
from handlers.console.desk import Desk
from handlers.console.feature import Feature, Section, Work, WorkList, WorkRow, page
from handlers.console.words import TIERS

__all__ = ["FEATURE", "LEVELS"]

MATTERS, PROPOSALS = Permission.MATTERS, Permission.PROPOSALS
LIST = "/console/matters"
FIRST = 5
KINDS = MappingProxyType(
    {MatterKind.CONSULTATION: "咨询", MatterKind.COMPLAINT: "投诉", MatterKind.SUGGESTION: "意见建议"}
)
LEVELS = MappingProxyType({Level.ORDINARY: "一般", Level.MAJOR: "重大", Level.SYSTEMIC: "系统性"})
STATES = MappingProxyType(
    {MatterState.OPEN: "办理中", MatterState.PROPOSED: "建议待审管办决定", MatterState.ANSWERED: "已答复"}
)
DECISIONS = MappingProxyType({Decision.ADOPTED: "采纳", Decision.PARTLY: "部分采纳", Decision.REFUSED: "不采纳"})
STEPS = MappingProxyType(
    {
        StepAct.OPENED: "登记",
        StepAct.TAKEN: "承办",
        StepAct.UP: "上报",
        StepAct.DOWN: "下交",
        StepAct.LEVELLED: "定级",
        StepAct.EXTENDED: "延期",
        StepAct.PROPOSED: "提出建议",
        StepAct.DECIDED: "审管办决定",
        StepAct.ANSWERED: "答复",
    }
)


@page("GET", "/matters", MATTERS)
async def show_list(desk: Desk) -> web.StreamResponse:
    """What lies at one's tier, and what one has."""
    return desk.render("matters.html", title="诉求", **await _rows(desk, await _waiting(desk)))


@page("GET", "/proposals", PROPOSALS)
async def show_proposals(desk: Desk) -> web.StreamResponse:
    """Proposals that wait for the 审管办."""
    found = await desk.services.matters.desk.proposals(desk.actor)
    return desk.render("matters.html", title="改进建议", **await _rows(desk, list(found)))


@page("GET", "/matters/{id}", MATTERS)
async def show(desk: Desk) -> web.StreamResponse:
    """One of them."""
    return desk.render("matter.html", error="", fault="", **await _values(desk))


@page("POST", "/matters/{id}/take", MATTERS)
async def take(desk: Desk) -> web.StreamResponse:
    """Have it from now on."""
    return await _done(desk, desk.services.matters.desk.take(desk.actor, desk.part("id")), done="held")


@page("POST", "/matters/{id}/up", MATTERS)
async def up(desk: Desk) -> web.StreamResponse:
    """To the next tier."""
    sent = desk.services.matters.desk.up(desk.actor, desk.part("id"), desk.form.text("reason"))
    return await _done(desk, sent, done="moved", then="/matters")


@page("POST", "/matters/{id}/down", MATTERS)
async def down(desk: Desk) -> web.StreamResponse:
    """To the tier below, with instructions."""
    sent = desk.services.matters.desk.down(desk.actor, desk.part("id"), desk.form.text("reason"))
    return await _done(desk, sent, done="moved", then="/matters")


@page("POST", "/matters/{id}/level", MATTERS)
async def level(desk: Desk) -> web.StreamResponse:
    """Say how far it reaches."""
    asked = level_of(desk.form.text("level"))
    act = desk.services.matters.desk.level(desk.actor, desk.part("id"), asked, desk.form.text("reason"))
    return await _done(desk, act, done="saved")


@page("POST", "/matters/{id}/extend", MATTERS)
async def extend(desk: Desk) -> web.StreamResponse:
    """Put the answer off, once."""
    act = desk.services.matters.desk.extend(desk.actor, desk.part("id"), desk.form.text("reason"))
    return await _done(desk, act, done="saved")


@page("POST", "/matters/{id}/propose", MATTERS)
async def propose(desk: Desk) -> web.StreamResponse:
    """A proposal to the 审管办."""
    act = desk.services.matters.desk.propose(desk.actor, desk.part("id"), desk.form.text("reason"))
    return await _done(desk, act, done="proposed")


@page("POST", "/matters/{id}/decide", PROPOSALS)
async def decide(desk: Desk) -> web.StreamResponse:
    """Decide on a proposal."""
    asked = desk.form.text("decision")
    decision = Decision(asked) if asked in set(Decision) else Decision.NONE
    act = desk.services.matters.desk.decide(desk.actor, desk.part("id"), decision, desk.form.text("reason"))
    return await _done(desk, act, done="decided")


@page("POST", "/matters/{id}/answer", MATTERS)
async def answer(desk: Desk) -> web.StreamResponse:
    """Answer the citizen."""
    act = desk.services.matters.desk.answer(desk.actor, desk.part("id"), desk.form.text("reason"))
    return await _done(desk, act, done="answered")


@page("POST", "/handovers/{id}/escalate", MATTERS)
async def escalate(desk: Desk) -> web.StreamResponse:
    """Send a conversation up; the talk goes on."""
    asked = desk.form.text("tier")
    tier = Tier(asked) if asked in set(Tier) else Tier.CENTRE
    await desk.services.matters.desk.escalate(
        desk.actor, desk.part("id"), level_of(desk.form.text("level")), tier, desk.form.text("reason")
    )
    return desk.redirect(f"/handovers/{desk.part('id')}", done="escalated")


def level_of(text: str) -> Level:
    """The level that a form names; 一般 for anything else."""
    return Level(text) if text in set(Level) else Level.ORDINARY


async def _done(desk: Desk, act: Awaitable[None], *, done: str, then: str = "") -> web.StreamResponse:
    """The act, then the page again; with what is wrong, where something is."""
    try:
        await act
    except DomainError as error:
        if error.code != "invalid-value":
            raise
        return desk.refuse("matter.html", error, **await _values(desk))
    return desk.redirect(then or f"/matters/{desk.part('id')}", done=done)


async def _waiting(desk: Desk) -> list[Matter]:
    return list(await desk.services.matters.desk.waiting(desk.actor))


async def _rows(desk: Desk, found: list[Matter]) -> dict[str, Any]:
    names, now = await desk.names(), desk.services.clock.now()
    rows = [(each, KINDS[each.kind], _where(each, names), each.due < now) for each in found]
    return {"rows": rows, "levels": LEVELS, "states": STATES}


async def _values(desk: Desk) -> dict[str, Any]:
    read = await desk.services.matters.desk.read(desk.actor, desk.part("id"))
    matter, names, now = read.matter, await desk.names(), desk.services.clock.now()
    mine = matter.staff_id in desk.actor.work_of and matter.state is not MatterState.ANSWERED
    open_ = matter.state is MatterState.OPEN
    return {
        "matter": matter,
        "written": matter.written,
        "kind": KINDS[matter.kind],
        "where": _where(matter, names),
        "late": matter.overdue(now),
        "levels": LEVELS,
        "states": STATES,
        "decisions": DECISIONS,
        "steps": [(each, STEPS[each.act], TIERS[each.tier], names.get(each.staff_id, "")) for each in read.steps],
        "mine": mine and open_,
        "free": not matter.staff_id and matter.state is not MatterState.ANSWERED,
        "may_decide": desk.actor.may(PROPOSALS)
        and matter.state is MatterState.PROPOSED
        and matter.proposed_by != desk.actor.staff_id,
        "typed": desk.form.text("reason"),
    }


def _where(matter: Matter, names: dict[str, str]) -> str:
    holder = names.get(matter.staff_id, "") or matter.department
    return TIERS[matter.tier] + (f" · {holder}" if holder else "")


async def _open_work(desk: Desk) -> Work:
    found = await _waiting(desk)
    rows = tuple(
        WorkRow(each.written.title, f"{LIST}/{each.id}", KINDS[each.kind], each.due, each.staff_id)
        for each in found[:FIRST]
    )
    return Work(len(found), rows)


async def _open_proposals(desk: Desk) -> Work:
    found = await desk.services.matters.desk.proposals(desk.actor)
    rows = tuple(WorkRow(each.written.title, f"{LIST}/{each.id}", "待决定") for each in found[:FIRST])
    return Work(len(found), rows)


FEATURE = Feature(
    pages=(show_list, show_proposals, show, take, up, down, level, extend, propose, decide, answer, escalate),
    sections=(Section("诉求", LIST, MATTERS), Section("改进建议", "/console/proposals", PROPOSALS)),
    work_lists=(
        WorkList("matters", "诉求", LIST, MATTERS, _open_work),
        WorkList("proposals", "待决定的改进建议", "/console/proposals", PROPOSALS, _open_proposals),
    ),
)
"""The feature."""
