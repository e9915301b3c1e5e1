"""``/relatives``: those whom the citizen acts for."""

from http import HTTPStatus

from aiohttp import web
from pydantic import BaseModel

from affairs.people.principals import Relation, Relative
from handlers.access import Access
from handlers.endpoint import Call, Nothing, by_post, endpoint
from handlers.keys import services_of
from handlers.miniapp.fields import IdNumber, PersonName
from handlers.miniapp.me import hidden
from handlers.miniapp.uploads import received

__all__ = ["operations"]


class RelativeIn(BaseModel, extra="forbid"):
    """A relative; ``relation``: they are my …"""

    relation: Relation
    name: PersonName
    id_number: IdNumber


class RelativeOut(BaseModel):
    """``id`` is what ``for`` takes; the number with its middle hidden. ``proven``: a proof of the relation is there."""

    id: str
    relation: Relation
    name: str
    id_number: str
    proven: bool


class Relatives(BaseModel):
    """All of them."""

    items: list[RelativeOut]
    next: None = None


@endpoint("GET", "/relatives", access=Access.CITIZEN, tag="people", reply=Relatives)
async def list_relatives(call: Call[Nothing, Nothing]) -> Relatives:
    """Those I act for."""
    found = await services_of(call.request).relatives.listed(call.citizen.id)
    return Relatives(items=[_out(each) for each in found])


@endpoint(
    "POST",
    "/relatives",
    access=Access.CITIZEN,
    tag="people",
    body=RelativeIn,
    reply=RelativeOut,
    status=HTTPStatus.CREATED,
    errors=(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS),
    idempotent=True,
)
async def add_relative(call: Call[Nothing, RelativeIn]) -> RelativeOut:
    """Add somebody I act for; the same person again is the one that is there."""
    services, body = services_of(call.request), await call.body()
    key = call.idempotency(body)
    relative = await services.relatives.add(call.citizen.id, body.relation, body.name.strip(), body.id_number, key)
    return _out(relative)


@endpoint(
    "PUT",
    "/relatives/{id}/proof",
    access=Access.CITIZEN,
    tag="people",
    reply=RelativeOut,
    errors=(HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE),
    multipart=True,
)
async def prove_relation(call: Call[Nothing, Nothing]) -> RelativeOut:
    """Upload what shows the relation (户口簿, 出生医学证明, 监护证明)."""
    services, relative_id = services_of(call.request), call.request.match_info["id"]
    await services.relatives.one(call.citizen.id, relative_id)
    file = await received(call.request, services.receiving)
    return _out(await services.relatives.prove(call.citizen.id, relative_id, file.key, file.size))


@endpoint(
    "DELETE",
    "/relatives/{id}",
    access=Access.CITIZEN,
    tag="people",
    status=HTTPStatus.NO_CONTENT,
    errors=(HTTPStatus.NOT_FOUND,),
)
async def remove_relative(call: Call[Nothing, Nothing]) -> web.Response:
    """Act for them no longer."""
    await services_of(call.request).relatives.remove(call.citizen.id, call.request.match_info["id"])
    return web.Response(status=HTTPStatus.NO_CONTENT)


def _out(relative: Relative) -> RelativeOut:
    return RelativeOut(
        id=relative.id,
        relation=relative.relation,
        name=relative.name,
        id_number=hidden(relative.id_number, 3, 4),
        proven=bool(relative.proof),
    )


operations = (list_relatives, add_relative, prove_relation, by_post(prove_relation), remove_relative)
