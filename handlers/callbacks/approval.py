"""Pushed updates of cases: verified, recorded, answered 200; anything else has the sender try again."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

import structlog
from aiohttp import web

from affairs.approval.errors import NotSupported, Untrusted
from affairs.approval.system import ApprovalSystems
from affairs.approval.updates import ProgressUpdate
from affairs.errors import DomainError, StoreUnavailable
from handlers.access import Access, access
from handlers.metrics import Metrics
from handlers.problems import problem

__all__ = ["BODY_LIMIT", "Record", "callbacks_app"]

BODY_LIMIT = 2 * 1024 * 1024
"""Bytes of a push: five hundred events of four kilobytes."""
Record = Callable[[ProgressUpdate], Awaitable[object]]
log = structlog.get_logger(__name__)


class _Pushes:
    def __init__(self, systems: ApprovalSystems, record: Record | None, metrics: Metrics) -> None:
        self._systems, self._record, self._metrics = systems, record, metrics

    @access(Access.SIGNED)
    async def receive(self, request: web.Request) -> web.Response:
        """One push: 404 for a name that pushes nothing here, 403 when not to be believed, 503 to come again."""
        system = self._systems.named(request.match_info["system"])
        if system is None:
            return problem(HTTPStatus.NOT_FOUND, "not-found")
        body = await request.read()
        if self._record is None:
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable")
        try:
            updates = await system.parse_update(request.headers, body)
        except NotSupported:
            return problem(HTTPStatus.NOT_FOUND, "not-found")
        except Untrusted as error:
            self._metrics.count("refused", reason=error.code)
            log.warning("approval.push_refused", system=system.name, reason=error.code)
            return problem(HTTPStatus.FORBIDDEN, "invalid-request")
        for update in updates:
            await self._kept(self._record, update)
        return web.json_response({"code": "0", "message": "成功"})

    async def _kept(self, record: Record, update: ProgressUpdate) -> None:
        """Record one. One of no case of ours is our trouble, not the sender's, who would send it for ever."""
        try:
            await record(update)
        except StoreUnavailable:
            raise
        except DomainError as error:
            log.warning("approval.update_of_no_case", system=update.system, update=update.event_id, code=error.code)


def callbacks_app(systems: ApprovalSystems, record: Record | None, metrics: Metrics) -> web.Application:
    """The sub-application; add it under ``/callbacks``. Without ``record`` everything is to come again."""
    app = web.Application(client_max_size=BODY_LIMIT)
    app.router.add_post("/approval/{system}", _Pushes(systems, record, metrics).receive)
    return app
