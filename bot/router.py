"""From a message to a flow: by kind first, by intent then. Pure."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from types import MappingProxyType

from affairs.applications.numbers import number_in
from affairs.clock import WorkCalendar
from affairs.privacy import scrub
from bot import phrases
from bot.booking import signs as booking
from bot.capabilities import Capabilities
from bot.explain import explanation
from bot.fit import fitted
from bot.flows import apply, events, following, guards, hall, leaving, media, navigation, region, services, unclear
from bot.flows.centre import centre
from bot.flows.choice import pick
from bot.flows.directory import directory, help_me
from bot.flows.followup import facet
from bot.flows.human import reach
from bot.flows.items import ask, decline
from bot.flows.matter_words import asks_about
from bot.flows.matters import about_matters, sends
from bot.flows.news import news_of
from bot.flows.smalltalk import talk
from bot.flows.turn import Setting, Step, Turn, say
from bot.handing.place import FLOW as HANDING
from bot.handing.place import item_asks_for_it, to_advisor
from bot.messages import Incoming, Kind, ReplyKind
from bot.session import REASKED, Session
from bot.understand import Intent, Understanding, understand
from bot.understand.wordings import REMEMBERED
from knowledge.regression import found_for
from knowledge.snapshot import Snapshot

__all__ = ["SILENT_KINDS", "left_open", "receive", "route"]

SILENT_KINDS = frozenset({Kind.LOCATION_REPORT, Kind.UNSUBSCRIBE, Kind.OTHER_EVENT})
_MEDIA = frozenset({Kind.VOICE, Kind.IMAGE, Kind.VIDEO, Kind.LINK, Kind.FILE, Kind.UNKNOWN})
_MENU_INTENTS = MappingProxyType(
    {"centre": Intent.CENTRE, "directory": Intent.DIRECTORY, "help": Intent.HELP, "human": Intent.HUMAN}
)
# A district named in these is not the citizen's own.
_NOT_THEIRS = frozenset({Intent.ELSEWHERE, Intent.EMERGENCY, Intent.OTHERS_DATA, Intent.INJECTION, Intent.ABUSE})


def _pick(turn: Turn) -> Step:
    return pick(turn, turn.understanding.pick)


_FLOWS: MappingProxyType[Intent, Callable[[Turn], Step]] = MappingProxyType(
    {
        Intent.ASK: ask,
        Intent.FACET: facet,
        Intent.PICK: _pick,
        Intent.REGION: region.named,
        Intent.GREETING: talk,
        Intent.THANKS: talk,
        Intent.CHITCHAT: talk,
        Intent.EMPTY: talk,
        Intent.HELP: help_me,
        Intent.RESTART: navigation.restart,
        Intent.BACK: navigation.back,
        Intent.MORE: navigation.more,
        Intent.YES: navigation.yes,
        Intent.NO: navigation.no,
        Intent.ALL: navigation.yes,
        Intent.UNSURE: unclear.unsure,
        Intent.UNCLEAR: unclear.unclear,
        Intent.PERSONAL: guards.personal,
        Intent.HUMAN: reach,
        Intent.PROGRESS: services.progress,
        Intent.BOOKING: services.booking,
        Intent.APPLY: services.apply,
        Intent.COMPLAINT: guards.complaint,
        Intent.CENTRE: centre,
        Intent.DIRECTORY: directory,
        Intent.EMERGENCY: guards.emergency,
        Intent.ABUSE: guards.abuse,
        Intent.INJECTION: guards.injection,
        Intent.OTHERS_DATA: guards.others_data,
        Intent.ELSEWHERE: guards.elsewhere,
        Intent.OUT_OF_SCOPE: guards.out_of_scope,
    }
)


_IN_WORDS: tuple[tuple[Callable[[Capabilities], bool], Callable[[str], object], Callable[[Turn], Step]], ...] = (
    (attrgetter("hall"), hall.asks_for_place, hall.looked_at),
    (attrgetter("advising"), leaving.asks_to_leave, leaving.leaving),
    (attrgetter("advising"), following.asks_to_follow, following.following),
    (attrgetter("progress"), number_in, services.progress),
    (attrgetter("matters"), asks_about, about_matters),
)


def receive(
    incoming: Incoming, session: Session, snapshot: Snapshot, now: datetime, setting: Setting, *, explain: bool = False
) -> Step:
    """One message answered: the reply fits the channel's bytes, the session is the next one's.

    ``now`` is the local time of the service centre.
    """
    if setting.capabilities.booking:
        wanted = booking.wished(incoming, session, snapshot)
        if wanted is not None:
            return apply.wishing(session, wanted)
    if session.flow == HANDING and (step := to_advisor(incoming, session)) is not None:
        return step
    if setting.capabilities.apply and (wish := apply.wished(incoming, session)) is not None:
        return apply.wishing(session, wish)
    if incoming.region:
        stated = snapshot.regions.get(incoming.region) or next(iter(snapshot.regions.named(incoming.region)), None)
        session = session.changed(region=stated.code) if stated else session
    understanding = _understood(incoming, session, snapshot, now, setting.calendar)
    turn = Turn(understanding, session, snapshot, now, setting)
    step = _by_kind(turn, incoming)
    if setting.capabilities.booking:
        step = booking.begun(turn, step)
    if setting.capabilities.apply:
        step = apply.back_to_form(understanding, apply.offered(turn, step))
    if setting.capabilities.advisors:
        step = item_asks_for_it(turn, step)
    step = fitted(step, snapshot, setting, shared=step.asks is None and step.wants is None)
    if explain:
        step = replace(step, reply=replace(step.reply, explain=explanation(turn, step)))
    return step


def route(turn: Turn) -> Step:
    """The flow of the message's intent; a district named on the way is remembered."""
    understanding, session = turn.understanding, turn.session
    if not turn.snapshot.catalogue.items and understanding.intent is Intent.ASK:
        return say(turn, phrases.EMPTY_CATALOGUE, kind=ReplyKind.DECLINED, outcome="declined")
    if understanding.region and understanding.intent not in _NOT_THEIRS:
        session = session.changed(region=understanding.region.code)
    if understanding.intent is Intent.ASK:
        kept = {key: value for key, value in session.data.items() if key not in ("back", "menu", "page", REASKED)}
        session = session.changed(last_question=scrub(understanding.text), data=kept)
    turn = turn.with_session(session)
    if (asked := _asked_in_words(turn)) is not None:
        return asked
    if understanding.intent not in _NOT_THEIRS and (told := news_of(turn)) is not None:
        return told
    return _FLOWS.get(understanding.intent, decline)(turn)


