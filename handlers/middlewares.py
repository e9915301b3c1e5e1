"""What surrounds every request: a number, a log line, a metric, errors as documents."""

import random
import time
import traceback
from collections.abc import Awaitable, Callable
from http import HTTPStatus

import structlog
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.typedefs import Middleware
from aiohttp.web_protocol import RequestPayloadError

from affairs.errors import DomainError
from handlers.access import Access, access_of
from handlers.connections import Heads
from handlers.endpoint import InvalidRequest
from handlers.limits import Throttled
from handlers.logs import REQUEST
from handlers.metrics import Metrics
from handlers.pages.errors import error_page
from handlers.problems import problem, problem_of

__all__ = ["observe", "render_errors"]

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
API = "/api"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
UNREADABLE = (HttpProcessingError, RequestPayloadError, ConnectionError)
"""The body cannot be read to its end: broken encoding, or the caller went away."""
QUIET = frozenset({Access.SIGNED, Access.OPERATOR})
"""Frequent calls of machines: counted, and logged only when they fail."""
FRAMES = 4
_dice = random.Random()  # noqa: S311 - tells requests apart, and keeps nothing secret
log = structlog.get_logger()


def route_of(request: web.Request) -> str:
    """The route's pattern, never the path that was asked for (it may carry a number)."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "unmatched"


def observe(metrics: Metrics, heads: Heads) -> Middleware:
    """Number, log and count each request; its head is there."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        heads.arrived(request)
        number = f"{_dice.getrandbits(64):016x}"
        REQUEST.set(number)
        started = time.perf_counter()
        response = await handler(request)
        took = time.perf_counter() - started
        method = request.method if request.method in METHODS else "OTHER"
        route = route_of(request)
        metrics.answered(method, route, response.status, took)
        if not response.prepared:
            response.headers["X-Request-ID"] = number
        if response.status >= HTTPStatus.BAD_REQUEST or access_of(request.match_info.handler) not in QUIET:
            log.info("request", method=method, route=route, status=response.status, ms=round(took * 1000, 1))
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
        if error.status < HTTPStatus.BAD_REQUEST:
            raise
        return _render(request, error)
    except DomainError as error:
        return _render(request, error)
    except UNREADABLE:
        return problem(HTTPStatus.BAD_REQUEST, "unreadable-body")
    except Exception as error:  # noqa: BLE001 - the edge: whatever it is, the caller gets an answer
        _report(request, error)
        return _render(request, error)


def _report(request: web.Request, error: Exception) -> None:
    """Say what failed and where, without the message, which may carry what a citizen wrote."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    where = [f"{frame.filename}:{frame.lineno}" for frame in frames]
    log.error("request failed", route=route_of(request), error=type(error).__name__, where=where)


def _render(request: web.Request, error: Exception) -> web.Response:
    answer = problem_of(error)
    if isinstance(error, Throttled):
        answer.headers["Retry-After"] = str(error.retry_after)
    if is_api(request.path) or "text/html" not in request.headers.get("Accept", ""):
        return answer
    return error_page(answer)


def is_api(path: str) -> bool:
    """Whether a program asks: it gets problem documents whatever it accepts."""
    return path == API or path.startswith(f"{API}/")
