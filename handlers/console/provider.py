"""Logging in by an identity provider: out to it, and back with its answer."""

from http import HTTPStatus

from aiohttp import web

from affairs.errors import LogInRefused, ServiceUnavailable
from affairs.staff.oidc import IdentityProvider, ProviderVisit
from handlers.access import Access, access
from handlers.console.cookies import (
    drop_provider_visit,
    new_visit,
    provider_next,
    provider_secret,
    put_provider_visit,
    session_token,
)
from handlers.console.desk import PACKAGE, see_other, words_of
from handlers.console.login import log_in_page, safe_next, went_on
from handlers.console.routing import origin_of
from handlers.keys import services_of
from handlers.pages.rendering import page as rendered
from handlers.problems import STATUS

__all__ = ["add_provider"]

STALE = "登录已经过期或被取消，请重新登录。"
LONGEST = 4096


@access(Access.ANYONE)
async def leave(request: web.Request) -> web.StreamResponse:
    """Send the browser to the provider, with a secret of its own to come back with."""
    provider, secret, following = _provider(request), new_visit(), safe_next(request.query.get("next", ""))
    try:
        address = await provider.address(ProviderVisit.of(secret))
    except ServiceUnavailable as error:
        return await log_in_page(request, following, error=words_of(error), status=STATUS[error.code])
    answer = see_other(address)
    put_provider_visit(request, answer, secret, following)
    return answer


@access(Access.ANYONE)
async def come_back(request: web.Request) -> web.StreamResponse:
    """Take the provider's answer: once, from the browser that left, for the visit it left on."""
    provider, secret = _provider(request), provider_secret(request)
    visit, code = ProviderVisit.of(secret), request.query.get("code", "")
    if not (secret and visit.is_answered_by(request.query.get("state", "")) and 0 < len(code) <= LONGEST):
        answer = await log_in_page(request, safe_next(provider_next(request)), error=STALE, status=HTTPStatus.FORBIDDEN)
    else:
        answer = await _taken(request, provider, code, visit)
    drop_provider_visit(request, answer)
    return answer


async def _taken(request: web.Request, provider: IdentityProvider, code: str, visit: ProviderVisit) -> web.Response:
    following = safe_next(provider_next(request))
    try:
        name = await provider.name_of(code, visit)
        logged_in = await services_of(request).staff.arriving.by_claim(
            name, origin_of(request), replacing=session_token(request)
        )
    except (LogInRefused, ServiceUnavailable) as error:
        return await log_in_page(request, following, error=words_of(error), status=STATUS[error.code])
    onward = went_on(request, logged_in, following)
    # Our cookies are for requests from our own site alone, and a redirection would still be the
    # provider's: so the browser is given a page of ours that goes on by itself.
    answer = rendered(PACKAGE, "login_onward.html", onward=onward.headers["Location"])
    for name_, morsel in onward.cookies.items():
        answer.cookies[name_] = morsel
    return answer


def _provider(request: web.Request) -> IdentityProvider:
    found = services_of(request).identity_provider
    if found is None:
        raise web.HTTPNotFound
    return found


def add_provider(app: web.Application) -> None:
    """Route both ways."""
    app.router.add_get("/login/oidc", leave)
    app.router.add_get("/login/oidc/callback", come_back)
