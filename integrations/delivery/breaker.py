"""A circuit breaker: a system that does not answer is left alone for a while, then tried with one call."""

from datetime import datetime, timedelta

__all__ = ["Breaker"]


class Breaker:
    """Of one system, in one process. ``failures`` in a row open it for ``pause``; then a single call may try.

    The pause doubles with every trial that fails, up to ``longest``.
    """

    def __init__(
        self,
        *,
        failures: int = 5,
        pause: timedelta = timedelta(seconds=5),
        longest: timedelta = timedelta(minutes=2),
    ) -> None:
        self._failures, self._first, self._longest = failures, pause, longest
        self._pause = pause
        self._count = 0
        self._open_until: datetime | None = None
        self._trying = False

    def closed_for(self, now: datetime) -> timedelta | None:
        """None = a call may be made (say how it went!); else how long to wait before asking again."""
        if self._open_until is None:
            return None
        if now < self._open_until:
            return self._open_until - now
        if self._trying:
            return self._first
        self._trying = True
        return None

    def went_well(self) -> None:
        """The system answered, whatever it said."""
        self._count, self._open_until, self._trying, self._pause = 0, None, False, self._first

    def failed(self, now: datetime) -> None:
        """The system did not answer."""
        self._count += 1
        if self._trying:
            self._pause = min(self._longest, 2 * self._pause)
        if self._trying or self._count >= self._failures:
            self._open_until = now + self._pause
        self._trying = False

    def let_go(self) -> None:
        """The call came to no end: another may try."""
        self._trying = False
