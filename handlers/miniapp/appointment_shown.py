"""Appointments as the API shows them."""

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any

from aiohttp import web
from pydantic import BaseModel, Field, RootModel

from affairs.appointments.appointment import Appointment, Waiting
from affairs.appointments.bringing import materials_of
from affairs.appointments.slot import Slot, SlotName
from affairs.appointments.supply import Supply
from affairs.clock import CHINA
from affairs.errors import AlreadyBooked, SlotFull
from handlers.problems import problem_of
from knowledge.snapshot import Snapshot

__all__ = [
    "AppointmentOut", "Appointments", "FreeDays", "FreeSlots", "Venues", "WaitOut", "Waits", "already_booked",
    "appointment_out", "days_out", "near_slots_out", "row_out", "slot_full", "slots_out", "venues_out", "wait_out",
]  # fmt: skip


class VenueOut(BaseModel):
    """Where an item is done."""

    code: str
    name: str
    address: str
    region: str
    hours: str


class Venues(RootModel[list[VenueOut]]):
    """Venues where a place can be booked."""


class DayOut(BaseModel):
    """A day, and how many places the caller's like may still take on it."""

    date: date
    remaining: int


class FreeDays(RootModel[list[DayOut]]):
    """Days that can be booked."""


class SlotOut(BaseModel):
    """A time at a venue, and how many of its places the caller's like may still take."""

    id: str
    venue: str
    start: datetime
    end: datetime
    remaining: int


class NearSlotOut(SlotOut):
    """A slot with where it is. ``distance_km`` is null where no point was given, or the venue's is not known."""

    venue_name: str
    region: str
    distance_km: float | None


class FreeSlots(RootModel[list[NearSlotOut | SlotOut]]):
    """Slots of a day; with a district or a point, each with its place, of one time the nearest first."""


class ItemOut(BaseModel):
    """One thing to be done."""

    code: str
    name: str


class BringOut(BaseModel):
    """A material to bring. ``required`` is null where nothing is published."""

    name: str
    required: bool | None
    originals: int | None
    copies: int | None
    note: str


class AppointmentRow(BaseModel):
    """One appointment. ``expires_at``: a hold ends then unless it is confirmed; ``cause``: why the centre cancelled."""

    id: str
    state: str
    slot_id: str
    item_code: str
    items: list[ItemOut]
    whom: Annotated[str, Field(serialization_alias="for")]
    venue: str
    venue_name: str
    address: str
    window: str
    start: datetime
    end: datetime
    expires_at: datetime | None
    cause: str
    revision: int
    created_at: datetime


class AppointmentOut(AppointmentRow):
    """One appointment with what to bring."""

    situation: str
    materials: list[BringOut]


class Appointments(BaseModel):
    """A page of appointments."""

    items: list[AppointmentRow]
    next: str | None


class WaitOut(BaseModel):
    """An entry of the waiting list; ``appointment`` is what is offered, to be confirmed in time."""

    id: int
    state: str
    item_code: str
    venue: str
    first: date
    last: date
    whom: Annotated[str, Field(serialization_alias="for")]
    appointment: str | None
    created_at: datetime


class Waits(BaseModel):
    """Entries of the waiting list."""

    items: list[WaitOut]
    next: None = None


def venues_out(supply: Supply, item: str) -> Venues:
    """The venues of an item."""
    codes = dict.fromkeys(window.venue for window in supply.serving((item,)))
    found = [supply.venues_by_code[code] for code in codes]
    return Venues(
        [VenueOut(code=v.code, name=v.name, address=v.address, region=v.region, hours=v.hours_text) for v in found]
    )


def days_out(days: Sequence[tuple[date, int]]) -> FreeDays:
    """Days with their places."""
    return FreeDays([DayOut(date=day, remaining=remaining) for day, remaining in days])


def slots_out(slots: Sequence[Slot]) -> FreeSlots:
    """Slots with their places."""
    return FreeSlots(
        [
            SlotOut(id=str(each.name), venue=each.name.venue, start=each.start, end=each.end, remaining=each.remaining)
            for each in slots
        ]
    )


def near_slots_out(supply: Supply, slots: Sequence[Slot], far: Mapping[str, float]) -> FreeSlots:
    """Slots with their places: by time, and of one time the nearest first."""
    ordered = sorted(slots, key=lambda each: (each.start, far.get(each.name.venue, math.inf), each.name.venue))
    return FreeSlots([_near(supply, each, far) for each in ordered])


def _near(supply: Supply, slot: Slot, far: Mapping[str, float]) -> NearSlotOut:
    venue, distance = supply.venues_by_code.get(slot.name.venue), far.get(slot.name.venue)
    return NearSlotOut(
        id=str(slot.name),
        venue=slot.name.venue,
        start=slot.start,
        end=slot.end,
        remaining=slot.remaining,
        venue_name=venue.name if venue else "",
        region=venue.region if venue else "",
        distance_km=None if distance is None else round(distance, 1),
    )


def slot_full(error: SlotFull, alternatives: Sequence[Slot]) -> web.Response:
    """约满, with the nearest that are free."""
    return problem_of(error, alternatives=slots_out(alternatives).model_dump(mode="json"))


def already_booked(
    error: AlreadyBooked, snapshot: Snapshot, supply: Supply, mine: Sequence[Appointment]
) -> web.Response:
    """已约过, with the caller's own appointments that stand in the way (none where another account made it)."""
    return problem_of(error, booked=[row_out(snapshot, supply, each).model_dump(mode="json") for each in mine])


def row_out(snapshot: Snapshot, supply: Supply, appointment: Appointment) -> AppointmentRow:
    """An appointment in a list."""
    return AppointmentRow(**_common(snapshot, supply, appointment))


def appointment_out(snapshot: Snapshot, supply: Supply, appointment: Appointment) -> AppointmentOut:
    """An appointment with what to bring."""
    return AppointmentOut(
        **_common(snapshot, supply, appointment),
        situation=appointment.situation,
        materials=[
            BringOut(
                name=each.name,
                required=each.required,
                originals=each.originals,
                copies=each.copies,
                note=each.note,
            )
            for each in materials_of(snapshot, supply, appointment)
        ],
    )


def _common(snapshot: Snapshot, supply: Supply, appointment: Appointment) -> dict[str, Any]:
    venue = supply.venues_by_code.get(appointment.venue)
    window = supply.windows_by_code.get(appointment.window)
    known = snapshot.catalogue.items_by_code
    return {
        "id": appointment.id,
        "state": appointment.state,
        "slot_id": str(SlotName(appointment.venue, appointment.day, appointment.start)),
        "item_code": appointment.items[0],
        "items": [ItemOut(code=code, name=known[code].name if code in known else code) for code in appointment.items],
        "whom": appointment.whom,
        "venue": appointment.venue,
        "venue_name": venue.name if venue else "",
        "address": venue.address if venue else "",
        "window": window.name if window else "",
        "start": appointment.starts_at,
        "end": appointment.ends_at,
        "expires_at": appointment.expires_at.astimezone(CHINA) if appointment.expires_at else None,
        "cause": appointment.cause,
        "revision": appointment.revision,
        "created_at": appointment.created_at.astimezone(CHINA),
    }


def wait_out(waiting: Waiting) -> WaitOut:
    """An entry of the waiting list."""
    return WaitOut(
        id=waiting.id,
        state=waiting.state,
        item_code=waiting.item,
        venue=waiting.venue,
        first=waiting.first,
        last=waiting.last,
        whom=waiting.whom,
        appointment=waiting.appointment or None,
        created_at=waiting.created_at.astimezone(CHINA),
    )
