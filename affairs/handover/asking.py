"""The citizen's side of a hand-over: tell it, add to it, wait, be answered, rate."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from affairs.applications.opening import own
from affairs.errors import InvalidValue
from affairs.handover.brief import WORDS, summary_of
from affairs.handover.errors import HandoverOver, NoSuchHandover
from affairs.handover.gathering import Subject, gathered
from affairs.handover.handover import (
    OPEN,
    Attached,
    Delivery,
    Handover,
    Message,
    MessageKind,
    Side,
    State,
)
from affairs.handover.office import Office
from affairs.handover.ports import QUEUE, Hints
from affairs.handover.routing import HANDLING, best, expected_wait
from affairs.handover.speaking import LONGEST, fit_words
from affairs.handover.viewing import Place, own_handover, place_of
from affairs.ports import Clock, IdempotencyKey, UnitOfWork, UnitOfWorkFactory
from affairs.ratings.rating import Rating, Satisfaction
from affairs.ratings.rectifying import RECTIFIED_WITHIN, opened_for
from affairs.receiving import Received
from affairs.staff.model import new_id
from knowledge.guide import TimeLimit
from knowledge.snapshot import Snapshot

__all__ = ["ANSWER_WITHIN", "Asking", "Said", "attached"]

ANSWER_WITHIN = timedelta(hours=2)
"""Open time within which whoever comes outside the hours is answered."""
PACE = timedelta(days=14)
"""Closed conversations that tell how long one takes."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a citizen sends: words, or a file that was received. ``client_id`` is their name for it."""

    text: str = field(default="", repr=False)
    file: Received | None = None
    client_id: str = ""


