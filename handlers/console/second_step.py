"""The second step of a log-in: the code that the phone shows."""

import math
from http import HTTPStatus

from aiohttp import web

from affairs.errors import LogInBlocked
from affairs.staff.errors import CodeRefused
from handlers.access import Access, access
from handlers.console.cookies import (
    arrival_token,
    drop_arrival,
    new_visit,
    put_visit,
    session_token,
    visit_secret,
)
from handlers.console.desk import FORM_TOKEN, PACKAGE, PREFIX, form_token, is_form_token, see_other, words_of
from handlers.console.forms import read_form
from handlers.console.login import safe_next, wait_words, went_on
from handlers.console.routing import is_foreign, origin_of
from handlers.keys import services_of
from handlers.pages.rendering import page as rendered
from handlers.problems import STATUS

__all__ = ["add_second_step"]


@access(Access.ANYONE)
async def show(request: web.Request) -> web.StreamResponse:
    """The page for the code; without a log-in under way the log-in page."""
    if not arrival_token(request):
        return see_other(f"{PREFIX}/login")
    return _page(request, safe_next(request.query.get("next", "")))


@access(Access.ANYONE)
async def send(request: web.Request) -> web.StreamResponse:
    """Try a code; on success a session that no browser had before."""
    form = await read_form(request)
    following, secret = safe_next(form.text("next")), visit_secret(request)
    if not secret or is_foreign(request) or not is_form_token(form.raw(FORM_TOKEN), secret):
        return see_other(f"{PREFIX}/login")
    try:
        logged_in = await services_of(request).staff.arriving.by_code(
            arrival_token(request), form.text("code"), origin_of(request), replacing=session_token(request)
        )
    except CodeRefused as error:
        return _page(request, following, words_of(error), STATUS[error.code])
    except LogInBlocked as error:
        words = f"验证码输错次数过多，请 {wait_words(error)}后再试。"
        answer = _page(request, following, words, STATUS[error.code])
        answer.headers["Retry-After"] = str(math.ceil(error.seconds))
        return answer
    answer = went_on(request, logged_in, following)
    drop_arrival(request, answer)
    return answer


def _page(request: web.Request, following: str, error: str = "", status: int = HTTPStatus.OK) -> web.Response:
    secret = visit_secret(request) or new_visit()
    answer = rendered(
        PACKAGE, "login_code.html", status=status, csrf=form_token(secret), following=following, error=error
    )
    put_visit(request, answer, secret)
    return answer


def add_second_step(app: web.Application) -> None:
    """Route the second step."""
    app.router.add_get("/login/code", show)
    app.router.add_post("/login/code", send)
