"""Bytes that are nobody's any more: deleted from the store first, forgotten by the ledger after."""

from datetime import timedelta

from affairs.files import FileStore
from affairs.ports import Clock, UnitOfWorkFactory

__all__ = ["FileSweep"]

BATCH = 200
DROPPED = timedelta(minutes=10)
"""A reader that was under way when a file was let go of may finish."""
EXPECTED = timedelta(days=1)
"""No upload takes that long: whoever received it was killed."""


class FileSweep:
    """Deletes useless files; any number of workers may, since deleting twice is deleting once."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, store: FileStore, clock: Clock) -> None:
        self._unit_of_work, self._store, self._clock = unit_of_work, store, clock

    async def sweep(self) -> int:
        """Delete one batch; how many. Raises StoreUnavailable."""
        now = self._clock.now()
        async with self._unit_of_work(read_only=True) as uow:
            keys = await uow.files.useless(dropped_before=now - DROPPED, expected_before=now - EXPECTED, limit=BATCH)
        for key in keys:
            await self._store.delete(key)
        if keys:
            async with self._unit_of_work() as uow:
                await uow.files.forget(keys)
                await uow.commit()
        await self._store.sweep(now - EXPECTED)
        return len(keys)
