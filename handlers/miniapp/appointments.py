"""``/appointments``: free days and slots, book, move, cancel, take along (预约)."""

import asyncio
from http import HTTPStatus
from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, Field

from affairs.appointments.appointment import Appointment
from affairs.appointments.booking import Wish
from affairs.appointments.free import Visit
from affairs.appointments.nearby import distances, venues_for
from affairs.appointments.slot import SlotName
from affairs.directory import find_region
from affairs.errors import AlreadyBooked, SlotFull
from handlers.access import Access
from handlers.appointment_papers import calendar_entry, ticket
from handlers.endpoint import Call, Nothing, endpoint
from handlers.keys import services_of
from handlers.miniapp.appointment_schema import Appeal, Book, DaysQuery, Move, SlotsQuery, VenuesQuery, items_of
from handlers.miniapp.appointment_shown import (
    AppointmentOut,
    Appointments,
    FreeDays,
    FreeSlots,
    Venues,
    already_booked,
    appointment_out,
    days_out,
    near_slots_out,
    row_out,
    slot_full,
    slots_out,
    venues_out,
)
from handlers.miniapp.paging import Limit

__all__ = ["operations"]

NOT_FOUND = (HTTPStatus.NOT_FOUND,)
GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)


class ListQuery(BaseModel, extra="forbid"):
    """Which page."""

    cursor: Annotated[str, Field(pattern=r"^YY[0-9]{16}$", description="`next` of the page before.")] | None = None
    limit: Limit = 20


ONE = "/appointments/{id:(?!days$|slots$|venues$)[0-9A-Za-z]+}"
"""The path of one appointment, which no other path below ``/appointments`` is taken for."""


@endpoint(
    "GET", "/appointments/venues", access=Access.CITIZEN, tag="appointments", query=VenuesQuery, reply=Venues,
    errors=NOT_FOUND,
)  # fmt: skip
async def list_venues(call: Call[VenuesQuery, Nothing]) -> Venues:
    """Where a place can be booked for an item."""
    services = services_of(call.request)
    (item,) = items_of(services.snapshot(), call.query.item, ())
    return venues_out(services.appointments.supply, item)


@endpoint(
    "GET", "/appointments/days", access=Access.CITIZEN, tag="appointments", query=DaysQuery, reply=FreeDays,
    errors=NOT_FOUND,
)  # fmt: skip
async def list_days(call: Call[DaysQuery, Nothing]) -> FreeDays:
    """Days that can be booked, with the places that are left; full ones too."""
    days = await services_of(call.request).appointments.free.days(call.citizen, _visit(call, call.query))
    return days_out([(each.day, each.remaining) for each in days])


@endpoint(
    "GET", "/appointments/slots", access=Access.CITIZEN, tag="appointments", query=SlotsQuery, reply=FreeSlots,
    errors=NOT_FOUND,
)  # fmt: skip
async def list_slots(call: Call[SlotsQuery, Nothing]) -> FreeSlots:
    """Slots of a day, with the places that are left; full ones too."""
    services, query = services_of(call.request), call.query
    visit = _visit(call, query)
    slots = await services.appointments.free.slots(call.citizen, visit, query.day)
    if not query.region and query.point is None:
        return slots_out(slots)
    supply, regions = services.appointments.supply, services.snapshot().regions
    codes = {each.name.venue for each in slots}
    far = distances(supply, regions, codes, *query.point) if query.point else {}
    return near_slots_out(supply, slots, far)


@endpoint(
    "POST", "/appointments", access=Access.CITIZEN, tag="appointments", body=Book, reply=AppointmentOut,
    status=HTTPStatus.CREATED, errors=GONE, idempotent=True,
)  # fmt: skip
async def book_appointment(call: Call[Nothing, Book]) -> AppointmentOut | web.Response:
    """Book a place; 409 `slot-full` has the nearest free `alternatives`, `already-booked` what is `booked`."""
    services = services_of(call.request)
    body = await call.body()
    items = items_of(services.snapshot(), body.item_code, body.also)
    wish = Wish(SlotName.of(body.slot_id), items, body.whom, body.situation or "")
    try:
        made = await services.appointments.booking.book(call.citizen, wish, call.idempotency(body), hold=body.hold)
    except SlotFull as error:
        visit = Visit(items, whom=body.whom)
        return slot_full(error, await services.appointments.free.nearest(call.citizen, visit, wish.slot))
    except AlreadyBooked as error:
        mine = await services.appointments.seeing.same(call.citizen.id, items)
        return already_booked(error, services.snapshot(), services.appointments.supply, mine)
    return _shown(call, made)


@endpoint(
    "GET", "/appointments", access=Access.CITIZEN, tag="appointments", query=ListQuery, reply=Appointments
)  # fmt: skip
async def list_appointments(call: Call[ListQuery, Nothing]) -> Appointments:
    """My appointments, the latest booked first."""
    services, query = services_of(call.request), call.query
    found = await services.appointments.seeing.listed(call.citizen.id, limit=query.limit + 1, before=query.cursor)
    page, more = found[: query.limit], len(found) > query.limit
    rows = [row_out(services.snapshot(), services.appointments.supply, each) for each in page]
    return Appointments(items=rows, next=page[-1].id if more else None)


