"""What the callback is given: a channel, an engine, an outbox, counters."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from bot.messages import Incoming, Reply

__all__ = ["CallbackChannel", "Counts", "ReplyLater", "Responder"]


class CallbackChannel(Protocol):
    """A :class:`bot.ports.Channel` that also answers the address check and splits replies."""

    def echo(self, query: Mapping[str, str]) -> str:
        """The answer to the address check. Raises ChannelError."""

    def open(self, query: Mapping[str, str], body: bytes) -> Incoming:
        """The verified message. Raises ChannelError."""

    def seal(self, reply: Reply, incoming: Incoming) -> bytes:
        """The first part of the reply, or ``success``."""

    def parts(self, reply: Reply) -> Sequence[str]:
        """Every part of the reply."""


class Responder(Protocol):
    """The engine, as far as a channel knows it."""

    async def respond(self, incoming: Incoming, *, late: Callable[[], bool]) -> Reply:
        """The reply; the same one for a repeated message, but SILENT when ``late()`` as it is stored."""


class ReplyLater(Protocol):
    """Puts one row into the outbox, in a transaction of its own."""

    async def __call__(self, kind: str, key: str, payload: Mapping[str, Any], *, instead_of: str = "") -> bool:
        """False when the key is there already. The row with the key ``instead_of`` is taken back, if it waits."""


class Counts(Protocol):
    """Counts events for ``/metrics`` (see :class:`handlers.metrics.Metrics`)."""

    def count(self, name: str, **labels: str) -> None:
        """One more."""