class Asking:
    """Use cases of citizens. Another citizen's hand-over is absent."""

    def __init__(
        self,
        unit_of_work: UnitOfWorkFactory,
        snapshot: Callable[[], Snapshot],
        office: Office,
        hints: Hints,
        clock: Clock,
        *,
        rectified: TimeLimit = RECTIFIED_WITHIN,
    ) -> None:
        """A bad rating is to be set right within ``rectified``."""
        self._unit_of_work, self._snapshot, self._office = unit_of_work, snapshot, office
        self._hints, self._clock, self._rectified = hints, clock, rectified

    async def propose(self, citizen_id: str, subject: Subject) -> Handover:
        """Put the story together, for the citizen to see before it goes; the open one, where there is one."""
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            if (running := await uow.handovers.open_of(citizen_id)) is not None:
                return running
            made = await self._made(uow, citizen_id, subject, State.PROPOSED, now)
            await uow.handovers.add(made)
            await uow.commit()
        return made

    async def reword(self, citizen_id: str, handover_id: str, words: str) -> Handover:
        """Add the citizen's own words to a story that has not gone yet. Raises NoSuchHandover."""
        async with self._unit_of_work() as uow:
            before = await own_handover(uow, citizen_id, handover_id, lock=True)
            if before.state is not State.PROPOSED:
                raise NoSuchHandover
            both = "；".join(filter(None, (before.brief.words, fit_words(words))))[:WORDS]
            brief = replace(before.brief, words=both)
            after = replace(before, brief=replace(brief, summary=summary_of(brief)))
            await uow.handovers.save(after)
            await uow.commit()
        return after

    async def confirm(self, citizen_id: str, handover_id: str) -> tuple[Handover, Place]:
        """Hand it over. Raises NoSuchHandover. Confirmed twice is confirmed once."""
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            before = await own_handover(uow, citizen_id, handover_id, lock=True)
            if before.state is not State.PROPOSED:
                return before, await place_of(uow, self._office, before, now)
            after = await self._routed(uow, replace(before, state=State.WAITING, opened_at=now), now)
            if not await uow.handovers.save(after):
                raise NoSuchHandover  # another is open: its own messages go there
            place = await place_of(uow, self._office, after, now)
            await uow.commit()
        await self._hints.changed(handover_id, QUEUE)
        return after, place

    async def open(
        self, citizen_id: str, subject: Subject, once: IdempotencyKey | None = None
    ) -> tuple[Handover, Place]:
        """Hand over at once, in the citizen's own words; the open one, where there is one.

        Raises NoSuchApplication, InvalidValue, IdempotencyMismatch.
        """
        if not fit_words(subject.words):
            raise InvalidValue("请说一下要问什么。", field="summary")
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            made = await self._made(uow, citizen_id, subject, State.WAITING, now)
            if once is not None:
                known = await uow.idempotency.claim(
                    citizen_id, "handover", once.key, digest=once.digest, reference=made.id, now=now
                )
                if known is not None:
                    before = await own_handover(uow, citizen_id, known)
                    return before, await place_of(uow, self._office, before, now)
            made = await self._routed(uow, made, now)
            if not await uow.handovers.add(made):
                running = await uow.handovers.open_of(citizen_id)
                if running is None:
                    raise NoSuchHandover
                return running, await place_of(uow, self._office, running, now)
            place = await place_of(uow, self._office, made, now)
            await uow.commit()
        await self._hints.changed(made.id, QUEUE)
        return made, place

    async def say(self, citizen_id: str, handover_id: str, said: Said) -> tuple[Message, Handover]:
        """Add words or a file. The same ``client_id`` again is the message it was.

        Raises NoSuchHandover, HandoverOver, InvalidValue.
        """
        text = fit_words(said.text, LONGEST)
        if not text and said.file is None:
            raise InvalidValue("不能发送空白内容。", field="text")
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            before = await own_handover(uow, citizen_id, handover_id, lock=True)
            if said.client_id:
                known = await uow.handovers.said_as(handover_id, Side.CITIZEN, said.client_id)
                if known is not None:
                    return known, before
            if before.state not in OPEN:
                raise HandoverOver
            if said.file is not None:
                await uow.files.hold(said.file.key, said.file.size, now=now)
            message = Message(
                handover_id,
                before.last_seq + 1,
                Side.CITIZEN,
                now,
                MessageKind.FILE if said.file else MessageKind.TEXT,
                text,
                attached(said.file) if said.file else None,
                client_id=said.client_id,
            )
            await uow.handovers.say(message)
            after = replace(
                before,
                last_seq=message.seq,
                unanswered_since=before.unanswered_since or now,
                # WeChat opens its window anew with each message of the person's own.
                window_from=now if before.channel == "wechat" else before.window_from,
                window_used=0,
            )
            await uow.handovers.save(after)
            await uow.commit()
        await self._hints.changed(handover_id, after.staff_id)
        return message, after

    async def seen(self, citizen_id: str, handover_id: str, seq: int) -> None:
        """The citizen's device has everything up to ``seq``. Raises NoSuchHandover."""
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            before = await own_handover(uow, citizen_id, handover_id, lock=True)
            upto = min(seq, before.last_seq)
            if upto <= before.seen_by_citizen:
                return
            waiting = [each.seq for each in await uow.handovers.undelivered(handover_id) if each.seq <= upto]
            await uow.handovers.save(replace(before, seen_by_citizen=upto))
            if waiting:
                await uow.handovers.delivered(handover_id, waiting, Delivery.SENT, now=now)
            await uow.commit()
        await self._hints.changed(handover_id)

    async def withdraw(self, citizen_id: str, handover_id: str) -> Handover:
        """Do without. Raises NoSuchHandover."""
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            before = await own_handover(uow, citizen_id, handover_id, lock=True)
            if before.state not in {*OPEN, State.PROPOSED}:
                return before
            after = replace(before, state=State.WITHDRAWN, closed_at=now, unanswered_since=None)
            await uow.handovers.save(after)
            await uow.commit()
        await self._hints.changed(handover_id, QUEUE)
        return after

    async def rate(self, citizen_id: str, handover_id: str, stars: int, comment: str = "") -> Handover:
        """Rate a closed one (1 is the best, GB/T 39046 A.8), once; a bad rating opens its rectification.

        Raises NoSuchHandover, HandoverOver.
        """
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            before = await own_handover(uow, citizen_id, handover_id, lock=True)
            if before.stars == stars:
                return before
            if before.state is not State.CLOSED or before.stars:
                raise HandoverOver
            rating = Rating(
                handover_id,
                citizen_id,
                Satisfaction(stars),
                now,
                comment=comment,
                region=before.region,
                item_code=before.item_code,
                department=before.department,
            )
            rating_id = await uow.ratings.add(rating)
            if rating_id is not None:
                await opened_for(uow, rating, rating_id, self._rectified, self._office.calendar, now)
            after = replace(before, stars=stars)
            await uow.handovers.save(after)
            await uow.commit()
        await self._hints.changed(handover_id)
        return after

    async def _made(self, uow: UnitOfWork, citizen_id: str, subject: Subject, state: State, now: datetime) -> Handover:
        if subject.application_no:
            await own(uow, citizen_id, subject.application_no, now=now)
        brief, facts = await gathered(uow, self._snapshot(), citizen_id, subject, now)
        return Handover(
            new_id(),
            citizen_id,
            subject.channel,
            state,
            subject.reason,
            now,
            brief,
            facts.item_code,
            facts.region,
            facts.department,
            subject.application_no,
            unanswered_since=now,
            window_from=now if subject.channel == "wechat" else None,
        )

    async def _routed(self, uow: UnitOfWork, handover: Handover, now: datetime) -> Handover:
        """Offered to whom fits best, with the answer time that the citizen is told."""
        advisors = await uow.advisors.all()
        near = set(self._snapshot().catalogue.ancestry(handover.region)) if handover.region else set()
        whom = best(advisors, handover.item_code, handover.department, near, now=now)
        ahead = await uow.handovers.ahead(handover)
        wait = ANSWER_WITHIN
        if self._office.is_open(now, handover.region) and any(each.present(now) for each in advisors):
            pace = await uow.handovers.handling(now - PACE)
            wait = expected_wait(ahead, advisors, now, pace or HANDLING)
        by = self._office.later(now, wait, handover.region)
        return replace(handover, offered_to=whom, offered_at=now, promised_by=by, unanswered_since=now)


def attached(received: Received) -> Attached:
    """A received file as a message carries it."""
    kind = str(received.facts.get("kind") or "")
    return Attached(received.key, received.size, kind if kind in {"pdf", "jpeg", "png"} else "", received.name[-120:])
