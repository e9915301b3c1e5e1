"""Conversations that go on when their store does not: Redis first, another store while it is away."""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from contextlib import nullcontext
from dataclasses import replace
from typing import Any, TypeVar

import structlog

from affairs.errors import StoreUnavailable
from bot.messages import Incoming, Reply
from bot.ports import Begun, Conversations, Seen
from bot.session import Session
from integrations.patience import Patience

__all__ = ["Circuit", "FallbackConversations"]

T = TypeVar("T")
log = structlog.get_logger(__name__)

PATIENCE = 0.15
REMEMBERED = 20_000
"""People and turns that are remembered to have been served by the fallback, at most."""


class Circuit:
    """A circuit breaker: after a failure the way is closed for a pause, then one may try it.

    The pause doubles with every failed trial, from ``pause`` to ``longest`` seconds.
    """

    def __init__(
        self, *, pause: float = 0.5, longest: float = 8.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._pause = pause
        self._longest = longest
        self._clock = clock
        self._failures = 0
        self._trying = False
        self._until = 0.0

    @property
    def broken(self) -> bool:
        """Whether the last trial failed."""
        return self._failures > 0

    def passable(self) -> bool:
        """Whether to try now. While broken, true for one caller a pause."""
        if not self._failures:
            return True
        now = self._clock()
        if now < self._until:
            return False
        self._trying = True
        self._until = now + self._wait()
        return True

    def worked(self) -> bool:
        """Note a success; true when it ended an outage."""
        ended, self._failures, self._trying = self.broken, 0, False
        return ended

    def failed(self) -> bool:
        """Note a failure; true when it began an outage."""
        began = not self.broken
        if began or self._trying:
            # Others that were under way fail of the same outage: only the trial makes the pause longer.
            self._failures, self._trying = self._failures + 1, False
            self._until = self._clock() + self._wait()
        return began

    def _wait(self) -> float:
        return float(min(self._longest, self._pause * 2 ** min(self._failures - 1, 30)))


class FallbackConversations:
    """:class:`bot.ports.Conversations` over two stores; no outage of the first fails a message.

    A turn stays in the store that began it. One whose store goes away in between is
    finished in the other. When the first store is back, people who were served by this
    process meanwhile keep the session they had. What is lost in an outage is at most the
    context of people whom another process serves afterwards, and, for repetitions of a
    message that arrive on both sides of its beginning or end, that they are answered once
    only. Raises StoreUnavailable only when both are away.

    The first store has ``seconds`` to answer; None where it is known to say by itself that it is slow.
    """

    def __init__(
        self,
        primary: Conversations,
        fallback: Conversations,
        *,
        seconds: float | None = PATIENCE,
        circuit: Circuit | None = None,
    ) -> None:
        self._primary = primary
        self._fallback = fallback
        self._patience = nullcontext if seconds is None else Patience(seconds)
        self._circuit = circuit or Circuit()
        self._moved = _Remembered()
        self._turns = _Remembered()
        self._forgotten = _Remembered()

    @property
    def degraded(self) -> bool:
        """Whether the first store was away when it was last tried."""
        return self._circuit.broken

    async def probe(self) -> bool:
        """Whether the first store answers now; for readiness, which also sees it come back without traffic."""
        return await self._try(self._primary.reload, Incoming("probe", ""), insist=True) is not None

    async def begin(self, incoming: Incoming) -> Begun:
        """Claim the message and load the session; see :class:`bot.ports.Conversations`."""
        if self._forgotten:
            await self._catch_up(incoming)
        begun = await self._try(self._primary.begin, incoming)
        if begun is None:
            self._moved.add(_person(incoming))
            self._turns.add(_turn(incoming))
            return await self._fallback.begin(incoming)
        if self._turns:
            self._turns.discard(_turn(incoming))
        if self._moved and begun.seen is Seen.FRESH and _person(incoming) in self._moved:
            return await self._brought_back(incoming, begun)
        return begun

    async def finish(self, incoming: Incoming, session: Session, revision: int, reply: Reply) -> bool:
        """Store session and reply, or False when the session is no longer of ``revision``."""
        if self._turns and _turn(incoming) in self._turns:
            return await self._fallback.finish(incoming, session, revision, reply)
        stored = await self._try(self._primary.finish, incoming, session, revision, reply)
        if stored is None:
            return await self._finish_elsewhere(incoming, session, reply)
        if self._moved and stored and _person(incoming) in self._moved:
            self._moved.discard(_person(incoming))
            await self._quietly(self._fallback.forget(incoming.channel, incoming.user))
        return stored

    async def reload(self, incoming: Incoming) -> Begun:
        """The session as it stands; DONE when another holder of the claim has answered meanwhile."""
        if _turn(incoming) not in self._turns:
            begun = await self._try(self._primary.reload, incoming)
            if begun is not None:
                return begun
            self._moved.add(_person(incoming))
            self._turns.add(_turn(incoming))
        return await self._fallback.reload(incoming)

    async def release(self, incoming: Incoming) -> None:
        """Give up the claim, in both stores as far as they are there."""
        if _turn(incoming) in self._turns:
            self._turns.discard(_turn(incoming))
            await self._quietly(self._fallback.release(incoming))
        await self._try(self._primary.release, incoming)

    async def forget(self, channel: str, user: str) -> None:
        """Erase everything of this person; in the first store as soon as it is there again."""
        await self._fallback.forget(channel, user)
        self._moved.discard((channel, user))
        if await self._try(self._done, self._primary.forget, channel, user) is None:
            self._forgotten.add((channel, user))

    async def _finish_elsewhere(self, incoming: Incoming, session: Session, reply: Reply) -> bool:
        # The revision is the lost store's; what the other one knows of this person is older than this turn.
        self._moved.add(_person(incoming))
        self._turns.add(_turn(incoming))
        now = await self._fallback.reload(incoming)
        return now.seen is not Seen.DONE and await self._fallback.finish(incoming, session, now.revision, reply)

    async def _brought_back(self, incoming: Incoming, begun: Begun) -> Begun:
        """The turn as the first store began it, with what the other one has heard in the outage."""
        kept = await self._quietly(self._fallback.reload(incoming))
        if kept is None:
            return begun
        if kept.seen is Seen.DONE:
            await self._try(self._primary.release, incoming)
            return kept
        return replace(begun, session=kept.session) if kept.revision else begun

    async def _catch_up(self, incoming: Incoming) -> None:
        person = _person(incoming)
        if person in self._forgotten and await self._try(self._done, self._primary.forget, *person):
            self._forgotten.discard(person)

    async def _try(self, call: Callable[..., Awaitable[T]], *given: Any, insist: bool = False) -> T | None:
        """What the first store says, or None when it is away, or was just now."""
        if not insist and not self._circuit.passable():
            return None
        try:
            with self._patience():
                answer = await call(*given)
        except (StoreUnavailable, TimeoutError) as error:
            if self._circuit.failed():
                log.warning("conversations_degraded", reason=type(error).__name__)
            return None
        if self._circuit.worked():
            log.info("conversations_recovered")
        return answer

    async def _quietly(self, call: Awaitable[T]) -> T | None:
        try:
            return await call
        except StoreUnavailable:
            return None

    @staticmethod
    async def _done(call: Callable[..., Awaitable[None]], *given: str) -> bool:
        await call(*given)
        return True


class _Remembered:
    """A bounded set; the oldest members go first."""

    def __init__(self, limit: int = REMEMBERED) -> None:
        self._limit = limit
        self._members: OrderedDict[Hashable, None] = OrderedDict()

    def __bool__(self) -> bool:
        return bool(self._members)

    def __contains__(self, member: Hashable) -> bool:
        return member in self._members

    def add(self, member: Hashable) -> None:
        self._members[member] = None
        self._members.move_to_end(member)
        if len(self._members) > self._limit:
            self._members.popitem(last=False)

    def discard(self, member: Hashable) -> None:
        self._members.pop(member, None)


def _person(incoming: Incoming) -> tuple[str, str]:
    return incoming.channel, incoming.user


def _turn(incoming: Incoming) -> tuple[str, str, str]:
    return incoming.channel, incoming.user, incoming.message_key
