"""The steps of a booking by conversation: for whom, when, which slot, held, confirmed."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from affairs.appointments.appointment import Appointment, State
from affairs.appointments.booking import Wish as BookingWish
from affairs.appointments.desk import AppointmentDesk
from affairs.appointments.free import Visit
from affairs.appointments.slot import Slot, SlotName
from affairs.appointments.supply import Supply
from affairs.appointments.waiting import Wanted as WaitingWish
from affairs.clock import CHINA, china_day
from affairs.errors import AlreadyBooked, SlotFull
from affairs.people.acting import SELF
from affairs.ports import IdempotencyKey
from bot.applying.opening import identity_in, principals
from bot.applying.showing import choices
from bot.applying.talk import Talk
from bot.applying.values import picked
from bot.booking import phrases
from bot.booking.finding import Found, Miss, Wanted, look
from bot.booking.place import Mode, Place
from bot.booking.signs import ADDS, CANCELS, CONFIRMS, LEAVES
from bot.booking.whom import COMPANY, named_in
from bot.booking.words import about, bring, day_words, slot_label, span_words
from bot.flows.turn import Step
from bot.messages import Link, Reply, ReplyKind
from knowledge import dates
from knowledge.match import Decision
from knowledge.regression import found_for

__all__ = ["Conversation"]

WAITLIST = ""
"""Among the options: the waiting list."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """One message on its way through the booking desk."""

    desk: AppointmentDesk
    talk: Talk
    path_of: Callable[[Appointment], str] | None = None

    @property
    def supply(self) -> Supply:
        """What can be booked."""
        return self.desk.supply

    def names(self, items: Sequence[str]) -> str:
        """What the items are called."""
        return "、".join(self.talk.item_name(each) for each in items)

    def says(
        self, place: Place | None, *lines: str, options: Sequence[str] = (), about: Appointment | None = None
    ) -> Step:
        """A reply, and where the conversation stands after it; None = the booking is left.

        With a link to the page of the appointment it is ``about``.
        """
        session = place.within(self.talk.session) if place else Place.left(self.talk.session)
        text = "\n".join(filter(None, lines))
        links = (Link(phrases.PAPER, self.path_of(about)),) if about and self.path_of else ()
        return Step(Reply(ReplyKind.FORM, text, choices=choices(options), links=links), session, recorded=False)

    def about(self, appointment: Appointment) -> str:
        """The appointment in words."""
        return about(self.talk.snapshot, self.supply, appointment)

    async def begin(self, place: Place) -> Step:
        """Somebody wants a place for the items of ``place``."""
        if not self.talk.identified():
            return self.says(place.moved(mode=Mode.IDENTITY), phrases.IDENTITY)
        if place.whom:
            return await self.propose(place)
        kind, word = named_in(place.said)
        theirs = await self._named(kind) if kind else ()
        if len(theirs) == 1:
            return await self.propose(place.moved(whom=theirs[0]))
        options, labels = await principals(self.talk)
        lead = phrases.NOT_REGISTERED[kind == COMPANY].format(whom=word) if kind and not theirs else ""
        if len(options) > 1 or lead:
            return self.says(place.moved(mode=Mode.WHOM, options=tuple(options)), lead, phrases.WHOM, options=labels)
        return await self.propose(place.moved(whom=SELF))

    async def _named(self, kind: str) -> Sequence[str]:
        """Those one may act for that a word of this kind may mean."""
        if kind == COMPANY:
            held = await self.talk.cases.companies.represented(self.talk.citizen.id)
            return [company.id for company, each in held if each.holds(self.talk.now)]
        listed = await self.talk.cases.relatives.listed(self.talk.citizen.id)
        return [each.id for each in listed if each.relation == kind]

    async def identified(self, place: Place, words: str) -> Step:
        """Name and ID number were asked for. Raises IdentityMismatch, ServiceUnavailable."""
        if LEAVES.fullmatch(words):
            return self.says(None, phrases.LEFT)
        given = identity_in(words)
        if given is None:
            return self.says(place, phrases.IDENTITY_PARTS)
        citizen = await self.talk.cases.profiles.set_identity(self.talk.citizen.id, *given)
        return await replace(self, talk=self.talk.with_citizen(citizen)).begin(place)

    async def whom_chosen(self, place: Place, words: str, choice: int | None) -> Step:
        """For whom was picked."""
        _, labels = await principals(self.talk)
        index = picked(words, choice, labels if len(labels) == len(place.options) else [""] * len(place.options))
        if index is None:
            return self.says(place, phrases.WHICH_OPTION.format(last=len(place.options)))
        return await self.propose(place.moved(whom=place.options[index], options=()))

    async def propose(self, place: Place, *lead: str, moving: datetime | None = None) -> Step:
        """Slots for what was said; asked back where it is ambiguous, refused where it is over."""
        calendar = self.desk.timetables().calendar
        read = (
            dates.read(place.said, self.talk.now, calendar, moving=moving)
            if place.said
            else dates.Unparsed(dates.Unread.NOTHING)
        )
        match read:
            case dates.Past(span):
                told = phrases.PAST.format(when=span_words(span))
                return await self.offered(place.moved(said=""), None, *lead, told)
            case dates.Ambiguous(spans, _):
                labels = [span_words(each) for each in spans[:4]]
                options = tuple(each.first.isoformat() for each in spans[:4])
                chosen = place.moved(mode=Mode.WHICH, options=options)
                return self.says(chosen, *lead, phrases.WHICH, options=labels)
            case dates.Unparsed(why):
                told = "" if why is dates.Unread.NOTHING else phrases.UNREAD[why.value]
                return await self.offered(place.moved(said=""), None, *lead, told)
            case dates.Span():
                return await self.offered(place, read, *lead)

    async def reading_chosen(self, place: Place, words: str, choice: int | None) -> Step:
        """One of several readings was picked, or it was said anew."""
        calendar = self.desk.timetables().calendar
        read = dates.read(place.said, self.talk.now, calendar)
        spans = list(read.choices[:4]) if isinstance(read, dates.Ambiguous) else []
        index = picked(words, choice, [span_words(each) for each in spans])
        if index is not None and index < len(spans):
            return await self.offered(place, spans[index])
        return await self.propose(place.moved(said=words, options=()))

    async def offered(self, place: Place, span: dates.Span | None, *lead: str) -> Step:
        """Free slots to choose from, and the waiting list where nothing answers."""
        wanted = Wanted(place.items, place.whom, place.venues, span)
        found = await look(self.desk, self.talk.citizen, wanted, self.talk.now)
        name = self.names(place.items)
        if not found.slots:
            told = phrases.NOTHING_FREE.format(name=name)
            return self.says(place.moved(mode=Mode.SLOT, options=(WAITLIST,)), *lead, told, options=(phrases.WAIT,))
        return self._shown(place, found, *lead, _head(name, span, found))

    def _shown(self, place: Place, found: Found, *lines: str) -> Step:
        several = len({each.name.venue for each in found.slots}) > 1 or not place.venues
        labels = [slot_label(self.supply, each, several=several) for each in found.slots]
        options = [str(each.name) for each in found.slots]
        if found.miss is Miss.FULL and not place.number:
            labels.append(phrases.WAIT)
            options.append(WAITLIST)
        return self.says(place.moved(mode=Mode.SLOT, options=tuple(options)), *lines, options=labels)

    async def slot_chosen(self, place: Place, words: str, choice: int | None) -> Step:
        """A slot was picked: held until it is confirmed, or moved to; else another time was said."""
        if (more := ADDS.search(words)) is not None and choice is None:
            return await self.added(place, more[1])
        if LEAVES.fullmatch(words):
            return await self._left(place)
        index = picked(words, choice, [""] * len(place.options))
        if index is None:
            return await self.another_time(place, words)
        if place.options[index] == WAITLIST:
            return await self._waits(place)
        return await self._taken(place, SlotName.of(place.options[index]))

    async def _taken(self, place: Place, name: SlotName) -> Step:
        try:
            return await (self._moved(place, name) if place.number else self._held(place, name))
        except SlotFull:
            return await self._nearest(place, name)
        except AlreadyBooked:
            return await self._already(place)

    async def another_time(self, place: Place, words: str) -> Step:
        """Another time was said; an hour alone is of the day that was offered."""
        shown = next((each for each in place.options if each), "")
        anchor = SlotName.of(shown) if shown and place.mode is Mode.SLOT else None
        moving = datetime.combine(anchor.day, datetime.min.time()) if anchor else None
        if place.number and place.mode is Mode.SLOT:
            before = await self.desk.seeing.one(self.talk.citizen.id, place.number)
            moving = before.starts_at.replace(tzinfo=None)
        read = dates.read(words, self.talk.now, self.desk.timetables().calendar)
        if isinstance(read, dates.Unparsed) and read.why is dates.Unread.NOTHING and place.options:
            return self.says(place, phrases.WHICH_OPTION.format(last=len(place.options)))
        return await self.propose(place.moved(said=words, options=()), moving=moving)

    async def _held(self, place: Place, name: SlotName) -> Step:
        wish = BookingWish(name, place.items, place.whom, place.situation)
        key = self._key(repr(wish))
        return self._kept_for(place, await self.desk.booking.book(self.talk.citizen, wish, key, hold=True))

    async def _left(self, place: Place) -> Step:
        """Nothing is to be booked or moved after all; a place that is only held is given up."""
        if not place.number:
            return self.says(None, phrases.LEFT)
        kept = await self.desk.seeing.one(self.talk.citizen.id, place.number)
        if kept.state is not State.HELD:
            return self.says(None, phrases.KEPT)
        await self.desk.changing.cancel(self.talk.citizen, place.number)
        return self.says(None, phrases.RELEASED)

    def _kept_for(self, place: Place, held: Appointment) -> Step:
        left = (held.expires_at - self.talk.now).total_seconds() if held.expires_at else 0
        minutes = max(round(left / 60), 1)
        told = phrases.HELD.format(minutes=minutes, about=self.about(held))
        brings = bring(self.talk.snapshot, self.supply, held)
        options = (phrases.CONFIRM, phrases.OTHER_TIME, phrases.LEAVE)
        return self.says(place.moved(mode=Mode.HELD, number=held.id, options=()), told, brings, options=options)

    async def _moved(self, place: Place, name: SlotName) -> Step:
        key = self._key(f"{place.number} {name}")
        after = await self.desk.changing.reschedule(self.talk.citizen, place.number, name, key, said=True)
        if after.state is State.HELD:
            return self._kept_for(place, after)
        brings = bring(self.talk.snapshot, self.supply, after)
        return self.says(None, phrases.MOVED.format(about=self.about(after)), brings, phrases.LATE, about=after)

    async def _nearest(self, place: Place, name: SlotName) -> Step:
        visit = Visit(place.items, "", place.whom)
        slots: Sequence[Slot] = await self.desk.free.nearest(self.talk.citizen, visit, name)
        found = Found(tuple(slots), Miss.FULL, name.day)
        if not slots:
            return await self.offered(place.moved(said=""), None, phrases.FULL)
        return self._shown(place, found, phrases.FULL)

    async def _already(self, place: Place) -> Step:
        same = await self.desk.seeing.same(self.talk.citizen.id, place.items)
        lines = [self.about(each) for each in same[:1]]
        return self.says(None, phrases.ALREADY, *lines, phrases.LATE)

    async def _waits(self, place: Place) -> Step:
        first, last = self._days_of(place)
        venue = place.venues[0] if len(place.venues) == 1 else ""
        wanted = WaitingWish(place.items[0], venue, first, last, whom=place.whom)
        entry = await self.desk.queueing.join(self.talk.citizen, wanted, self._key(repr(wanted)))
        days = day_words(entry.first) + (f"到{day_words(entry.last)}" if entry.last > entry.first else "")
        more = phrases.WAITING_ALONE if len(place.items) > 1 else ""
        return self.says(None, phrases.WAITING.format(name=self.names(place.items[:1]), days=days), more)

    def _days_of(self, place: Place) -> tuple[date | None, date | None]:
        """The days that were spoken of, as far as they can be booked; (None, None): all of them."""
        timetable, today = self.desk.timetables(), china_day(self.talk.now)
        read = dates.read(place.said, self.talk.now, timetable.calendar) if place.said else None
        if not isinstance(read, dates.Span) or read.first > timetable.last_day(self.talk.now):
            return None, None
        return max(read.first, today), read.last and max(read.last, today)

    async def at_held(self, place: Place, words: str, choice: int | None) -> Step:
        """What becomes of a place that is held. Raises HoldExpired."""
        labels = [phrases.CONFIRM, phrases.OTHER_TIME, phrases.LEAVE]
        if (more := ADDS.search(words)) is not None and choice is None:
            await self.desk.changing.cancel(self.talk.citizen, place.number)
            return await self.added(place.moved(number=""), more[1])
        if choice is None and (LEAVES.fullmatch(words) or CANCELS.fullmatch(words)):
            index: int | None = 2
        else:
            index = 0 if choice is None and CONFIRMS.fullmatch(words) else picked(words, choice, labels)
        if index == 0:
            made = await self.desk.booking.confirm(self.talk.citizen, place.number, said=True)
            brings = bring(self.talk.snapshot, self.supply, made)
            return self.says(None, phrases.CONFIRMED.format(about=self.about(made)), brings, phrases.LATE, about=made)
        if index == 2:
            await self.desk.changing.cancel(self.talk.citizen, place.number)
            return self.says(None, phrases.RELEASED)
        held = await self.desk.seeing.one(self.talk.citizen.id, place.number)
        if index == 1:
            return await self.offered(place.moved(said=""), None)
        return await self.propose(
            place.moved(said=words, options=()), moving=held.starts_at.astimezone(CHINA).replace(tzinfo=None)
        )

    async def added(self, place: Place, words: str) -> Step:
        """One more thing in the same visit."""
        found = found_for(self.talk.snapshot, words)
        if found.decision is Decision.DECLINE or not found.candidates:
            return self.says(place, phrases.NOT_ADDED)
        items = tuple(dict.fromkeys((*place.items, found.candidates[0].code)))
        if not self.supply.serving(items):
            return self.says(place, phrases.NOT_TOGETHER.format(names=self.names(items)))
        told = phrases.ADDED.format(names=self.names(items))
        return await self.propose(place.moved(items=items, venues=(), options=()), told)

    def _key(self, stated: str) -> IdempotencyKey | None:
        """A message that is answered twice books once."""
        if not self.talk.incoming.message_key:
            return None
        return IdempotencyKey(f"chat:{self.talk.incoming.message_key}"[:200], hashlib.sha256(stated.encode()).digest())


def _head(name: str, span: dates.Span | None, found: Found) -> str:
    if span is None:
        return phrases.SOONEST.format(name=name)
    when = span_words(span)
    match found.miss:
        case Miss.NONE:
            told = phrases.SOONEST if span.soonest else phrases.FOUND
        case Miss.FAR:
            told = phrases.TOO_FAR
        case Miss.CLOSED:
            told = phrases.CLOSED_THEN
        case Miss.FULL:
            told = phrases.NONE_THEN
    return told.format(name=name, when=when, last=day_words(found.last))
