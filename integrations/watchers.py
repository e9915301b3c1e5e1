"""Who watches which hand-over in this process, and what wakes them: this process, Redis, or a look at the database."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import structlog

from affairs.errors import StoreUnavailable
from affairs.handover.ports import QUEUE
from affairs.ports import UnitOfWorkFactory
from integrations.redis import RedisHints

__all__ = ["Watchers"]

POLL_ALONE, POLL_BESIDE = 0.5, 5.0
"""Seconds between looks into the database, without Redis and with it."""
GAP = 0.02
"""Seconds between two who are woken by a look, where Redis has told them already, most likely."""
log = structlog.get_logger(__name__)


class _Watch(asyncio.Event):
    """:class:`affairs.handover.ports.Watch`."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: dict[str, int] = {}

    def saw(self, key: str, revision: int) -> None:
        """What was looked at was of this revision."""
        self.seen[key] = revision


class Watchers:
    """:class:`affairs.handover.ports.Hints` and :class:`affairs.handover.ports.Watching` of one process.

    One query looks after all that is watched here, however many do.
    """

    def __init__(
        self, unit_of_work: UnitOfWorkFactory, redis: RedisHints | None = None, *, poll: float | None = None
    ) -> None:
        self._unit_of_work, self._redis = unit_of_work, redis
        self._poll = poll if poll is not None else POLL_BESIDE if redis else POLL_ALONE
        self._events: defaultdict[str, set[_Watch]] = defaultdict(set)
        self._mark: tuple[object, ...] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @contextmanager
    def watch(self, *keys: str) -> Iterator[_Watch]:
        """Woken whenever one of these changes."""
        event = _Watch()
        for key in keys:
            self._events[key].add(event)
        try:
            yield event
        finally:
            for key in keys:
                self._events[key].discard(event)
                if not self._events[key]:
                    del self._events[key]

    async def changed(self, handover_id: str, also: str = "") -> None:
        """Wake those who watch it, here at once and in other processes by Redis. Never raises, waits for nothing."""
        self.wake(handover_id, also)
        if self._redis is not None:
            task = asyncio.get_running_loop().create_task(self._redis.publish(handover_id, also))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def wake(self, *keys: str) -> None:
        """Wake those who watch any of these."""
        for key in keys:
            for event in self._events.get(key, ()):
                event.set()

    def wake_all(self) -> None:
        """Wake everybody: something may have been missed."""
        for events in self._events.values():
            for event in events:
                event.set()

    async def listen(self) -> None:
        """Hear of other processes; for ever, to be cancelled."""
        if self._redis is not None:
            await self._redis.listen(self.wake, self.wake_all)

    async def keep_looking(self) -> None:
        """Look into the database again and again; for ever, to be cancelled."""
        while True:
            await asyncio.sleep(self._poll)
            try:
                await self.look()
            except StoreUnavailable as error:
                log.warning("handovers_not_watched", reason=str(error))
            except Exception:
                log.exception("handovers_not_watched")

    async def look(self) -> None:
        """Wake whoever watches what changed since they looked. Raises StoreUnavailable.

        One after another: were all to look at the same moment, whoever speaks meanwhile would wait for all of them.
        """
        watched = [key for key in self._events if key != QUEUE]
        queue = QUEUE in self._events
        if not watched and not queue:
            return
        async with self._unit_of_work(read_only=True) as uow:
            revisions: dict[str, int] = {}
            if watched:
                revisions |= await uow.handovers.revisions(watched)
                revisions |= await uow.handovers.held_marks(watched)
            mark = await uow.handovers.queue_mark() if queue else self._mark
        late = []
        for key in watched:
            revision = revisions.get(key, 0)  # who has nothing any more is absent
            late += [watch for watch in self._events.get(key, ()) if watch.seen.get(key, 0) != revision]
            for watch in self._events.get(key, ()):
                watch.saw(key, revision)
        if mark != self._mark:
            self._mark = mark
            late += self._events.get(QUEUE, ())
        self._wake_in_turn(late)

    def _wake_in_turn(self, late: Sequence[_Watch]) -> None:
        loop = asyncio.get_running_loop()
        gap = min(GAP, self._poll / 2 / max(len(late), 1)) if self._redis is not None else 0.0
        for number, watch in enumerate(late):
            loop.call_later(number * gap, watch.set)
