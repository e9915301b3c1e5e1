"""``openapi.json``: the document of the operations, rendered once."""

import json
from functools import cache
from importlib.metadata import version
from typing import Any

from aiohttp import web

from handlers.access import Access, access
from handlers.miniapp.operations import OPERATIONS, PREFIX
from handlers.openapi import openapi_document

__all__ = ["document", "openapi_handler"]

VERSION = version("banshitong")


@cache
def document() -> dict[str, Any]:
    """The OpenAPI 3.1 document of the API."""
    return openapi_document(OPERATIONS, prefix=PREFIX, version=VERSION)


@cache
def _body() -> bytes:
    return json.dumps(document(), ensure_ascii=False).encode()


@access(Access.ANYONE)
async def openapi_handler(_request: web.Request) -> web.Response:
    """The document as JSON."""
    return web.Response(body=_body(), content_type="application/json", headers={"Cache-Control": "no-cache"})
