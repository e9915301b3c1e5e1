"""News and policies at the knowledge desk: list, write, see as citizens will, publish."""

import asyncio
import re
from dataclasses import replace
from datetime import date
from typing import Any

from aiohttp import web

from affairs.errors import DomainError, InvalidValue
from affairs.news.article import Article, ArticleKind, Wanted
from affairs.news.errors import NoSuchArticle
from affairs.staff.permissions import Permission
from handlers.console.desk import Desk
from handlers.console.feature import Feature, Section, page
from handlers.markdown import html_of
from handlers.pages.news import COLUMNS

__all__ = ["FEATURE"]

KNOWLEDGE = Permission.KNOWLEDGE
ROWS = 30
SEPARATORS = re.compile(r"[\s,，、;；]+")


@page("GET", "/articles", KNOWLEDGE)
async def show_all(desk: Desk) -> web.StreamResponse:
    """All articles, drafts too, from ``?from=`` on."""
    start = desk.asked("from")
    offset = int(start) if start.isascii() and start.isdecimal() and len(start) < 7 else 0
    found = await desk.services.articles.all(desk.actor, Wanted(), offset=offset, limit=ROWS + 1)
    return desk.render(
        "articles.html",
        rows=found[:ROWS],
        columns=COLUMNS,
        today=desk.services.articles.today(),
        following=offset + ROWS if len(found) > ROWS else None,
    )


@page("GET", "/articles/new", KNOWLEDGE)
async def show_new(desk: Desk) -> web.StreamResponse:
    """The form for a new one."""
    return await _form_page(desk, _empty(desk))


@page("POST", "/articles/new", KNOWLEDGE)
async def add(desk: Desk) -> web.StreamResponse:
    """Keep a new one, as a draft or published; or only look at it."""
    return await _kept(desk, _empty(desk))


@page("GET", "/articles/{id}", KNOWLEDGE)
async def show_one(desk: Desk) -> web.StreamResponse:
    """One, to be changed."""
    return await _form_page(desk, await desk.services.articles.one(desk.actor, desk.part("id")))


@page("POST", "/articles/{id}", KNOWLEDGE)
async def change(desk: Desk) -> web.StreamResponse:
    """Keep what was changed, unless somebody else changed it meanwhile; or only look at it."""
    found = await desk.services.articles.one(desk.actor, desk.part("id"))
    return await _kept(desk, replace(found, revision=desk.form.number("revision")))


async def _kept(desk: Desk, before: Article) -> web.StreamResponse:
    try:
        typed = _typed(desk, before)
    except DomainError as error:
        return await _form_page(desk, before, error)
    if desk.form.text("do") == "look":
        return await _form_page(desk, typed, shown=True)
    articles = desk.services.articles
    try:
        kept = await (articles.change(desk.actor, typed) if before.id else articles.add(desk.actor, typed))
    except NoSuchArticle:
        raise
    except DomainError as error:
        return await _form_page(desk, typed, error)
    return desk.redirect(f"/articles/{kept.id}", done="saved")


def _typed(desk: Desk, before: Article) -> Article:
    """The article as it is typed. Raises InvalidValue."""
    form = desk.form
    try:
        kind, dated = ArticleKind(form.text("kind")), date.fromisoformat(form.text("dated"))
    except ValueError:
        raise InvalidValue("请选择栏目，并填写日期。", field="dated") from None
    if not date(1949, 10, 1) <= dated <= date(2999, 12, 31):
        raise InvalidValue("日期不在可填的范围内。", field="dated")
    return replace(
        before,
        kind=kind,
        dated=dated,
        title=form.text("title"),
        summary=form.text("summary"),
        body=form.raw("body"),
        department=form.text("department"),
        topics=tuple(filter(None, SEPARATORS.split(form.text("topics")))),
        items=tuple(filter(None, SEPARATORS.split(form.text("items")))),
        published=form.text("published") == "1",
    )


def _empty(desk: Desk) -> Article:
    now = desk.services.clock.now()
    return Article("", ArticleKind.NEWS, "", "", desk.services.articles.today(), now)


async def _form_page(
    desk: Desk, article: Article, error: DomainError | None = None, *, shown: bool = False
) -> web.Response:
    values: dict[str, Any] = {
        "article": article,
        "columns": COLUMNS,
        "body": await asyncio.to_thread(html_of, article.body) if shown else "",
        "shown": shown,
        "seen": article.id and article.seen_on(desk.services.articles.today()),
    }
    if error is not None:
        return desk.refuse("article.html", error, **values)
    return desk.render("article.html", error="", fault="", **values)


FEATURE = Feature(
    pages=(show_all, show_new, add, show_one, change),
    sections=(Section("新闻政策", "/console/articles", KNOWLEDGE),),
)
