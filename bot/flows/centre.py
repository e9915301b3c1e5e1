"""中心在哪, 几点下班, 电话多少, 今天开门吗: from the service centre's own record."""

from datetime import date

from affairs.hours import is_open
from bot import phrases
from bot.answers.places import day_line, masked, plain
from bot.flows.human import centre_of
from bot.flows.turn import Step, Turn, offer, say
from bot.messages import ReplyKind
from knowledge.facets import Facet
from knowledge.places import Venue

__all__ = ["centre"]

_OTHERS = 6
_ABOUT = (Facet.PLACE, Facet.HOURS, Facet.PHONE)


def centre(turn: Turn) -> Step:
    """Address, hours (of the asked day, or today) and phone; the asked ones first."""
    venue = centre_of(turn)
    if venue is None:
        hours = turn.setting.office_hours
        told = phrases.CENTRE_OFFICE_HOURS.format(hours=hours) if hours else ""
        return say(turn, "\n".join(filter(None, (phrases.CENTRE_UNKNOWN, told))))
    asked = [facet for facet in turn.understanding.facets if facet in _ABOUT]
    order = list(dict.fromkeys((*asked, *_ABOUT)))
    lines = [line for facet in order for line in _lines(turn, venue, facet)]
    text = "\n".join((phrases.HEADING.format(name=venue.name), *lines, *_others(turn, venue)))
    if not turn.snapshot.catalogue.centres():
        text = f"{text}\n{phrases.HALL_FROM_GUIDES}"
    step = say(turn, text, kind=ReplyKind.ANSWER, outcome="answered")
    return _still_open(turn, step) if turn.session.offers and "menu" in turn.session.data else step


def _still_open(turn: Turn, step: Step) -> Step:
    """The answer, and the options that were open before it."""
    session = turn.session
    text = f"{step.reply.text}\n{phrases.STILL_OPEN}"
    again = offer(turn, text, session.offers, pending=session.pending, kind=ReplyKind.ANSWER, outcome="answered")
    kept = again.session.changed(data={**again.session.data, "menu": session.data["menu"]})
    return Step(again.reply, kept, "answered")


def _lines(turn: Turn, venue: Venue, facet: Facet) -> list[str]:
    if facet is Facet.PLACE:
        traffic = phrases.CENTRE_TRAFFIC.format(traffic=plain(venue.traffic)) if venue.traffic else ""
        address = phrases.CENTRE_ADDRESS.format(address=plain(venue.address)) if venue.address else ""
        return [line for line in (address, traffic) if line]
    if facet is Facet.PHONE:
        phones = [plain(phone) for phone in venue.phones if not masked(phone)]
        return [phrases.CENTRE_PHONE.format(phones="、".join(phones) if phones else "12345")]
    return _hours(turn, venue, turn.understanding.day or turn.now.date())


def _hours(turn: Turn, venue: Venue, day: date) -> list[str]:
    today = turn.now.date()
    lines = list(day_line(venue, day, today, turn.setting.calendar))
    opened = is_open(venue, turn.now, turn.setting.calendar) if day == today else None
    if lines and opened is not None:
        lines[0] += "。" + (phrases.OPEN_NOW if opened else phrases.CLOSED_NOW)
    text = venue.hours_text or turn.setting.office_hours
    return [*lines, phrases.CENTRE_HOURS.format(hours=plain(text) if text else phrases.HOURS_UNKNOWN)]


def _others(turn: Turn, shown: Venue) -> list[str]:
    others = [each for each in turn.snapshot.catalogue.centres() if each is not shown][:_OTHERS]
    lines = [f"{each.name} {plain(each.address)} {'、'.join(map(plain, each.phones))}".rstrip() for each in others]
    return [phrases.CENTRE_OTHERS, *lines] if lines else []
