"""The catalogue that this process answers from, exchanged as a whole when another comes into force."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import structlog

from affairs.catalogue import Catalogues
from affairs.errors import StoreUnavailable
from affairs.heap import freeze_again
from integrations.large_pages import in_large_pages
from knowledge.catalogue import Catalogue
from knowledge.snapshot import Snapshot

__all__ = ["SnapshotHolder"]

log = structlog.get_logger(__name__)


class SnapshotHolder:
    """Holds the current :class:`Snapshot`; calling the holder returns it.

    A refresh asks which version is in force, one small query, so that a version
    published by another process and one whose date arrives are both noticed. The indexes
    are built in a thread beside the old ones, from which they take over what did not
    change, and one assignment makes them current: a turn that took the old snapshot
    finishes with it.
    """

    def __init__(
        self, catalogues: Catalogues, *, build: Callable[[Catalogue, Snapshot | None], Snapshot] = Snapshot.of
    ) -> None:
        self._catalogues = catalogues
        self._build = build
        self._lock = asyncio.Lock()
        self._woken = asyncio.Event()
        self._current = build(Catalogue(), None)
        self._exchanged = False

    def __call__(self) -> Snapshot:
        """The current snapshot; the same as :attr:`current`."""
        return self._current

    @property
    def current(self) -> Snapshot:
        """The current snapshot; of version 0 while nothing was ever published."""
        return self._current

    async def refresh(self) -> bool:
        """Make the version in force the current one; true when that changed something.

        Raises StoreUnavailable; the current snapshot stays then.
        """
        async with self._lock:
            version = await self._catalogues.in_force()
            if version is None or version.number == self._current.version:
                await self._tidy()
                return False
            catalogue = await self._catalogues.load(version.number)
            self._current = await asyncio.to_thread(self._build, catalogue, self._current)
            self._exchanged = True
            log.info("catalogue_in_force", version=version.number, items=version.items, guides=version.guides)
            return True

    async def _tidy(self) -> None:
        """Free the version before, once the turns that began with it are over, and lay out what took its place."""
        if self._exchanged:
            self._exchanged = False
            if freeze_again():
                await asyncio.to_thread(in_large_pages)

    def wake(self) -> None:
        """Let :meth:`keep_fresh` look now: another process said that there is something new."""
        self._woken.set()

    async def keep_fresh(self, seconds: float = 2.0) -> None:
        """Refresh for ever, every ``seconds`` and when woken; while the store is away, with what there is.

        To be cancelled.
        """
        while True:
            self._woken.clear()
            try:
                await self.refresh()
            except StoreUnavailable as error:
                log.warning("catalogue_not_refreshed", reason=str(error))
            except Exception:
                # A version this release cannot read must not stop the answers of the one it can.
                log.exception("catalogue_not_refreshed")
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._woken.wait()
