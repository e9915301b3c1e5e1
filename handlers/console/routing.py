"""From declared pages to routes: who calls, may they, did the form come from our own page, errors as pages."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from urllib.parse import urlencode

from aiohttp import web

from affairs.errors import DomainError, NotPermitted
from affairs.staff.permissions import Actor, Permission
from affairs.staff.places import Origin
from handlers.access import Access
from handlers.console.cookies import session_token
from handlers.console.desk import FORM_TOKEN, PACKAGE, PREFIX, Desk, is_form_token, see_other, words_of
from handlers.console.feature import Page
from handlers.console.forms import EMPTY, read_form
from handlers.keys import services_of
from handlers.miniapp.uploads import received_in_form
from handlers.origin import TrustedProxies, caller_of
from handlers.pages.rendering import page as rendered
from handlers.problems import CODES, DETAILS, STATUS
from handlers.reading import InvalidRequest

__all__ = ["add_page", "is_foreign", "origin_of", "permission_of", "render_errors", "stale_form"]

SAFE = frozenset({"GET", "HEAD"})
PASSWORD_PAGE = "/console/account/password"  # noqa: S105 - an address
FACTOR_PAGE = "/console/account/second-factor"
ALWAYS = frozenset({PASSWORD_PAGE, "/console/logout"})
ENROLLING = frozenset({FACTOR_PAGE, f"{FACTOR_PAGE}/begin", f"{FACTOR_PAGE}/confirm", "/console/logout"})
"""Where one gets with a password that somebody else knows."""
DESK = web.RequestKey("desk", Desk)
TITLES = {403: "没有权限", 404: "没有找到", 409: "没有保存", 429: "请稍候", 503: "暂时不可用"}


def origin_of(request: web.Request) -> Origin:
    """Who calls, for the tallies of failures and for the audit log."""
    trusted = TrustedProxies.of(services_of(request).settings.trusted_proxies)
    return Origin(caller_of(request, trusted), request.headers.get("User-Agent", "")[:300])


def permission_of(handler: object) -> Permission | None:
    """What the page of a route declared, or None."""
    return getattr(handler, "__permission__", None)


def is_foreign(request: web.Request) -> bool:
    """Whether the browser says that another site made this request; older browsers say nothing."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}


def stale_form() -> web.HTTPForbidden:
    """The form was not made for this session: it is old, or somebody else's."""
    return web.HTTPForbidden(reason="form token")


def add_page(app: web.Application, page: Page) -> None:
    """Route a page. Its access and permission travel with the route's handler."""

    async def handle(request: web.Request) -> web.StreamResponse:
        return await _served(request, page)

    handle.__access__ = Access.STAFF  # type: ignore[attr-defined]
    handle.__permission__ = page.permission  # type: ignore[attr-defined]
    app.router.add_route(page.method, page.path, handle)
    if page.method == "GET":
        app.router.add_route("HEAD", page.path, handle)


async def _served(request: web.Request, page: Page) -> web.StreamResponse:
    token = session_token(request)
    actor = await _actor(request, token)
    if actor is None:
        return _to_log_in(request)
    if actor.must_change_password and request.path not in ALWAYS:
        return see_other(PASSWORD_PAGE)
    if actor.must_enrol and not actor.must_change_password and request.path not in ENROLLING:
        return see_other(FACTOR_PAGE)
    request[DESK] = Desk(request, actor, token)
    if not actor.may(page.permission):
        raise NotPermitted
    if page.upload:
        return await _uploaded(request, page, actor, token)
    form = EMPTY
    if request.method not in SAFE:
        form = await read_form(request)
        if is_foreign(request) or not is_form_token(form.raw(FORM_TOKEN), token):
            raise stale_form()
    return await page.handler(Desk(request, actor, token, form))


async def _uploaded(request: web.Request, page: Page, actor: Actor, token: str) -> web.StreamResponse:
    """A page whose form brings a file; what is not wanted is let go of."""
    receiving = services_of(request).receiving

    def own(given: str) -> bool:
        return not is_foreign(request) and is_form_token(given, token)

    file = await received_in_form(request, receiving, FORM_TOKEN, own)
    if file is None:
        raise stale_form()
    try:
        return await page.handler(Desk(request, actor, token, file=file))
    except BaseException:
        await receiving.let_go([file.key])
        raise


async def _actor(request: web.Request, token: str) -> Actor | None:
    return await services_of(request).staff.sessions.resolve(token, origin_of(request).network) if token else None


def _to_log_in(request: web.Request) -> web.Response:
    wanted = urlencode({"next": request.path_qs}) if request.method in SAFE and request.path != f"{PREFIX}/" else ""
    return see_other(f"{PREFIX}/login" + ("?" + wanted if wanted else ""))


@web.middleware
async def render_errors(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Errors as pages of the console, in its frame for whoever is logged in."""
    try:
        return await handler(request)
    except DomainError as error:
        return _error_page(request, STATUS[error.code], words_of(error))
    except InvalidRequest as refused:
        return _error_page(request, refused.response.status, DETAILS["invalid-request"])
    except web.HTTPException as error:
        if error.status < HTTPStatus.BAD_REQUEST:
            raise
        return _error_page(request, error.status, _detail(error), error.headers.get("Allow", ""))


def _detail(error: web.HTTPException) -> str:
    if isinstance(error, web.HTTPForbidden):
        return "页面已经过期，没有执行操作。请返回上一页，刷新后重试。"
    return DETAILS[CODES.get(error.status, "invalid-request")]


def _error_page(request: web.Request, status: int, detail: str, allow: str = "") -> web.Response:
    title = TITLES.get(status, "出错了")
    if DESK in request:
        answer = request[DESK].render("error.html", status=status, title=title, detail=detail)
    else:
        answer = rendered(PACKAGE, "stranger.html", status=status, title=title, detail=detail)
    if allow:
        answer.headers["Allow"] = allow
    return answer
