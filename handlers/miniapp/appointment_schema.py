"""Appointments as the API takes them."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from affairs.errors import InvalidValue, NoSuchItem
from affairs.people.acting import SELF
from knowledge.snapshot import Snapshot

__all__ = ["Appeal", "Book", "DaysQuery", "Move", "SlotsQuery", "VenuesQuery", "Wait", "items_of"]

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
    region: Annotated[str, Field(max_length=64, description="A district's code or name; absent = any.")] = ""
    latitude: Annotated[float, Field(ge=-90, le=90, description="With `longitude`: the nearest first.")] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    whom: Whom = SELF

    @property
    def point(self) -> tuple[float, float] | None:
        """Where the caller is, if they said so."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude


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


def items_of(snapshot: Snapshot, first: str, also: Sequence[str]) -> tuple[str, ...]:
    """The items of one visit, each once. Raises NoSuchItem."""
    items = tuple(dict.fromkeys((first, *also)))
    for item in items:
        if item not in snapshot.catalogue.items_by_code:
            raise NoSuchItem
    return items[: MORE_ITEMS + 1]
