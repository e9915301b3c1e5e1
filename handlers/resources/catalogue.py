"""The catalogue in force, followed as it changes, and the desks that edit it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog

from affairs.catalogue import Catalogues
from affairs.clock import SystemClock
from affairs.learning import Learning
from affairs.ports import Clock
from handlers.resources.background import background
from handlers.resources.meanings import gate_meanings, open_meanings
from handlers.resources.stores import open_announcements, open_database
from handlers.settings import Settings
from integrations.database import Database
from integrations.meanings import Meanings
from integrations.snapshots import SnapshotHolder

__all__ = ["Followed", "open_catalogue", "open_learning"]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Followed:
    """The catalogue: its use cases, the version in force, and the vectors of its meanings (None without the extra)."""

    catalogues: Catalogues
    holder: SnapshotHolder
    meanings: Meanings | None


async def open_catalogue(
    settings: Settings, database: Database, clock: Clock, stack: AsyncExitStack, sample: Path | None
) -> Followed:
    """The catalogue of the database, followed until ``stack`` closes; an empty database gets ``sample`` first.

    Without ``sample`` it gets the one of the settings, if they name one. Raises StoreUnavailable.
    """
    announcements = await stack.enter_async_context(open_announcements(settings))
    catalogues = Catalogues(
        database.unit_of_work,
        clock,
        announcer=announcements,
        current=lambda: holder.current,
        meanings=gate_meanings(database.unit_of_work),
    )
    holder = await asyncio.to_thread(SnapshotHolder, catalogues)
    await _fill_if_empty(catalogues, sample or (Path(settings.catalogue) if settings.catalogue else None))
    await holder.refresh()
    await stack.enter_async_context(background(holder.keep_fresh()))
    meanings = await stack.enter_async_context(open_meanings(holder, database.unit_of_work))
    if announcements is not None:
        await stack.enter_async_context(background(announcements.listen(_waking(holder, meanings))))
    return Followed(catalogues, holder, meanings)


@asynccontextmanager
async def open_learning(settings: Settings) -> AsyncIterator[Learning]:
    """The knowledge desk alone, for the command line. Raises StoreUnavailable, DatabaseFault."""
    async with open_database(settings) as database, open_announcements(settings) as announcements:
        catalogues = Catalogues(
            database.unit_of_work,
            SystemClock(),
            announcer=announcements,
            meanings=gate_meanings(database.unit_of_work),
        )
        yield Learning(database.unit_of_work, catalogues, SystemClock())


def _waking(holder: SnapshotHolder, meanings: Meanings | None) -> Callable[[], None]:
    """Lets everything that follows the catalogue look at once."""

    def wake() -> None:
        holder.wake()
        if meanings is not None:
            meanings.wake()

    return wake


async def _fill_if_empty(catalogues: Catalogues, path: Path | None) -> None:
    """Import ``path`` into a database that never had a catalogue; never over one that has."""
    if path is None or await catalogues.versions(limit=1):
        return
    from knowledge.importers import ImportRefused, read  # noqa: PLC0415 - workbooks are seldom read by a server

    try:
        imported = await asyncio.to_thread(read, [path])
    except ImportRefused as refused:
        log.error("catalogue_refused", path=path.name, errors=1, first=refused.reason)  # noqa: TRY400 - no fault of ours
        return
    if imported.errors:
        log.error("catalogue_refused", path=path.name, errors=len(imported.errors), first=imported.errors[0].reason)
        return
    if await catalogues.versions(limit=1):
        return  # another process was quicker
    await catalogues.publish(imported.catalogue, source=path.name, item_level_only=imported.item_level_only)
