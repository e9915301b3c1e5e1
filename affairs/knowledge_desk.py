"""The knowledge desk for people: what was not understood, teaching it, editing guides, older versions.

Every act needs :attr:`Permission.KNOWLEDGE` and is in the audit log by the number of the version
it made. The log's entry follows the version: publishing is one transaction of its own.
"""

from collections.abc import Sequence

from affairs.catalogue import Catalogues, Change, Published, Rehearsal
from affairs.desk_report import HotItem, Report
from affairs.learning import Learned, Learning
from affairs.ports import CatalogueVersion, Clock, UnitOfWorkFactory
from affairs.rewording import GuideText, reworded
from affairs.staff.audit import Act, ObjectRef, entry_of
from affairs.staff.permissions import Actor, Permission
from knowledge.guide import GuideKey

__all__ = ["KnowledgeDesk"]


class KnowledgeDesk:
    """Use cases of the knowledge editors. All raise NotPermitted."""

    def __init__(
        self, unit_of_work: UnitOfWorkFactory, clock: Clock, learning: Learning, catalogues: Catalogues
    ) -> None:
        self._unit_of_work, self._clock = unit_of_work, clock
        self._learning, self._catalogues = learning, catalogues

    async def report(self, actor: Actor, days: float) -> Report:
        """What was unanswered or misread; words of fewer than two conversations are left out."""
        actor.require(Permission.KNOWLEDGE)
        return await self._learning.report(days=days, private=True)

    async def hot(self, actor: Actor, days: float) -> Sequence[HotItem]:
        """The items most asked for."""
        actor.require(Permission.KNOWLEDGE)
        return await self._learning.hot(days=days, limit=20)

    async def accept(self, actor: Actor, item_code: str, phrase: str, *, force: bool = False) -> Learned:
        """Make a phrase an alias. Raises NoSuchItem, InvalidValue, GateRefused unless ``force``."""
        actor.require(Permission.KNOWLEDGE)
        return await self._noted(actor, "alias", await self._learning.accept_phrasing(item_code, phrase, force=force))

    async def synonym(self, actor: Actor, word: str, meaning: str, *, force: bool = False) -> Learned:
        """Add a synonym. Raises InvalidValue, GateRefused unless ``force``."""
        actor.require(Permission.KNOWLEDGE)
        return await self._noted(actor, "synonym", await self._learning.add_synonym(word, meaning, force=force))

    async def out_of_scope(self, actor: Actor, question: str, *, force: bool = False) -> Learned:
        """Mark a question as not ours. Raises InvalidValue, GateRefused unless ``force``."""
        actor.require(Permission.KNOWLEDGE)
        learned = await self._learning.mark_out_of_scope(question, force=force)
        return await self._noted(actor, "out-of-scope", learned)

    async def mistake(self, actor: Actor, question: str, codes: Sequence[str], *, force: bool = False) -> Learned:
        """Put a question answered wrongly into the regression set. Raises NoSuchItem, InvalidValue."""
        actor.require(Permission.KNOWLEDGE)
        return await self._noted(actor, "mistake", await self._learning.report_mistake(question, codes, force=force))

    async def rehearse(self, actor: Actor, key: GuideKey, text: GuideText) -> Rehearsal:
        """Both versions with a guide as edited, and what the gate would say. Raises InvalidValue, NoSuchGuide."""
        actor.require(Permission.KNOWLEDGE)
        return await self._catalogues.rehearse(reworded(key, text))

    async def publish(self, actor: Actor, key: GuideKey, text: GuideText, *, force: bool = False) -> Published:
        """Publish a guide as edited.

        Raises InvalidValue, NoSuchGuide, CatalogueConflict, GateRefused unless ``force``.
        """
        actor.require(Permission.KNOWLEDGE)
        note = f"guide {key.item_code}" + (f" {key.variant}" if key.variant else "")
        return await self._revised(actor, "guide", reworded(key, text), note, force=force)

    async def versions(self, actor: Actor, limit: int, before: int | None = None) -> Sequence[CatalogueVersion]:
        """Versions, the newest first."""
        actor.require(Permission.KNOWLEDGE)
        return await self._catalogues.versions(limit, before)

    async def go_back(self, actor: Actor, number: int, *, force: bool = False) -> Published:
        """Publish an older version again, as a new one: nothing is ever taken out of the history.

        Raises NoSuchVersion, GateRefused unless ``force``.
        """
        actor.require(Permission.KNOWLEDGE)
        older = await self._catalogues.load(number)
        return await self._revised(actor, "go-back", lambda _base: older, f"back to version {number}", force=force)

    async def _revised(self, actor: Actor, what: str, change: Change, note: str, *, force: bool) -> Published:
        published = await self._catalogues.revise(change, source="console", note=note, force=force)
        await self._written(actor, what, published.version.number)
        return published

    async def _noted(self, actor: Actor, what: str, learned: Learned) -> Learned:
        if learned.regression is not None:
            await self._written(actor, what, learned.version.number)
        return learned

    async def _written(self, actor: Actor, what: str, number: int) -> None:
        async with self._unit_of_work() as uow:
            target = ObjectRef("catalogue-version", str(number))
            await uow.audit.append(entry_of(actor, Act.CATALOGUE_PUBLISHED, target, self._clock.now(), detail=what))
            await uow.commit()
