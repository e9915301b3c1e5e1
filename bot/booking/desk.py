"""The booking desk of the conversation: fulfils what a step wishes of it, over the use cases of the API."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from affairs.appointments.appointment import Appointment
from affairs.appointments.desk import AppointmentDesk
from affairs.appointments.nearby import venues_for
from bot import phrases as general
from bot.applying.talk import Talk
from bot.applying.values import picked
from bot.booking import phrases
from bot.booking.flow import Conversation
from bot.booking.place import Mode, Place
from bot.booking.signs import CANCELS, CONFIRMS, LEAVES, MOVES
from bot.booking.words import row
from bot.flows.turn import Step
from bot.wishes import Wish, WishKind
from knowledge import dates

__all__ = ["KINDS", "BookingDesk"]

KINDS = frozenset({WishKind.BOOK, WishKind.BOOKING_SAID, WishKind.MY_PLACES})
_MOST = 50


class BookingDesk:
    """Places at windows by conversation."""

    def __init__(self, appointments: AppointmentDesk, path_of: Callable[[Appointment], str] | None = None) -> None:
        """``path_of`` gives the page of an appointment that opens without a log-in."""
        self._appointments, self._path_of = appointments, path_of

    async def answered(self, talk: Talk, wish: Wish, step: Step) -> Step:
        """The step with what it wished for; as it was where the items cannot be booked. Raises DomainError."""
        here = Conversation(self._appointments, talk, self._path_of)
        if wish.kind is WishKind.BOOK:
            return await self._begun(here, wish, step)
        if wish.kind is WishKind.MY_PLACES:
            return await _mine(here, wish.text)
        place = Place.of(talk.session)
        if place is None:
            return await _mine(here, "")
        return await _on(here, place, wish)

    async def _begun(self, here: Conversation, wish: Wish, step: Step) -> Step:
        supply, snapshot = self._appointments.supply, here.talk.snapshot
        if not wish.items:
            return here.says(None, phrases.WHAT) if supply.windows else step
        windows = supply.serving(wish.items)
        bookable = [each for each in wish.items if supply.bookable(each)]
        if not windows or len(bookable) < len(wish.items):
            if len(wish.items) > 1 and bookable == list(wish.items):
                return here.says(None, phrases.NOT_TOGETHER.format(names=here.names(wish.items)))
            said = "约" in wish.text and general.NO_BOOKING not in step.reply.text
            return _under(step, general.NO_BOOKING) if said else step
        codes = list(dict.fromkeys(each.venue for each in windows))
        named = [code for code in codes if _names(wish.text, supply.venues_by_code[code].name)]
        near = venues_for(supply, snapshot.regions, codes, wish.region) if wish.region else ()
        place = Place(items=wish.items, situation=wish.situation, region=wish.region, said=wish.text)
        place = place.moved(venues=tuple(named) or near)
        told = ""
        if wish.region and not near and not named and (region := snapshot.regions.get(wish.region)):
            told = phrases.NOT_THERE.format(place=region.name)
        begun = await here.begin(place)
        return begun if not told else _under(begun, told)


async def _on(here: Conversation, place: Place, wish: Wish) -> Step:
    """What was said at the place where the conversation stands."""
    words, choice = wish.text, wish.choice
    match place.mode:
        case Mode.IDENTITY:
            done = here.identified(place, words)
        case Mode.WHOM:
            done = here.whom_chosen(place, words, choice)
        case Mode.WHICH:
            done = here.reading_chosen(place, words, choice)
        case Mode.SLOT:
            done = here.slot_chosen(place, words, choice)
        case Mode.HELD:
            done = here.at_held(place, words, choice)
        case Mode.MINE:
            done = _mine_chosen(here, place, words, choice)
        case Mode.ONE:
            done = _one_chosen(here, place, words, choice)
        case Mode.CANCEL:
            done = _cancel_answered(here, place, words, choice)
    return await done


async def _listed(here: Conversation) -> Sequence[Appointment]:
    """One's own that are open and to come, the first first."""
    listed = await here.desk.seeing.listed(here.talk.citizen.id, limit=_MOST)
    coming = [each for each in listed if each.state.open and each.starts_at > here.talk.now]
    return sorted(coming, key=lambda each: each.starts_at)


