"""Cases on their way to approval systems: outbox rows carried out, in order within a case, exactly once.

Whether a message went out before is the ledger's to know; here it is decided what a failure means for
the row: again later, or never.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from affairs.applications.submission import SUBMIT, SUPPLEMENT, WITHDRAW
from affairs.approval.errors import ApprovalError, FieldFault, NotSupported, Rejected, Unavailable, Unknown
from affairs.approval.ledger import LedgerEntry, LedgerState
from affairs.approval.messages import Messages
from affairs.approval.packet import CasePacket
from affairs.approval.system import ApprovalSystem, ApprovalSystems, Receipt
from affairs.cases.reporting import REPORT
from affairs.errors import NoSuchApplication
from affairs.outbox import Backoff, PermanentFailure, TransientFailure
from affairs.ports import Clock, OutboxMessage, UnitOfWorkFactory
from affairs.together import Together
from integrations.delivery.breaker import Breaker

__all__ = ["KINDS", "CaseDelivery", "NotedOutcomes", "Outcomes", "Packer"]

KINDS = (SUBMIT, SUPPLEMENT, WITHDRAW, REPORT)
LONGEST = timedelta(minutes=1)
"""Between two attempts: a system that is away is spared by its breaker, not by the patience of each case."""
KEPT_TRYING = timedelta(days=7)
"""A system may be away over a long holiday; after that somebody has to look."""
log = structlog.get_logger(__name__)


class Packer(Protocol):
    """Packs an application."""

    async def pack(self, numbers: Sequence[str]) -> Sequence[CasePacket]:
        """As they stand now. Raises NoSuchApplication."""

    async def report(self, application_no: str) -> CasePacket:
        """With all that happened to it. Raises NoSuchApplication."""


class Outcomes(Protocol):
    """What is done with what became of a delivery."""

    async def received(self, receipts: Sequence[Receipt]) -> Sequence[object]:
        """Systems have the cases, under their own numbers; once is enough."""

    async def supplemented(self, application_no: str, *, system: str, key: str, handed_in: datetime) -> object:
        """The system has the supplement that the applicant handed in then; ``key`` names it, once is enough."""

    async def rejected(self, application_no: str, *, system: str, reason: str, faults: Sequence[FieldFault]) -> object:
        """It was refused for good, before or by the system: staff has to see to it."""


class NotedOutcomes:
    """Where nothing keeps cases yet: the ledger and the outbox have it, and the log says so."""

    async def received(self, receipts: Sequence[Receipt]) -> Sequence[None]:
        """Say so."""
        for each in receipts:
            log.info("case.received", application=each.application_no, system=each.system, receipt=each.receipt_no)
        return [None] * len(receipts)

    async def supplemented(self, application_no: str, *, system: str, key: str, handed_in: datetime) -> None:
        """Say so."""
        log.info("case.supplemented", application=application_no, system=system, key=key, handed_in=handed_in)

    async def rejected(self, application_no: str, *, system: str, reason: str, faults: Sequence[FieldFault]) -> None:
        """Say so; the reason is in the outbox."""
        codes = sorted({fault.code for fault in faults})
        log.error("case.rejected", application=application_no, system=system, faults=codes, reason=reason)


class CaseDelivery:
    """The handler of :data:`KINDS` for the dispatcher. One in a process, so that its breakers see every call."""

    def __init__(
        self,
        systems: ApprovalSystems,
        packer: Packer,
        messages: Messages,
        outcomes: Outcomes,
        unit_of_work: UnitOfWorkFactory,
        clock: Clock,
        *,
        backoff: Backoff | None = None,
        breaker: Callable[[], Breaker] = Breaker,
    ) -> None:
        self._systems, self._messages, self._outcomes = systems, messages, outcomes
        self._report = packer.report
        self._pack, self._received = Together(packer.pack), Together(outcomes.received)
        self._unit_of_work, self._clock = unit_of_work, clock
        self._backoff = backoff or Backoff(first=timedelta(seconds=1), longest=LONGEST, attempts=2**31)
        self._breaker, self._breakers = breaker, dict[str, Breaker]()

    async def __call__(self, message: OutboxMessage) -> None:
        """Carry out one row. Raises TransientFailure, PermanentFailure; their texts name no person."""
        packet = await self._packed(message)
        system = self._system(message, packet)
        breaker = self._breakers.setdefault(system.name, self._breaker())
        wait = breaker.closed_for(self._clock.now())
        if wait is not None:
            # Spread, so that those who wait do not come back all at once.
            spread = 1 + random.random()  # noqa: S311 - a spread, not a secret
            raise TransientFailure(f"{system.name}: circuit open", due=self._clock.now() + wait * spread)
        try:
            await self._deliver(message, system, packet, breaker)
        finally:
            breaker.let_go()

    def _system(self, message: OutboxMessage, packet: CasePacket) -> ApprovalSystem:
        """Where it goes: a report to the system that it names, everything else to that of its item."""
        if message.kind == REPORT:
            name = str(message.payload.get("system", ""))
            found, missing = self._systems.named(name), f"没有配置系统{name}"
        else:
            found = self._systems.for_item(packet.item.code, packet.department.code) or self._systems.for_item(
                packet.item.code, packet.department.name
            )
            missing = f"事项{packet.item.code}没有配置审批系统"
        if found is None:
            raise PermanentFailure(missing)
        return found

    async def _packed(self, message: OutboxMessage) -> CasePacket:
        number = message.payload.get("application_no")
        if not isinstance(number, str) or not number:
            raise PermanentFailure("payload without application_no")
        try:
            return await (self._report(number) if message.kind == REPORT else self._pack(number))
        except NoSuchApplication:
            raise PermanentFailure("申报已不存在") from None

    async def _deliver(
        self, message: OutboxMessage, system: ApprovalSystem, packet: CasePacket, breaker: Breaker
    ) -> None:
        try:
            if message.kind == SUBMIT:
                receipt = await system.submit(packet, message.key)
                breaker.went_well()
                await self._received(receipt)
            elif message.kind == REPORT:
                await system.report(packet, message.key)
                breaker.went_well()
            else:
                await self._follow_up(message, system, packet)
                breaker.went_well()
        except (Rejected, NotSupported) as error:
            breaker.went_well()
            reason = error.reason if isinstance(error, Rejected) else f"{system.name}不支持{message.kind}"
            faults = error.faults if isinstance(error, Rejected) else ()
            if message.kind != REPORT:  # the applicant's case is decided, whatever the report lacks: staff see it
                await self._outcomes.rejected(packet.application_no, system=system.name, reason=reason, faults=faults)
            raise PermanentFailure(reason) from None
        except (Unavailable, Unknown) as error:
            breaker.failed(self._clock.now())
            raise self._later(message, error) from None

    async def _follow_up(self, message: OutboxMessage, system: ApprovalSystem, packet: CasePacket) -> None:
        """A supplement or a withdrawal: only once the submission is through, and what was handed in before."""
        if await self._follows(message):
            raise self._later(message, None)
        submitted = await self._submitted(system, packet.application_no)
        if submitted is None or submitted.state in {LedgerState.PENDING, LedgerState.SENT}:
            raise self._later(message, None)
        if submitted.state is not LedgerState.ACKED:
            if message.kind == WITHDRAW:
                return  # it never got there: nothing is to be taken back
            raise Rejected("申报没有送达审批系统，不能补正")
        held = _with_receipt(packet, str(submitted.answer.get("receipt_no", "")))
        if message.kind == SUPPLEMENT:
            await system.supplement(held, held.materials, message.key)
            number, handed_in = packet.application_no, message.created_at
            await self._outcomes.supplemented(number, system=system.name, key=message.key, handed_in=handed_in)
        else:
            await system.withdraw(held, "申请人撤回", message.key)

    async def _follows(self, message: OutboxMessage) -> bool:
        async with self._unit_of_work(read_only=True) as uow:
            return await uow.outbox.follows(message)

    async def _submitted(self, system: ApprovalSystem, application_no: str) -> LedgerEntry | None:
        lines = await self._messages.of_case(system.name, application_no)
        found = [line for line in lines if line.key.message.startswith(("submit:", "basic"))]
        acked = [line for line in found if line.state is LedgerState.ACKED]
        return next(iter((acked or found)[-1:]), None)

    def _later(self, message: OutboxMessage, error: ApprovalError | None) -> TransientFailure | PermanentFailure:
        now = self._clock.now()
        reason = f"{type(error).__name__}: {error}" if error is not None else "waits for what was handed in before"
        if now - message.created_at > KEPT_TRYING:
            return PermanentFailure(f"{KEPT_TRYING.days}天内没有送达：{reason}")
        return TransientFailure(reason, due=now + self._wait(message, error))

    def _wait(self, message: OutboxMessage, error: ApprovalError | None) -> timedelta:
        asked = error.retry_after if isinstance(error, Unavailable) else None
        wait = self._backoff.wait(message.attempts, asked=timedelta(seconds=asked) if asked else None)
        return wait if wait is not None else LONGEST


def _with_receipt(packet: CasePacket, receipt_no: str) -> CasePacket:
    return replace(packet, receipt_no=receipt_no or packet.application_no)
