"""What a file of supply may hold, field by field: types and bounds."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field

from affairs.appointments.supply import Quota

__all__ = ["ChangeIn", "LimitIn", "RosterIn", "RulesIn", "SupplyIn", "VenueIn", "WindowIn"]

_CLOCK = re.compile(r"([01]?[0-9]|2[0-4]):([0-5][0-9])")
_CODE = r"^[a-z0-9][a-z0-9-]{0,31}$"


def _minute(value: Any) -> Any:
    """``09:30`` as minutes of the day; YAML reads ``9:30`` unquoted as the number 570, which is the same."""
    found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if found:
        return int(found[1]) * 60 + int(found[2])
    return value


def _span(value: Any) -> Any:
    start, dash, end = value.partition("-") if isinstance(value, str) else ("", "", "")
    return (_minute(start.strip()), _minute(end.strip())) if dash else value


Minute = Annotated[int, BeforeValidator(_minute), Field(ge=0, le=24 * 60)]
Span = Annotated[tuple[Minute, Minute], BeforeValidator(_span)]
Code = Annotated[str, Field(pattern=_CODE)]
ItemCode = Annotated[str, Field(min_length=1, max_length=64)]
Length = Annotated[int, Field(ge=1, le=480)]
Places = Annotated[int, Field(ge=0, le=1000)]
Short = Annotated[str, Field(max_length=200)]


class LimitIn(BaseModel, extra="forbid"):
    """Open appointments on one day, and altogether."""

    per_day: Annotated[int, Field(ge=1, le=1000)]
    ahead: Annotated[int, Field(ge=1, le=10000)]


class RulesIn(BaseModel, extra="forbid"):
    """Rules that differ from the usual ones."""

    days_ahead: Annotated[int, Field(ge=0, le=180)] = 14
    opens_at: Minute = 0
    lead_minutes: Annotated[int, Field(ge=0, le=1440)] = 30
    same_day_from: Minute = 480
    hold_minutes: Annotated[int, Field(ge=1, le=120)] = 10
    offer_minutes: Annotated[int, Field(ge=1, le=1440)] = 30
    cancel_before_minutes: Annotated[int, Field(ge=0, le=2880)] = 60
    return_after: tuple[Annotated[int, Field(ge=0, le=1440)], Annotated[int, Field(ge=0, le=1440)]] = (5, 30)
    person: LimitIn = LimitIn(per_day=3, ahead=6)
    account: LimitIn = LimitIn(per_day=6, ahead=12)
    phone: LimitIn = LimitIn(per_day=6, ahead=12)
    company: LimitIn = LimitIn(per_day=6, ahead=20)
    licence: LimitIn = LimitIn(per_day=10, ahead=40)
    no_shows: Annotated[int, Field(ge=0, le=100)] = 3
    no_show_days: Annotated[int, Field(ge=1, le=1000)] = 90
    ban_days: Annotated[int, Field(ge=1, le=1000)] = 30


class VenueIn(BaseModel, extra="forbid"):
    """A centre, or a hall."""

    code: Code
    name: Annotated[str, Field(min_length=1, max_length=200)]
    address: Short = ""
    region: Short = ""
    hours: Annotated[str, Field(min_length=1, max_length=500)]
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None


class WindowIn(BaseModel, extra="forbid"):
    """A window, or with ``numbers`` several that are alike."""

    code: Code
    venue: str
    name: Annotated[str, Field(min_length=1, max_length=100)]
    numbers: list[Annotated[int, Field(ge=1, le=9999)]] | None = None
    department: Short = ""
    general: bool = False
    minutes: Annotated[int, Field(ge=5, le=480)]
    places: Places | dict[Quota, Places]
    same_day: Places = 0
    staffed: bool = False
    hours: Annotated[str, Field(min_length=1, max_length=500)] | None = None
    serves: Annotated[list[str], Field(min_length=1)]


class ChangeIn(BaseModel, extra="forbid"):
    """A one-off opening or closing."""

    venue: str
    window: str = ""
    first: date
    last: date | None = None
    spans: list[Span] = [(0, 1440)]
    reason: Short = ""


class RosterIn(BaseModel, extra="forbid"):
    """Turns of somebody at a window."""

    window: str
    staff: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
    first: date
    last: date
    weekdays: list[Annotated[int, Field(ge=1, le=7)]] = []
    spans: list[Span] = [(0, 1440)]


class SupplyIn(BaseModel, extra="forbid"):
    """The whole file."""

    name: Short = ""
    rules: RulesIn = RulesIn()
    venues: Annotated[list[VenueIn], Field(max_length=500)]
    services: dict[str, dict[ItemCode, Length]]
    windows: Annotated[list[WindowIn], Field(max_length=2000)]
    openings: list[ChangeIn] = []
    closings: list[ChangeIn] = []
    rosters: Annotated[list[RosterIn], Field(max_length=20_000)] = []
