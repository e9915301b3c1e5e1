"""The advisor's side: the queue, one conversation, and what can be done with it. All of it is audited."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from affairs.errors import InvalidValue, NoSuchStaff
from affairs.files import is_file_key
from affairs.handover import words
from affairs.handover.asking import attached
from affairs.handover.errors import HandoverOver, HandoverTaken, NoSuchHandover
from affairs.handover.handover import (
    OPEN,
    Attached,
    Handover,
    Message,
    MessageKind,
    Side,
    State,
    Suggestion,
)
from affairs.handover.ports import QUEUE, Hints
from affairs.handover.routing import Advisor
from affairs.handover.speaking import fit_words, spoken
from affairs.people.citizens import Citizen
from affairs.ports import Clock, UnitOfWork, UnitOfWorkFactory
from affairs.privacy import scrub
from affairs.receiving import Received
from affairs.staff import audit
from affairs.staff.model import new_id
from affairs.staff.permissions import Actor, Permission

__all__ = ["AdvisorDesk", "Queue", "audited", "held", "seen_by"]

SHOWN = 100
OUTCOME = 300
PHRASE = 60


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits, what one has, and who is there. Rows of others carry no words of citizens."""

    waiting: Sequence[Handover]
    mine: Sequence[Handover]
    advisors: Sequence[Advisor]
    own: Advisor


