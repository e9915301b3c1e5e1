"""``/guides``: the directory (网上政务超市) as a page: search, departments, themes."""

from collections import Counter
from urllib.parse import urlencode

from aiohttp import web

from affairs.directory import Listing, find_region, list_items
from handlers.access import Access, access
from handlers.keys import services_of
from handlers.pages.guide import address
from handlers.pages.rendering import render
from knowledge.catalogue import Catalogue
from knowledge.guide import ItemState

__all__ = ["routes"]

routes = web.RouteTableDef()
PAGE = 30
LONGEST_OFFSET = 1_000_000


@routes.get("/guides")
@access(Access.ANYONE)
async def show(request: web.Request) -> web.Response:
    """The directory for ``?q=&department=&theme=&region=&from=``."""
    snapshot = services_of(request).snapshot()
    asked = {name: request.query.get(name, "")[:100] for name in ("q", "department", "theme", "region")}
    region = find_region(snapshot, asked["region"]).code if asked["region"] else ""
    listing = Listing(asked["q"], region, asked["department"], asked["theme"])
    page = list_items(snapshot, listing, offset=_offset(request.query.get("from", "")), limit=PAGE)
    following = {**asked, "from": str(page.following)} if page.following is not None else None
    return render(
        "directory.html",
        catalogue=snapshot.catalogue,
        asked=asked,
        rows=page.rows,
        departments=departments(snapshot.catalogue),
        following=f"/guides?{_query(following)}" if following else "",
        address=lambda code: address(code, region),
        link=lambda **changes: f"/guides?{_query({**asked, **changes})}",
    )


def _offset(text: str) -> int:
    return min(int(text), LONGEST_OFFSET) if text.isascii() and text.isdecimal() else 0


def _query(values: dict[str, str]) -> str:
    return urlencode({name: value for name, value in values.items() if value})


def departments(catalogue: Catalogue) -> list[tuple[str, int]]:
    """Departments with how many items each has in force, the busiest first."""
    counted = Counter(item.department for item in catalogue.items if item.state is ItemState.IN_FORCE)
    return [(name, count) for name, count in counted.most_common() if name]
