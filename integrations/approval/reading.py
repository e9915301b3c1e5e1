"""A system's records → our updates, by its profile. What no table knows is kept as unknown, in its own words. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from affairs.approval.updates import CorrectionLine, ProgressUpdate, UpdateKind
from affairs.clock import CHINA
from integrations.approval.profile import Profile, Reading

__all__ = ["Unreadable", "read_update"]

LONGEST = 2000
"""Characters of one text that are kept (handle_explain and the like are varchar(2000))."""
LINES = 200
TIMES = ("at", "until", "promised_until")
TEXTS = (
    "application_no",
    "receipt_no",
    "stage",
    "actor",
    "department",
    "opinion",
    "reason",
    "basis",
    "remedies",
    "special",
    "licence_name",
    "licence_number",
    "tracking_number",
)


class Unreadable(Exception):
    """A record that lacks what every update needs; the text names the field alone."""


def read_update(profile: Profile, reading: str, record: Mapping[str, Any], system: str) -> ProgressUpdate:
    """What one record says. Raises Unreadable without a number of the event, of the case, or a time."""
    spec = profile.readings[reading]
    found = {name: _at(record, path) for name, path in spec.fields.items()}
    values: dict[str, Any] = {name: _text(found.get(name)) for name in TEXTS}
    values |= {name: _time(profile, found.get(name)) for name in TIMES}
    if values["at"] is None:
        raise Unreadable("at")
    event_id = _text(found.get("event_id"))
    if not event_id:
        raise Unreadable("event_id")
    if not values["application_no"] and not values["receipt_no"]:
        raise Unreadable("application_no")
    kind, foreign = _kind(spec, record)
    return ProgressUpdate(
        system=system,
        event_id=event_id,
        kind=kind,
        foreign=foreign,
        sequence=_number(found.get("sequence")),
        days=_number(found.get("days")),
        licence_until=_date(profile, found.get("licence_until")),
        corrections=_lines(found.get("corrections")),
        **values,
    )


def _kind(spec: Reading, record: Mapping[str, Any]) -> tuple[UpdateKind, str]:
    said = ""
    for rule in spec.kinds:
        parts = [_text(_at(record, name)) for name in rule.fields]
        joined = "|".join(parts)
        said = said or joined.strip("|")
        if joined in rule.values:
            return rule.values[joined], joined
    return spec.otherwise, said


def _at(record: Mapping[str, Any], path: str) -> Any:
    found: Any = record
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _text(value: Any) -> str:
    if value is None or isinstance(value, Mapping | list):
        return ""
    return str(value).strip().replace("\0", "")[:LONGEST]


def _number(value: Any) -> int | None:
    try:
        return int(str(value))
    except ValueError:
        return None


def _time(profile: Profile, value: Any) -> datetime | None:
    """A time with an offset: as ISO 8601, in the profile's format, or a database's own."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=CHINA)
    text = _text(value)
    for parse in (datetime.fromisoformat, lambda given: datetime.strptime(given, profile.time_format)):  # noqa: DTZ007
        try:
            moment = parse(text)
        except ValueError:
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)
    return None


def _date(profile: Profile, value: Any) -> date | None:
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    text = _text(value)
    for parse in (date.fromisoformat, lambda given: datetime.strptime(given, profile.date_format).date()):  # noqa: DTZ007
        try:
            return parse(text)
        except ValueError:
            continue
    return None


def _lines(value: Any) -> tuple[CorrectionLine, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        return ()
    rows = [row for row in value[:LINES] if isinstance(row, Mapping)]
    return tuple(
        CorrectionLine(_text(row.get("place")), _text(row.get("reason")), _text(row.get("rule"))) for row in rows
    )
