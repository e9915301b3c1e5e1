"""Where hand-overs are kept, and how those who watch are told that something changed."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Protocol

from affairs.handover.handover import Canned, Delivery, Handover, Message, Suggestion
from affairs.handover.routing import Advisor

__all__ = ["QUEUE", "AdvisorRepository", "CannedRepository", "HandoverRepository", "Hints", "Watch", "Watching"]


class Hints(Protocol):
    """Tells every process that a hand-over changed. Nothing depends on it: who watches also looks by themselves."""

    async def changed(self, handover_id: str, also: str = "") -> None:
        """It changed, and with it the list of whoever holds it (``also`` their id), or everybody's (QUEUE).

        Never raises.
        """


class HandoverRepository(Protocol):
    """Hand-overs and their messages. Words are sealed in the store."""

    async def add(self, handover: Handover) -> bool:
        """Keep a new one; False when the citizen has an open one already."""

    async def get(self, handover_id: str, *, lock: bool = False) -> Handover | None:
        """One of them. ``lock`` until the end of the transaction."""

    async def save(self, handover: Handover) -> bool:
        """Store what changed, one revision on; False when the citizen has another open one meanwhile.

        The caller holds the lock.
        """

    async def open_of(self, citizen_id: str) -> Handover | None:
        """The citizen's open one, waiting or taken."""

    async def of_citizen(self, citizen_id: str, *, limit: int, before: str | None = None) -> Sequence[Handover]:
        """A citizen's that were handed over, the latest first, from after the one named ``before``."""

    async def between(self, since: datetime, until: datetime, *, limit: int) -> Sequence[Handover]:
        """Those handed over from ``since`` until before ``until``, in the order they were opened; no withdrawn ones."""

    async def take(self, handover_id: str, staff_id: str, *, now: datetime) -> bool:
        """Give a waiting one to somebody; False when it does not wait any more: one statement, one winner."""

    async def waiting(self, *, limit: int) -> Sequence[Handover]:
        """Those that wait, the longest first."""

    async def held_by(self, staff_ids: Collection[str], *, limit: int) -> Sequence[Handover]:
        """Taken ones of these staff, and those they were asked along to, the longest unanswered first."""

    async def ahead(self, handover: Handover) -> int:
        """How many that wait came before it."""

    async def handling(self, since: datetime) -> timedelta | None:
        """How long conversations closed since then took on average; None = there were none."""

    async def silent(self, before: datetime, *, limit: int) -> Sequence[Handover]:
        """Taken ones whose citizen has waited for an answer since before a moment."""

    async def stale_offers(self, before: datetime, *, limit: int) -> Sequence[Handover]:
        """Waiting ones that were offered to somebody, or to nobody, before a moment."""

    async def purge_proposed(self, before: datetime) -> int:
        """Delete those that the citizen never confirmed; how many."""

    async def say(self, message: Message) -> Message | None:
        """Append, with the next ``seq``; None when its ``client_id`` of the same side is there already.

        The caller holds the lock of the hand-over and stores its ``last_seq``.
        """

    async def said_as(self, handover_id: str, side: str, client_id: str) -> Message | None:
        """The message that a sender named ``client_id``."""

    async def messages(self, handover_id: str, *, after: int = 0, limit: int = 200) -> Sequence[Message]:
        """Messages in order, from after ``after``."""

    async def message(self, handover_id: str, seq: int) -> Message | None:
        """One of them."""

    async def undelivered(self, handover_id: str) -> Sequence[Message]:
        """Messages to the citizen that are QUEUED or SENDING, in order."""

    async def delivered(
        self, handover_id: str, seqs: Collection[int], delivery: Delivery, *, now: datetime, code: int = 0
    ) -> None:
        """Keep what became of messages; the hand-over's revision grows."""

    async def revisions(self, handover_ids: Collection[str]) -> Mapping[str, int]:
        """The revisions of hand-overs, for those who watch them."""

    async def held_marks(self, staff_ids: Collection[str]) -> Mapping[str, int]:
        """The sum of the revisions of what each of these staff has; who has nothing is absent."""

    async def queue_mark(self) -> tuple[object, ...]:
        """What changes whenever the queue does: how many wait, the sum of their revisions, and who they are."""

    async def open_logins(self, channel: str) -> Mapping[str, str]:
        """Accounts of a channel whose citizen has an open hand-over from there, with its id."""

    async def forget(self, citizen_id: str) -> Sequence[str]:
        """Erase a citizen's words and messages; the keys of the files that were sent in them."""

    async def add_suggestion(self, suggestion: Suggestion) -> None:
        """Keep what an advisor would have the catalogue know."""

    async def suggestions(self, *, limit: int) -> Sequence[Suggestion]:
        """Those nobody has decided on, the oldest first."""

    async def decide_suggestion(self, suggestion_id: str, staff_id: str, *, accepted: bool, now: datetime) -> bool:
        """Decide, once; False when it is decided or unknown."""


class CannedRepository(Protocol):
    """Answers that advisors keep ready, with variables."""

    async def all(self) -> Sequence[Canned]:
        """By title."""

    async def add(self, canned: Canned) -> None:
        """Keep one."""

    async def remove(self, canned_id: str) -> bool:
        """Throw one away; False when there is none."""


class AdvisorRepository(Protocol):
    """Who of the staff talks with citizens, what they know best, and whether they are there."""

    async def all(self) -> Sequence[Advisor]:
        """Active staff who were ever at the desk, with their load."""

    async def of(self, staff_id: str) -> Advisor | None:
        """One of them."""

    async def seen(self, staff_id: str, *, now: datetime) -> None:
        """They are at the desk."""

    async def set(self, staff_id: str, *, available: bool, skills: Collection[str], now: datetime) -> None:
        """What they say of themselves."""


class Watch(Protocol):
    """One who shows something. Whoever waits clears it before looking, so that nothing is missed."""

    def clear(self) -> None:
        """Wait from now on."""

    async def wait(self) -> object:
        """Return once something changed."""

    def saw(self, key: str, revision: int) -> None:
        """What was looked at was of this revision: of that nobody has to tell them again."""


class Watching(Protocol):
    """Lets a process that shows a hand-over know when to look again."""

    def watch(self, *keys: str) -> AbstractContextManager[Watch]:
        """Woken whenever one of these changes: a hand-over, a member of staff's list, or the QUEUE."""


QUEUE = "queue"
"""What those who show the queue watch."""
