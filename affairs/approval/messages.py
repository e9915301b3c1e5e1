"""The ledger as adapters use it: one durable note before a message leaves, one after."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from affairs.approval.ledger import LedgerEntry, LedgerKey, LedgerState
from affairs.ports import Clock, UnitOfWorkFactory

__all__ = ["MessageLedger", "Messages"]

ERROR_LENGTH = 500


class Messages(Protocol):
    """The ledger as adapters use it: every call is durable when it returns."""

    async def begin(self, key: LedgerKey) -> LedgerEntry:
        """See :meth:`LedgerRepository.begin`."""

    async def settle(
        self, key: LedgerKey, state: LedgerState, *, error: str = "", answer: Mapping[str, Any] | None = None
    ) -> None:
        """See :meth:`LedgerRepository.settle`."""

    async def of_case(self, system: str, application_no: str) -> Sequence[LedgerEntry]:
        """See :meth:`LedgerRepository.of_case`."""

    async def use_nonce(self, system: str, nonce: str, *, expires_at: datetime) -> bool:
        """See :meth:`LedgerRepository.use_nonce`."""


class MessageLedger:
    """:class:`Messages` over units of work, a transaction each: no network is ever within one."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock) -> None:
        self._unit_of_work, self._clock = unit_of_work, clock

    async def begin(self, key: LedgerKey) -> LedgerEntry:
        """The line as it stood before this attempt."""
        async with self._unit_of_work() as uow:
            entry = await uow.ledger.begin(key, now=self._clock.now())
            await uow.commit()
            return entry

    async def settle(
        self, key: LedgerKey, state: LedgerState, *, error: str = "", answer: Mapping[str, Any] | None = None
    ) -> None:
        """Note what became of a message."""
        async with self._unit_of_work() as uow:
            await uow.ledger.settle(key, state, now=self._clock.now(), error=error[:ERROR_LENGTH], answer=answer)
            await uow.commit()

    async def of_case(self, system: str, application_no: str) -> Sequence[LedgerEntry]:
        """The lines of one case."""
        async with self._unit_of_work(read_only=True) as uow:
            return await uow.ledger.of_case(system, application_no)

    async def use_nonce(self, system: str, nonce: str, *, expires_at: datetime) -> bool:
        """True the first time."""
        async with self._unit_of_work() as uow:
            fresh = await uow.ledger.use_nonce(system, nonce, now=self._clock.now(), expires_at=expires_at)
            await uow.commit()
            return fresh
