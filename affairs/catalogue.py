"""The catalogue's life (事项目录库): new versions, the one in force, and old ones to look at."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from affairs.errors import CatalogueConflict, NothingToPublish
from affairs.gate import Examined, examine, refusal, told, worth_examining
from affairs.learned import has_learned, with_learned
from affairs.merging import changes, merge, with_forms
from affairs.ports import Announcer, CatalogueVersion, Clock, UnitOfWorkFactory
from knowledge.catalogue import Catalogue
from knowledge.regression import Comparison
from knowledge.snapshot import Snapshot

__all__ = ["Catalogues", "Change", "Published", "Rehearsal"]

ATTEMPTS = 16
FORCED = "forced: the regression set got worse"


@dataclass(frozen=True, slots=True)
class Published:
    """A new version, and what became of the items of the one before.

    An item counts as changed when it, or one of its guides or forms, is not what it was.
    ``regression`` compares the answers to the regression set, where both versions have one.
    """

    version: CatalogueVersion
    added: int
    changed: int
    unchanged: int
    removed: int
    regression: Comparison | None = None


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A change that was tried and not published: both versions, and what the gate says (None: nothing to ask)."""

    before: Snapshot
    after: Snapshot
    examined: Examined | None


@dataclass(frozen=True, slots=True)
class _Base:
    """What a new version is built upon."""

    latest: int
    catalogue: Catalogue


@dataclass(frozen=True, slots=True)
class _Draft:
    """A version to be stored, and how it does."""

    catalogue: Catalogue
    source: str
    note: str
    effective_from: datetime
    now: datetime
    examined: Examined | None


Change = Callable[[Catalogue], Catalogue]
"""Makes the new catalogue from the one it takes over from; run in a thread, maybe several times."""


class Catalogues:
    """Use cases of catalogue versions.

    ``announcer`` tells other processes of a new version; ``current`` gives the snapshot
    this process answers from, which spares building another one for the gate; ``meanings``
    gives a snapshot its vectors of meaning with the adapter of a version (or leaves it as it
    is), so that the gate looks at the answers with them too.
    """

    def __init__(
        self,
        unit_of_work: UnitOfWorkFactory,
        clock: Clock,
        *,
        announcer: Announcer | None = None,
        current: Callable[[], Snapshot] | None = None,
        meanings: Callable[[Snapshot, int], Awaitable[Snapshot]] | None = None,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._announcer = announcer
        self._current = current
        self._meanings = meanings
        self._one_at_a_time = asyncio.Lock()

    async def publish(
        self,
        draft: Catalogue,
        *,
        source: str,
        replace: bool = False,
        effective_from: datetime | None = None,
        item_level_only: frozenset[str] = frozenset(),
        force: bool = False,
    ) -> Published:
        """Publish a new version: ``draft`` brought into the version that it takes over from.

        That is the one in force at ``effective_from`` (now, when not given). With
        ``replace`` the draft is the whole new catalogue. See :mod:`affairs.merging` and
        :mod:`affairs.learned` for what is kept; ``item_level_only`` are items that the
        source has no guides for. Raises NothingToPublish for a draft without items (nor
        anything learned, nor places or forms for a catalogue that has items), GateRefused unless
        ``force``, CatalogueConflict when others keep publishing at the same time.
        """
        places = not replace and (draft.regions or draft.venues or draft.forms)
        if not (draft.items or places or has_learned(draft)):
            raise NothingToPublish

        def brought_in(base: Catalogue) -> Catalogue:
            whole = with_forms(base, draft) if replace else merge(base, draft, item_level_only)
            if places and not whole.items:
                raise NothingToPublish
            return with_learned(base, draft, whole, replaced=replace)

        measured = draft.sample or not draft.items
        return await self.revise(
            brought_in, source=source, effective_from=effective_from, force=force, gate_sample=measured
        )

    async def revise(
        self,
        change: Change,
        *,
        source: str,
        note: str = "",
        effective_from: datetime | None = None,
        force: bool = False,
        gate_sample: bool = True,
    ) -> Published:
        """Publish what ``change`` makes of the version in force at ``effective_from`` (now, when not given).

        Another publisher's version meanwhile is no loss: the change is made anew upon it.
        Sample data's regression set binds only with ``gate_sample``. Raises what ``change``
        raises, GateRefused unless ``force``, CatalogueConflict after many attempts.
        """
        async with self._one_at_a_time:
            for attempt in range(ATTEMPTS):
                now = self._clock.now()
                base = await self._base(effective_from or now)
                catalogue = await asyncio.to_thread(change, base.catalogue)
                gated = gate_sample or not base.catalogue.sample
                examined = await self._examined(base.catalogue, catalogue) if gated else None
                worse = examined.refused if examined else ()
                if worse and not force:
                    raise refusal(worse)
                noted = "; ".join(filter(None, (note, FORCED if worse else "")))
                draft = _Draft(catalogue, source, noted, effective_from or now, now, examined)
                try:
                    version = await self._store(draft, base.latest)
                except CatalogueConflict:
                    if attempt == ATTEMPTS - 1:
                        raise
                    continue
                return await self._published(version, base.catalogue, draft)
            raise CatalogueConflict

    async def rehearse(self, change: Change) -> Rehearsal:
        """What ``change`` would make of the version in force; nothing is stored. Raises what ``change`` raises."""
        base = await self._base(self._clock.now())
        catalogue = await asyncio.to_thread(change, base.catalogue)
        before, after = await asyncio.to_thread(self._built, base.catalogue, catalogue)
        asked = worth_examining(base.catalogue, catalogue)
        return Rehearsal(before, after, await asyncio.to_thread(examine, before, after) if asked else None)

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

    async def _examined(self, before: Catalogue, after: Catalogue) -> Examined | None:
        if not worth_examining(before, after):
            return None
        known, fresh = await asyncio.to_thread(self._built, before, after)
        if self._meanings is not None:
            known, fresh = [await self._meanings(each, before.version) for each in (known, fresh)]
        return await asyncio.to_thread(examine, known, fresh)

    def _built(self, before: Catalogue, after: Catalogue) -> tuple[Snapshot, Snapshot]:
        current = self._current() if self._current else None
        known = current if current is not None and current.version == before.version else Snapshot.of(before, current)
        return known, Snapshot.of(after, known)

    async def _store(self, draft: _Draft, latest: int) -> CatalogueVersion:
        async with self._unit_of_work() as uow:
            version = await uow.catalogues.publish(
                draft.catalogue,
                source=draft.source,
                effective_from=draft.effective_from,
                now=draft.now,
                latest=latest,
                note=draft.note,
                figures=told(draft.examined.whole) if draft.examined else None,
            )
            await uow.commit()
            return version

    async def _published(self, version: CatalogueVersion, before: Catalogue, draft: _Draft) -> Published:
        if self._announcer is not None:
            await self._announcer.published(version.number)
        counted = await asyncio.to_thread(changes, before, draft.catalogue)
        whole = draft.examined.whole if draft.examined else None
        return Published(version, counted.added, counted.changed, counted.unchanged, counted.removed, whole)
