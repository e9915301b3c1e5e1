"""What happened at approval systems that do not call us, or whose calls were lost: asked for again and again."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import structlog

from affairs.approval.errors import ApprovalError
from affairs.approval.system import ApprovalSystem, Capability
from affairs.approval.updates import ProgressUpdate
from affairs.errors import DomainError, StoreUnavailable
from affairs.ports import Clock, UnitOfWorkFactory

__all__ = ["Poller", "Record"]

Record = Callable[[ProgressUpdate], Awaitable[object]]
"""Keeps one update; one that was kept before is no news. Raises a DomainError for one that concerns no case of ours."""
log = structlog.get_logger(__name__)


class Poller:
    """Polls one system. Any number of them may: an update that two bring is recorded once."""

    def __init__(
        self,
        system: ApprovalSystem,
        unit_of_work: UnitOfWorkFactory,
        record: Record,
        clock: Clock,
        *,
        every: float = 30.0,
    ) -> None:
        self._system, self._unit_of_work, self._record, self._clock = system, unit_of_work, record, clock
        self._every = every

    @property
    def can(self) -> bool:
        """Whether the system can be polled."""
        return Capability.UPDATES in self._system.capabilities

    async def run(self) -> None:
        """Until cancelled; a system or a database that is away is waited for."""
        while self.can:
            with contextlib.suppress(ApprovalError, StoreUnavailable):
                while await self.once():
                    pass
            await asyncio.sleep(self._every)

    async def once(self) -> bool:
        """One batch, stored, and only then confirmed; whether there is more. Raises ApprovalError, StoreUnavailable."""
        async with self._unit_of_work(read_only=True) as uow:
            cursor = await uow.ledger.cursor(self._system.name)
        batch = await self._system.updates(cursor)
        for update in batch.updates:
            await self._kept(update)
        if batch.cursor != cursor:
            async with self._unit_of_work() as uow:
                await uow.ledger.set_cursor(self._system.name, batch.cursor, now=self._clock.now())
                await uow.commit()
        return batch.more

    async def _kept(self, update: ProgressUpdate) -> None:
        try:
            await self._record(update)
        except StoreUnavailable:
            raise
        except DomainError as error:
            log.warning("approval.update_of_no_case", system=update.system, update=update.event_id, code=error.code)
