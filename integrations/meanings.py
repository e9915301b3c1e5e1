"""Vectors of meaning for the catalogue in force, made beside the answers, which do without until then."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import structlog

from affairs.errors import StoreUnavailable
from knowledge.match import Semantics
from knowledge.semantic import Encoder, Vectors, encoder
from knowledge.snapshot import Snapshot
from knowledge.vector_file import VectorFile

__all__ = ["MOST_PHRASES", "Meanings", "deepened"]

log = structlog.get_logger(__name__)

MOST_PHRASES = 60_000
"""Names and aliases of the largest catalogue that gets vectors: 90 MB, and 17 minutes of one core once."""


class Adapters(Protocol):
    """What was trained for a catalogue version and an encoder's name. Both raise StoreUnavailable."""

    async def mark(self, version: int, encoder: str) -> str:
        """What tells the adapter in use from any other; '' = there is none."""

    async def load(self, version: int, encoder: str) -> Vectors | None:
        """The adapter in use; None = there is none."""


async def deepened(
    snapshot: Snapshot, using: Encoder, folder: Path, adapter: Vectors | None, told: Callable[[int], object]
) -> Snapshot:
    """The snapshot with vectors of meaning; ``told`` is called with how many texts were encoded so far.

    17 ms for each name and alias that ``folder`` has no vector of.
    """
    table, file = snapshot.matcher.index.phrases, VectorFile(folder, using)
    work = file.encoding(table.texts)
    while (done := await asyncio.to_thread(next, work, None)) is not None:
        told(done)
    if adapter is not None and adapter.shape != (using.size, using.size):
        adapter = None
    rows = await asyncio.to_thread(file.rows, table.texts)
    return snapshot.deepened(await asyncio.to_thread(Semantics.of, using, table, rows, adapter))


class Meanings:
    """Gives a snapshot with vectors once they are there; calling it never waits.

    ``load`` gives the encoder, None where the extra is not installed; ``adapters`` what was
    trained, which is taken into use as soon as it is seen, within a version too: whoever
    asks gets the old one or the new one, as one reference. Vectors are kept in ``folder``.
    """

    def __init__(
        self,
        snapshot: Callable[[], Snapshot],
        folder: Path,
        *,
        adapters: Adapters | None = None,
        load: Callable[[], Encoder | None] = encoder,
    ) -> None:
        self._snapshot = snapshot
        self._folder = folder
        self._adapters = adapters
        self._load = load
        self._ready: tuple[Snapshot, Snapshot] | None = None
        self._mark = ""
        self._woken = asyncio.Event()

    def __call__(self, snapshot: Snapshot) -> Snapshot | None:
        """This very snapshot with vectors of meaning; None while it has none."""
        ready = self._ready
        return ready[1] if ready and ready[0] is snapshot else None

    async def prepare(self) -> bool:
        """Make vectors for the snapshot in force, or take over what was trained for it since.

        True when that changed something. Raises StoreUnavailable.
        """
        snapshot = self._snapshot()
        if not 0 < snapshot.matcher.size <= MOST_PHRASES:
            return False
        using = await asyncio.to_thread(self._load)
        if using is None:
            return False
        # The mark first: an adapter stored between the two reads is loaded, and seen as new once more.
        mark = await self._adapters.mark(snapshot.version, using.name) if self._adapters else ""
        deep = self(snapshot)
        if deep is not None and mark == self._mark:
            return False
        adapter = await self._adapters.load(snapshot.version, using.name) if self._adapters and mark else None
        if deep is not None and deep.semantics is not None:
            deep = deep.deepened(deep.semantics.adapted(adapter))
        else:
            self._ready = None
            deep = await deepened(snapshot, using, self._folder, adapter, lambda _: None)
        self._ready, self._mark = (snapshot, deep), mark
        log.info("meanings_ready", version=snapshot.version, phrases=snapshot.matcher.size, adapted=adapter is not None)
        return True

    def wake(self) -> None:
        """Let :meth:`keep_ready` look now: another process said that there is something new."""
        self._woken.set()

    async def keep_ready(self, seconds: float = 2.0) -> None:
        """Prepare for ever, looking every ``seconds`` and when woken. To be cancelled."""
        while True:
            self._woken.clear()
            try:
                await self.prepare()
            except StoreUnavailable as error:
                log.warning("meanings_not_prepared", reason=str(error))
            except Exception:
                # Without vectors the words still answer.
                log.exception("meanings_not_prepared")
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._woken.wait()
