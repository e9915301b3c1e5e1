"""``/news``, ``/policies``: what the centre tells everybody."""

import asyncio
from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated, Any

from pydantic import BaseModel, Field

from affairs.news.article import Article, ArticleKind, Wanted
from affairs.news.errors import NoSuchArticle
from handlers.access import Access
from handlers.endpoint import Call, Nothing, endpoint
from handlers.keys import services_of
from handlers.markdown import html_of
from handlers.miniapp.paging import Cursor, Limit, cursor_of, offset_of

__all__ = ["operations"]

NEWS, POLICIES = (ArticleKind.NEWS, ArticleKind.CENTRE), (ArticleKind.POLICY,)


class ArticlesQuery(BaseModel, extra="forbid"):
    """Which page."""

    topic: Annotated[str, Field(max_length=20, description="Only what concerns this topic.")] = ""
    cursor: Cursor | None = None
    limit: Limit = 20


class NewsQuery(ArticlesQuery):
    """Which page of which column."""

    kind: Annotated[ArticleKind | None, Field(description="`news` or `centre` (中心概况); both when not given.")] = None


class ArticleRow(BaseModel):
    """One article; ``items`` are codes of the items it concerns, ``url`` its page for a phone."""

    id: str
    kind: ArticleKind
    title: str
    summary: str
    date: date
    department: str
    topics: list[str]
    items: list[str]
    url: str


class ArticleOut(ArticleRow):
    """One article, whole: ``html`` holds no script, no style and no picture."""

    html: str
    updated_at: datetime


class ArticlesOut(BaseModel):
    """A page; ``next`` is the cursor of the following one, null at the end."""

    items: list[ArticleRow]
    next: str | None


@endpoint("GET", "/news", access=Access.ANYONE, tag="news", query=NewsQuery, reply=ArticlesOut)
async def list_news(call: Call[NewsQuery, Nothing]) -> ArticlesOut:
    """新闻动态 and 中心概况, the latest first."""
    kinds = NEWS if call.query.kind is None else tuple(each for each in NEWS if each is call.query.kind)
    return await _listed(call, kinds) if kinds else ArticlesOut(items=[], next=None)


@endpoint("GET", "/news/{id}", access=Access.ANYONE, tag="news", reply=ArticleOut, errors=(HTTPStatus.NOT_FOUND,))
async def show_news(call: Call[Nothing, Nothing]) -> ArticleOut:
    """One of them, whole."""
    return await _shown(call, NEWS)


@endpoint("GET", "/policies", access=Access.ANYONE, tag="news", query=ArticlesQuery, reply=ArticlesOut)
async def list_policies(call: Call[ArticlesQuery, Nothing]) -> ArticlesOut:
    """政策法规, the latest first."""
    return await _listed(call, POLICIES)


@endpoint("GET", "/policies/{id}", access=Access.ANYONE, tag="news", reply=ArticleOut, errors=(HTTPStatus.NOT_FOUND,))
async def show_policy(call: Call[Nothing, Nothing]) -> ArticleOut:
    """One of them, whole."""
    return await _shown(call, POLICIES)


async def _listed(
    call: Call[NewsQuery, Nothing] | Call[ArticlesQuery, Nothing], kinds: tuple[ArticleKind, ...]
) -> ArticlesOut:
    query: ArticlesQuery = call.query
    offset = offset_of(query.cursor)
    topic = query.topic.replace("\0", "")
    articles = services_of(call.request).articles
    found = await articles.public(Wanted(kinds, topic), offset=offset, limit=query.limit + 1)
    following = offset + query.limit if len(found) > query.limit else None
    return ArticlesOut(items=[ArticleRow(**_row(each)) for each in found[: query.limit]], next=cursor_of(following))


async def _shown(call: Call[Nothing, Nothing], kinds: tuple[ArticleKind, ...]) -> ArticleOut:
    article = await services_of(call.request).articles.read(call.request.match_info["id"].replace("\0", ""))
    if article.kind not in kinds:
        raise NoSuchArticle
    html = await asyncio.to_thread(html_of, article.body)
    return ArticleOut(**_row(article), html=html, updated_at=article.updated_at)


def _row(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "kind": article.kind,
        "title": article.title,
        "summary": article.summary,
        "date": article.dated,
        "department": article.department,
        "topics": list(article.topics),
        "items": list(article.items),
        "url": f"/news/{article.id}",
    }


operations = (list_news, show_news, list_policies, show_policy)
