"""``openapi.json``: the document of the operations, rendered once."""

import json
from importlib.metadata import version

from aiohttp import web

from handlers.access import Access, access
from handlers.endpoint import Operation
from handlers.openapi import openapi_document

__all__ = ["documents"]


def documents(app: web.Application, operations: tuple[Operation, ...], prefix: str) -> None:
    """Serve the OpenAPI 3.1 document of ``operations``."""
    document = openapi_document(operations, prefix=prefix, version=version("banshitong"))
    body = json.dumps(document, ensure_ascii=False).encode()

    @access(Access.ANYONE)
    async def openapi(_request: web.Request) -> web.Response:
        return web.Response(body=body, content_type="application/json")

    app.router.add_get("/openapi.json", openapi)
