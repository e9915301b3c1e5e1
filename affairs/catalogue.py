"""The catalogue's life (事项目录库): new versions, the one in force, and old ones to look at."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from affairs.errors import CatalogueConflict, NothingToPublish
from affairs.merging import changes, merge
from affairs.ports import CatalogueVersion, Clock, UnitOfWorkFactory
from knowledge.catalogue import Catalogue

__all__ = ["Catalogues", "Published"]

ATTEMPTS = 8


@dataclass(frozen=True, slots=True)
class Published:
    """A new version, and what became of the items of the one before.

    An item counts as changed when it, or one of its guides, is not what it was.
    """

    version: CatalogueVersion
    added: int
    changed: int
    unchanged: int
    removed: int


@dataclass(frozen=True, slots=True)
class _Base:
    """What a new version is built upon."""

    latest: int
    catalogue: Catalogue


class Catalogues:
    """Use cases of catalogue versions."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    async def publish(
        self,
        draft: Catalogue,
        *,
        source: str,
        replace: bool = False,
        effective_from: datetime | None = None,
        item_level_only: frozenset[str] = frozenset(),
    ) -> Published:
        """Publish a new version: ``draft`` brought into the version that it takes over from.

        That is the one in force at ``effective_from`` (now, when not given). With
        ``replace`` the draft is the whole new catalogue. See :mod:`affairs.merging` for
        what is kept; ``item_level_only`` are items that the source has no guides for.
        Raises NothingToPublish for a draft without items, CatalogueConflict when others
        keep publishing at the same time.
        """
        if not draft.items:
            raise NothingToPublish
        for attempt in range(ATTEMPTS):
            now = self._clock.now()
            base = await self._base(effective_from or now)
            whole = draft if replace else await asyncio.to_thread(merge, base.catalogue, draft, item_level_only)
            try:
                version = await self._store(whole, base, source=source, effective_from=effective_from or now, now=now)
            except CatalogueConflict:
                if attempt == ATTEMPTS - 1:
                    raise
                continue
            counted = await asyncio.to_thread(changes, base.catalogue, whole)
            return Published(version, counted.added, counted.changed, counted.unchanged, counted.removed)
        raise CatalogueConflict

    async def in_force(self, at: datetime | None = None) -> CatalogueVersion | None:
        """The version in force at a time (now, when not given); None before the first."""
        async with self._unit_of_work(read_only=True) as uow:
            return await uow.catalogues.in_force(at or self._clock.now())

    async def load(self, number: int) -> Catalogue:
        """One version, whole, also one that is in force no more or not yet. Raises NoSuchVersion."""
        async with self._unit_of_work(read_only=True) as uow:
            return await uow.catalogues.load(number)

    async def versions(self, limit: int = 50, before: int | None = None) -> Sequence[CatalogueVersion]:
        """Versions, the newest first, numbers below ``before``."""
        async with self._unit_of_work(read_only=True) as uow:
            return await uow.catalogues.versions(limit, before)

    async def _base(self, at: datetime) -> _Base:
        async with self._unit_of_work(read_only=True) as uow:
            latest = await uow.catalogues.latest()
            version = await uow.catalogues.in_force(at)
            return _Base(latest, await uow.catalogues.load(version.number) if version else Catalogue())

    async def _store(
        self, catalogue: Catalogue, base: _Base, *, source: str, effective_from: datetime, now: datetime
    ) -> CatalogueVersion:
        async with self._unit_of_work() as uow:
            version = await uow.catalogues.publish(
                catalogue, source=source, effective_from=effective_from, now=now, latest=base.latest
            )
            await uow.commit()
            return version
