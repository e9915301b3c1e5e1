"""``/news``, ``/news/{id}``: news, policies and the centre, for a phone."""

import asyncio

from aiohttp import web

from affairs.errors import DomainError
from affairs.news.article import ArticleKind, Wanted
from affairs.news.errors import NoSuchArticle
from handlers.access import Access, access
from handlers.keys import services_of
from handlers.markdown import html_of
from handlers.pages.errors import nothing_here
from handlers.pages.rendering import render
from handlers.problems import DETAILS

__all__ = ["COLUMNS", "routes"]

routes = web.RouteTableDef()
COLUMNS = {ArticleKind.NEWS: "新闻动态", ArticleKind.POLICY: "政策法规", ArticleKind.CENTRE: "中心概况"}
ROWS, FARTHEST = 20, 10_000


@routes.get("/news")
@access(Access.ANYONE)
async def show_all(request: web.Request) -> web.Response:
    """The articles of ``?kind=``, from ``?from=`` on."""
    asked, start = request.query.get("kind", ""), request.query.get("from", "")
    kind = ArticleKind(asked) if asked in set(ArticleKind) else ArticleKind.NEWS
    offset = min(int(start), FARTHEST) if start.isascii() and start.isdecimal() and len(start) < 9 else 0
    found = await services_of(request).articles.public(Wanted((kind,)), offset=offset, limit=ROWS + 1)
    following = offset + ROWS if len(found) > ROWS else None
    return render("news.html", rows=found[:ROWS], kind=kind, columns=COLUMNS, following=following)


@routes.get("/news/{id}")
@access(Access.ANYONE)
async def show(request: web.Request) -> web.Response:
    """One article, with the items it concerns."""
    services = services_of(request)
    try:
        article = await services.articles.read(request.match_info["id"].replace("\0", ""))
    except NoSuchArticle as error:
        return _gone(error)
    known = services.snapshot().catalogue.items_by_code
    items = [known[code] for code in article.items if code in known]
    body = await asyncio.to_thread(html_of, article.body)
    return render("article.html", article=article, body=body, items=items, column=COLUMNS[article.kind])


def _gone(error: DomainError) -> web.Response:
    return nothing_here(DETAILS[error.code], [])
