"""``/waitlist``: wait for a place that comes back (候补)."""

from http import HTTPStatus

from aiohttp import web

from affairs.appointments.waiting import Wanted
from affairs.errors import NoSuchWaiting
from handlers.access import Access
from handlers.endpoint import Call, Nothing, endpoint
from handlers.keys import services_of
from handlers.miniapp.appointment_schema import Wait, items_of
from handlers.miniapp.appointment_shown import WaitOut, Waits, wait_out

__all__ = ["operations"]

GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)
LONGEST = 9


@endpoint(
    "POST", "/waitlist", access=Access.CITIZEN, tag="appointments", body=Wait, reply=WaitOut,
    status=HTTPStatus.CREATED, errors=GONE, idempotent=True,
)  # fmt: skip
async def join_waitlist(call: Call[Nothing, Wait]) -> WaitOut:
    """Wait for an item's next free place; whoever waits for it already keeps their turn."""
    services = services_of(call.request)
    body = await call.body()
    (item,) = items_of(services.snapshot(), body.item_code, ())
    wanted = Wanted(item, body.venue or "", body.first, body.last, body.whom)
    return wait_out(await services.appointments.queueing.join(call.citizen, wanted, call.idempotency(body)))


@endpoint("GET", "/waitlist", access=Access.CITIZEN, tag="appointments", reply=Waits)
async def list_waitlist(call: Call[Nothing, Nothing]) -> Waits:
    """For what I wait, and what is offered to me."""
    found = await services_of(call.request).appointments.queueing.listed(call.citizen)
    return Waits(items=[wait_out(each) for each in found])


@endpoint(
    "DELETE", "/waitlist/{id}", access=Access.CITIZEN, tag="appointments", status=HTTPStatus.NO_CONTENT,
    errors=(HTTPStatus.NOT_FOUND,),
)  # fmt: skip
async def leave_waitlist(call: Call[Nothing, Nothing]) -> web.Response:
    """Wait no longer."""
    number = call.request.match_info["id"]
    if not (number.isascii() and number.isdecimal() and len(number) <= LONGEST):
        raise NoSuchWaiting
    await services_of(call.request).appointments.queueing.leave(call.citizen, int(number))
    return web.Response(status=HTTPStatus.NO_CONTENT)


operations = (join_waitlist, list_waitlist, leave_waitlist)
