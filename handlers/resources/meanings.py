"""The optional vectors of meaning of one process, as far as the extra is installed."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from affairs.ports import UnitOfWorkFactory
from handlers.services import Health, State
from integrations.meanings import MOST_PHRASES, Meanings, deepened
from knowledge.adapter import unpacked
from knowledge.semantic import Vectors, encoder, installed
from knowledge.snapshot import Snapshot
from knowledge.vector_file import VectorFile

__all__ = ["FOLDER", "StoredAdapters", "gate_meanings", "meanings_health", "open_meanings", "with_meanings"]

FOLDER = Path("var") / "vectors"
"""Where vectors of texts are kept; beside the default database."""

MOST_AT_GATE = 1_000
"""New names and aliases that publishing waits for to be encoded, 20 seconds; more are encoded afterwards."""


@asynccontextmanager
async def open_meanings(
    snapshot: Callable[[], Snapshot], unit_of_work: UnitOfWorkFactory
) -> AsyncIterator[Meanings | None]:
    """Vectors for whatever catalogue is in force, made in the background; None without the extra."""
    if not installed():
        yield None
        return
    meanings = Meanings(snapshot, FOLDER, adapters=StoredAdapters(unit_of_work))
    task = asyncio.create_task(meanings.keep_ready())
    try:
        yield meanings
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


class StoredAdapters:
    """:class:`integrations.meanings.Adapters`, as they lie in the database."""

    def __init__(self, unit_of_work: UnitOfWorkFactory) -> None:
        self._unit_of_work = unit_of_work

    async def mark(self, version: int, encoder: str) -> str:
        """What tells the adapter in use from any other; '' = there is none. Raises StoreUnavailable."""
        async with self._unit_of_work(read_only=True) as uow:
            return await uow.catalogues.adapter_mark(version, encoder)

    async def load(self, version: int, encoder: str) -> Vectors | None:
        """The adapter in use; None = there is none. Raises StoreUnavailable."""
        async with self._unit_of_work(read_only=True) as uow:
            return unpacked(await uow.catalogues.adapter(version, encoder))


async def with_meanings(
    snapshot: Snapshot,
    unit_of_work: UnitOfWorkFactory,
    told: Callable[[int], object] | None = None,
    *,
    version: int = 0,
) -> Snapshot:
    """The snapshot with vectors, or as it is without the extra.

    ``told`` hears how many texts were encoded so far, 17 ms each; without it none is, and a
    snapshot whose vectors are not all kept already stays as it is. The adapter is that of
    ``version``; of the snapshot's own when not given.
    """
    using = await asyncio.to_thread(encoder)
    if using is None or not 0 < snapshot.matcher.size <= MOST_PHRASES:
        return snapshot
    if told is None and VectorFile(FOLDER, using).missing(snapshot.matcher.index.phrases.texts):
        return snapshot
    adapter = await StoredAdapters(unit_of_work).load(version or snapshot.version, using.name)
    return await deepened(snapshot, using, FOLDER, adapter, told or (lambda _: None))


def gate_meanings(unit_of_work: UnitOfWorkFactory) -> Callable[[Snapshot, int], Awaitable[Snapshot]]:
    """Vectors for the gate before publishing.

    A snapshot stays as it is without the extra, and where more of its phrases are new than publishing may wait for.
    """

    async def deepen(snapshot: Snapshot, version: int) -> Snapshot:
        using = await asyncio.to_thread(encoder)
        texts = snapshot.matcher.index.phrases.texts
        if using is None or len(await asyncio.to_thread(VectorFile(FOLDER, using).missing, texts)) > MOST_AT_GATE:
            return snapshot
        return await with_meanings(snapshot, unit_of_work, lambda _: None, version=version)

    return deepen


def meanings_health() -> Health:
    """Never a fault: without the extra everything works, by words alone."""
    if not installed():
        return Health(State.OK, "the extra [semantic] is not installed: questions are matched by their words alone")
    using = encoder()
    if using is None:
        return Health(State.DEGRADED, "the extra [semantic] is installed but does not load on this machine")
    return Health(State.OK, using.name)
