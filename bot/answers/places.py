"""去哪办, 办理时间, 咨询电话: a guide's venues, the nearest to the asked place first."""

import re
from datetime import date
from functools import lru_cache

from affairs.clock import NATIONAL, WorkCalendar
from affairs.hours import DayHours, hours_on
from bot import phrases
from bot.answers.section import Section, View
from knowledge.places import Hours, Venue

__all__ = [
    "brief_hours",
    "callable_phones",
    "day_label",
    "day_line",
    "hours_section",
    "masked",
    "phone_section",
    "place_section",
    "plain",
    "venue_line",
    "venues",
]

_SHOWN = 3
_HALF_WIDTH = {
    code: code - 0xFEE0 for block in ("０９", "ＡＺ", "ａｚ") for code in range(ord(block[0]), ord(block[1]) + 1)
}
_BETWEEN_PHONES = re.compile(r"[\n;；、]|(?<=\d)[,，]|(?<=\d)\s+(?=[\u4e00-\u9fff])")
_DIALLED = re.compile(r"\d{5,}|\d{3,4}-\d{7,8}")
_CLOCK_COLON = re.compile(r"(?<=\d)\s*：\s*(?=\d)")
_DASHES = re.compile(r"(?<=[\d月日一二三四五六末])\s*[—–‐‑−﹣－]+\s*(?=[\d周星])|[‐‑−﹣－]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_HOURS = re.compile(r"\d|[一二三四五六日]点|工作日|周|星期|天|时")
_SHOWN_PHONES = 8


def venues(view: View) -> tuple[Venue, ...]:
    """The guide's venues; those of the asked street or district first, else as published."""
    return tuple(sorted(view.guide.venues, key=lambda venue: -_nearness(venue, view)))


def place_section(view: View) -> Section:
    """At most three venues; the others in ``rest``."""
    title = phrases.TITLES["place"]
    lines = tuple(dict.fromkeys(filter(None, map(venue_line, venues(view)))))
    if not lines:
        return Section(title, (phrases.UNPUBLISHED,), published=False)
    if len(lines) == 1:
        return Section(title, lines)
    shown = tuple(f"{n}. {line}" for n, line in enumerate(lines, 1))
    if len(lines) <= _SHOWN:
        return Section(title, shown)
    more = phrases.MORE_VENUES.format(count=len(lines) - _SHOWN)
    return Section(title, (*shown[:_SHOWN], more), rest=shown[_SHOWN:])


def hours_section(view: View) -> Section:
    """The published hours, and today's where they are understood."""
    title = phrases.TITLES["hours"]
    ordered = [venue for venue in venues(view) if _tells_hours(venue)]
    if not ordered:
        return Section(title, (phrases.UNPUBLISHED,), published=False)
    texts = dict.fromkeys(plain(venue.hours_text) for venue in ordered if venue.hours_text)
    lines = list(texts)[:_SHOWN]
    if len(texts) <= 1:
        lines.extend(day_line(ordered[0], view.day or view.now.date(), view.now.date(), view.calendar))
    return Section(title, tuple(lines) or (phrases.HOURS_UNKNOWN,), rest=tuple(list(texts)[_SHOWN:]))


def phone_section(view: View) -> Section:
    """Numbers as they are dialled, with whose they are; masked ones are never offered."""
    title = phrases.TITLES["phone"]
    lines = _labelled(view) or callable_phones(view)
    if lines:
        shown, rest = lines[:_SHOWN_PHONES], lines[_SHOWN_PHONES:]
        bare = all(line[0].isdigit() for line in shown)
        return Section(title, ("、".join(shown),) if bare else shown, rest=rest)
    hidden = next((each for each in (*view.guide.phones, view.guide.consultation) if masked(each)), "")
    if hidden:
        return Section(
            title, (phrases.MASKED_PHONE.format(phone=plain(hidden)) + phrases.PUBLIC_LINE,), published=False
        )
    return Section(title, (phrases.UNPUBLISHED + phrases.PUBLIC_LINE,), published=False)


def _labelled(view: View) -> tuple[str, ...]:
    """Lines of the published text that name whose number it is, those near the asked place first."""
    parts = [plain(part) for part in _BETWEEN_PHONES.split(view.guide.consultation)]
    lines = [part for part in parts if not masked(part) and _DIALLED.search(part)]
    if len(lines) < len(callable_phones(view)) or not any(_HAN.search(line) for line in lines):
        return ()
    return tuple(sorted(dict.fromkeys(lines), key=lambda line: not any(name in line for name in view.near)))


def callable_phones(view: View) -> tuple[str, ...]:
    """The guide's numbers that can be dialled, else those of its venues."""
    own = [plain(phone) for phone in view.guide.phones if not masked(phone)]
    theirs = [plain(phone) for venue in venues(view) for phone in venue.phones if not masked(phone)]
    return tuple(dict.fromkeys(own or theirs))


def masked(phone: str) -> bool:
    """Whether digits are hidden (152****5404)."""
    return "*" in phone or "＊" in phone or "xxx" in phone.lower()


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Half-width digits and letters, ordinary dashes, one line; Chinese punctuation stays."""
    folded = text.translate(_HALF_WIDTH)
    folded = _CLOCK_COLON.sub(":", folded)
    folded = _DASHES.sub("-", folded)
    return " ".join(folded.split())


def venue_line(venue: Venue) -> str:
    """Address, name and window in one line; '' when nothing is published."""
    address = plain(venue.address)
    parts = [address]
    parts += [plain(part) for part in (venue.name, venue.windows) if part and plain(part) not in address]
    return " ".join(part for part in parts if part)


def brief_hours(view: View) -> str:
    """This month's hours of the nearest venue in one line; the published words where not understood."""
    venue = next((each for each in venues(view) if _tells_hours(each)), None)
    if venue is None:
        return ""
    month = view.now.month
    rows = [row for row in venue.hours if not row.months or month in row.months]
    if not rows or len({row.weekdays for row in rows}) != len(rows):
        return plain(venue.hours_text)
    return "；".join(_row(row, venue) for row in rows)


def _tells_hours(venue: Venue) -> bool:
    """Whether hours are published, and not only the name of a season."""
    return bool(venue.hours) or bool(_HOURS.search(venue.hours_text))


def _row(row: Hours, venue: Venue) -> str:
    days = sorted(row.weekdays)
    names = [phrases.WEEKDAYS[day - 1] for day in days]
    unbroken = len(days) > 2 and days == list(range(days[0], days[-1] + 1))
    label = phrases.FROM_TO.format(first=names[0], last=names[-1]) if unbroken else "、".join(names)
    spans = "、".join(f"{span.start:%H:%M}-{span.end:%H:%M}" for span in row.spans)
    season = phrases.SEASON.format(season=row.season) if row.season and row.months else ""
    closed = phrases.NOT_ON_HOLIDAYS if venue.closed_on_holidays else ""
    return f"{season}{label} {spans}{closed}"


def day_label(day: date) -> str:
    """``5月6日周三``."""
    return f"{day.month}月{day.day}日{phrases.WEEKDAYS[day.weekday()]}"


def day_line(venue: Venue, day: date, today: date, calendar: WorkCalendar = NATIONAL) -> tuple[str, ...]:
    """What is known of the venue's hours on a day: one line, or none."""
    hours = hours_on(venue, day, calendar)
    if not hours.known:
        return ()
    opened, closed = (
        (phrases.TODAY_OPEN, phrases.TODAY_CLOSED) if day == today else (phrases.DAY_OPEN, phrases.DAY_CLOSED)
    )
    label = _with_reason(day_label(day), hours)
    spans = "、".join(f"{span.start:%H:%M}-{span.end:%H:%M}" for span in hours.spans)
    line = closed.format(day=label) if hours.closed else opened.format(day=label, spans=spans)
    return (line + (phrases.PROVISIONAL if hours.calendar.provisional else ""),)


def _with_reason(label: str, hours: DayHours) -> str:
    reason = hours.calendar.holiday or (phrases.MAKEUP if hours.calendar.makeup else "")
    return phrases.COMMA.join((label, reason)) if reason else label


def _nearness(venue: Venue, view: View) -> int:
    """2 = the very place, 1 = named in the address, 0 = anywhere."""
    if venue.region and venue.region in view.near_codes:
        return 2
    where = venue.name + venue.address
    return next((len(view.near) - at for at, name in enumerate(view.near) if name and name in where), 0) and 1
