"""News, policies and what the centre says of itself."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from affairs.news.article import Article, ArticleKind, Wanted
from integrations.database.article_tables import article_topics, articles
from integrations.database.statements import AnyRow

__all__ = ["DatabaseArticles"]


class DatabaseArticles:
    """:class:`affairs.news.article.ArticleRepository` upon one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, article_id: str) -> Article | None:
        """One by id."""
        row = (await self._connection.execute(select(articles).where(articles.c.id == article_id))).first()
        return _article(row) if row else None

    async def listed(self, wanted: Wanted, *, offset: int, limit: int) -> Sequence[Article]:
        """Those wanted, the latest day first, of one day the latest made first."""
        query = select(articles).order_by(articles.c.dated.desc(), articles.c.serial.desc())
        if wanted.kinds:
            query = query.where(articles.c.kind.in_([kind.value for kind in wanted.kinds]))
        if wanted.topic:
            about = select(article_topics.c.article_id).where(article_topics.c.topic == wanted.topic)
            query = query.where(articles.c.id.in_(about))
        if wanted.seen_on:
            query = query.where(articles.c.published, articles.c.dated <= wanted.seen_on)
        rows = await self._connection.execute(query.offset(offset).limit(limit))
        return [_article(row) for row in rows]

    async def add(self, article: Article) -> None:
        """Add."""
        row = _row(article) | {"id": article.id, "sample": article.sample, "revision": article.revision}
        await self._connection.execute(insert(articles).values(row))
        await self._topics(article)

    async def change(self, article: Article) -> bool:
        """Store it, one revision on; False when it is no longer of ``article.revision``."""
        held = update(articles).where(articles.c.id == article.id, articles.c.revision == article.revision)
        changed = await self._connection.execute(held.values(_row(article) | {"revision": article.revision + 1}))
        if changed.rowcount != 1:
            return False
        await self._connection.execute(article_topics.delete().where(article_topics.c.article_id == article.id))
        await self._topics(article)
        return True

    async def _topics(self, article: Article) -> None:
        if article.topics:
            rows = [{"article_id": article.id, "topic": topic} for topic in article.topics]
            await self._connection.execute(insert(article_topics), rows)


def _row(article: Article) -> dict[str, Any]:
    return {
        "kind": article.kind.value,
        "title": article.title,
        "summary": article.summary,
        "body": article.body,
        "dated": article.dated,
        "published": article.published,
        "department": article.department,
        "topics": list(article.topics),
        "items": list(article.items),
        "updated_at": article.updated_at,
    }


def _article(row: AnyRow) -> Article:
    return Article(
        row.id,
        ArticleKind(row.kind),
        row.title,
        row.body,
        row.dated,
        row.updated_at,
        row.summary,
        row.published,
        row.department,
        tuple(row.topics),
        tuple(row.items),
        row.sample,
        row.revision,
    )
