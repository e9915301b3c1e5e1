"""One's own account: sessions, password, absence."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from aiohttp import web

from affairs.errors import DomainError, InvalidValue, LogInBlocked, LogInRefused
from affairs.staff.permissions import Permission
from handlers.console.cookies import drop_session
from handlers.console.desk import PREFIX, Desk, see_other
from handlers.console.feature import Feature, Section, page
from handlers.console.forms import Form

__all__ = ["FEATURE", "until_of"]

OWN = Permission.OWN_ACCOUNT


@page("GET", "/account", OWN)
async def show(desk: Desk) -> web.StreamResponse:
    """Where one is logged in, and whether one is away."""
    return desk.render("account.html", error="", fault="", **await _values(desk))


@page("POST", "/account/sessions/{id}/end", OWN)
async def end_session(desk: Desk) -> web.StreamResponse:
    """End one of one's own sessions; another's is none."""
    await desk.office.sessions.end_own(desk.actor, desk.part("id"))
    return desk.redirect("/account", done="ended")


@page("POST", "/account/sessions/end-others", OWN)
async def end_others(desk: Desk) -> web.StreamResponse:
    """End all sessions but this one."""
    await desk.office.sessions.end_others(desk.actor)
    return desk.redirect("/account", done="ended")


@page("GET", "/account/password", OWN)
async def show_password(desk: Desk) -> web.StreamResponse:
    """The form for another password."""
    return desk.render("password.html", error="", fault="")


@page("POST", "/account/password", OWN)
async def change_password(desk: Desk) -> web.StreamResponse:
    """Choose another password; then one logs in again, everywhere."""
    try:
        _require_same(desk.form)
        await desk.office.own_password.change(desk.actor, desk.form.raw("before"), desk.form.raw("after"))
    except LogInRefused:
        return desk.render(
            "password.html", status=HTTPStatus.UNPROCESSABLE_ENTITY, error="原密码不正确。", fault="before"
        )
    except (InvalidValue, LogInBlocked) as error:
        return desk.refuse("password.html", error)
    answer = see_other(f"{PREFIX}/login?done=password")
    drop_session(desk.request, answer)
    return answer


@page("POST", "/account/away", OWN)
async def away(desk: Desk) -> web.StreamResponse:
    """Say that one is away, and who stands in."""
    try:
        until = until_of(desk)
        await desk.office.absences.away(
            desk.actor, desk.actor.staff_id, desk.form.text("stand_in"), until, desk.form.time("since")
        )
    except DomainError as error:
        return desk.refuse("account.html", error, **await _values(desk))
    return desk.redirect("/account", done="away")


@page("POST", "/account/back", OWN)
async def back(desk: Desk) -> web.StreamResponse:
    """One is back."""
    await desk.office.absences.back(desk.actor, desk.actor.staff_id)
    return desk.redirect("/account", done="back")


def _require_same(form: Form) -> None:
    if form.raw("after") != form.raw("again"):
        raise InvalidValue("两次输入的新密码不一致。", field="again")


def until_of(desk: Desk) -> datetime:
    """When the absence ends. Raises InvalidValue when it is not said."""
    until = desk.form.time("until")
    if until is None:
        raise InvalidValue("请填写结束时间。", field="until")
    return until


async def _values(desk: Desk) -> dict[str, Any]:
    roster = await desk.office.accounts.roster()
    return {
        "own": await desk.office.sessions.own(desk.actor),
        "colleagues": [each for each in roster.staff if each.active and each.id != desk.actor.staff_id],
        "names": {each.id: each.profile.display_name for each in roster.staff},
        "absences": [each for each in roster.absences if each.staff_id == desk.actor.staff_id],
        "away_at": "/console/account",
    }


FEATURE = Feature(
    pages=(show, end_session, end_others, show_password, change_password, away, back),
    sections=(Section("我的账号", "/console/account", OWN),),
)
