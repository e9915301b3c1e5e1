"""Logging in and out."""

import math
from http import HTTPStatus
from posixpath import normpath
from urllib.parse import unquote, urlencode, urlsplit

from aiohttp import web

from affairs.errors import DomainError, LogInBlocked, LogInRefused, TooManyRequests
from affairs.staff.opening import LoggedIn
from affairs.staff.permissions import Permission
from handlers.access import Access, access
from handlers.console.cookies import (
    drop_session,
    new_visit,
    put_arrival,
    put_session,
    put_visit,
    session_token,
    visit_secret,
)
from handlers.console.desk import FORM_TOKEN, PACKAGE, PREFIX, Desk, form_token, is_form_token, see_other, words_of
from handlers.console.feature import Feature, page
from handlers.console.forms import Form, read_form
from handlers.console.routing import PASSWORD_PAGE, is_foreign, origin_of
from handlers.console.words import DONE
from handlers.keys import services_of
from handlers.pages.rendering import page as rendered
from handlers.problems import STATUS

__all__ = ["FEATURE", "add_log_in", "log_in_page", "safe_next", "wait_words", "went_on"]

HOME = f"{PREFIX}/"
LONGEST_NEXT = 500
STALE = "登录页面已经过期，请再登录一次。"


def safe_next(text: str) -> str:
    """Where to go after log-in: a page of this console and nothing else; its home for whatever is not."""
    plain = unquote(text)
    if len(text) > LONGEST_NEXT or "\\" in plain or not plain.isprintable():
        return HOME
    parts = urlsplit(text)
    if parts.scheme or parts.netloc or not (normpath(unquote(parts.path)) + "/").startswith(HOME):
        return HOME
    return text if text.startswith(HOME) and not text.startswith((f"{HOME}login", f"{HOME}logout")) else HOME


@access(Access.ANYONE)
async def show(request: web.Request) -> web.StreamResponse:
    """The log-in page; who is logged in already goes on."""
    following = safe_next(request.query.get("next", ""))
    token = session_token(request)
    if token and await services_of(request).staff.sessions.resolve(token) is not None:
        return see_other(following)
    return await log_in_page(request, following, done=DONE.get(request.query.get("done", ""), ""))


@access(Access.ANYONE)
async def log_in(request: web.Request) -> web.StreamResponse:
    """Try name and password; on success a session that no browser had before."""
    form = await read_form(request)
    following = safe_next(form.text("next"))
    secret = visit_secret(request)
    if not secret or is_foreign(request) or not is_form_token(form.raw(FORM_TOKEN), secret):
        return await log_in_page(request, following, form, error=STALE, status=HTTPStatus.FORBIDDEN)
    try:
        logged_in = await services_of(request).staff.log_in.by_password(
            form.text("name"), form.raw("password"), origin_of(request), replacing=session_token(request)
        )
    except (LogInRefused, LogInBlocked, TooManyRequests) as error:
        return await _refused(request, following, form, error)
    return went_on(request, logged_in, following)


def went_on(request: web.Request, logged_in: LoggedIn, following: str) -> web.Response:
    """After a log-in: to the page for the code, for a new password, or where one wanted to go."""
    if logged_in.needs_code:
        answer = see_other(f"{PREFIX}/login/code?" + urlencode({"next": following}))
        put_arrival(request, answer, logged_in.token)
        return answer
    answer = see_other(PASSWORD_PAGE if logged_in.must_change else following)
    put_session(request, answer, logged_in.token)
    return answer


@page("POST", "/logout", Permission.OWN_ACCOUNT)
async def log_out(desk: Desk) -> web.StreamResponse:
    """End this session."""
    await desk.office.sessions.end_own(desk.actor, desk.actor.session_id)
    answer = see_other(f"{PREFIX}/login?done=out")
    drop_session(desk.request, answer)
    return answer


async def _refused(request: web.Request, following: str, form: Form, error: DomainError) -> web.Response:
    words, status = words_of(error), STATUS[error.code]
    if not isinstance(error, LogInBlocked):
        return await log_in_page(request, following, form, error=words, status=status)
    answer = await log_in_page(
        request, following, form, error=f"密码输错次数过多，请 {wait_words(error)}后再试。", status=status
    )
    answer.headers["Retry-After"] = str(math.ceil(error.seconds))
    return answer


def wait_words(blocked: LogInBlocked) -> str:
    """How long one has to wait, in seconds or minutes."""
    seconds = math.ceil(blocked.seconds)
    return f"{seconds} 秒" if seconds < 60 else f"{math.ceil(seconds / 60)} 分钟"


async def log_in_page(
    request: web.Request,
    following: str,
    form: Form | None = None,
    *,
    error: str = "",
    done: str = "",
    status: int = HTTPStatus.OK,
) -> web.Response:
    """The log-in page; ``error`` is what was wrong with the attempt before."""
    secret = visit_secret(request) or new_visit()
    services = services_of(request)
    answer = rendered(
        PACKAGE,
        "login.html",
        status=status,
        csrf=form_token(secret),
        following=following,
        name=form.text("name") if form else "",
        error=error,
        done=done,
        provider=services.settings.oidc_name if services.identity_provider else "",
        founded=await services.staff.accounts.any_admin(),
    )
    put_visit(request, answer, secret)
    return answer


def add_log_in(app: web.Application) -> None:
    """Route what one meets before one is logged in."""
    app.router.add_get("/login", show)
    app.router.add_post("/login", log_in)


FEATURE = Feature(pages=(log_out,))
