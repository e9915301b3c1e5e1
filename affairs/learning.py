"""The learning loop: from what was asked and not answered to what the catalogue says next.

Each act of the knowledge desk is a new catalogue version that passed the gate; two acts at
the same time both land. Doing one twice changes nothing more.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from affairs.catalogue import Catalogues
from affairs.desk_report import HotItem, Report, hot_items, report_of
from affairs.errors import DomainError, NothingToPublish
from affairs.ports import AskedQuestion, CatalogueVersion, Clock, UnitOfWorkFactory
from affairs.teaching import mistake_reported, out_of_scope_marked, phrasing_accepted, synonym_added
from knowledge.catalogue import Catalogue
from knowledge.regression import Comparison
from knowledge.snapshot import Snapshot

__all__ = ["Learned", "Learning"]

MOST_QUESTIONS = 200_000
"""Questions of a period that a report looks at, the latest."""

_PENDING = 50


@dataclass(frozen=True, slots=True)
class Learned:
    """The version that knows it, and the answers to the regression set before and after.

    ``regression`` is None when nothing was changed because it was known already.
    ``left_out`` are the dates of later versions that could not take it over.
    """

    version: CatalogueVersion
    regression: Comparison | None
    left_out: tuple[datetime, ...] = ()


class _Unchanged(Exception):
    """The catalogue knows it already."""


class Learning:
    """Use cases of the knowledge desk. ``current`` gives the snapshot in use, if this process has one."""

    def __init__(
        self,
        unit_of_work: UnitOfWorkFactory,
        catalogues: Catalogues,
        clock: Clock,
        *,
        current: Callable[[], Snapshot] | None = None,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._catalogues = catalogues
        self._clock = clock
        self._current = current

    async def report(self, *, days: float = 7, private: bool = False, limit: int = 50) -> Report:
        """What was unanswered or misread in the last ``days``, at most ``limit`` groups.

        ``private`` leaves out words that fewer than two conversations used: free text can
        hold a name that no rule finds.
        """
        end = self._clock.now()
        start = end - timedelta(days=days)
        asked, snapshot = await self._asked(start, end), await self._snapshot()
        return await asyncio.to_thread(report_of, asked, snapshot, start, end, private=private, limit=limit)

    async def hot(self, *, days: float = 7, limit: int = 10) -> tuple[HotItem, ...]:
        """The items most asked for in the last ``days``, with wordings fit to be shown to everyone."""
        end = self._clock.now()
        asked, snapshot = await self._asked(end - timedelta(days=days), end), await self._snapshot()
        return await asyncio.to_thread(hot_items, asked, snapshot, limit)

    async def accept_phrasing(self, item_code: str, phrase: str, *, force: bool = False) -> Learned:
        """Make ``phrase`` an alias of the item, and a question of the regression set.

        Raises NoSuchItem, InvalidValue, GateRefused unless ``force``.
        """
        return await self._learn(phrasing_accepted(item_code, phrase), f"alias {item_code}: {phrase}", force=force)

    async def add_synonym(self, word: str, meaning: str, *, force: bool = False) -> Learned:
        """Make ``word`` stand for ``meaning`` (official words, blanks between). Raises InvalidValue, GateRefused."""
        return await self._learn(synonym_added(word, meaning), f"synonym {word}: {meaning}", force=force)

    async def mark_out_of_scope(self, question: str, *, force: bool = False) -> Learned:
        """Answer this question with "not ours" from now on. Raises InvalidValue, GateRefused unless ``force``."""
        return await self._learn(out_of_scope_marked(question), f"out of scope: {question}", force=force)

    async def report_mistake(self, question: str, wanted: Sequence[str], *, force: bool = False) -> Learned:
        """Put a question that was answered wrongly into the regression set, with the codes wanted (() = none).

        Raises NoSuchItem, InvalidValue.
        """
        return await self._learn(mistake_reported(question, tuple(wanted)), f"mistake: {question}", force=force)

    async def _learn(self, teach: Callable[[Catalogue], Catalogue], note: str, *, force: bool) -> Learned:
        def change(base: Catalogue) -> Catalogue:
            if not base.items:
                raise NothingToPublish
            taught = teach(base)
            if taught == base:
                raise _Unchanged
            return taught

        try:
            published = await self._catalogues.revise(change, source="learn", note=note, force=force)
        except _Unchanged:
            version = await self._catalogues.in_force()
            if version is None:  # pragma: no cover - then the change would have said so
                raise NothingToPublish from None
            return Learned(version, None)
        left_out = await self._carry_over(change, published.version, note)
        return Learned(published.version, published.regression, left_out)

    async def _carry_over(
        self, change: Callable[[Catalogue], Catalogue], version: CatalogueVersion, note: str
    ) -> tuple[datetime, ...]:
        """Teach it to the versions that are published and not yet in force, too."""
        later = {each.effective_from for each in await self._catalogues.versions(_PENDING)}
        left_out = []
        for moment in sorted(each for each in later if each > version.effective_from):
            try:
                await self._catalogues.revise(change, source="learn", note=note, effective_from=moment)
            except _Unchanged:
                continue
            except DomainError:
                left_out.append(moment)
        return tuple(left_out)

    async def _asked(self, start: datetime, end: datetime) -> Sequence[AskedQuestion]:
        async with self._unit_of_work(read_only=True) as uow:
            return await uow.questions.between(start, end, MOST_QUESTIONS)

    async def _snapshot(self) -> Snapshot:
        """The snapshot of the version in force."""
        version = await self._catalogues.in_force()
        current = self._current() if self._current else None
        if current is not None and (version is None or current.version == version.number):
            return current
        catalogue = await self._catalogues.load(version.number) if version else Catalogue()
        return await asyncio.to_thread(Snapshot.of, catalogue)
