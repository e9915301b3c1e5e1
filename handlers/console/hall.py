"""The window (叫号): sign in, call, call again, pass over, park, transfer, finish; and the figures of the hall."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from aiohttp import web

from affairs.appointments.supply import Window
from affairs.clock import CHINA, china_day
from affairs.errors import DomainError, InvalidValue, NoSuchHall
from affairs.hall.checking_in import WalkIn
from affairs.hall.ticket import Desk as OpenWindow
from affairs.hall.ticket import Ticket, TicketState, serves
from affairs.hall.watching import WindowList
from affairs.staff.permissions import Permission
from handlers.console.desk import Desk, see_other, words_of
from handlers.console.feature import Feature, Section, page
from handlers.console.hall_live import here, window_live
from handlers.display.kiosk import kiosk_path
from handlers.problems import STATUS
from handlers.sockets import is_upgrade

__all__ = ["FEATURE"]

WINDOW, FIGURES = Permission.WINDOW, Permission.HALL_FIGURES
HERE, NUMBERS = "/console/hall", "/console/hall-figures"
LABEL = re.compile(r"[A-Z][0-9]{3,6}")
ACTS = {"recall": "called", "pass_over": "passed", "park": "parked", "finish": "finished", "take_up": "called"}


@page("GET", "/hall", WINDOW)
async def show(desk: Desk) -> web.StreamResponse:
    """One's window: who is there, who waits; or the windows there are."""
    given = desk.asked("given", 8)
    return await _shown(desk, given=given if LABEL.fullmatch(given) else "")


@page("POST", "/hall/window", WINDOW)
async def sign_in(desk: Desk) -> web.StreamResponse:
    """Open a window, or leave it (an empty ``window``)."""
    calling, code = desk.services.hall.calling, desk.form.text("window")
    try:
        if code:
            await calling.sign_in(desk.actor, code)
        else:
            await calling.sign_out(desk.actor)
    except DomainError as error:
        return await _shown(desk, error)
    return desk.redirect("/hall", done="opened") if code else desk.redirect("/hall", done="closed")


@page("POST", "/hall/next", WINDOW)
async def call_next(desk: Desk) -> web.StreamResponse:
    """叫号."""
    try:
        ticket = await desk.services.hall.calling.call_next(desk.actor)
    except DomainError as error:
        return await _shown(desk, error)
    desk.services.metrics.count("hall", act="called")
    desk.services.metrics.called(ticket.venue, ticket.waited(None).total_seconds())
    return desk.redirect("/hall", done="called")


@page("POST", "/hall/tickets/{id}", WINDOW)
async def act(desk: Desk) -> web.StreamResponse:
    """重呼, 过号, 挂起, 办结, 恢复, 转窗口: the field ``act``, for a transfer with ``window``."""
    calling, named, ticket_id = desk.services.hall.calling, desk.form.text("act"), desk.part("id")
    try:
        if named == "transfer":
            await calling.transfer(desk.actor, ticket_id, desk.form.text("window"))
            return desk.redirect("/hall", done="transferred")
        if named not in ACTS:
            raise InvalidValue(field="act")
        ticket: Ticket = await getattr(calling, named)(desk.actor, ticket_id)
        if ticket.state is TicketState.ABSENT and ticket.appointment:
            await _missed(desk, ticket.appointment)
    except DomainError as error:
        return await _shown(desk, error)
    desk.services.metrics.count("hall", act=ACTS[named])
    return desk.redirect("/hall", done="decided")


@page("POST", "/hall/tickets", WINDOW)
async def give(desk: Desk) -> web.StreamResponse:
    """Check somebody in (``code``), or give a number without an appointment (``item``)."""
    form, checking_in = desk.form, desk.services.hall.checking_in
    first = bool(form.text("first"))
    try:
        seen = await desk.services.hall.watching.window(desk.actor)
        if seen is None:
            raise NoSuchHall("请先上岗。")
        if form.text("item"):
            who = WalkIn(seen.desk.venue, (form.text("item"),), bool(form.text("intermediary")), first)
            ticket = await checking_in.walk_in(who, desk.actor)
        else:
            ticket = await checking_in.by_clerk(desk.actor, seen.desk.venue, form.text("code")[:64], first=first)
    except DomainError as error:
        return await _shown(desk, error)
    desk.services.metrics.count("hall", act="checked-in")
    # A reload of the page that says the number must not give another.
    return see_other(f"{HERE}?given={ticket.label}")


