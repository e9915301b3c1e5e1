"""``/api/docs``: the API for developers, rendered from its own OpenAPI document; no script, nothing foreign."""

from functools import cache
from typing import Any

from aiohttp import web

from handlers.access import Access, access
from handlers.miniapp.documents import document
from handlers.pages.rendering import render
from handlers.pages.schemas import Row, rows_of, type_words

__all__ = ["routes"]

routes = web.RouteTableDef()
METHODS = ("get", "post", "put", "patch", "delete")


@routes.get("/api/docs")
@access(Access.ANYONE)
async def show(_request: web.Request) -> web.Response:
    """The page."""
    return web.Response(body=_page(), content_type="text/html", charset="utf-8")


@cache
def _page() -> bytes:
    described = document()
    models = sorted(described["components"]["schemas"].items())
    page = render(
        "api_docs.html",
        info=described["info"],
        operations=operations(),
        schemas={name: rows_of(schema) for name, schema in models},
    )
    return page.body if isinstance(page.body, bytes) else b""


def operations() -> list[dict[str, Any]]:
    """Every operation, flat: method, path, what it takes and what it answers."""
    return [
        _flat(method, path, item[method])
        for path, item in document()["paths"].items()
        for method in METHODS
        if method in item
    ]


def _flat(method: str, path: str, operation: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": operation["summary"],
        "bearer": bool(operation.get("security")),
        "parameters": [_parameter(each) for each in operation["parameters"]],
        "body": _model(operation.get("requestBody", {})),
        "responses": [
            (status, answer["description"], _model(answer), next(iter(answer.get("content", {})), ""))
            for status, answer in operation["responses"].items()
        ],
    }


def _parameter(described: dict[str, Any]) -> tuple[str, Row]:
    schema = described["schema"]
    text = described.get("description", "") or schema.get("description", "")
    return described["in"], Row(described["name"], type_words(schema), described["required"], text, "")


def _model(described: dict[str, Any]) -> str:
    """The name of the model that a body has, '' for none."""
    for content in described.get("content", {}).values():
        reference = content.get("schema", {}).get("$ref", "")
        if reference:
            return str(reference.rpartition("/")[2])
    return ""
