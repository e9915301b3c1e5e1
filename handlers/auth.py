"""Who calls: the citizen of a bearer token (RFC 6750)."""

from aiohttp import web

from affairs.errors import NotSignedIn
from affairs.people.citizens import Citizen
from handlers.keys import services_of
from handlers.limits import Buckets, throttle

__all__ = ["CITIZEN_BUCKETS", "bearer_of", "citizen_of", "sign_in", "signed_in"]

SCHEME = "bearer "
CITIZEN_BUCKETS = web.AppKey("citizen_buckets", Buckets)
"""Calls a citizen may make, whatever the address; not there where limits are off."""
_CITIZEN = web.RequestKey("citizen", Citizen)


def bearer_of(request: web.Request) -> str:
    """The bearer token of the request, or ''."""
    value = request.headers.get("Authorization", "")
    return value[len(SCHEME) :].strip() if value[: len(SCHEME)].lower() == SCHEME else ""


async def sign_in(request: web.Request) -> Citizen:
    """Remember whose request it is. Raises NotSignedIn, Throttled."""
    citizen = await services_of(request).sessions.citizen_of(bearer_of(request))
    buckets = request.config_dict.get(CITIZEN_BUCKETS)
    if buckets is not None:
        throttle(buckets, citizen.id)
    request[_CITIZEN] = citizen
    return citizen


def signed_in(request: web.Request) -> bool:
    """Whether somebody signed in for this request."""
    return _CITIZEN in request


def citizen_of(request: web.Request) -> Citizen:
    """Whose request it is. Raises NotSignedIn where nobody signed in."""
    if _CITIZEN not in request:
        raise NotSignedIn
    return request[_CITIZEN]
