"""Deadlines for many short waits, which a standstill of this process does not use up."""

import asyncio
from types import TracebackType
from typing import Any

__all__ = ["Patience"]

LOOKS = 3


class Patience:
    """Gives up waits after ``seconds``, as :func:`asyncio.timeout` does, for a fraction of its cost.

    One timer looks after all of them, three times in ``seconds``; a wait that it meets for the fourth time
    has taken too long: at least ``seconds``, at most a third more. A process that stood still (its
    memory was tidied, its machine was busy) so reads what came meanwhile, instead of blaming whom it
    asked. For one event loop.
    """

    def __init__(self, seconds: float) -> None:
        self._pause = seconds / LOOKS
        self._waits: dict[_Wait, int] = {}
        self._timer: asyncio.TimerHandle | None = None

    def __call__(self) -> "_Wait":
        """A context around what the running task awaits; it raises TimeoutError when that takes too long."""
        return _Wait(self)

    def begun(self, wait: "_Wait") -> None:
        """Look after a wait."""
        self._waits[wait] = 0
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self._pause, self._look)

    def ended(self, wait: "_Wait") -> None:
        """Look after it no longer."""
        self._waits.pop(wait, None)

    def _look(self) -> None:
        self._timer = None
        for wait, looks in list(self._waits.items()):
            if looks >= LOOKS:
                del self._waits[wait]
                wait.expire()
            else:
                self._waits[wait] = looks + 1
        if self._waits:
            self._timer = asyncio.get_running_loop().call_later(self._pause, self._look)


class _Wait:
    """One wait of one task."""

    __slots__ = ("_cancelling", "_expired", "_patience", "_task")

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._expired = False

    def __enter__(self) -> None:
        task: asyncio.Task[Any] | None = asyncio.current_task()
        if task is None:
            raise RuntimeError("a wait belongs to a task")
        self._task, self._cancelling = task, task.cancelling()
        self._patience.begun(self)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if not self._expired:
            self._patience.ended(self)
        elif self._task.uncancel() <= self._cancelling and kind is asyncio.CancelledError:
            raise TimeoutError from error

    def expire(self) -> None:
        """Interrupt the task."""
        self._expired = True
        self._task.cancel()
