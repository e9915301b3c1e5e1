"""``/sessions``: a log-in code for a bearer token."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, Field

from handlers.access import Access
from handlers.auth import bearer_of
from handlers.endpoint import Call, Nothing, endpoint
from handlers.keys import services_of
from handlers.miniapp.paging import Flag

__all__ = ["operations"]


class LogIn(BaseModel, extra="forbid", strict=True):
    """The code that ``wx.login`` gave, valid once and for five minutes."""

    code: Annotated[str, Field(min_length=1, max_length=256)]


class SignedIn(BaseModel):
    """Who signed in."""

    id: str
    verified: bool


class SessionOut(BaseModel):
    """A bearer token; it is shown this once."""

    token: str
    expires_at: datetime
    citizen: SignedIn


class LogOut(BaseModel, extra="forbid"):
    """``everywhere``: end all sessions of the citizen, not this one alone."""

    everywhere: Flag = False


@endpoint(
    "POST",
    "/sessions",
    access=Access.ANYONE,
    tag="me",
    body=LogIn,
    reply=SessionOut,
    status=HTTPStatus.CREATED,
    errors=(HTTPStatus.UNAUTHORIZED, HTTPStatus.SERVICE_UNAVAILABLE),
)
async def open_session(call: Call[Nothing, LogIn]) -> SessionOut:
    """Sign in with the code of wx.login."""
    body = await call.body()
    token, citizen = await services_of(call.request).sessions.open(body.code)
    signed_in = SignedIn(id=citizen.id, verified=citizen.verified)
    return SessionOut(token=token.value, expires_at=token.expires_at, citizen=signed_in)


@endpoint("DELETE", "/sessions", access=Access.CITIZEN, tag="me", query=LogOut, status=HTTPStatus.NO_CONTENT)
async def close_session(call: Call[LogOut, Nothing]) -> web.Response:
    """Sign out: the token is worth nothing from now on."""
    sessions = services_of(call.request).sessions
    await sessions.close(bearer_of(call.request), everywhere=call.query.everywhere)
    return web.Response(status=HTTPStatus.NO_CONTENT)


operations = (open_session, close_session)
