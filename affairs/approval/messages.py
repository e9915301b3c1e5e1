"""The ledger as adapters use it: one durable note before a message leaves, one after."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from affairs.approval.ledger import LedgerEntry, LedgerKey, LedgerState, Settlement
from affairs.ports import Clock, UnitOfWorkFactory
from affairs.together import Together

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
    """:class:`Messages` over units of work: no network is ever within one.

    What many deliveries note at once is one transaction, which each waits for.
    """

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock) -> None:
        self._unit_of_work, self._clock = unit_of_work, clock
        self._begin = Together(self._begun)
        self._settle = Together(self._settled)

    async def begin(self, key: LedgerKey) -> LedgerEntry:
        """The line as it stood before this attempt."""
        return await self._begin(key)

    async def settle(
        self, key: LedgerKey, state: LedgerState, *, error: str = "", answer: Mapping[str, Any] | None = None
    ) -> None:
        """Note what became of a message."""
        await self._settle(Settlement(key, state, error[:ERROR_LENGTH], answer))

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

    async def _begun(self, keys: Sequence[LedgerKey]) -> Sequence[LedgerEntry]:
        async with self._unit_of_work() as uow:
            entries = await uow.ledger.begin(keys, now=self._clock.now())
            await uow.commit()
            return entries

    async def _settled(self, settlements: Sequence[Settlement]) -> Sequence[None]:
        async with self._unit_of_work() as uow:
            await uow.ledger.settle(settlements, now=self._clock.now())
            await uow.commit()
        return [None] * len(settlements)
