"""The mini-program API, ``/api/v1``."""

from aiohttp import web

from handlers.endpoint import Operation, install
from handlers.miniapp import ask, guides
from handlers.miniapp.documents import documents

__all__ = ["OPERATIONS", "PREFIX", "sub_app"]

PREFIX = "/api/v1"
OPERATIONS: tuple[Operation, ...] = (*ask.operations, *guides.operations)


def sub_app() -> web.Application:
    """The API with its OpenAPI document."""
    app = web.Application()
    install(app, OPERATIONS)
    documents(app, OPERATIONS, PREFIX)
    return app
