"""An error as a page a citizen can read."""

import json

from aiohttp import web

from handlers.pages.rendering import render

__all__ = ["error_page"]

TITLES = {404: "没有找到", 429: "请稍候", 503: "暂时不可用"}


def error_page(answer: web.Response) -> web.Response:
    """The page that says what the problem document ``answer`` says."""
    detail = json.loads(answer.text or "{}").get("detail", "")
    return render("error.html", status=answer.status, title=TITLES.get(answer.status, "出错了"), detail=detail)
