"""Use cases of articles: read by everybody, written by knowledge editors."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from affairs.clock import CHINA
from affairs.news.article import Article, Wanted, checked
from affairs.news.errors import ArticleConflict, NoSuchArticle
from affairs.ports import Clock, UnitOfWorkFactory
from affairs.staff.audit import Act, ObjectRef, entry_of
from affairs.staff.permissions import Actor, Permission

__all__ = ["Articles"]


class Articles:
    """News, policies, and what the centre says of itself."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock) -> None:
        self._unit_of_work, self._clock = unit_of_work, clock

    def now(self) -> datetime:
        """This moment."""
        return self._clock.now()

    def today(self) -> date:
        """The day in China."""
        return self._clock.now().astimezone(CHINA).date()

    async def public(self, wanted: Wanted, *, offset: int = 0, limit: int = 20) -> Sequence[Article]:
        """Those that everybody sees today, the latest first."""
        async with self._unit_of_work(read_only=True) as uow:
            return await uow.articles.listed(replace(wanted, seen_on=self.today()), offset=offset, limit=limit)

    async def read(self, article_id: str) -> Article:
        """One that everybody sees. Raises NoSuchArticle, for a draft as for none."""
        async with self._unit_of_work(read_only=True) as uow:
            found = await uow.articles.find(article_id)
        if found is None or not found.seen_on(self.today()):
            raise NoSuchArticle
        return found

    async def all(self, actor: Actor, wanted: Wanted, *, offset: int, limit: int) -> Sequence[Article]:
        """Drafts too. Raises NotPermitted."""
        actor.require(Permission.KNOWLEDGE)
        async with self._unit_of_work(read_only=True) as uow:
            return await uow.articles.listed(wanted, offset=offset, limit=limit)

    async def one(self, actor: Actor, article_id: str) -> Article:
        """One, published or not. Raises NotPermitted, NoSuchArticle."""
        actor.require(Permission.KNOWLEDGE)
        async with self._unit_of_work(read_only=True) as uow:
            found = await uow.articles.find(article_id)
        if found is None:
            raise NoSuchArticle
        return found

    async def add(self, actor: Actor, article: Article) -> Article:
        """Add one; its id is made here. Raises NotPermitted, InvalidValue."""
        actor.require(Permission.KNOWLEDGE)
        now = self._clock.now()
        made = replace(checked(article), id=secrets.token_hex(8), updated_at=now, revision=1)
        async with self._unit_of_work() as uow:
            await uow.articles.add(made)
            await uow.audit.append(
                entry_of(actor, Act.ARTICLE_SAVED, ObjectRef("article", made.id), now, detail=_state(made))
            )
            await uow.commit()
            return made

    async def change(self, actor: Actor, article: Article) -> Article:
        """Store what was changed of one, as it was at its revision.

        Raises NotPermitted, InvalidValue, NoSuchArticle, ArticleConflict.
        """
        actor.require(Permission.KNOWLEDGE)
        now = self._clock.now()
        wanted = replace(checked(article), updated_at=now)
        async with self._unit_of_work() as uow:
            if await uow.articles.find(article.id) is None:
                raise NoSuchArticle
            if not await uow.articles.change(wanted):
                raise ArticleConflict
            target = ObjectRef("article", wanted.id)
            await uow.audit.append(entry_of(actor, Act.ARTICLE_SAVED, target, now, detail=_state(wanted)))
            await uow.commit()
            return replace(wanted, revision=wanted.revision + 1)


def _state(article: Article) -> str:
    return "published" if article.published else "draft"
