"""The staff's side of matters: have one, send it up or down with reason and clock, propose, decide, answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from affairs.clock import WorkCalendar
from affairs.errors import InvalidValue, NotPermitted
from affairs.handover.desk import seen_by
from affairs.handover.handover import OPEN as CONVERSING
from affairs.handover.handover import Side
from affairs.handover.speaking import fit_words, spoken
from affairs.matters import words
from affairs.matters.errors import MatterMoved, NoSuchMatter
from affairs.matters.limits import ANSWERED_WITHIN, EXTENSION, TIER_WITHIN, ends
from affairs.matters.matter import TIERS, Decision, Level, Matter, MatterKind, MatterState, Step, StepAct, Written
from affairs.notifications.inbox import tell
from affairs.ports import Clock, UnitOfWork, UnitOfWorkFactory
from affairs.staff import audit
from affairs.staff.model import Staff, Tier, new_id
from affairs.staff.permissions import Actor, Permission

__all__ = ["MatterDesk", "Read"]

SHOWN = 200
TEXT = 2000


@dataclass(frozen=True, slots=True)
class Read:
    """A matter with its way."""

    matter: Matter
    steps: Sequence[Step]


class MatterDesk:
    """Use cases of staff with :attr:`Permission.MATTERS`. One sees what lies at one's own tier and district, and what
    one has or had sent up; a head sees all that is major or systemic.
    """

    def __init__(self, unit_of_work: UnitOfWorkFactory, calendar: Callable[[], WorkCalendar], clock: Clock) -> None:
        self._unit_of_work, self._calendar, self._clock = unit_of_work, calendar, clock

    async def waiting(self, actor: Actor) -> Sequence[Matter]:
        """What lies at one's tier, and what one has; the most urgent first."""
        actor.require(Permission.MATTERS)
        async with self._unit_of_work(read_only=True) as uow:
            person = await uow.staff.find(actor.staff_id)
            tiers = TIERS if actor.may(Permission.PROPOSALS) else (_tier(person),)
            found = await uow.matters.open_at(tiers, actor.work_of, limit=SHOWN)
            return [each for each in found if _sees(actor, person, each)]

    async def read(self, actor: Actor, matter_id: str) -> Read:
        """One of them, written down as read. Raises NoSuchMatter."""
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            found = await _seen(uow, actor, matter_id)
            steps = await uow.matters.steps(matter_id)
            await _audited(uow, actor, audit.Act.MATTER_READ, found, now)
            await uow.commit()
        return Read(found, steps)

    async def escalate(self, actor: Actor, handover_id: str, level: Level, tier: Tier, reason: str) -> Matter:
        """Send a conversation up: the story goes along, and the citizen hears who has it and until when.

        Escalated twice is escalated once. Raises NoSuchHandover, MatterMoved (the conversation is over), InvalidValue.
        """
        actor.require(Permission.MATTERS)
        said, now, calendar = _reason(reason), self._clock.now(), self._calendar()
        async with self._unit_of_work() as uow:
            handover = await seen_by(uow, actor, handover_id, lock=True)
            if (known := await uow.matters.of_handover(handover_id)) is not None:
                return known
            if handover.state not in CONVERSING or handover.staff_id not in actor.work_of:
                raise MatterMoved
            made = Matter(
                new_id(),
                MatterKind.CONSULTATION,
                MatterState.OPEN,
                level,
                tier,
                now,
                ends(TIER_WITHIN[tier], now, calendar),
                ends(ANSWERED_WITHIN[MatterKind.CONSULTATION], now, calendar),
                Written(handover.brief.item or "咨询", handover.brief.summary),
                handover.citizen_id,
                handover.region,
                handover.department,
                handover.item_code,
                handover.application_no,
                handover_id,
                opened_by=actor.staff_id,
            )
            await uow.matters.add(made)
            await uow.matters.step(Step(made.id, now, StepAct.OPENED, tier, made.due, actor.staff_id, said))
            _, after = await spoken(uow, handover, Side.SYSTEM, words.escalated(made), now=now)
            await uow.handovers.save(after)
            await _audited(uow, actor, audit.Act.MATTER_OPENED, made, now, detail=f"tier={tier},level={level}")
            await uow.commit()
        return made

    async def take(self, actor: Actor, matter_id: str) -> None:
        """Have it from now on. Raises NoSuchMatter, MatterMoved (a colleague has it, or it is answered)."""

        def change(before: Matter, now: datetime) -> Matter:
            if before.staff_id and before.staff_id not in actor.work_of:
                raise MatterMoved
            return replace(before, staff_id=actor.staff_id, taken_at=before.taken_at or now)

        await self._changed(actor, matter_id, StepAct.TAKEN, audit.Act.MATTER_TAKEN, "", change)

    async def up(self, actor: Actor, matter_id: str, reason: str) -> None:
        """To the next tier, whose clock begins. Raises NoSuchMatter, MatterMoved (none is above), InvalidValue."""
        await self._along(actor, matter_id, 1, reason)

    async def down(self, actor: Actor, matter_id: str, instructions: str) -> None:
        """To the tier below, with instructions. Raises as :meth:`up`."""
        await self._along(actor, matter_id, -1, instructions)

    async def level(self, actor: Actor, matter_id: str, level: Level, reason: str) -> None:
        """Say how far it reaches: what is major shows to the heads. Raises NoSuchMatter, MatterMoved, InvalidValue."""
        said = _reason(reason)
        await self._changed(
            actor,
            matter_id,
            StepAct.LEVELLED,
            audit.Act.MATTER_LEVELLED,
            said,
            lambda before, _: replace(_held(before, actor), level=level),
        )

    async def extend(self, actor: Actor, matter_id: str, reason: str) -> None:
        """Put the answer off, once; the citizen is told why. Raises NoSuchMatter, MatterMoved, InvalidValue."""
        said, calendar = _reason(reason), self._calendar()

        def change(before: Matter, _now: datetime) -> Matter:
            if _held(before, actor).extended_to is not None:
                raise MatterMoved
            # What was promised ends at 24:00, which is the next day already.
            until = ends(EXTENSION, before.promised - timedelta(seconds=1), calendar)
            return replace(before, extended_to=until, written=replace(before.written, extension=said))

        await self._changed(actor, matter_id, StepAct.EXTENDED, audit.Act.MATTER_EXTENDED, said, change)

    async def propose(self, actor: Actor, matter_id: str, proposal: str) -> None:
        """Systemic: how the rule itself should change, for the 审管办 to decide. Raises as :meth:`level`."""
        said = _reason(proposal, TEXT)

        def change(before: Matter, _now: datetime) -> Matter:
            if _held(before, actor).state is not MatterState.OPEN:
                raise MatterMoved
            written = replace(before.written, proposal=said)
            return replace(
                before,
                state=MatterState.PROPOSED,
                level=Level.SYSTEMIC,
                written=written,
                proposed_by=actor.staff_id,
                decision=Decision.NONE,
            )

        await self._changed(actor, matter_id, StepAct.PROPOSED, audit.Act.MATTER_PROPOSED, said, change)

    async def proposals(self, actor: Actor) -> Sequence[Matter]:
        """Those that wait for a decision, the oldest first."""
        actor.require(Permission.PROPOSALS)
        async with self._unit_of_work(read_only=True) as uow:
            return await uow.matters.proposed(limit=SHOWN)

    async def decide(self, actor: Actor, matter_id: str, decision: Decision, reason: str) -> None:
        """Decide on a proposal of somebody else's; whoever has the matter answers the citizen then.

        Raises NotPermitted (one's own), NoSuchMatter, MatterMoved, InvalidValue.
        """
        actor.require(Permission.PROPOSALS)
        said = _reason(reason)

        def change(before: Matter, _now: datetime) -> Matter:
            if before.state is not MatterState.PROPOSED or decision is Decision.NONE:
                raise MatterMoved
            if before.proposed_by == actor.staff_id:
                raise NotPermitted
            written = replace(before.written, decided=said)
            return replace(before, state=MatterState.OPEN, decision=decision, written=written)

        await self._changed(actor, matter_id, StepAct.DECIDED, audit.Act.MATTER_DECIDED, said, change)

    async def answer(self, actor: Actor, matter_id: str, answer: str) -> None:
        """Answer the citizen; it is done. Raises NoSuchMatter, MatterMoved (a proposal waits), InvalidValue."""
        said = _reason(answer, TEXT)

        def change(before: Matter, now: datetime) -> Matter:
            if _held(before, actor).state is not MatterState.OPEN:
                raise MatterMoved
            written = replace(before.written, answer=said)
            done = replace(before, state=MatterState.ANSWERED, written=written)
            return replace(done, answered_at=now, answered_by=actor.staff_id)

        await self._changed(actor, matter_id, StepAct.ANSWERED, audit.Act.MATTER_ANSWERED, "", change)

    async def _along(self, actor: Actor, matter_id: str, way: int, reason: str) -> None:
        said, calendar = _reason(reason), self._calendar()

        def change(before: Matter, now: datetime) -> Matter:
            at = TIERS.index(_held(before, actor).tier) + way
            if not 0 <= at < len(TIERS):
                raise MatterMoved
            return replace(before, tier=TIERS[at], staff_id="", due=ends(TIER_WITHIN[TIERS[at]], now, calendar))

        act, entry = (StepAct.UP, audit.Act.MATTER_UP) if way > 0 else (StepAct.DOWN, audit.Act.MATTER_DOWN)
        await self._changed(actor, matter_id, act, entry, said, change)

    async def _changed(
        self,
        actor: Actor,
        matter_id: str,
        act: StepAct,
        entry: audit.Act,
        reason: str,
        change: Callable[[Matter, datetime], Matter],
    ) -> None:
        """One act: under the lock, with its step, its entry in the log, and word to the citizen."""
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            before = await _seen(uow, actor, matter_id, lock=True)
            if before.state is MatterState.ANSWERED:
                raise MatterMoved
            after = change(before, now)
            await uow.matters.save(after)
            await uow.matters.step(Step(matter_id, now, act, after.tier, after.due, actor.staff_id, reason))
            await _audited(uow, actor, entry, after, now, detail=f"tier={after.tier},level={after.level}")
            if after.citizen_id and (told := words.told(act, after)):
                key = f"matter:{matter_id}:{after.revision}:{act}"
                await tell(uow, after.citizen_id, key, words.TITLE, told, now=now)
            await uow.commit()


