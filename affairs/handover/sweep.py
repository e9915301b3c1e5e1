"""Clocks of hand-overs: a silent advisor is relieved, an offer nobody took goes on, what was never confirmed goes."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from affairs.handover import words
from affairs.handover.handover import Handover, Side, State
from affairs.handover.office import Office
from affairs.handover.ports import QUEUE, Hints
from affairs.handover.routing import best
from affairs.handover.speaking import spoken
from affairs.ports import Clock, UnitOfWork, UnitOfWorkFactory
from knowledge.snapshot import Snapshot

__all__ = ["OFFERED", "SILENT", "HandoverSweep"]

SILENT = timedelta(minutes=10)
"""Open time a citizen waits for an answer before another advisor is asked."""
OFFERED = timedelta(minutes=2)
"""How long one advisor is thought of before the next one is."""
PROPOSED = timedelta(days=1)
BATCH = 50


class HandoverSweep:
    """Any number of workers may sweep: each hand-over is looked at again under its lock."""

    def __init__(
        self,
        unit_of_work: UnitOfWorkFactory,
        snapshot: Callable[[], Snapshot],
        office: Office,
        hints: Hints,
        clock: Clock,
    ) -> None:
        self._unit_of_work, self._snapshot, self._office = unit_of_work, snapshot, office
        self._hints, self._clock = hints, clock

    async def sweep(self) -> int:
        """Do what is due; how many changed hands. Raises StoreUnavailable."""
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            await uow.handovers.purge_proposed(now - PROPOSED)
            await uow.commit()
        async with self._unit_of_work(read_only=True) as uow:
            silent = await uow.handovers.silent(now - SILENT, limit=BATCH)
            stale = await uow.handovers.stale_offers(now - OFFERED, limit=BATCH)
        moved = [await self._relieved(each.id, now) for each in silent]
        moved += [await self._offered(each.id, now) for each in stale]
        return sum(moved)

    async def _relieved(self, handover_id: str, now: datetime) -> bool:
        """Back into the queue, thought of for another."""
        async with self._unit_of_work() as uow:
            before = await uow.handovers.get(handover_id, lock=True)
            if before is None or before.state is not State.TAKEN or before.unanswered_since is None:
                return False
            waited = self._office.open_between(before.unanswered_since, now, before.region)
            if waited < SILENT or not self._office.is_open(now, before.region):
                return False
            whom = await self._whom(uow, before, [before.staff_id], now)
            _, after = await spoken(uow, before, Side.SYSTEM, words.REASSIGNED, now=now)
            after = replace(
                after,
                state=State.WAITING,
                staff_id="",
                offered_to=whom,
                offered_at=now,
                reassigned=before.reassigned + 1,
            )
            await uow.handovers.save(after)
            await uow.commit()
        await self._hints.changed(handover_id, QUEUE)
        return True

    async def _offered(self, handover_id: str, now: datetime) -> bool:
        """Thought of for the next one, if there is one."""
        async with self._unit_of_work() as uow:
            before = await uow.handovers.get(handover_id, lock=True)
            if before is None or before.state is not State.WAITING:
                return False
            whom = await self._whom(uow, before, [before.offered_to] if before.offered_to else [], now)
            if not whom or whom == before.offered_to:
                return False
            await uow.handovers.save(replace(before, offered_to=whom, offered_at=now))
            await uow.commit()
        await self._hints.changed(handover_id, QUEUE)
        return True

    async def _whom(self, uow: UnitOfWork, handover: Handover, but: Sequence[str], now: datetime) -> str:
        near = set(self._snapshot().catalogue.ancestry(handover.region)) if handover.region else set()
        advisors = await uow.advisors.all()
        return best(advisors, handover.item_code, handover.department, near, now=now, but=but)