class AdvisorDesk:
    """Use cases of staff with :attr:`Permission.HANDOVER`. A conversation is read by whoever has it, stands in for
    them, or was asked along; for anybody else it is absent.
    """

    def __init__(self, unit_of_work: UnitOfWorkFactory, hints: Hints, clock: Clock) -> None:
        self._unit_of_work, self._hints, self._clock = unit_of_work, hints, clock

    async def queue(self, actor: Actor, *, present: bool = True) -> Queue:
        """The queue, and (``present``) that this advisor is at the desk."""
        actor.require(Permission.HANDOVER)
        if present:
            await self.seen(actor)
        async with self._unit_of_work(read_only=True) as uow:
            return Queue(
                await uow.handovers.waiting(limit=SHOWN),
                await uow.handovers.held_by(actor.work_of, limit=SHOWN),
                await uow.advisors.all(),
                await uow.advisors.of(actor.staff_id) or Advisor(actor.staff_id),
            )

    async def seen(self, actor: Actor) -> None:
        """This advisor is at the desk."""
        actor.require(Permission.HANDOVER)
        async with self._unit_of_work() as uow:
            await uow.advisors.seen(actor.staff_id, now=self._clock.now())
            await uow.commit()

    async def set_own(self, actor: Actor, *, available: bool, skills: Sequence[str]) -> None:
        """Whether one takes new conversations, and what one knows best (item codes, words of departments)."""
        actor.require(Permission.HANDOVER)
        kept = list(dict.fromkeys(fit_words(each, 40) for each in skills))[:20]
        async with self._unit_of_work() as uow:
            await uow.advisors.set(
                actor.staff_id, available=available, skills=[each for each in kept if each], now=self._clock.now()
            )
            await uow.commit()

    async def take(self, actor: Actor, handover_id: str) -> None:
        """Have it from now on. Raises NoSuchHandover, HandoverTaken (a colleague was quicker)."""
        actor.require(Permission.HANDOVER)
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            if not await uow.handovers.take(handover_id, actor.staff_id, now=now):
                found = await uow.handovers.get(handover_id)
                raise NoSuchHandover if found is None or found.state is State.PROPOSED else HandoverTaken
            taken = await uow.handovers.get(handover_id, lock=True)
            if taken is None:  # pragma: no cover - it was there a statement ago
                raise NoSuchHandover
            _, taken = await spoken(uow, taken, Side.SYSTEM, words.TAKEN.format(name=actor.display_name), now=now)
            await uow.handovers.save(taken)
            await audited(uow, actor, audit.Act.HANDOVER_TAKEN, taken, now)
            await uow.commit()
        await self._hints.changed(handover_id, QUEUE)

    async def read(self, actor: Actor, handover_id: str, *, after: int = 0) -> tuple[Handover, Sequence[Message]]:
        """One conversation, written down as read. Raises NoSuchHandover."""
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            found = await seen_by(uow, actor, handover_id)
            messages = await uow.handovers.messages(handover_id, after=after)
            await audited(uow, actor, audit.Act.HANDOVER_READ, found, now)
            await uow.commit()
        return found, messages

    async def follow(self, actor: Actor, handover_id: str, *, after: int) -> tuple[Handover, Sequence[Message]]:
        """What came since, for a page that is open already (its reading is in the log). Raises NoSuchHandover."""
        async with self._unit_of_work(read_only=True) as uow:
            found = await seen_by(uow, actor, handover_id)
            return found, await uow.handovers.messages(handover_id, after=after)

    async def say(
        self, actor: Actor, handover_id: str, text: str, *, file: Received | None = None, client_id: str = ""
    ) -> Message:
        """Answer. The same ``client_id`` again is the message it was.

        Raises NoSuchHandover, HandoverTaken (somebody else has it), HandoverOver, InvalidValue.
        """
        said = fit_words(text)
        if not said and file is None:
            raise InvalidValue("不能发送空白内容。", field="text")
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            before = await seen_by(uow, actor, handover_id, lock=True)
            if client_id and (known := await uow.handovers.said_as(handover_id, Side.STAFF, client_id)):
                return known
            held(before, actor)
            if file is not None:
                await uow.files.hold(file.key, file.size, now=now)
            message, after = await spoken(
                uow,
                before,
                Side.STAFF,
                said,
                now=now,
                file=attached(file) if file else None,
                staff_id=actor.staff_id,
                client_id=client_id,
            )
            await uow.handovers.save(replace(after, unanswered_since=None))
            await audited(uow, actor, audit.Act.HANDOVER_ANSWERED, after, now, detail=f"seq={message.seq}")
            await uow.commit()
        await self._hints.changed(handover_id, after.staff_id)
        return message

    async def acts_for(self, actor: Actor, handover_id: str) -> tuple[Handover, Citizen]:
        """Whom this advisor talks with, to do something in their name; it is written down first.

        Raises NoSuchHandover, HandoverTaken, HandoverOver.
        """
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            found = held(await seen_by(uow, actor, handover_id, lock=True), actor)
            citizen = await uow.citizens.get(found.citizen_id)
            if citizen is None:
                raise NoSuchHandover
            await audited(uow, actor, audit.Act.HANDOVER_BOOKED, found, now)
            await uow.commit()
        return found, citizen

    async def note(self, actor: Actor, handover_id: str, text: str, *, ask: str = "") -> None:
        """A note among staff; ``ask`` (an id) asks a colleague along, who may read from then on.

        Raises NoSuchHandover, NoSuchStaff, InvalidValue.
        """
        said = fit_words(text)
        if not said:
            raise InvalidValue("请写下内容。", field="note")
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            before = await seen_by(uow, actor, handover_id, lock=True)
            watchers = before.watchers
            if ask:
                colleague = await uow.staff.find(ask)
                if colleague is None or not colleague.active:
                    raise NoSuchStaff(field="ask")
                watchers = tuple(dict.fromkeys((*watchers, ask)))
                said = f"@{colleague.profile.display_name} {said}"
            seq = before.last_seq + 1
            await uow.handovers.say(Message(handover_id, seq, Side.NOTE, now, text=said, staff_id=actor.staff_id))
            await uow.handovers.save(replace(before, last_seq=seq, watchers=watchers))
            await audited(uow, actor, audit.Act.HANDOVER_NOTED, before, now, detail=f"seq={seq}")
            await uow.commit()
        await self._hints.changed(handover_id, ask)

    async def transfer(self, actor: Actor, handover_id: str, to: str) -> None:
        """Offer it to a colleague, or ('' ) to everybody again. Raises NoSuchHandover, HandoverTaken, NoSuchStaff."""
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            before = held(await seen_by(uow, actor, handover_id, lock=True), actor)
            colleague = await uow.staff.find(to) if to else None
            if to and (colleague is None or not colleague.active or to == actor.staff_id):
                raise NoSuchStaff(field="to")
            said = words.TRANSFERRED.format(name=colleague.profile.display_name if colleague else "其他同事")
            _, after = await spoken(uow, before, Side.SYSTEM, said, now=now)
            after = replace(
                after,
                state=State.WAITING,
                staff_id="",
                offered_to=to,
                offered_at=now,
                unanswered_since=before.unanswered_since or now,
            )
            await uow.handovers.save(after)
            await audited(uow, actor, audit.Act.HANDOVER_TRANSFERRED, before, now, detail=f"to={to}")
            await uow.commit()
        await self._hints.changed(handover_id, QUEUE)

    async def give_back(self, actor: Actor, handover_id: str) -> None:
        """Let the bot answer again. Raises NoSuchHandover, HandoverTaken, HandoverOver."""
        await self._end(actor, handover_id, State.GIVEN_BACK, words.GIVEN_BACK, "", audit.Act.HANDOVER_GIVEN_BACK)

    async def close(self, actor: Actor, handover_id: str, outcome: str) -> None:
        """It is settled: what came of it is told to the citizen, who is asked for a rating.

        Raises NoSuchHandover, HandoverTaken, HandoverOver, InvalidValue.
        """
        told = fit_words(outcome, OUTCOME)
        if len(told) < 2:
            raise InvalidValue("请写一句处理结果，群众会看到。", field="outcome")
        said = words.CLOSED.format(outcome=told)
        await self._end(actor, handover_id, State.CLOSED, said, told, audit.Act.HANDOVER_CLOSED)

    async def suggest(self, actor: Actor, handover_id: str, item_code: str, phrase: str) -> None:
        """Have the knowledge desk teach the catalogue how this was asked. Raises NoSuchHandover, InvalidValue."""
        kept = fit_words(phrase, PHRASE)
        if len(kept) < 2 or scrub(kept) != kept:
            raise InvalidValue("请写 2 至 60 个字的问法，不能有个人信息。", field="phrase")
        if not item_code or len(item_code) > 64:
            raise InvalidValue("请选择事项。", field="item_code")
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            found = await seen_by(uow, actor, handover_id)
            await uow.handovers.add_suggestion(Suggestion(new_id(), handover_id, item_code, kept, actor.staff_id, now))
            await audited(uow, actor, audit.Act.SUGGESTION_MADE, found, now)
            await uow.commit()

    async def file(self, actor: Actor, handover_id: str, seq: int) -> Attached:
        """The file of a message, written down as opened. Raises NoSuchHandover."""
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            handover = await seen_by(uow, actor, handover_id)
            found = await uow.handovers.message(handover_id, seq)
            if found is None or found.kind is not MessageKind.FILE or found.file is None:
                raise NoSuchHandover
            if not is_file_key(found.file.key):  # pragma: no cover - only keys of ours are ever stored
                raise NoSuchHandover
            await audited(uow, actor, audit.Act.HANDOVER_FILE, handover, now, detail=f"seq={seq}")
            await uow.commit()
        return found.file

    async def _end(self, actor: Actor, handover_id: str, state: State, said: str, outcome: str, act: audit.Act) -> None:
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            before = held(await seen_by(uow, actor, handover_id, lock=True), actor)
            _, after = await spoken(uow, before, Side.SYSTEM, said, now=now)
            after = replace(after, state=state, closed_at=now, outcome=outcome, unanswered_since=None)
            await uow.handovers.save(after)
            await audited(uow, actor, act, before, now)
            await uow.commit()
        await self._hints.changed(handover_id, QUEUE)


async def seen_by(uow: UnitOfWork, actor: Actor, handover_id: str, *, lock: bool = False) -> Handover:
    """One that the actor may read. Raises NotPermitted, NoSuchHandover."""
    actor.require(Permission.HANDOVER)
    found = await uow.handovers.get(handover_id, lock=lock)
    if found is None or found.state is State.PROPOSED:
        raise NoSuchHandover
    if found.staff_id not in actor.work_of and actor.staff_id not in found.watchers:
        raise NoSuchHandover
    return found


def held(handover: Handover, actor: Actor) -> Handover:
    """The hand-over, if it is open and the actor's to act in. Raises HandoverOver, HandoverTaken."""
    if handover.state not in OPEN:
        raise HandoverOver
    if handover.staff_id not in actor.work_of:
        raise HandoverTaken
    return handover


async def audited(
    uow: UnitOfWork, actor: Actor, act: audit.Act, handover: Handover, now: datetime, *, detail: str = ""
) -> None:
    """Write down what was done with it."""
    target = audit.ObjectRef("handover", handover.id)
    await uow.audit.append(audit.entry_of(actor, act, target, now, owner_id=handover.staff_id, detail=detail))
