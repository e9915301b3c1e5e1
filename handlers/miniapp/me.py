"""``/me``: the citizen's own data."""

from http import HTTPStatus
from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, Field

from affairs.directory import find_region
from affairs.people.citizens import Citizen
from handlers.access import Access
from handlers.endpoint import Call, Nothing, by_post, endpoint
from handlers.keys import services_of
from handlers.miniapp.fields import Code, IdNumber, PersonName

__all__ = ["operations"]

CODE_ERRORS = (HTTPStatus.UNAUTHORIZED, HTTPStatus.SERVICE_UNAVAILABLE)


class Me(BaseModel):
    """What is known of the caller; number and phone with their middle hidden.

    ``capacity``: ``agent`` (代办员) or ``intermediary`` (中介) where the centre marked them so, else empty.
    """

    id: str
    verified: bool
    name: str
    id_number: str
    phone: str
    region: str
    capacity: str


class Changes(BaseModel, extra="forbid", strict=True):
    """``region``: code, name or short name; '' forgets it."""

    region: Annotated[str, Field(max_length=100)] | None = None


class PhoneConsent(BaseModel, extra="forbid", strict=True):
    """The code of ``getPhoneNumber``, valid once and for five minutes."""

    code: Code


class Identity(BaseModel, extra="forbid", strict=True):
    """Name and ID number, as on the card."""

    name: PersonName
    id_number: IdNumber


@endpoint("GET", "/me", access=Access.CITIZEN, tag="me", reply=Me)
async def read_me(call: Call[Nothing, Nothing]) -> Me:
    """What is known of me."""
    return me_of(call.citizen)


@endpoint("PATCH", "/me", access=Access.CITIZEN, tag="me", body=Changes, reply=Me, errors=(HTTPStatus.NOT_FOUND,))
async def change_me(call: Call[Nothing, Changes]) -> Me:
    """Remember my district."""
    services = services_of(call.request)
    changes = await call.body()
    if changes.region is None:
        return me_of(call.citizen)
    region = find_region(services.snapshot(), changes.region).code if changes.region else ""
    return me_of(await services.profiles.set_region(call.citizen.id, region))


@endpoint("POST", "/me/phone", access=Access.CITIZEN, tag="me", body=PhoneConsent, reply=Me, errors=CODE_ERRORS)
async def set_phone(call: Call[Nothing, PhoneConsent]) -> Me:
    """Give my mobile number by the code of getPhoneNumber."""
    body = await call.body()
    return me_of(await services_of(call.request).profiles.set_phone(call.citizen.id, body.code))


@endpoint(
    "POST",
    "/me/identity",
    access=Access.CITIZEN,
    tag="me",
    body=Identity,
    reply=Me,
    errors=(HTTPStatus.CONFLICT, HTTPStatus.SERVICE_UNAVAILABLE),
)
async def set_identity(call: Call[Nothing, Identity]) -> Me:
    """Give my name and ID number, to be verified."""
    body = await call.body()
    profiles = services_of(call.request).profiles
    return me_of(await profiles.set_identity(call.citizen.id, body.name.strip(), body.id_number))


@endpoint("DELETE", "/me", access=Access.CITIZEN, tag="me", status=HTTPStatus.NO_CONTENT)
async def erase_me(call: Call[Nothing, Nothing]) -> web.Response:
    """Erase my data; what was submitted to an authority stays there, as the law has it."""
    await services_of(call.request).profiles.erase(call.citizen.id)
    return web.Response(status=HTTPStatus.NO_CONTENT)


def me_of(citizen: Citizen) -> Me:
    """The citizen as they see themselves."""
    return Me(
        id=citizen.id,
        verified=citizen.verified,
        name=citizen.name,
        id_number=hidden(citizen.id_number, 3, 4),
        phone=hidden(citizen.phone, 3, 4),
        region=citizen.region,
        capacity=citizen.capacity,
    )


def hidden(value: str, head: int, tail: int) -> str:
    """A number with its middle hidden: enough to know one's own by, nothing to steal from a screen."""
    return f"{value[:head]}{'*' * (len(value) - head - tail)}{value[-tail:]}" if len(value) > head + tail else ""


operations = (read_me, change_me, by_post(change_me), set_phone, set_identity, erase_me)