@page("GET", "/hall/live", WINDOW)
async def live(desk: Desk) -> web.StreamResponse:
    """A socket: the lists of one's window whenever they change. Who asks for it as a page gets the page."""
    if not is_upgrade(desk.request):
        return await _shown(desk)

    async def picture(seen: WindowList) -> str:
        return desk.fragment("hall_lists.html", seen=seen, names=_item_names(desk), clock=_clock)

    return await window_live(desk, picture)


@page("GET", "/hall-figures", FIGURES)
async def show_figures(desk: Desk) -> web.StreamResponse:
    """Waiting times and shares of a venue's days; where its screen and its kiosk are."""
    services, today = desk.services, china_day(desk.services.clock.now())
    supply = services.appointments.supply
    asked = desk.asked("venue")
    venue = asked if asked in supply.venues_by_code else next(iter(supply.venues_by_code), "")
    first, last = _day(desk.asked("first"), today), _day(desk.asked("last"), today)
    error, figures = "", None
    try:
        figures = await services.hall.figures.of(desk.actor, venue, first, last)
    except InvalidValue as fault:
        error = words_of(fault)
    return desk.render(
        "hall_figures.html",
        venues=supply.venues,
        venue=venue,
        first=first,
        last=last,
        error=error,
        figures=figures,
        item_names=_item_names(desk),
        window_names={each.code: each.name for each in supply.windows},
        kiosk=kiosk_path(services, venue) if venue else "",
    )


async def _missed(desk: Desk, appointment: str) -> None:
    """Count the no-show; one that cannot be counted yet (called before its time) is left to the sweep."""
    try:
        await desk.services.appointments.no_shows.record(appointment)
    except DomainError:
        desk.services.metrics.count("hall", act="no-show-left")


async def _shown(desk: Desk, error: DomainError | None = None, given: str = "") -> web.StreamResponse:
    services = desk.services
    supply, seen = services.appointments.supply, await services.hall.watching.window(desk.actor)
    status = STATUS[error.code] if error else 200
    told = words_of(error) if error else ""
    if seen is None:
        taken = await services.hall.watching.taken(desk.actor)
        rows = [(supply.venues_by_code[each.venue].name, each, each.code in taken) for each in supply.windows]
        return desk.render("hall_windows.html", status=status, error=told, rows=rows)
    window = supply.windows_by_code[seen.desk.window]
    return desk.render(
        "hall.html",
        status=status,
        error=told,
        given=given,
        window=window,
        venue=supply.venues_by_code[window.venue],
        seen=seen,
        here=here(seen),
        others=_others(seen.current, supply.windows, seen.open_windows),
        names=_item_names(desk),
        offered=_item_names(desk, window.venue),
        clock=_clock,
    )


def _others(current: Ticket | None, windows: Sequence[Window], open_: Sequence[OpenWindow]) -> list[Window]:
    """The open windows that could take over whoever is here."""
    codes = {each.window for each in open_}
    if current is None:
        return []
    anywhere = [each for each in windows if each.code in codes and each.code != current.window]
    return [each for each in anywhere if each.venue == current.venue and serves(each, replace(current, window=""))]


def _item_names(desk: Desk, venue: str = "") -> dict[str, str]:
    items = desk.services.snapshot().catalogue.items_by_code
    codes = {
        code
        for window in desk.services.appointments.supply.windows
        for code in window.serves
        if venue in {"", window.venue}
    }
    return {code: items[code].name if code in items else code for code in sorted(codes)}


def _clock(at: Any) -> str:
    return str(at.astimezone(CHINA).strftime("%H:%M"))


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise


FEATURE = Feature(
    pages=(show, sign_in, call_next, act, give, live, show_figures),
    sections=(Section("窗口叫号", HERE, WINDOW), Section("大厅统计", NUMBERS, FIGURES)),
)
