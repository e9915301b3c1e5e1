"""The mini-program API, ``/api/v1``."""

from aiohttp import web

from handlers.endpoint import install
from handlers.miniapp.documents import openapi_handler
from handlers.miniapp.operations import OPERATIONS, PREFIX

__all__ = ["OPERATIONS", "PREFIX", "sub_app"]


def sub_app() -> web.Application:
    """The API with its OpenAPI document."""
    app = web.Application()
    install(app, OPERATIONS)
    app.router.add_get("/openapi.json", openapi_handler)
    return app