def _asked_in_words(turn: Turn) -> Step | None:
    """What is asked in fixed words, of services that this installation has; None for everything else."""
    for able, flow in _asked_for(turn.understanding.text):
        if able(turn.setting.capabilities):
            return flow(turn)
    return None


@lru_cache(maxsize=REMEMBERED)
def _asked_for(text: str) -> tuple[tuple[Callable[[Capabilities], bool], Callable[[Turn], Step]], ...]:
    """The services that the words ask for and nothing else: whether there are any here, and their flows."""
    return tuple((able, flow) for able, asks, flow in _IN_WORDS if asks(text))


def left_open(snapshot: Snapshot, incoming: Incoming) -> bool:
    """Whether the message's words leave it open which item they mean, so that vectors are worth asking."""
    words = None if incoming.choice is not None else _words(incoming)
    return bool(words) and found_for(snapshot, words or "").unsure


def _words(incoming: Incoming) -> str | None:
    """What is said, by typing or by a menu key that asks; None when nothing is."""
    if incoming.kind is Kind.TEXT:
        return incoming.text
    asks = incoming.kind is Kind.MENU and incoming.event_key.startswith("ask:")
    return incoming.event_key.removeprefix("ask:") if asks else None


def _understood(
    incoming: Incoming, session: Session, snapshot: Snapshot, now: datetime, calendar: WorkCalendar
) -> Understanding:
    """What the words mean; for a click or a menu key what it stands for."""
    if incoming.choice is not None:
        return Understanding(intent=Intent.PICK, text="", pick=incoming.choice)
    if (words := _words(incoming)) is not None:
        return understand(words, session, snapshot, now.date(), calendar)
    intent = _MENU_INTENTS.get(incoming.event_key, Intent.HELP)
    return Understanding(intent=intent, text="")


def _by_kind(turn: Turn, incoming: Incoming) -> Step:
    if incoming.kind in SILENT_KINDS:
        return say(turn, "", kind=ReplyKind.SILENT)
    if incoming.kind in _MEDIA:
        return media.received(turn, incoming.kind)
    by_menu = incoming.kind is Kind.MENU and incoming.event_key.startswith("item:")
    if by_menu or incoming.kind in {Kind.SUBSCRIBE, Kind.SCAN}:
        return _scanned(turn, incoming)
    if incoming.kind is Kind.LOCATION:
        return region.located(turn, incoming.latitude, incoming.longitude, incoming.place)
    if turn.setting.capabilities.matters and (sent := sends(turn, incoming.text)) is not None:
        return sent
    return route(turn)


def _scanned(turn: Turn, incoming: Incoming) -> Step:
    """A QR code, or a menu key that stands for one: of a case, of an item, of a district."""
    if turn.setting.capabilities.hall and (venue := hall.scene_of(incoming.event_key)):
        return hall.looked_at(turn, venue)
    number = number_in(incoming.event_key)
    if number and turn.setting.capabilities.progress:
        return services.looked_up(turn, number)
    if incoming.kind is Kind.SUBSCRIBE:
        return events.welcome(turn, incoming.event_key)
    return events.scanned(turn, incoming.event_key)
