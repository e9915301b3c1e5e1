"""Liveness, readiness and metrics: for the operator, without personal data."""

import asyncio
from collections.abc import Mapping
from http import HTTPStatus

from aiohttp import web

from handlers.access import Access, access
from handlers.keys import services_of
from handlers.services import Health, HealthCheck, State

__all__ = ["routes"]

routes = web.RouteTableDef()
CHECK_SECONDS = 2.0
"""How long one part may take to say how it is; longer is "down"."""


@routes.get("/healthz")
@access(Access.OPERATOR)
async def healthz(_request: web.Request) -> web.Response:
    """200 while the event loop turns."""
    return web.json_response({"status": "ok"})


@routes.get("/readyz")
@access(Access.OPERATOR)
async def readyz(request: web.Request) -> web.Response:
    """503 only without the database; else 200, ``ok`` or ``degraded`` with the reasons."""
    services = services_of(request)
    parts = await check_all(services.checks)
    status = overall(parts)
    body = {
        "status": status,
        "catalogue_version": services.snapshot().version,
        "parts": {name: {"status": part.state, "reason": part.reason} for name, part in parts.items()},
    }
    code = HTTPStatus.SERVICE_UNAVAILABLE if status is State.DOWN else HTTPStatus.OK
    return web.json_response(body, status=code)


@routes.get("/metrics")
@access(Access.OPERATOR)
async def metrics(request: web.Request) -> web.Response:
    """Prometheus exposition."""
    services = services_of(request)
    snapshot = services.snapshot()
    services.metrics.catalogue.set(snapshot.version)
    services.metrics.items.set(len(snapshot.catalogue.items))
    response = web.Response(body=await asyncio.to_thread(services.metrics.render))
    response.headers["Content-Type"] = services.metrics.content_type
    return response


async def check_all(checks: Mapping[str, HealthCheck]) -> dict[str, Health]:
    """Every part's health, all asked at once."""
    answers = await asyncio.gather(*(_bounded(check) for check in checks.values()))
    return dict(zip(checks, answers, strict=True))


async def _bounded(check: HealthCheck) -> Health:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            return await check()
    except TimeoutError:
        return Health(State.DOWN, f"no answer within {CHECK_SECONDS:g} s")
    except Exception as error:  # noqa: BLE001 - a broken part must not hide the others
        return Health(State.DOWN, type(error).__name__)


def overall(parts: Mapping[str, Health]) -> State:
    """DOWN without the database; DEGRADED when anything else is not OK."""
    if parts.get("database", Health(State.OK)).state is State.DOWN:
        return State.DOWN
    return State.OK if all(part.state is State.OK for part in parts.values()) else State.DEGRADED
