"""电子监察 at the desk: one's own cards, and the whole centre's cards, bad ratings, systems, deliveries and reports."""

import asyncio
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from http import HTTPStatus

from aiohttp import web

from affairs.clock import CHINA, china_day
from affairs.errors import DomainError, NoSuchCase
from affairs.staff.permissions import Permission
from affairs.supervision.alerts import Alert
from affairs.supervision.bulletin import Bulletin
from affairs.supervision.spans import Period, span_of
from handlers.console.desk import Desk, words_of
from handlers.console.feature import Feature, Section, Work, WorkList, WorkRow, page
from handlers.console.supervision_words import DELIVERIES, LEVELS, SATISFACTION, TERMS
from handlers.problems import STATUS
from handlers.services import Health, HealthCheck, State

__all__ = ["FEATURE"]

SUPERVISION = Permission.SUPERVISION
APPROVAL = "approval:"
PATIENCE = 3.0
"""Seconds that an approval system has to answer for itself before the page is shown without its answer."""
FIRST = 5
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PERIODS = {Period.DAILY: "日清", Period.WEEKLY: "周结", Period.MONTHLY: "月通报"}
STATES = {State.OK: "正常", State.DEGRADED: "异常", State.DOWN: "不通"}


@dataclass(frozen=True, slots=True)
class _System:
    name: str
    words: str
    good: bool
    reason: str


@page("GET", "/cards", Permission.OWN_ACCOUNT)
async def my_cards(desk: Desk) -> web.StreamResponse:
    """Cards of open cases that reach me, or those I stand in for."""
    mine = await desk.services.oversight.my_cards(desk.actor)
    return desk.render("cards.html", count=mine.count, alerts=mine.latest, levels=LEVELS, terms=TERMS)


@page("GET", "/supervision", SUPERVISION)
async def show(desk: Desk) -> web.StreamResponse:
    """The whole centre."""
    return await _shown(desk)


@page("POST", "/supervision/ratings/{id}", SUPERVISION)
async def rectify(desk: Desk) -> web.StreamResponse:
    """Say what was done about a bad rating."""
    try:
        await desk.services.oversight.rectify(desk.actor, _id(desk), desk.form.text("outcome"))
    except DomainError as error:
        return await _shown(desk, error)
    return desk.redirect("/supervision", done="rectified")


@page("POST", "/supervision/deliveries/{id}", SUPERVISION)
async def replay(desk: Desk) -> web.StreamResponse:
    """Have a dead delivery tried again."""
    try:
        await desk.services.oversight.replay(desk.actor, _id(desk))
    except DomainError as error:
        return await _shown(desk, error)
    return desk.redirect("/supervision", done="replayed")


@page("GET", "/supervision/report", SUPERVISION)
async def report(desk: Desk) -> web.StreamResponse:
    """日清, 周结, 月通报 as a workbook: of the span that holds ``on``, or of the last that is over."""
    asked, on = desk.asked("period"), _day(desk.asked("on"))
    period = Period(asked) if asked in set(Period) else Period.DAILY
    last = span_of(period, _today(desk)).first - timedelta(days=1)
    bulletin = await desk.services.bulletins.of(span_of(period, on or last))
    name = f"{period}-{bulletin.span.first}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return web.Response(body=await asyncio.to_thread(_workbook, bulletin), content_type=SHEET, headers=headers)


async def _shown(desk: Desk, error: DomainError | None = None) -> web.Response:
    office, today = desk.services.oversight, _today(desk)
    before = desk.asked("before", 18)
    alerts = await office.cards(desk.actor, before=int(before) if before.isdecimal() else None)
    dead = await office.dead(desk.actor)
    return desk.render(
        "supervision.html",
        status=STATUS[error.code] if error else HTTPStatus.OK,
        error=words_of(error) if error else "",
        alerts=alerts,
        levels=LEVELS,
        terms=TERMS,
        complaints=await office.complaints(desk.actor, today),
        satisfaction=SATISFACTION,
        systems=await _systems(desk),
        dead=dead,
        deliveries=DELIVERIES,
        periods=PERIODS,
        yesterday=today - timedelta(days=1),
    )


async def _systems(desk: Desk) -> Sequence[_System]:
    checks = {name: check for name, check in desk.services.checks.items() if name.startswith(APPROVAL)}
    found = await asyncio.gather(*(_health(check) for check in checks.values()))
    return [
        _System(name.removeprefix(APPROVAL), STATES[health.state], health.state is State.OK, health.reason)
        for name, health in zip(checks, found, strict=True)
    ]


async def _health(check: HealthCheck) -> Health:
    try:
        return await asyncio.wait_for(check(), PATIENCE)
    except TimeoutError:
        return Health(State.DEGRADED, f"no answer in {PATIENCE:.0f} s")


async def _my_cards(desk: Desk) -> Work:
    mine = await desk.services.oversight.my_cards(desk.actor)
    return Work(mine.count, tuple(_row(each) for each in mine.latest[:FIRST]))


async def _complaints(desk: Desk) -> Work:
    found = await desk.services.oversight.complaints(desk.actor, _today(desk))
    rows = [
        WorkRow(
            f"{each.rating.case_no} {SATISFACTION[each.rating.satisfaction]}",
            "/console/supervision",
            f"整改期限 {each.rectification.due}{'（已超期）' if each.late else ''}",
        )
        for each in found[:FIRST]
    ]
    return Work(len(found), tuple(rows))


def _row(alert: Alert) -> WorkRow:
    title = f"{LEVELS.get(alert.level, alert.level)} {alert.application_no}"
    return WorkRow(title, "/console/cards", f"{TERMS.get(alert.term, '')} {alert.department}".strip())


def _workbook(bulletin: Bulletin) -> bytes:
    from handlers.cli.bulletin_workbook import write_workbook  # noqa: PLC0415 - seldom wanted, and slow to read in

    file = io.BytesIO()
    write_workbook(bulletin, file)
    return file.getvalue()


def _id(desk: Desk) -> int:
    """The number in the path. Raises NoSuchCase."""
    said = desk.part("id")
    if not (said.isascii() and said.isdecimal()) or len(said) > 18:
        raise NoSuchCase
    return int(said)


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _today(desk: Desk) -> date:
    return china_day(desk.services.clock.now().astimezone(CHINA))


FEATURE = Feature(
    pages=(my_cards, show, rectify, replay, report),
    sections=(Section("电子监察", "/console/supervision", SUPERVISION),),
    work_lists=(
        WorkList("cards", "办件时限提醒", "/console/cards", Permission.OWN_ACCOUNT, _my_cards),
        WorkList("complaints", "待整改的差评", "/console/supervision", SUPERVISION, _complaints),
    ),
)
"""The feature."""
