"""What all adapters share: the catalogue rule, validation, the ledger, times and counts. A subclass fills the hooks."""

import time
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import structlog

from affairs.approval.errors import ApprovalError, FieldFault, NotSupported, Rejected, Unavailable, Unknown
from affairs.approval.ledger import LedgerKey, LedgerState
from affairs.approval.messages import Messages
from affairs.approval.packet import CasePacket, ProvidedMaterial
from affairs.approval.system import (
    AttachmentReceipt,
    Capability,
    FileSource,
    Receipt,
    SystemHealth,
    SystemState,
)
from affairs.approval.updates import ProgressUpdate, UpdateBatch
from affairs.ports import Clock
from affairs.privacy import scrub
from integrations.approval.profile import Profile

__all__ = ["Adapter", "Answer", "Counts", "NoCounts", "Tools"]

Answer = Mapping[str, Any]
MESSAGE_LENGTH = 200
log = structlog.get_logger(__name__)


class Counts(Protocol):
    """Where calls are counted."""

    def approval_call(self, system: str, operation: str, outcome: str, seconds: float) -> None:
        """One call: ``outcome`` is ``ok`` or the error's name in small letters."""


class NoCounts:
    """Counts nothing."""

    def approval_call(self, system: str, operation: str, outcome: str, seconds: float) -> None:
        """Nothing."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What adapters are given. ``item_in_force`` says whether the catalogue in force has an item that can be done."""

    messages: Messages
    files: FileSource
    clock: Clock
    item_in_force: Callable[[str], bool]
    counts: Counts


