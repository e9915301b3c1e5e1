"""The optional vectors of meaning of one process, as far as the extra is installed."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from affairs.ports import UnitOfWorkFactory
from handlers.services import Health, State
from integrations.meanings import MOST_PHRASES, Meanings, deepened
from knowledge.adapter import unpacked
from knowledge.semantic import Vectors, encoder, installed
from knowledge.snapshot import Snapshot
from knowledge.vector_file import VectorFile

__all__ = ["FOLDER", "adapter_of", "meanings_health", "open_meanings", "with_meanings"]

FOLDER = Path("var") / "vectors"
"""Where vectors of texts are kept; beside the default database."""


@asynccontextmanager
async def open_meanings(
    snapshot: Callable[[], Snapshot], unit_of_work: UnitOfWorkFactory
) -> AsyncIterator[Meanings | None]:
    """Vectors for whatever catalogue is in force, made in the background; None without the extra."""
    if not installed():
        yield None
        return

    async def adapter(version: int, name: str) -> Vectors | None:
        return await adapter_of(unit_of_work, version, name)

    meanings = Meanings(snapshot, FOLDER, adapters=adapter)
    task = asyncio.create_task(meanings.keep_ready())
    try:
        yield meanings
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def adapter_of(unit_of_work: UnitOfWorkFactory, version: int, name: str) -> Vectors | None:
    """The adapter in use for a catalogue version and an encoder. Raises StoreUnavailable."""
    async with unit_of_work(read_only=True) as uow:
        return unpacked(await uow.catalogues.adapter(version, name))


async def with_meanings(
    snapshot: Snapshot, unit_of_work: UnitOfWorkFactory, told: Callable[[int], object] | None = None
) -> Snapshot:
    """The snapshot with vectors, or as it is without the extra.

    ``told`` hears how many texts were encoded so far, 17 ms each; without it none is, and a
    snapshot whose vectors are not all kept already stays as it is.
    """
    using = await asyncio.to_thread(encoder)
    if using is None or not 0 < snapshot.matcher.size <= MOST_PHRASES:
        return snapshot
    if told is None and VectorFile(FOLDER, using).missing(snapshot.matcher.index.phrases.texts):
        return snapshot
    adapter = await adapter_of(unit_of_work, snapshot.version, using.name)
    return await deepened(snapshot, using, FOLDER, adapter, told or (lambda _: None))


def meanings_health() -> Health:
    """Never a fault: without the extra everything works, by words alone."""
    if not installed():
        return Health(State.OK, "the extra [semantic] is not installed: questions are matched by their words alone")
    using = encoder()
    if using is None:
        return Health(State.DEGRADED, "the extra [semantic] is installed but does not load on this machine")
    return Health(State.OK, using.name)