def _tier(person: Staff | None) -> Tier:
    return person.profile.tier if person else Tier.CENTRE


def _sees(actor: Actor, person: Staff | None, matter: Matter) -> bool:
    if matter.staff_id in actor.work_of or matter.opened_by in actor.work_of:
        return True
    if actor.may(Permission.PROPOSALS) and (matter.level is not Level.ORDINARY or matter.proposed_by):
        return True
    region = person.profile.region if person else ""
    return matter.tier is _tier(person) and (not region or not matter.region or matter.region == region)


async def _seen(uow: UnitOfWork, actor: Actor, matter_id: str, *, lock: bool = False) -> Matter:
    actor.require(Permission.MATTERS)
    found = await uow.matters.get(matter_id, lock=lock)
    if found is None or not _sees(actor, await uow.staff.find(actor.staff_id), found):
        raise NoSuchMatter
    return found


def _held(matter: Matter, actor: Actor) -> Matter:
    """The matter, if it is the actor's to act in: one that nobody has must be taken first. Raises MatterMoved."""
    if matter.staff_id not in actor.work_of:
        raise MatterMoved
    return matter


def _reason(text: str, longest: int = 300) -> str:
    said = fit_words(text, longest)
    if len(said) < 2:
        raise InvalidValue("请写明理由或内容。", field="reason")
    return said


async def _audited(
    uow: UnitOfWork, actor: Actor, act: audit.Act, matter: Matter, now: datetime, *, detail: str = ""
) -> None:
    target = audit.ObjectRef("matter", matter.id)
    await uow.audit.append(audit.entry_of(actor, act, target, now, owner_id=matter.staff_id, detail=detail))
