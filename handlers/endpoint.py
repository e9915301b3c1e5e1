"""One declaration per API operation: it validates, it answers, and it is the OpenAPI document.

A handler takes a :class:`Call` and returns a pydantic model (or a response of its own).
Query parameters are checked before it runs; the body only when the handler asks for it,
so that "does this object exist for you" is decided first.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Generic, TypeVar

from aiohttp import web
from pydantic import BaseModel

from affairs.people.citizens import Citizen
from handlers.access import Access
from handlers.auth import bearer_of, citizen_of, sign_in
from handlers.reading import InvalidRequest, read_body, read_query

__all__ = ["IDEMPOTENCY_KEY", "Call", "InvalidRequest", "Nothing", "Operation", "endpoint", "install"]

IDEMPOTENCY_KEY = "Idempotency-Key"


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

    async def body(self) -> Body:
        """The JSON body as its model. Raises InvalidRequest (415, 413, 400, 422)."""
        model = self.operation.body
        if model is None:
            raise TypeError("an operation that reads a body declares its model")
        return await read_body(self.request, model)  # type: ignore[return-value]


Handler = Callable[[Call[Any, Any]], Awaitable[BaseModel | web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Operation:
    """The declaration of one operation.

    ``errors`` are the statuses it may answer with beside those that follow from the
    declaration; ``idempotent``: it honours an ``Idempotency-Key``.
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

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        """Check, run, render."""
        if self.access is Access.CITIZEN or (self.access is Access.ANYONE and bearer_of(request)):
            await sign_in(request)
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
    idempotent: bool = False,
) -> Callable[[Handler], Operation]:
    """Declare a handler as an operation; the first line of its docstring is the summary."""

    def declare(handler: Handler) -> Operation:
        summary = (handler.__doc__ or "").strip().splitlines()[0]
        return Operation(
            method, path, handler, access, summary, query, body, reply, status, content_type, errors, tag, idempotent
        )

    return declare


def install(app: web.Application, operations: tuple[Operation, ...]) -> None:
    """Route the operations. The declared access travels with the route's handler."""
    for operation in operations:
        handler = _routed(operation)
        app.router.add_route(operation.method, operation.path, handler)
        if operation.method == "GET":
            app.router.add_route("HEAD", operation.path, handler)


def _routed(operation: Operation) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(request: web.Request) -> web.StreamResponse:
        return await operation(request)

    handle.__access__ = operation.access  # type: ignore[attr-defined]
    return handle
