"""The port: what every approval system offers, whatever stands behind it (``docs/adapters.md``)."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from affairs.approval.errors import FieldFault
from affairs.approval.packet import CasePacket, ProvidedMaterial
from affairs.approval.updates import ProgressUpdate, UpdateBatch

__all__ = [
    "ApprovalSystem",
    "ApprovalSystems",
    "AttachmentReceipt",
    "Capability",
    "FileSource",
    "Receipt",
    "SystemHealth",
    "SystemState",
]


class Capability(StrEnum):
    """What a system can do beyond taking applications."""

    FIND = "find"
    """It can be asked whether it has a case; without, ``submit`` may be repeated without harm instead."""
    PROGRESS = "progress"
    UPDATES = "updates"
    """Polling by cursor."""
    PUSH = "push"
    """It calls us: ``parse_update``."""
    SUPPLEMENT = "supplement"
    WITHDRAW = "withdraw"
    ATTACHMENTS = "attachments"
    REPORT = "report"
    """It is told of the steps taken by others."""


class SystemState(StrEnum):
    """State of a system as its adapter sees it."""

    OK = "ok"
    DEGRADED = "degraded"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class SystemHealth:
    """``reason`` is English for the operator, without secrets or personal data."""

    state: SystemState
    reason: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Receipt:
    """The system has the case. ``receipt_no`` is its own number of it; ``taken_at`` None = not told."""

    system: str
    application_no: str
    receipt_no: str
    taken_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AttachmentReceipt:
    """One file that the system holds whole, and its name there."""

    material: str
    reference: str
    foreign_id: str


class FileSource(Protocol):
    """Where the files of applications are."""

    def read(self, reference: str, offset: int = 0) -> AsyncIterator[bytes]:
        """The file's bytes from ``offset``, in pieces of bounded size. Raises FileNotFoundError."""


class ApprovalSystem(Protocol):
    """One approval system. Every method may take long and none is called within a transaction.

    All raise Unavailable (no effect; again later), Unknown (perhaps an effect; ask first), and
    NotSupported where the capability is absent. ``key`` is ours and names the act: the same key is
    the same act, however often it comes.
    """

    name: str
    capabilities: frozenset[Capability]

    def faults(self, packet: CasePacket) -> Sequence[FieldFault]:
        """Everything that would make ``submit`` refuse this packet before it leaves; pure, so precheck may ask too."""

    async def submit(self, packet: CasePacket, key: str) -> Receipt:
        """Hand the application over, with its files. The same key again gives the same receipt and no second case.

        Raises Rejected when it is faulty, when the item is not in the catalogue in force
        (未进入目录库不得实施), or when the system refuses it for good.
        """

    async def find(self, key: str, application_no: str) -> Receipt | None:
        """What became of an earlier ``submit``; None = the system surely has no such case."""

    async def progress(self, receipt_no: str, application_no: str) -> Sequence[ProgressUpdate]:
        """All that happened to one case so far, in order; heals whatever pushes and polling missed."""

    async def supplement(self, packet: CasePacket, materials: Sequence[ProvidedMaterial], key: str) -> None:
        """补正: hand in ``materials`` for a case whose correction was asked. Raises Rejected."""

    async def withdraw(self, packet: CasePacket, reason: str, key: str) -> None:
        """撤回. Raises Rejected when it is too late for that."""

    async def attachments(
        self, packet: CasePacket, materials: Sequence[ProvidedMaterial], key: str
    ) -> Sequence[AttachmentReceipt]:
        """Bring the files over, streamed, each from where it broke off; ``submit`` and ``supplement`` do so too."""

    async def report(self, packet: CasePacket, key: str) -> None:
        """Tell of the steps, special procedures and result in the packet that were not told yet.

        Steps that did not happen are never invented; a packet whose steps make no sense is Rejected whole.
        """

    async def parse_update(self, headers: Mapping[str, str], body: bytes) -> Sequence[ProgressUpdate]:
        """What a push says, once its signature, age and nonce were verified. Raises Untrusted."""

    async def updates(self, cursor: str, limit: int = 500) -> UpdateBatch:
        """What is new since ``cursor`` ('' = from the beginning).

        Passing a cursor says that what came with it is stored.
        """

    async def check(self) -> SystemHealth:
        """Whether it answers and would take our cases. Never raises."""

    async def close(self) -> None:
        """Give connections back."""


class ApprovalSystems(Protocol):
    """All that are configured, and which of them a case goes to."""

    def named(self, name: str) -> ApprovalSystem | None:
        """By the name in the settings, which is also the one in ``/callbacks/approval/{system}``."""

    def for_item(self, item_code: str, department: str = "") -> ApprovalSystem | None:
        """Where cases of an item go: by its rule, its department's (code or name), or the default; None = nowhere."""

    def all(self) -> Sequence[ApprovalSystem]:
        """Every one, in the order of the settings."""

    def reported_to(self) -> Sequence[str]:
        """The names of those that hear of every case once it is over."""
