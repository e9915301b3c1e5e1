"""Who watches which hand-over in this process, and what wakes them: this process, Redis, or a look at the database."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import structlog

from affairs.errors import StoreUnavailable
from affairs.handover.ports import QUEUE
from affairs.ports import UnitOfWorkFactory
from integrations.redis import RedisHints

__all__ = ["Watchers"]

POLL_ALONE, POLL_BESIDE = 0.5, 5.0
"""Seconds between looks into the database, without Redis and with it."""
log = structlog.get_logger(__name__)


class Watchers:
    """:class:`affairs.handover.ports.Hints` and :class:`affairs.handover.ports.Watching` of one process.

    One query looks after all that is watched here, however many do.
    """

    def __init__(
        self, unit_of_work: UnitOfWorkFactory, redis: RedisHints | None = None, *, poll: float | None = None
    ) -> None:
        self._unit_of_work, self._redis = unit_of_work, redis
        self._poll = poll if poll is not None else POLL_BESIDE if redis else POLL_ALONE
        self._events: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._known: dict[str, int] = {}
        self._mark: tuple[int, int] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @contextmanager
    def watch(self, *keys: str) -> Iterator[asyncio.Event]:
        """An event that is set whenever one of these changes."""
        event = asyncio.Event()
        for key in keys:
            self._events[key].add(event)
        try:
            yield event
        finally:
            for key in keys:
                self._events[key].discard(event)
                if not self._events[key]:
                    del self._events[key]
                    self._known.pop(key, None)

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
        """Wake whoever watches what changed since the last look. Raises StoreUnavailable."""
        watched = [key for key in self._events if key != QUEUE]
        queue = QUEUE in self._events
        if not watched and not queue:
            return
        async with self._unit_of_work(read_only=True) as uow:
            revisions: Mapping[str, int] = await uow.handovers.revisions(watched) if watched else {}
            mark = await uow.handovers.queue_mark() if queue else self._mark
        moved = [key for key, revision in revisions.items() if self._known.get(key) != revision]
        self._known |= revisions
        for key in moved:
            self.wake(key)
        if mark != self._mark:
            self._mark = mark
            self.wake(QUEUE)
