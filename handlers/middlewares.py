"""What surrounds every request: a number, a log line, a metric, error documents, headers."""

import secrets
import time
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from affairs.errors import DomainError
from handlers.endpoint import InvalidRequest
from handlers.metrics import Metrics
from handlers.pages.errors import error_page
from handlers.problems import problem_of

__all__ = ["API_PREFIX", "observe", "render_errors", "secure"]

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
API_PREFIX = "/api/"
POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
log = structlog.get_logger()


def route_of(request: web.Request) -> str:
    """The route's pattern, never the path that was asked for (it may carry a number)."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "unmatched"


def observe(metrics: Metrics) -> web.middlewares._Middleware:
    """Number, log and count each request."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        number = secrets.token_hex(8)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=number)
        started = time.perf_counter()
        response = await handler(request)
        took = time.perf_counter() - started
        route = route_of(request)
        metrics.requests.labels(request.method, route, str(response.status)).inc()
        metrics.seconds.labels(route).observe(took)
        if not response.prepared:
            response.headers["X-Request-ID"] = number
        log.debug("request", method=request.method, route=route, status=response.status, ms=round(took * 1000, 1))
        return response

    return middleware


@web.middleware
async def render_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Errors as problem documents for the API, as a page for people; never a trace."""
    try:
        return await handler(request)
    except InvalidRequest as refused:
        return refused.response
    except web.HTTPException as error:
        if error.status < 400:
            raise
        return _render(request, error)
    except DomainError as error:
        return _render(request, error)
    except Exception as error:
        log.exception("request failed", route=route_of(request))
        return _render(request, error)


def _render(request: web.Request, error: Exception) -> web.Response:
    answer = problem_of(error)
    if request.path.startswith(API_PREFIX) or "text/html" not in request.headers.get("Accept", ""):
        return answer
    return error_page(answer)


@web.middleware
async def secure(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Headers that every answer carries."""
    response = await handler(request)
    if not response.prepared:
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    return response
