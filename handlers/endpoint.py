"""One declaration per API operation: it validates, it answers, and it is the OpenAPI document.

A handler takes a :class:`Call` and returns a pydantic model (or a response of its own).
Query parameters are checked before it runs; the body only when the handler asks for it,
so that "does this object exist for you" is decided first.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Generic, TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

from handlers.access import Access
from handlers.problems import problem

__all__ = ["Call", "InvalidRequest", "Nothing", "Operation", "endpoint", "install"]

BODY_LIMIT = 64 * 1024
"""Bytes of a JSON body: far more than any form, far less than a flood."""


class Nothing(BaseModel, extra="forbid"):
    """No query parameters, or no body."""


Query = TypeVar("Query", bound=BaseModel)
Body = TypeVar("Body", bound=BaseModel)


class InvalidRequest(Exception):
    """The request breaks its declaration; carries the response to be sent."""

    def __init__(self, response: web.Response) -> None:
        super().__init__("invalid request")
        self.response = response


@dataclass(frozen=True, slots=True)
class Call(Generic[Query, Body]):
    """One request, with its checked query; :meth:`body` reads and checks the body."""

    request: web.Request
    query: Query
    operation: "Operation"

    async def body(self) -> Body:
        """The JSON body as its model. Raises InvalidRequest (415, 413, 400, 422)."""
        model = self.operation.body
        if model is None:
            raise TypeError("an operation that reads a body declares its model")
        return await read_body(self.request, model)  # type: ignore[return-value]


Handler = Callable[[Call[Any, Any]], Awaitable[BaseModel | web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Operation:
    """The declaration of one operation; ``errors`` are the codes it may answer with, by status."""

    method: str
    path: str
    handler: Handler
    access: Access
    summary: str
    query: type[BaseModel]
    body: type[BaseModel] | None
    reply: type[BaseModel] | None
    status: HTTPStatus
    content_type: str
    errors: tuple[HTTPStatus, ...]
    tag: str

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        """Check, run, render."""
        query = read_query(request, self.query)
        answer = await self.handler(Call(request, query, self))
        if isinstance(answer, web.StreamResponse):
            return answer
        return web.Response(status=self.status, body=answer.model_dump_json().encode(), content_type="application/json")


def endpoint(
    method: str,
    path: str,
    *,
    access: Access,
    tag: str,
    query: type[BaseModel] = Nothing,
    body: type[BaseModel] | None = None,
    reply: type[BaseModel] | None = None,
    status: HTTPStatus = HTTPStatus.OK,
    content_type: str = "application/json",
    errors: tuple[HTTPStatus, ...] = (),
) -> Callable[[Handler], Operation]:
    """Declare a handler as an operation; the first line of its docstring is the summary."""

    def declare(handler: Handler) -> Operation:
        summary = (handler.__doc__ or "").strip().splitlines()[0]
        return Operation(method, path, handler, access, summary, query, body, reply, status, content_type, errors, tag)

    return declare


def install(app: web.Application, operations: tuple[Operation, ...]) -> None:
    """Route the operations. The declared access travels with the route's handler."""
    for operation in operations:
        app.router.add_route(operation.method, operation.path, _routed(operation))


def _routed(operation: Operation) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(request: web.Request) -> web.StreamResponse:
        return await operation(request)

    handle.__access__ = operation.access  # type: ignore[attr-defined]
    return handle


def read_query(request: web.Request, model: type[BaseModel]) -> BaseModel:
    """The query string as its model; an unknown or repeated parameter is a fault."""
    values: dict[str, str] = {}
    for name, value in request.query.items():
        if name in values:
            raise InvalidRequest(_invalid([{"field": name, "message": "参数重复"}]))
        values[name] = value
    return _validated(model, values)


async def read_body(request: web.Request, model: type[BaseModel]) -> BaseModel:
    """The JSON body as its model."""
    if request.content_type != "application/json":
        raise InvalidRequest(problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type"))
    if (request.content_length or 0) > BODY_LIMIT:
        raise InvalidRequest(problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large"))
    raw = await request.content.read(BODY_LIMIT + 1)
    while len(raw) <= BODY_LIMIT and not request.content.at_eof():
        raw += await request.content.read(BODY_LIMIT + 1 - len(raw))
    if len(raw) > BODY_LIMIT:
        raise InvalidRequest(problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large"))
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        raise InvalidRequest(problem(HTTPStatus.BAD_REQUEST, "malformed-json")) from None
    if not isinstance(value, dict):
        raise InvalidRequest(_invalid([{"field": "", "message": "须为 JSON 对象"}]))
    return _validated(model, value)


def _validated(model: type[BaseModel], values: Mapping[str, Any]) -> BaseModel:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        raise InvalidRequest(_invalid([_fault(fault) for fault in faults[:50]])) from None


def _fault(fault: Mapping[str, Any]) -> dict[str, str]:
    place = ".".join(str(part) for part in fault["loc"])
    return {"field": place[:100], "message": MESSAGES.get(fault["type"], "内容不符合要求")}


MESSAGES = {
    "missing": "必填",
    "extra_forbidden": "没有这个字段",
    "string_type": "须为文字",
    "string_too_long": "太长了",
    "string_too_short": "太短了",
    "string_pattern_mismatch": "格式不对",
    "int_parsing": "须为整数",
    "int_type": "须为整数",
    "bool_type": "须为是或否",
    "bool_parsing": "须为是或否",
    "less_than_equal": "超出允许的最大值",
    "greater_than_equal": "小于允许的最小值",
    "enum": "不在可选范围内",
    "literal_error": "不在可选范围内",
}
"""Pydantic's error types in a citizen's words."""


def _invalid(errors: list[dict[str, str]]) -> web.Response:
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid-request", errors=errors)
