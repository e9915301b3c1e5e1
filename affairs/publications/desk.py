"""Publishing, taking back, reading."""

import re
from collections.abc import Sequence

from affairs.errors import InvalidValue
from affairs.handover.speaking import fit_words
from affairs.ports import Clock, UnitOfWorkFactory
from affairs.publications.errors import NoSuchPublication
from affairs.publications.publication import Publication, PublicationKind
from affairs.staff import audit
from affairs.staff.model import new_id
from affairs.staff.permissions import Actor, Permission

__all__ = ["Publications"]

TITLE, TEXT = 100, 20_000
ADDRESS = re.compile(r"https?://[^\s<>\"']{4,400}")


class Publications:
    """Use cases of anybody (reading) and of staff with :attr:`Permission.KNOWLEDGE`."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock) -> None:
        self._unit_of_work, self._clock = unit_of_work, clock

    async def page(
        self, kinds: Sequence[PublicationKind], *, limit: int, before: str | None = None
    ) -> Sequence[Publication]:
        """The latest first, from after the one named ``before``."""
        async with self._unit_of_work(read_only=True) as uow:
            return await uow.publications.page(kinds, limit=limit, before=before)

    async def one(self, publication_id: str, kinds: Sequence[PublicationKind]) -> Publication:
        """One of these kinds. Raises NoSuchPublication."""
        async with self._unit_of_work(read_only=True) as uow:
            found = await uow.publications.get(publication_id)
        if found is None or found.kind not in kinds:
            raise NoSuchPublication
        return found

    async def publish(self, actor: Actor, kind: PublicationKind, title: str, text: str, url: str = "") -> Publication:
        """Publish at once. Raises NotPermitted, InvalidValue."""
        actor.require(Permission.KNOWLEDGE)
        name, words = fit_words(title, TITLE), fit_words(text, TEXT)
        if not name or not words:
            raise InvalidValue("请写标题和正文。", field="text" if name else "title")
        if url and not ADDRESS.fullmatch(url):
            raise InvalidValue("原文地址须以 http:// 或 https:// 开头。", field="url")
        now = self._clock.now()
        made = Publication(new_id(), kind, name, words, now, url, actor.staff_id)
        async with self._unit_of_work() as uow:
            await uow.publications.add(made)
            target = audit.ObjectRef("publication", made.id)
            await uow.audit.append(audit.entry_of(actor, audit.Act.PUBLISHED, target, now))
            await uow.commit()
        return made

    async def withdraw(self, actor: Actor, publication_id: str) -> None:
        """Take one back. Raises NotPermitted, NoSuchPublication."""
        actor.require(Permission.KNOWLEDGE)
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            if not await uow.publications.withdraw(publication_id, now=now):
                raise NoSuchPublication
            target = audit.ObjectRef("publication", publication_id)
            await uow.audit.append(audit.entry_of(actor, audit.Act.WITHDRAWN, target, now))
            await uow.commit()