@endpoint(
    "GET", f"{ONE}.ics", access=Access.CITIZEN, tag="appointments", content_type="text/calendar",
    errors=NOT_FOUND,
)  # fmt: skip
async def appointment_calendar(call: Call[Nothing, Nothing]) -> web.Response:
    """One appointment for the phone's calendar (RFC 5545)."""
    made = await _own(call)
    shown = _shown(call, made)
    # the library reads the list of time zones when it is first used
    entry = await asyncio.to_thread(
        calendar_entry,
        made,
        title=f"预约办事：{'、'.join(item.name for item in shown.items)}",
        place=f"{shown.venue_name} {shown.window}（{shown.address}）",
        description="\n".join([f"预约号 {shown.id}", "请带：", *(f"· {each.name}" for each in shown.materials)]),
    )
    headers = {"Content-Disposition": f'attachment; filename="{made.id}.ics"', "Cache-Control": "no-store"}
    return web.Response(body=entry, content_type="text/calendar", charset="utf-8", headers=headers)


@endpoint(
    "GET", f"{ONE}/ticket", access=Access.CITIZEN, tag="appointments", content_type="image/png",
    errors=NOT_FOUND,
)  # fmt: skip
async def appointment_ticket(call: Call[Nothing, Nothing]) -> web.Response:
    """One appointment's number as a QR code, to be scanned in the hall."""
    image = await asyncio.to_thread(ticket, await _own(call))
    return web.Response(body=image, content_type="image/png", headers={"Cache-Control": "no-store"})


@endpoint(
    "GET", ONE, access=Access.CITIZEN, tag="appointments", reply=AppointmentOut, errors=NOT_FOUND
)  # fmt: skip
async def show_appointment(call: Call[Nothing, Nothing]) -> AppointmentOut:
    """One appointment, with what to bring."""
    return _shown(call, await _own(call))


@endpoint(
    "POST", f"{ONE}/confirm", access=Access.CITIZEN, tag="appointments", reply=AppointmentOut, errors=GONE
)  # fmt: skip
async def confirm_appointment(call: Call[Nothing, Nothing]) -> AppointmentOut:
    """Confirm a place that is held, or offered from the waiting list."""
    desk = services_of(call.request).appointments
    return _shown(call, await desk.booking.confirm(call.citizen, _number(call)))


@endpoint(
    "POST", f"{ONE}/reschedule", access=Access.CITIZEN, tag="appointments", body=Move,
    reply=AppointmentOut, errors=GONE, idempotent=True,
)  # fmt: skip
async def reschedule_appointment(call: Call[Nothing, Move]) -> AppointmentOut | web.Response:
    """Move to another slot: the old place is left only when the new one is taken."""
    desk = services_of(call.request).appointments
    before = await _own(call)
    body = await call.body()
    name = SlotName.of(body.slot_id)
    try:
        moved = await desk.changing.reschedule(call.citizen, before.id, name, call.idempotency(body))
    except SlotFull as error:
        visit = Visit(before.items, whom=before.whom)
        return slot_full(error, await desk.free.nearest(call.citizen, visit, name))
    return _shown(call, moved)


@endpoint(
    "DELETE", ONE, access=Access.CITIZEN, tag="appointments", status=HTTPStatus.NO_CONTENT, errors=GONE
)  # fmt: skip
async def cancel_appointment(call: Call[Nothing, Nothing]) -> web.Response:
    """Cancel; once is enough."""
    await services_of(call.request).appointments.changing.cancel(call.citizen, _number(call))
    return web.Response(status=HTTPStatus.NO_CONTENT)


@endpoint(
    "POST", f"{ONE}/appeal", access=Access.CITIZEN, tag="appointments", body=Appeal,
    reply=AppointmentOut, errors=GONE,
)  # fmt: skip
async def appeal_appointment(call: Call[Nothing, Appeal]) -> AppointmentOut:
    """Say why nobody came, where a no-show was recorded (爽约申诉)."""
    desk = services_of(call.request).appointments
    missed = await _own(call)
    return _shown(call, await desk.no_shows.appeal(call.citizen, missed.id, (await call.body()).text))


def _visit(call: Call[DaysQuery, Nothing] | Call[SlotsQuery, Nothing], query: DaysQuery) -> Visit:
    also = [each for each in query.also.split(",") if each]
    services = services_of(call.request)
    snapshot, supply = services.snapshot(), services.appointments.supply
    items = items_of(snapshot, query.item, also)
    if not query.region:
        return Visit(items, query.venue, query.whom)
    codes = dict.fromkeys(each.venue for each in supply.serving(items, query.venue))
    region = find_region(snapshot, query.region)
    return Visit(items, query.venue, query.whom, venues_for(supply, snapshot.regions, codes, region.code))


def _number(call: Call[Nothing, Nothing] | Call[Nothing, Move] | Call[Nothing, Appeal]) -> str:
    return call.request.match_info["id"]


async def _own(call: Call[Nothing, Nothing] | Call[Nothing, Move] | Call[Nothing, Appeal]) -> Appointment:
    return await services_of(call.request).appointments.seeing.one(call.citizen.id, _number(call))


def _shown(
    call: Call[Nothing, Nothing] | Call[Nothing, Book] | Call[Nothing, Move] | Call[Nothing, Appeal],
    appointment: Appointment,
) -> AppointmentOut:
    services = services_of(call.request)
    return appointment_out(services.snapshot(), services.appointments.supply, appointment)


operations = (
    list_venues,
    list_days,
    list_slots,
    book_appointment,
    list_appointments,
    appointment_calendar,
    appointment_ticket,
    show_appointment,
    confirm_appointment,
    reschedule_appointment,
    cancel_appointment,
    appeal_appointment,
)
