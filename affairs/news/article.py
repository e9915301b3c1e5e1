"""An article of the centre: values and the rules of their words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from affairs.errors import InvalidValue

__all__ = ["Article", "ArticleKind", "ArticleRepository", "Wanted", "checked"]

LONGEST = {"title": 100, "summary": 300, "body": 50_000, "department": 64}
MOST_TOPICS, LONGEST_TOPIC, MOST_ITEMS = 10, 20, 50


class ArticleKind(StrEnum):
    """Which column it stands in."""

    CENTRE = "centre"
    """中心概况."""
    NEWS = "news"
    """新闻动态."""
    POLICY = "policy"
    """政策法规."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article. ``body`` is Markdown without HTML; ``dated`` the day it bears.

    A published one is seen from ``dated`` on. ``topics`` and ``items`` (codes) are what it
    concerns; ``revision`` grows with each change.
    """

    id: str
    kind: ArticleKind
    title: str
    body: str
    dated: date
    updated_at: datetime
    summary: str = ""
    published: bool = False
    department: str = ""
    topics: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    sample: bool = False
    revision: int = 1

    def seen_on(self, day: date) -> bool:
        """Whether everybody sees it."""
        return self.published and self.dated <= day


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which articles: of these kinds (() = all), a topic ('' = all), seen by everybody on ``seen_on`` (None = all)."""

    kinds: tuple[ArticleKind, ...] = ()
    topic: str = ""
    seen_on: date | None = None


class ArticleRepository(Protocol):
    """The store of articles."""

    async def find(self, article_id: str) -> Article | None:
        """One by id."""

    async def listed(self, wanted: Wanted, *, offset: int, limit: int) -> Sequence[Article]:
        """Those wanted, the latest day first, of one day the latest made first."""

    async def add(self, article: Article) -> None:
        """Add."""

    async def change(self, article: Article) -> bool:
        """Store it, one revision on; False when it is no longer of ``article.revision``."""


def checked(article: Article) -> Article:
    """The article with blanks taken off. Raises InvalidValue with its field."""
    texts = {name: getattr(article, name).replace("\r\n", "\n").strip() for name in LONGEST}
    for name, longest in LONGEST.items():
        if len(texts[name]) > longest:
            raise InvalidValue(f"最多 {longest} 个字。", field=name)
    for name, words in (("title", "标题"), ("body", "正文")):
        if not texts[name]:
            raise InvalidValue(f"请填写{words}。", field=name)
    topics = tuple(dict.fromkeys(filter(None, (each.strip() for each in article.topics))))
    if len(topics) > MOST_TOPICS or any(len(each) > LONGEST_TOPIC for each in topics):
        raise InvalidValue(f"主题最多 {MOST_TOPICS} 个，每个不超过 {LONGEST_TOPIC} 个字。", field="topics")
    items = tuple(dict.fromkeys(filter(None, (each.strip() for each in article.items))))
    if len(items) > MOST_ITEMS or any(len(each) > 64 for each in items):
        raise InvalidValue(f"相关事项最多 {MOST_ITEMS} 个。", field="items")
    one_line = {name: " ".join(texts[name].split()) for name in ("title", "summary", "department")}
    return replace(
        article,
        title=one_line["title"],
        summary=one_line["summary"],
        department=one_line["department"],
        body=texts["body"],
        topics=topics,
        items=items,
    )
