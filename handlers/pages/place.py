"""``/places/{mark}``: one's appointment, its QR code and the calendar's entry, from the link that the chat gave."""

import asyncio

from aiohttp import web

from affairs.appointments.appointment import Appointment, State
from affairs.appointments.bringing import item_names, materials_of
from affairs.appointments.telling import when_of
from affairs.errors import NoSuchAppointment
from handlers.access import Access, access
from handlers.appointment_papers import calendar_entry, ticket
from handlers.keys import services_of
from handlers.pages.errors import nothing_here
from handlers.pages.rendering import render
from handlers.place_links import place_links
from handlers.services import Services

__all__ = ["routes"]

routes = web.RouteTableDef()
GONE = "这个预约链接已经过期，或者不完整。请回到聊天窗口，回复“我的预约”。"
STATES = {
    State.HELD: "待确认",
    State.CONFIRMED: "预约成功",
    State.CANCELLED: "已取消",
    State.EXPIRED: "没有按时确认，已释放",
}
OVER = "已结束"


@routes.get("/places/{mark}")
@access(Access.ANYONE)
async def show(request: web.Request) -> web.Response:
    """The appointment: what, when, where, what to bring."""
    try:
        services, made = await _found(request)
    except NoSuchAppointment:
        return nothing_here(GONE, [])
    supply, snapshot = services.appointments.supply, services.snapshot()
    return render(
        "place.html",
        here=request.path,
        made=made,
        state=STATES.get(made.state, OVER),
        items=item_names(snapshot, made.items),
        when=when_of(made),
        venue=supply.venues_by_code.get(made.venue),
        window=supply.windows_by_code.get(made.window),
        materials=materials_of(snapshot, supply, made),
    )


@routes.get("/places/{mark}/ticket.png")
@access(Access.ANYONE)
async def show_ticket(request: web.Request) -> web.Response:
    """The QR code that is scanned in the hall."""
    try:
        _services, made = await _found(request)
    except NoSuchAppointment:
        return nothing_here(GONE, [])
    return web.Response(body=await asyncio.to_thread(ticket, made), content_type="image/png")


@routes.get("/places/{mark}/calendar.ics")
@access(Access.ANYONE)
async def calendar(request: web.Request) -> web.Response:
    """The entry for the phone's calendar (RFC 5545)."""
    try:
        services, made = await _found(request)
    except NoSuchAppointment:
        return nothing_here(GONE, [])
    supply, snapshot = services.appointments.supply, services.snapshot()
    venue = supply.venues_by_code.get(made.venue)
    entry = await asyncio.to_thread(
        calendar_entry,
        made,
        title=f"预约办事：{item_names(snapshot, made.items)}",
        place=f"{venue.name}（{venue.address}）" if venue else "",
        description="\n".join(["请带：", *(f"· {each.name}" for each in materials_of(snapshot, supply, made))]),
    )
    headers = {"Content-Disposition": 'attachment; filename="appointment.ics"'}
    return web.Response(body=entry, content_type="text/calendar", charset="utf-8", headers=headers)


async def _found(request: web.Request) -> tuple[Services, Appointment]:
    """The appointment of the link. Raises NoSuchAppointment."""
    services = services_of(request)
    number = place_links(services.settings, services.clock).opened(request.match_info["mark"])
    if number is None:
        raise NoSuchAppointment
    return services, await services.appointments.seeing.shown(number)
