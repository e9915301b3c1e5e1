"""Supply as it is written down (YAML): read into values, every fault at once. See docs/appointments.md."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from pydantic import ValidationError

import knowledge
from affairs.appointments.notation_fields import ChangeIn, LimitIn, RulesIn, SupplyIn, VenueIn, WindowIn
from affairs.appointments.supply import Change, Limit, Quota, Rules, Shift, Supply, Window
from affairs.errors import InvalidValue
from knowledge.hours import parse
from knowledge.places import Hours, Venue

__all__ = ["LARGEST", "SupplyFaults", "read_rules", "read_supply", "sample_supply_path"]

LARGEST = 4 * 1024 * 1024
"""Bytes of a file."""


class SupplyFaults(Exception):
    """The file cannot be used; ``faults`` are all that is wrong with it, each with its place."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def read_rules(given: Mapping[str, object]) -> Rules:
    """Rules of booking from their names. Raises InvalidValue with the name of the first that is wrong."""
    try:
        read = RulesIn.model_validate(given)
    except ValidationError as error:
        place = [str(each) for each in error.errors()[0]["loc"]]
        raise InvalidValue("这个数不合适。", field=".".join(place[:2])) from None
    if read.return_after[0] > read.return_after[1]:
        raise InvalidValue("前一个数要小于后一个数。", field="return_after.0")
    return _rules_of(read)


def _rules_of(given: RulesIn) -> Rules:
    values = dict(given)
    limits = {name: Limit(value.per_day, value.ahead) for name, value in values.items() if isinstance(value, LimitIn)}
    return Rules(**{**values, **limits})


def sample_supply_path() -> Path:
    """The supply of the sample catalogue's district."""
    return Path(knowledge.__file__).parent / "sample_supply.yaml"


def read_supply(text: str) -> Supply:
    """The supply of a file. Raises SupplyFaults with all that is wrong."""
    try:
        document = yaml.load(text, Loader=_LOADER)  # noqa: S506 - the safe loader, in C where there is one
    except yaml.YAMLError as error:
        raise SupplyFaults((f"not YAML: {error}",)) from None
    try:
        given = SupplyIn.model_validate(document)
    except ValidationError as error:
        raise SupplyFaults(tuple(f"{_path(each['loc'])}: {each['msg']}" for each in error.errors())) from None
    reading = _Reading(given)
    supply = reading.supply()
    if reading.faults:
        raise SupplyFaults(tuple(reading.faults))
    return supply


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _path(places: tuple[int | str, ...]) -> str:
    return "".join(f"[{each + 1}]" if isinstance(each, int) else f".{each}" for each in places).lstrip(".") or "file"


@dataclass(slots=True)
class _Reading:
    """One file on its way to values; ``faults`` are gathered."""

    given: SupplyIn
    faults: list[str] = field(default_factory=list)

    def supply(self) -> Supply:
        """The values; of use only without faults."""
        venues = tuple(self._venue(number, each) for number, each in enumerate(self.given.venues, 1))
        known = {venue.code for venue in venues}
        self._repeated("venues", [venue.code for venue in venues])
        windows = tuple(
            window for number, each in enumerate(self.given.windows, 1) for window in self._windows(number, each, known)
        )
        self._repeated("windows", [window.code for window in windows])
        codes = {(window.venue, window.code) for window in windows}
        return Supply(
            name=self.given.name,
            rules=self._rules(),
            venues=venues,
            windows=windows,
            openings=tuple(self._changes("openings", self.given.openings, known, codes)),
            closings=tuple(self._changes("closings", self.given.closings, known, codes)),
            shifts=tuple(self._shifts({window.code for window in windows if window.staffed})),
        )

    def _rules(self) -> Rules:
        least, most = self.given.rules.return_after
        if least > most:
            self.faults.append("rules.return_after: the least comes first")
        return _rules_of(self.given.rules)

    def _venue(self, number: int, given: VenueIn) -> Venue:
        hours, holidays = self._hours(f"venues[{number}].hours", given.hours)
        return Venue(
            name=given.name,
            address=given.address,
            region=given.region,
            code=given.code,
            hours_text=given.hours,
            hours=hours,
            closed_on_holidays=holidays,
            latitude=given.latitude,
            longitude=given.longitude,
        )

    def _hours(self, place: str, text: str) -> tuple[tuple[Hours, ...], bool | None]:
        read = parse(text)
        if not read.hours:
            self.faults.append(f"{place}: cannot be understood: {text}")
        return read.hours, read.closed_on_holidays

    def _windows(self, number: int, given: WindowIn, venues: set[str]) -> Iterator[Window]:
        place = f"windows[{number}]"
        if given.venue not in venues:
            self.faults.append(f"{place}.venue: there is no venue {given.venue}")
        serves: dict[str, int] = {}
        for name in given.serves:
            if name not in self.given.services:
                self.faults.append(f"{place}.serves: there is no service {name}")
            serves |= self.given.services.get(name, {})
        places: Mapping[Quota, int] = given.places if isinstance(given.places, dict) else {Quota.PUBLIC: given.places}
        if given.same_day > places.get(Quota.PUBLIC, 0):
            self.faults.append(f"{place}.same_day: more than the public's places")
        hours = self._hours(f"{place}.hours", given.hours)[0] if given.hours else ()
        numbers: Sequence[int | None] = given.numbers or [None]
        for each in numbers:
            yield Window(
                code=given.code if each is None else f"{given.code}-{each}",
                venue=given.venue,
                name=given.name if each is None else f"{given.name}{each}号窗口",
                minutes=given.minutes,
                places=places,
                serves=serves,
                department=given.department,
                general=given.general,
                hours=hours,
                same_day=given.same_day,
                staffed=given.staffed,
                hours_text=given.hours or "",
            )

    def _changes(
        self, kind: str, given: list[ChangeIn], venues: set[str], windows: set[tuple[str, str]]
    ) -> Iterator[Change]:
        for number, each in enumerate(given, 1):
            place, last = f"{kind}[{number}]", each.last or each.first
            if each.venue not in venues:
                self.faults.append(f"{place}.venue: there is no venue {each.venue}")
            elif each.window and (each.venue, each.window) not in windows:
                self.faults.append(f"{place}.window: there is no window {each.window} at {each.venue}")
            if last < each.first:
                self.faults.append(f"{place}.last: before the first day")
            for start, end in each.spans:
                if start >= end:
                    self.faults.append(f"{place}.spans: ends before it begins")
                yield Change(each.venue, each.window, each.first, last, start, end, each.reason)

    def _shifts(self, windows: set[str]) -> Iterator[Shift]:
        for number, each in enumerate(self.given.rosters, 1):
            if each.window not in windows:
                self.faults.append(f"rosters[{number}].window: there is no staffed window {each.window}")
            if each.last < each.first:
                self.faults.append(f"rosters[{number}].last: before the first day")
            for start, end in each.spans:
                if start >= end:
                    self.faults.append(f"rosters[{number}].spans: ends before it begins")
                yield Shift(each.window, each.staff, each.first, each.last, tuple(each.weekdays), start, end)

    def _repeated(self, kind: str, codes: list[str]) -> None:
        twice = sorted({code for code in codes if codes.count(code) > 1}) if len(set(codes)) < len(codes) else []
        self.faults.extend(f"{kind}: the code {code} is there twice" for code in twice)
