"""Processes that look into files: hostile bytes end at worst one of them, and never this one.

Each has a bound of memory and of time for one file, writes nothing, and runs at a lower priority,
so that the event loop comes first on a busy machine.
"""

import asyncio
import os
import resource
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from multiprocessing import get_context
from typing import Any, TypeVar

from pebble import ProcessPool

__all__ = ["Workers", "open_workers"]

MEMORY = 2 * 1024**3
"""Bytes of address space, libraries included."""
NICE = 10
TASKS = 500
"""After which a process is replaced, in case a library leaks."""

T = TypeVar("T")


class Workers:
    """A few processes; made by :func:`open_workers`."""

    def __init__(self, pool: ProcessPool, at_once: int) -> None:
        self._pool = pool
        self._places = asyncio.Semaphore(at_once)

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Wait for a turn: what a task needs is read only then, so that memory stays bounded."""
        async with self._places:
            yield

    async def run(self, work: Callable[..., T], *args: object, seconds: float) -> T:
        """The result of ``work`` in another process, which is killed after ``seconds``.

        Raises TimeoutError then, MemoryError when it needed too much, ProcessLost when the process died.
        """
        future = await asyncio.to_thread(self._pool.schedule, work, args, timeout=seconds)
        result: T = await asyncio.wrap_future(future)
        return result


@asynccontextmanager
async def open_workers(count: int = 2, *, memory: int = MEMORY) -> AsyncIterator[Workers]:
    """``count`` processes, started one by one as they are needed, and ended at the end."""
    context = get_context("forkserver")
    pool = await asyncio.to_thread(
        lambda: ProcessPool(max_workers=count, max_tasks=TASKS, initializer=_begin, initargs=(memory,), context=context)
    )
    try:
        yield Workers(pool, count * 2)
    finally:
        await asyncio.to_thread(_end, pool)


def _begin(memory: int) -> None:
    """What a new process does first."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _end(pool: Any) -> None:
    pool.stop()
    pool.join()