async def _mine(here: Conversation, words: str) -> Step:
    """One's own appointments; with one alone, and words that say what to do, that is done with it."""
    mine = await _listed(here)
    if not mine:
        return here.says(None, phrases.NO_MINE)
    if len(mine) == 1:
        return await _act(here, mine[0], words)
    labels = [row(here.talk.snapshot, each) for each in mine[:8]]
    place = Place(mode=Mode.MINE, options=tuple(each.id for each in mine[:8]), said=words)
    return here.says(place, phrases.MINE, options=labels)


async def _mine_chosen(here: Conversation, place: Place, words: str, choice: int | None) -> Step:
    index = picked(words, choice, [""] * len(place.options))
    if index is None:
        if LEAVES.fullmatch(words):
            return here.says(None, phrases.KEPT)
        return here.says(place, phrases.WHICH_OPTION.format(last=len(place.options)))
    return await _act(here, await here.desk.seeing.one(here.talk.citizen.id, place.options[index]), place.said)


async def _act(here: Conversation, appointment: Appointment, words: str) -> Step:
    """What the words say is to be done with it; else it is asked."""
    place = Place(number=appointment.id, items=appointment.items, whom=appointment.whom)
    if words and CANCELS.search(words):
        place = place.moved(mode=Mode.CANCEL)
        told = phrases.ASK_CANCEL.format(about=here.about(appointment))
        return here.says(place, told, options=(phrases.CANCEL, phrases.KEEP))
    if words and MOVES.search(words):
        return await _move(here, place, appointment, words)
    held = appointment.expires_at is not None
    options = (phrases.CONFIRM, phrases.MOVE, phrases.CANCEL) if held else (phrases.MOVE, phrases.CANCEL, phrases.KEEP)
    one = place.moved(mode=Mode.ONE, options=options)
    told = phrases.ONE.format(about=here.about(appointment))
    return here.says(one, told, options=options, about=None if held else appointment)


async def _move(here: Conversation, place: Place, appointment: Appointment, words: str) -> Step:
    place = place.moved(mode=Mode.SLOT, venues=(appointment.venue,), said=words)
    moving = appointment.starts_at.replace(tzinfo=None)
    read = dates.read(words, here.talk.now, here.desk.timetables().calendar, moving=moving)
    if isinstance(read, dates.Unparsed):
        return await here.offered(place.moved(said=""), None, phrases.MOVE_WHEN)
    return await here.propose(place, moving=moving)


async def _one_chosen(here: Conversation, place: Place, words: str, choice: int | None) -> Step:
    appointment = await here.desk.seeing.one(here.talk.citizen.id, place.number)
    index = picked(words, choice, list(place.options))
    chosen = place.options[index] if index is not None else ""
    if chosen == phrases.CONFIRM or (not chosen and CONFIRMS.fullmatch(words) and phrases.CONFIRM in place.options):
        return await here.at_held(place.moved(mode=Mode.HELD), phrases.CONFIRM, None)
    if chosen == phrases.CANCEL or (not chosen and CANCELS.fullmatch(words)):
        return await _act(here, appointment, phrases.CANCEL)
    if chosen == phrases.KEEP or (not chosen and LEAVES.fullmatch(words)):
        return here.says(None, phrases.KEPT)
    return await _move(here, place, appointment, "" if chosen == phrases.MOVE else words)


async def _cancel_answered(here: Conversation, place: Place, words: str, choice: int | None) -> Step:
    """Raises TooLate, AppointmentOver."""
    index = picked(words, choice, [phrases.CANCEL, phrases.KEEP])
    if index == 0 or (index is None and (CANCELS.fullmatch(words) or CONFIRMS.fullmatch(words))):
        await here.desk.changing.cancel(here.talk.citizen, place.number)
        return here.says(None, phrases.CANCELLED)
    if index is None and MOVES.search(words):
        found = await here.desk.seeing.one(here.talk.citizen.id, place.number)
        return await _move(here, place, found, words)
    return here.says(None, phrases.KEPT)


def _names(text: str, venue: str) -> bool:
    """Whether a venue is named, by its name or the part of it that is its own."""
    return len(venue) > 1 and (venue in text or venue.removesuffix("大厅") in text)


def _under(step: Step, lead: str) -> Step:
    return replace(step, reply=replace(step.reply, text=f"{lead}\n{step.reply.text}"))
