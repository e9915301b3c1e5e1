"""One's own second factor: set it up, take it off."""

from typing import Any

from aiohttp import web

from affairs.errors import DomainError, LogInBlocked
from affairs.staff.permissions import Permission
from handlers.console.desk import Desk
from handlers.console.feature import Feature, page
from handlers.console.login import wait_words
from handlers.console.qr import picture_of

__all__ = ["FEATURE"]

OWN = Permission.OWN_ACCOUNT
PATH = "/account/second-factor"


@page("GET", PATH, OWN)
async def show(desk: Desk) -> web.StreamResponse:
    """Whether one has a second factor; the QR code while it waits for its first code."""
    return await _page(desk)


@page("POST", f"{PATH}/begin", OWN)
async def begin(desk: Desk) -> web.StreamResponse:
    """Make a secret for one's device."""
    await desk.office.second_factor.begin(desk.actor)
    return desk.redirect(PATH)


@page("POST", f"{PATH}/confirm", OWN)
async def confirm(desk: Desk) -> web.StreamResponse:
    """Put it into force by a first code; the recovery codes are shown once."""
    form = desk.form
    try:
        codes = await desk.office.second_factor.confirm(desk.actor, form.raw("password"), form.text("code"))
    except DomainError as error:
        return await _page(desk, error)
    return desk.render("recovery_codes.html", codes=codes)


@page("POST", f"{PATH}/remove", OWN)
async def remove(desk: Desk) -> web.StreamResponse:
    """Take it off, by a code of it."""
    try:
        await desk.office.second_factor.remove(desk.actor, desk.form.text("code"))
    except DomainError as error:
        return await _page(desk, error)
    return desk.redirect(PATH, done="factor_off")


async def _page(desk: Desk, error: DomainError | None = None) -> web.Response:
    state = await desk.office.second_factor.state(desk.actor)
    values: dict[str, Any] = {"state": state, "qr": picture_of(state.address) if state.address else ""}
    if error is None:
        return desk.render("second_factor.html", error="", fault="", **values)
    answer = desk.refuse("second_factor.html", error, **values)
    if isinstance(error, LogInBlocked):
        words = f"输错次数过多，请 {wait_words(error)}后再试。"
        return desk.render("second_factor.html", status=answer.status, error=words, fault="", **values)
    return answer


FEATURE = Feature(pages=(show, begin, confirm, remove))
