"""The worker's loop: claims outbox messages and has them carried out, outside any transaction."""

import asyncio
import os
import secrets
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

import structlog

from affairs.errors import StoreUnavailable
from affairs.outbox import Backoff, PermanentFailure, TransientFailure
from affairs.ports import Clock, OutboxMessage, OutboxRepository, UnitOfWorkFactory
from affairs.together import Together

__all__ = ["Dispatcher", "Handler"]

Handler = Callable[[OutboxMessage], Awaitable[None]]
"""Carries out one message. A message may come again when a worker died, so it must be able
to tell by the key. Raises PermanentFailure, or TransientFailure with when to come again;
anything else it raises counts as transient."""

CONCURRENCY = 32
"""Messages that one worker has under way: most of each is waiting for the other side."""
RECORDING_ATTEMPTS = 5
LOSSES = 5
"""Workers that may die over one message before it is taken for the cause."""
log = structlog.get_logger(__name__)


class Dispatcher:
    """Any number of these may run beside each other, in any number of processes.

    ``lease`` seconds after a worker died its messages fall to another; a handler that
    takes longer keeps its lease by a heartbeat, and is cancelled when it lost it. On
    :meth:`stop` nothing new is claimed, what runs may end within ``grace`` seconds, and
    what does not is released at once.
    """

    def __init__(
        self,
        unit_of_work: UnitOfWorkFactory,
        handlers: Mapping[str, Handler],
        clock: Clock,
        *,
        worker: str = "",
        concurrency: int = CONCURRENCY,
        lease: float = 60.0,
        poll: float = 0.5,
        grace: float = 20.0,
        backoff: Backoff | None = None,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._handlers = dict(handlers)
        self._clock = clock
        self._worker = worker or f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(3)}"
        self._concurrency = concurrency
        self._lease = lease
        self._poll = poll
        self._grace = grace
        self._backoff = backoff or Backoff()
        self._done = Together(self._mark_done)
        self._running: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Work until :meth:`stop`; a database that is away is waited for."""
        try:
            while not self._stopping.is_set():
                try:
                    found = await self._start_due()
                except StoreUnavailable as error:
                    log.warning("outbox_unavailable", reason=str(error))
                    found = 0
                except Exception:
                    # One claim that goes wrong must not end the work for good.
                    log.exception("outbox_claim_failed")
                    found = 0
                await self._pause(short=found > 0)
        finally:
            await self._wind_up()

    def stop(self) -> None:
        """Ask :meth:`run` to end."""
        self._stopping.set()

    async def drain(self) -> int:
        """Carry out all that is due now, also what falls due meanwhile; how many attempts that took."""
        attempts = 0
        while found := await self._start_due():
            attempts += found
            await asyncio.gather(*self._running)
        return attempts

    async def _start_due(self) -> int:
        room = self._concurrency - len(self._running)
        if room <= 0 or not self._handlers:
            return 0
        async with self._unit_of_work() as uow:
            messages = await uow.outbox.claim(
                list(self._handlers), worker=self._worker, now=self._clock.now(), lease=self._lease, limit=room
            )
            await uow.commit()
        for message in messages:
            task = asyncio.create_task(self._carry_out(message), name=f"outbox {message.kind} {message.id}")
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        return len(messages)

    async def _pause(self, *, short: bool) -> None:
        """Until there is reason to look again: a stop, room for more, or the time to poll."""
        full = len(self._running) >= self._concurrency
        if short and not full:
            return
        stop = asyncio.create_task(self._stopping.wait())
        waited_for = {stop, *self._running} if full or short else {stop}
        await asyncio.wait(waited_for, timeout=None if full else self._poll, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()

    async def _wind_up(self) -> None:
        if self._running:
            await asyncio.wait(self._running, timeout=self._grace)
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _carry_out(self, message: OutboxMessage) -> None:
        if message.losses > LOSSES:
            await self._bury(message, f"{message.losses} workers that took it were lost")
            return
        handling = asyncio.ensure_future(self._handlers[message.kind](message))
        heartbeat = asyncio.create_task(self._keep_lease(message, handling))
        try:
            await handling
        except asyncio.CancelledError:
            await self._released(message, handling)
        except PermanentFailure as error:
            await self._bury(message, str(error))
        except TransientFailure as error:
            await self._try_again(message, str(error), error)
        except Exception as error:
            log.exception("outbox_handler_failed", kind=message.kind, id=message.id, attempt=message.attempts)
            await self._try_again(message, type(error).__name__)
        else:
            await self._record(message, lambda: self._done(message.id))
        finally:
            heartbeat.cancel()

    async def _keep_lease(self, message: OutboxMessage, handling: "asyncio.Future[None]") -> None:
        while True:
            await asyncio.sleep(self._lease / 3)
            with suppress(StoreUnavailable):
                async with self._unit_of_work() as uow:
                    held = await uow.outbox.extend(
                        message.id, worker=self._worker, now=self._clock.now(), lease=self._lease
                    )
                    await uow.commit()
                if not held:
                    log.warning("outbox_lease_lost", kind=message.kind, id=message.id)
                    handling.cancel()
                    return

    async def _released(self, message: OutboxMessage, handling: "asyncio.Future[None]") -> None:
        """After a cancellation, ours or of a lost lease: whoever comes next may have it at once."""
        handling.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await handling
        await self._retry_at(message, self._clock.now(), "interrupted")

    async def _try_again(self, message: OutboxMessage, reason: str, failure: TransientFailure | None = None) -> None:
        if failure is not None and failure.due is not None:
            await self._retry_at(message, failure.due, reason)
            return
        wait = self._backoff.wait(message.attempts, asked=failure.retry_after if failure else None)
        if wait is None:
            await self._bury(message, f"given up after {message.attempts} attempts: {reason}")
        else:
            await self._retry_at(message, self._clock.now() + wait, reason)

    async def _retry_at(self, message: OutboxMessage, due: datetime, reason: str) -> None:
        log.info("outbox_retry", kind=message.kind, id=message.id, attempt=message.attempts, reason=reason)
        await self._record(
            message,
            lambda: self._changed(lambda outbox: outbox.retry(message.id, worker=self._worker, due=due, error=reason)),
        )

    async def _bury(self, message: OutboxMessage, reason: str) -> None:
        log.error("outbox_dead", kind=message.kind, id=message.id, attempt=message.attempts, reason=reason)
        now = self._clock.now()
        await self._record(
            message,
            lambda: self._changed(lambda outbox: outbox.dead(message.id, worker=self._worker, now=now, error=reason)),
        )

    async def _mark_done(self, message_ids: Sequence[int]) -> Sequence[bool]:
        """Those that were carried out meanwhile, in one transaction."""
        async with self._unit_of_work() as uow:
            held = await uow.outbox.done(message_ids, worker=self._worker, now=self._clock.now())
            await uow.commit()
        return [message_id in held for message_id in message_ids]

    async def _changed(self, change: Callable[[OutboxRepository], Awaitable[bool]]) -> bool:
        async with self._unit_of_work() as uow:
            held = await change(uow.outbox)
            await uow.commit()
        return held

    async def _record(self, message: OutboxMessage, change: Callable[[], Awaitable[bool]]) -> None:
        """Store what became of a message; left to the end of the lease when the database stays away."""
        for attempt in range(RECORDING_ATTEMPTS):
            with suppress(StoreUnavailable):
                if not await change():
                    log.warning("outbox_lease_lost", kind=message.kind, id=message.id)
                return
            await asyncio.sleep(self._poll * 2**attempt)
        log.error("outbox_outcome_lost", kind=message.kind, id=message.id)
