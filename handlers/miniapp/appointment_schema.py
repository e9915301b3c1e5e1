"""Appointments as the API takes and shows them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any

from aiohttp import web
from pydantic import BaseModel, Field, RootModel

from affairs.appointments.appointment import Appointment, Waiting
from affairs.appointments.slot import Slot, SlotName
from affairs.appointments.supply import Supply
from affairs.clock import CHINA
from affairs.directory import guide_of
from affairs.errors import DomainError, InvalidValue, NoSuchItem, SlotFull
from affairs.people.acting import SELF
from handlers.problems import problem_of
from knowledge.guide import Material
from knowledge.snapshot import Snapshot

__all__ = [
    "Appeal", "AppointmentOut", "Appointments", "Book", "DaysQuery", "FreeDays", "FreeSlots", "Move", "SlotsQuery",
    "Venues", "VenuesQuery", "Wait", "WaitOut", "Waits", "appointment_out", "days_out", "items_of", "row_out",
    "slot_full", "slots_out", "venues_out", "wait_out",
]  # fmt: skip

MORE_ITEMS = 4
ItemCode = Annotated[str, Field(min_length=1, max_length=64)]
Venue = Annotated[str, Field(max_length=32, description="A venue's code; absent = any.")]
Whom = Annotated[str, Field(alias="for", max_length=64, description="`self`, or the id of a relative or a company.")]
SlotId = Annotated[str, Field(min_length=1, max_length=64)]


class VenuesQuery(BaseModel, extra="forbid"):
    """For which item."""

    item: ItemCode


class DaysQuery(BaseModel, extra="forbid"):
    """For what, and where."""

    item: ItemCode
    also: Annotated[str, Field(max_length=300, description="Further items of the visit, joined by commas.")] = ""
    venue: Venue = ""
    whom: Whom = SELF


class SlotsQuery(DaysQuery):
    """For what, where, and when."""

    said: Annotated[str, Field(alias="date", pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]

    @property
    def day(self) -> date:
        """The day. Raises InvalidValue for one that is in no calendar."""
        try:
            return date.fromisoformat(self.said)
        except ValueError:
            raise InvalidValue("没有这一天。", field="date") from None


class Book(BaseModel, extra="forbid", strict=True):
    """What to book. ``hold``: keep it for some minutes only, until it is confirmed."""

    slot_id: SlotId
    item_code: ItemCode
    also: Annotated[list[ItemCode], Field(max_length=MORE_ITEMS)] = []
    whom: Annotated[str, Field(alias="for", max_length=64)] = SELF
    situation: Annotated[str, Field(max_length=200)] | None = None
    hold: bool = False


class Move(BaseModel, extra="forbid", strict=True):
    """Where to."""

    slot_id: SlotId


class Appeal(BaseModel, extra="forbid", strict=True):
    """Why nobody came."""

    text: Annotated[str, Field(min_length=1, max_length=1000)]


class Wait(BaseModel, extra="forbid"):
    """For what to wait; days absent = all that can be booked."""

    item_code: ItemCode
    venue: Venue | None = None
    first: date | None = None
    last: date | None = None
    whom: Annotated[str, Field(alias="for", max_length=64)] = SELF


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


class FreeSlots(RootModel[list[SlotOut]]):
    """Slots of a day."""


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


def items_of(snapshot: Snapshot, first: str, also: Sequence[str]) -> tuple[str, ...]:
    """The items of one visit, each once. Raises NoSuchItem."""
    items = tuple(dict.fromkeys((first, *also)))
    for item in items:
        if item not in snapshot.catalogue.items_by_code:
            raise NoSuchItem
    return items[: MORE_ITEMS + 1]


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


def slot_full(error: SlotFull, alternatives: Sequence[Slot]) -> web.Response:
    """约满, with the nearest that are free."""
    return problem_of(error, alternatives=slots_out(alternatives).model_dump(mode="json"))


def row_out(snapshot: Snapshot, supply: Supply, appointment: Appointment) -> AppointmentRow:
    """An appointment in a list."""
    return AppointmentRow(**_common(snapshot, supply, appointment))


def appointment_out(snapshot: Snapshot, supply: Supply, appointment: Appointment) -> AppointmentOut:
    """An appointment with what to bring."""
    region = venue.region if (venue := supply.venues_by_code.get(appointment.venue)) else ""
    brought = {
        material.name: material
        for item in appointment.items
        for material in _materials(snapshot, item, region, appointment.situation)
    }
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
            for each in brought.values()
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


def _materials(snapshot: Snapshot, item: str, region: str, situation: str) -> Sequence[Material]:
    """What the guide of the venue's region asks for in the situation; all that is published where none was said."""
    known = region if region in snapshot.catalogue.regions_by_code else ""
    try:
        _, guide = guide_of(snapshot, item, region=known)
    except DomainError:
        return ()
    if guide is None:
        return ()
    said = [each for each in guide.situations if each.name == situation] or guide.situations[:1]
    return (*guide.materials, *(said[0].materials if said else ()))


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
