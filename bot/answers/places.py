"""去哪办, 办理时间, 咨询电话: a guide's venues, the nearest to the asked place first."""

import unicodedata
from datetime import date

from affairs.hours import DayHours, hours_on
from bot import phrases
from bot.answers.section import Section, View
from knowledge.places import Venue

__all__ = [
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
    ordered = [venue for venue in venues(view) if venue.hours_text or venue.hours]
    if not ordered:
        return Section(title, (phrases.UNPUBLISHED,), published=False)
    texts = dict.fromkeys(plain(venue.hours_text) for venue in ordered if venue.hours_text)
    lines = list(texts)[:_SHOWN]
    if len(texts) <= 1:
        lines.extend(day_line(ordered[0], view.now.date(), view.now.date()))
    return Section(title, tuple(lines) or (phrases.HOURS_UNKNOWN,), rest=tuple(list(texts)[_SHOWN:]))


def phone_section(view: View) -> Section:
    """Numbers as they are dialled; masked ones are never offered."""
    title = phrases.TITLES["phone"]
    phones = callable_phones(view)
    if phones:
        shown, rest = phones[:_SHOWN_PHONES], phones[_SHOWN_PHONES:]
        one_line = len(shown) <= _SHOWN or all(len(each) <= len("0431-84628066") for each in shown)
        return Section(title, ("、".join(shown),) if one_line else shown, rest=rest)
    hidden = next((phone for phone in view.guide.phones if masked(phone)), "")
    if hidden:
        return Section(title, (phrases.MASKED_PHONE.format(phone=plain(hidden)) + phrases.PUBLIC_LINE,))
    if view.guide.consultation and any(character.isdigit() for character in view.guide.consultation):
        return Section(title, (plain(view.guide.consultation),))
    return Section(title, (phrases.UNPUBLISHED + phrases.PUBLIC_LINE,), published=False)


def callable_phones(view: View) -> tuple[str, ...]:
    """The guide's numbers that can be dialled, else those of its venues."""
    own = [plain(phone) for phone in view.guide.phones if not masked(phone)]
    theirs = [plain(phone) for venue in venues(view) for phone in venue.phones if not masked(phone)]
    return tuple(dict.fromkeys(own or theirs))


def masked(phone: str) -> bool:
    """Whether digits are hidden (152****5404)."""
    return "*" in phone or "＊" in phone or "xxx" in phone.lower()


def plain(text: str) -> str:
    """Half-width digits, ordinary dashes, one line."""
    folded = "".join(unicodedata.normalize("NFKC", c) if c.isalnum() or c in "－：～" else c for c in text)
    for dash in "—–‐‑−﹣":
        folded = folded.replace(dash, "-")
    return " ".join(folded.replace("--", "-").split())


def venue_line(venue: Venue) -> str:
    """Address, name and window in one line; '' when nothing is published."""
    address = plain(venue.address)
    parts = [address]
    parts += [plain(part) for part in (venue.name, venue.windows) if part and plain(part) not in address]
    return " ".join(part for part in parts if part)


def day_label(day: date) -> str:
    """``5月6日周三``."""
    return f"{day.month}月{day.day}日{phrases.WEEKDAYS[day.weekday()]}"


def day_line(venue: Venue, day: date, today: date) -> tuple[str, ...]:
    """What is known of the venue's hours on a day: one line, or none."""
    hours = hours_on(venue, day)
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
