"""An error as a page a citizen can read."""

import json
from collections.abc import Sequence

from aiohttp import web

from handlers.pages.rendering import render

__all__ = ["error_page", "nothing_here"]

TITLES = {404: "没有找到", 429: "请稍候", 503: "暂时不可用"}


def error_page(answer: web.Response) -> web.Response:
    """The page that says what the problem document ``answer`` says, with its headers of consequence."""
    detail = json.loads(answer.text or "{}").get("detail", "")
    page = render(
        "error.html", status=answer.status, title=TITLES.get(answer.status, "出错了"), detail=detail, links=()
    )
    for name in ("Allow", "Retry-After"):
        if name in answer.headers:
            page.headers[name] = answer.headers[name]
    return page


def nothing_here(detail: str, links: Sequence[tuple[str, str]]) -> web.Response:
    """A 404 that shows where to go instead: names and addresses of pages."""
    return render("error.html", status=404, title=TITLES[404], detail=detail, links=links)
