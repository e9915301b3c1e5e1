"""What advisors heard, taught to the catalogue by the knowledge desk: through the same gate as everything else."""

from collections.abc import Sequence

from affairs.handover.errors import NoSuchHandover
from affairs.handover.handover import Suggestion
from affairs.learning import Learned, Learning
from affairs.ports import Clock, UnitOfWorkFactory
from affairs.staff import audit
from affairs.staff.permissions import Actor, Permission

__all__ = ["Suggestions"]

MOST = 100


class Suggestions:
    """Use cases of whoever keeps the catalogue."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, learning: Learning, clock: Clock) -> None:
        self._unit_of_work, self._learning, self._clock = unit_of_work, learning, clock

    async def open(self, actor: Actor) -> Sequence[Suggestion]:
        """Those nobody has decided on, the oldest first."""
        actor.require(Permission.KNOWLEDGE)
        async with self._unit_of_work(read_only=True) as uow:
            return await uow.handovers.suggestions(limit=MOST)

    async def accept(self, actor: Actor, suggestion_id: str) -> Learned:
        """Teach it; learnt twice is learnt once. Raises NoSuchHandover, NoSuchItem, InvalidValue, GateRefused."""
        found = next((each for each in await self.open(actor) if each.id == suggestion_id), None)
        if found is None:
            raise NoSuchHandover
        learned = await self._learning.accept_phrasing(found.item_code, found.phrase)
        await self._decided(actor, suggestion_id, accepted=True)
        return learned

    async def refuse(self, actor: Actor, suggestion_id: str) -> None:
        """Leave it. Raises NoSuchHandover."""
        actor.require(Permission.KNOWLEDGE)
        await self._decided(actor, suggestion_id, accepted=False)

    async def _decided(self, actor: Actor, suggestion_id: str, *, accepted: bool) -> None:
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            if not await uow.handovers.decide_suggestion(suggestion_id, actor.staff_id, accepted=accepted, now=now):
                raise NoSuchHandover
            target = audit.ObjectRef("suggestion", suggestion_id)
            detail = "accepted=yes" if accepted else "accepted=no"
            await uow.audit.append(audit.entry_of(actor, audit.Act.SUGGESTION_DECIDED, target, now, detail=detail))
            await uow.commit()
