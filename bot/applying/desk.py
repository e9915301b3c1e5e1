"""The desk for applications by conversation: fulfils what a step wishes, over the use cases of the API."""

from datetime import datetime

from affairs.errors import DomainError, NoSuchApplication, NotChangeable, RevisionConflict
from affairs.people.citizens import Citizen, Login
from bot import phrases as general
from bot.applying import closing, discarding, filling, materials, opening, phrases
from bot.applying.commands import Command, Said, said
from bot.applying.path import COURIER, SUMMARY, Path, cell_of
from bot.applying.place import Mode, Place
from bot.applying.showing import form_reply
from bot.applying.talk import Cases, Talk
from bot.booking.desk import KINDS, BookingDesk
from bot.flows.turn import Step
from bot.messages import Incoming, Reply
from bot.wishes import Wish, WishKind
from knowledge.forms import FieldType
from knowledge.snapshot import Snapshot

__all__ = ["ChatDesk"]

_WRITTEN = frozenset({FieldType.TEXT, FieldType.LONG_TEXT, FieldType.NAME, FieldType.ORGANISATION, FieldType.ADDRESS})
_COMING = frozenset({WishKind.BEGIN, WishKind.RESUME, WishKind.CLAIM, WishKind.BOOK, WishKind.MY_PLACES})
"""Whoever wishes this may be somebody new."""
_BEFORE = {Mode.IDENTITY: opening.identity_given, Mode.WHOM: opening.whom_chosen, Mode.DRAFT: opening.draft_chosen}


class ChatDesk:
    """Applications by conversation. People of ``channels`` can be told from each other, and so may apply."""

    def __init__(
        self, cases: Cases, channels: frozenset[str] = frozenset({"wechat"}), booking: BookingDesk | None = None
    ) -> None:
        self._cases, self.channels, self._booking = cases, channels, booking

    @property
    def books(self) -> bool:
        """Whether places at windows can be booked here."""
        return self._booking is not None

    async def fulfil(self, step: Step, incoming: Incoming, snapshot: Snapshot, now: datetime) -> Step:
        """The step with what it wished for. Raises what the store raises when it is away."""
        wish = step.wants
        if wish is None:
            return step
        try:
            citizen = await self._citizen(incoming, wish)
            talk = Talk(self._cases, citizen, incoming, step.session, snapshot, now)
            if wish.kind in KINDS and self._booking is not None:
                return await self._booking.answered(talk, wish, step)
            return await _answered(talk, wish, step)
        except NoSuchApplication:
            return Step(_form(phrases.GONE), Place.left(step.session), recorded=False)
        except DomainError as error:
            return Step(_form(_words(error)), step.session, recorded=False)

    async def _citizen(self, incoming: Incoming, wish: Wish) -> Citizen:
        """Whoever writes; in mid-form they are known, and nothing is written."""
        login = Login(incoming.channel, incoming.user)
        if wish.kind not in _COMING:
            known = await self._cases.visitors.known(login)
            if known is not None:
                return known
        kin = self._cases.kin
        union = await kin.union_of(incoming.channel, incoming.user) if kin else ""
        return await self._cases.visitors.welcome([login, *([Login("union", union)] if union else [])])


async def _answered(talk: Talk, wish: Wish, step: Step) -> Step:
    place = Place.of(talk.session)
    if wish.kind is WishKind.BEGIN:
        return await opening.begin(talk, wish)
    if wish.kind is WishKind.CLAIM:
        return await opening.claim(talk, wish)
    if wish.kind is WishKind.RESUME or place is None:
        return await opening.resume(talk)
    if wish.kind is WishKind.ASK_AGAIN:
        return await _asked_again(talk, place, step)
    if place.mode in _BEFORE:
        return await _BEFORE[place.mode](talk, place, wish)
    return await _at_stop(talk, place, wish)