class Adapter(ABC):
    """A base of :class:`affairs.approval.system.ApprovalSystem`.

    Public methods do what is the same everywhere and call the hook of the same name with an
    underscore. A hook is called only when ``capabilities`` has its act; NotSupported otherwise.
    """

    kind: ClassVar[str]
    capabilities: frozenset[Capability] = frozenset()

    def __init__(self, name: str, profile: Profile, tools: Tools) -> None:
        self.name = name
        self.profile = profile
        self._tools = tools

    @abstractmethod
    def faults(self, packet: CasePacket) -> Sequence[FieldFault]:
        """Everything wrong with a packet, by the profile. Pure."""

    async def submit(self, packet: CasePacket, key: str) -> Receipt:
        """See the port. Nothing leaves for an item outside the catalogue, nor with a fault."""
        async with self._measured("submit"):
            self._refuse_unlisted(packet)
            self._refuse(self.faults(packet))
            return await self._submit(packet, key)

    async def find(self, key: str, application_no: str) -> Receipt | None:
        """See the port."""
        async with self._measured("find", Capability.FIND):
            return await self._find(key, application_no)

    async def progress(self, receipt_no: str, application_no: str) -> Sequence[ProgressUpdate]:
        """See the port."""
        async with self._measured("progress", Capability.PROGRESS):
            return await self._progress(receipt_no, application_no)

    async def supplement(self, packet: CasePacket, materials: Sequence[ProvidedMaterial], key: str) -> None:
        """See the port."""
        async with self._measured("supplement", Capability.SUPPLEMENT):
            await self._supplement(packet, materials, key)

    async def withdraw(self, packet: CasePacket, reason: str, key: str) -> None:
        """See the port."""
        async with self._measured("withdraw", Capability.WITHDRAW):
            await self._withdraw(packet, reason, key)

    async def attachments(
        self, packet: CasePacket, materials: Sequence[ProvidedMaterial], key: str
    ) -> Sequence[AttachmentReceipt]:
        """See the port."""
        async with self._measured("attachments", Capability.ATTACHMENTS):
            return await self._attachments(packet, materials, key)

    async def report(self, packet: CasePacket, key: str) -> None:
        """See the port."""
        async with self._measured("report", Capability.REPORT):
            self._refuse(self.faults(packet))
            await self._report(packet, key)

    async def parse_update(self, headers: Mapping[str, str], body: bytes) -> Sequence[ProgressUpdate]:
        """See the port."""
        async with self._measured("parse_update", Capability.PUSH):
            return await self._parse_update({name.lower(): value for name, value in headers.items()}, body)

    async def updates(self, cursor: str, limit: int = 500) -> UpdateBatch:
        """See the port."""
        async with self._measured("updates", Capability.UPDATES):
            return await self._updates(cursor, limit)

    async def check(self) -> SystemHealth:
        """See the port."""
        began = time.perf_counter()
        try:
            async with self._measured("check"):
                reason = await self._check()
        except ApprovalError as error:
            return SystemHealth(SystemState.DOWN, str(error) or type(error).__name__, time.perf_counter() - began)
        state = SystemState.DEGRADED if reason else SystemState.OK
        return SystemHealth(state, reason, time.perf_counter() - began)

    async def close(self) -> None:  # noqa: B027 - an adapter may have nothing to close
        """Give connections back."""

    @abstractmethod
    async def _submit(self, packet: CasePacket, key: str) -> Receipt: ...

    @abstractmethod
    async def _check(self) -> str:
        """What the operator should know; '' = all is well. Raises ApprovalError when it is out of reach."""

    async def _find(self, _key: str, _application_no: str) -> Receipt | None:
        raise NotSupported(Capability.FIND)

    async def _progress(self, _receipt_no: str, _application_no: str) -> Sequence[ProgressUpdate]:
        raise NotSupported(Capability.PROGRESS)

    async def _supplement(self, _packet: CasePacket, _materials: Sequence[ProvidedMaterial], _key: str) -> None:
        raise NotSupported(Capability.SUPPLEMENT)

    async def _withdraw(self, _packet: CasePacket, _reason: str, _key: str) -> None:
        raise NotSupported(Capability.WITHDRAW)

    async def _attachments(
        self, _packet: CasePacket, _materials: Sequence[ProvidedMaterial], _key: str
    ) -> Sequence[AttachmentReceipt]:
        raise NotSupported(Capability.ATTACHMENTS)

    async def _report(self, _packet: CasePacket, _key: str) -> None:
        raise NotSupported(Capability.REPORT)

    async def _parse_update(self, _headers: Mapping[str, str], _body: bytes) -> Sequence[ProgressUpdate]:
        raise NotSupported(Capability.PUSH)

    async def _updates(self, _cursor: str, _limit: int) -> UpdateBatch:
        raise NotSupported(Capability.UPDATES)

    async def _once(
        self,
        application_no: str,
        message: str,
        send: Callable[[], Awaitable[Answer]],
        *,
        ask: Callable[[], Awaitable[Answer | None]] | None = None,
    ) -> Answer:
        """Send one message unless it was acknowledged before; its answer, now or then.

        When an earlier attempt was left without an answer, ``ask`` is asked first.
        """
        key = LedgerKey(self.name, application_no, message[:MESSAGE_LENGTH])
        before = await self._tools.messages.begin(key)
        if before.state is LedgerState.ACKED:
            return before.answer
        try:
            known = await ask() if ask is not None and before.state is LedgerState.SENT else None
            answer = known if known is not None else await send()
        except Rejected as error:
            await self._settle(key, LedgerState.REJECTED, error.reason)
            raise
        except Unknown as error:
            await self._settle(key, LedgerState.SENT, str(error))
            raise
        except Unavailable as error:
            # What was unknown before stays unknown: that this attempt had no effect says nothing of the one before.
            state = LedgerState.SENT if before.state is LedgerState.SENT else LedgerState.PENDING
            await self._settle(key, state, str(error))
            raise
        await self._tools.messages.settle(key, LedgerState.ACKED, answer=answer)
        return answer

    async def _settle(self, key: LedgerKey, state: LedgerState, reason: str) -> None:
        await self._tools.messages.settle(key, state, error=scrub(reason))

    def _refuse_unlisted(self, packet: CasePacket) -> None:
        """未进入目录库不得实施."""
        if not self._tools.item_in_force(packet.item.code):
            reason = f"事项“{packet.item.name}”不在现行的政务服务事项目录里，不能办理"
            raise Rejected(reason, [FieldFault("item.code", "not-in-catalogue", reason)])

    @staticmethod
    def _refuse(faults: Sequence[FieldFault]) -> None:
        if faults:
            raise Rejected("；".join(fault.reason for fault in faults), faults)

    @asynccontextmanager
    async def _measured(self, operation: str, needs: Capability | None = None) -> AsyncIterator[None]:
        """Time, count and log one call; nothing of the case is in it. Raises NotSupported without what it needs."""
        began = time.perf_counter()
        outcome = "broken"
        try:
            if needs is not None and needs not in self.capabilities:
                raise NotSupported(needs)
            yield
            outcome = "ok"
        except ApprovalError as error:
            outcome = type(error).__name__.lower()
            raise
        finally:
            seconds = time.perf_counter() - began
            self._tools.counts.approval_call(self.name, operation, outcome, seconds)
            log.info(
                "approval.call", system=self.name, operation=operation, outcome=outcome, ms=round(seconds * 1000, 1)
            )
