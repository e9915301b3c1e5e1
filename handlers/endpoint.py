"""One declaration per API operation: it validates, it answers, and it is the OpenAPI document.

A handler takes a :class:`Call` and returns a pydantic model (or a response of its own).
Query parameters are checked before it runs; the body only when the handler asks for it,
so that "does this object exist for you" is decided first.
"""

import hashlib
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any, Generic, TypeVar

from aiohttp import web
from pydantic import BaseModel

from affairs.errors import InvalidValue
from affairs.people.citizens import Citizen
from affairs.ports import IdempotencyKey
from handlers.access import Access, access
from handlers.auth import bearer_of, citizen_of, sign_in
from handlers.problems import problem_of
from handlers.reading import InvalidRequest, invalid, read_body, read_query

__all__ = ["IDEMPOTENCY_KEY", "Call", "InvalidRequest", "Nothing", "Operation", "by_post", "endpoint", "install"]

IDEMPOTENCY_KEY = "Idempotency-Key"
KEY_LENGTH = 255
PATTERN = re.compile(r"\{(\w+)(?::[^/]*)?\}")


class Nothing(BaseModel, extra="forbid"):
    """No query parameters, or no body."""


Query = TypeVar("Query", bound=BaseModel)
Body = TypeVar("Body", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Call(Generic[Query, Body]):
    """One request, with its checked query; :meth:`body` reads and checks the body."""

    request: web.Request
    query: Query
    operation: "Operation"

    @property
    def citizen(self) -> Citizen:
        """Whose call it is. Raises NotSignedIn where the operation is open and nobody signed in."""
        return citizen_of(self.request)

    def idempotency(self, body: BaseModel | None = None, content: bytes = b"") -> IdempotencyKey | None:
        """The request's ``Idempotency-Key``, tied to what is asked; None without one. Raises InvalidRequest."""
        key = self.request.headers.get(IDEMPOTENCY_KEY, "")
        if len(key) > KEY_LENGTH:
            raise InvalidRequest(invalid([{"field": IDEMPOTENCY_KEY, "message": "太长了"}]))
        asked = f"{self.request.method} {self.request.path} {body.model_dump_json() if body else ''}"
        asked += hashlib.sha256(content).hexdigest() if content else ""
        return IdempotencyKey(key, hashlib.sha256(asked.encode(errors="replace")).digest()) if key else None

    async def body(self) -> Body:
        """The JSON body as its model. Raises InvalidRequest (415, 413, 400, 422)."""
        model = self.operation.body
        if model is None:
            raise TypeError("an operation that reads a body declares its model")
        return await read_body(self.request, model)  # type: ignore[return-value]


RouteHandler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Handler = Callable[[Call[Any, Any]], Awaitable[BaseModel | web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Operation:
    """The declaration of one operation.

    ``errors`` are the statuses it may answer with beside those that follow from the
    declaration; ``idempotent``: it honours an ``Idempotency-Key``; ``multipart``: its body is files.
    ``name`` is the operation's id in the document.
    """

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
    idempotent: bool
    multipart: bool
    name: str

    @property
    def template(self) -> str:
        """The path without the patterns of its parameters: ``/a/{id:[0-9]+}`` → ``/a/{id}``."""
        return PATTERN.sub(r"{\1}", self.path)

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        """Check, run, render."""
        if self.access is Access.CITIZEN or (self.access is Access.ANYONE and bearer_of(request)):
            await sign_in(request)
        query = read_query(request, self.query)
        try:
            answer = await self.handler(Call(request, query, self))
        except InvalidValue as error:
            # The request keeps to its declaration; what it asks for does not agree with what the desk knows.
            return problem_of(error, HTTPStatus.CONFLICT)
        if isinstance(answer, web.StreamResponse):
            return answer
        return web.Response(
            status=self.status, body=answer.model_dump_json(by_alias=True).encode(), content_type="application/json"
        )


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
    idempotent: bool = False,
    multipart: bool = False,
) -> Callable[[Handler], Operation]:
    """Declare a handler as an operation; the first line of its docstring is the summary."""

    def declare(handler: Handler) -> Operation:
        summary = (handler.__doc__ or "").strip().splitlines()[0]
        return Operation(
            method=method,
            path=path,
            handler=handler,
            access=access,
            summary=summary,
            query=query,
            body=body,
            reply=reply,
            status=status,
            content_type=content_type,
            errors=errors,
            tag=tag,
            idempotent=idempotent,
            multipart=multipart,
            name=handler.__name__,
        )

    return declare


def by_post(operation: Operation) -> Operation:
    """The same by POST: ``wx.request`` knows no PATCH, and ``wx.uploadFile`` nothing but POST."""
    return replace(operation, method="POST", name=f"{operation.name}_by_post")


def install(app: web.Application, operations: tuple[Operation, ...]) -> None:
    """Route the operations. The declared access travels with the route's handler."""
    for operation in operations:
        handler = _routed(operation)
        app.router.add_route(operation.method, operation.path, handler)
        if operation.method == "GET":
            app.router.add_route("HEAD", operation.path, handler)


def _routed(operation: Operation) -> RouteHandler:
    async def handle(request: web.Request) -> web.StreamResponse:
        return await operation(request)

    return access(operation.access)(handle)