async def _at_stop(talk: Talk, place: Place, wish: Wish) -> Step:
    """What was said at a question of the form."""
    path = await talk.path(place.number)
    if not path.application.state.changeable:
        return talk.tells(None, phrases.NOT_ANY_MORE.format(number=place.number))
    if wish.media_id:
        return await materials.received(talk, path, place, wish.media_id)
    if place.mode is Mode.DISCARD:
        return await discarding.discard_chosen(talk, path, place, wish)
    words = said(wish.text) if wish.choice is None else Said()
    steered = await _steered(talk, path, place, words)
    if steered is not None:
        return steered
    try:
        return await _taken(talk, path, place, wish)
    except (RevisionConflict, NotChangeable):
        current = await talk.path(place.number)
        return talk.stop(current, place.moved(mode=Mode.AT), place.at, phrases.CHANGED_ELSEWHERE)


async def _steered(talk: Talk, path: Path, place: Place, words: Said) -> Step | None:
    """What is said of the way rather than of the question; None = it is an answer."""
    here, done = place.moved(mode=Mode.AT), None
    match words.command:
        case Command.PAUSE:
            done = await opening.paused(talk, place)
        case Command.DISCARD:
            done = discarding.discarding(talk, path, place)
        case Command.BACK if place.mode is Mode.AT:
            before = path.before(place.at)
            done = talk.stop(path, here, before or place.at, "" if before else phrases.FIRST)
        case Command.RESUME:
            done = talk.stop(path, here, place.at)
        case Command.SHOW:
            done = await closing.summarised(talk, path, here)
        case Command.SUBMIT:
            done = await closing.submit(talk, path, here)
        case Command.CORRECT:
            done = _corrected(talk, path, here, words.what)
    return done


def _corrected(talk: Talk, path: Path, place: Place, what: str) -> Step | None:
    """Back to what is named; where no such thing is, and text is asked for, the words are the answer."""
    key = path.named(what)
    if key:
        return talk.stop(path, place, key)
    field = path.form.field(place.at)
    if field is not None and field.type in _WRITTEN:
        return None
    return talk.tells(place, phrases.WHAT_TO_CORRECT.format(what=what[:20]))


async def _taken(talk: Talk, path: Path, place: Place, wish: Wish) -> Step:
    """The words as the answer to what was asked. Raises RevisionConflict and what the use cases raise."""
    if place.mode is Mode.WHICH_SLOT:
        return await materials.slot_chosen(talk, path, place, wish)
    if place.mode is Mode.PAYER or place.at == COURIER:
        taken = closing.payer_chosen if place.mode is Mode.PAYER else closing.courier_given
        return await taken(talk, path, place, wish) or await _past_courier(talk, place)
    if place.at == SUMMARY:
        return await closing.at_summary(talk, path, place, wish)
    if (slot := path.slot(place.at)) is not None:
        return await materials.to_slot(talk, path, place, wish, slot)
    return await _answer(talk, path, place, wish)


async def _answer(talk: Talk, path: Path, place: Place, wish: Wish) -> Step:
    """An answer of the form: to a cell of a table, to a table, to a field."""
    if (cell := cell_of(path.form, place.at)) is not None:
        return await filling.to_cell(talk, path, place, wish, cell)
    field = path.form.field(place.at)
    if field is None or field not in path.asked:
        return talk.stop(path, place, path.after(place.upto))
    to_it = filling.to_table if field.type is FieldType.ROWS else filling.to_field
    return await to_it(talk, path, place, wish, field)


async def _past_courier(talk: Talk, place: Place) -> Step:
    path = await talk.path(place.number)
    return await filling.onward(talk, path, place.moved(mode=Mode.AT), COURIER)


async def _asked_again(talk: Talk, place: Place, step: Step) -> Step:
    """The answer to something else, and below it the question that is open."""
    if place.mode is not Mode.AT or not place.number:
        return step
    path = await talk.path(place.number)
    again = talk.stop(path, place, place.at)
    reply = Reply(
        again.reply.kind,
        f"{step.reply.text}\n\n{again.reply.text}",
        choices=again.reply.choices,
        guides=step.reply.guides,
        facets=step.reply.facets,
        links=step.reply.links,
    )
    return Step(reply, again.session, step.outcome, step.shown, step.chosen, step.confidence)


def _form(text: str) -> Reply:
    return form_reply(text)


def _words(error: DomainError) -> str:
    """What is said of an error: its own words where they are for the citizen."""
    own = (
        error.detail
        if error.detail != error.code and any("\u4e00" <= sign <= "\u9fff" for sign in error.detail)
        else ""
    )
    return own or general.ERROR_SENTENCES[error.code]
