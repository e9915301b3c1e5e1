"""``/guides``: the directory (网上政务超市) as a page: search, departments, themes, regions."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from aiohttp import web

from affairs.appointments.supply import Supply
from affairs.directory import Listing, Row, find_region
from handlers.access import Access, access
from handlers.keys import services_of
from handlers.listing import Counts, counts_of, listed
from handlers.pages.guide import STATES, address
from handlers.pages.region_names import region_names
from handlers.pages.rendering import render
from handlers.pages.wording import limit_words
from knowledge.catalogue import Catalogue
from knowledge.guide import ItemState

__all__ = ["routes"]

routes = web.RouteTableDef()
PAGE = 30
SHOWN = 60
"""Links of one finder at most; the rest is found by search."""
LONGEST_OFFSET = 1_000_000
Asked = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Link:
    """One value to restrict the directory to."""

    name: str
    href: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class Finder:
    """One way to find: by department, theme or region."""

    title: str
    links: tuple[Link, ...]


@routes.get("/guides")
@access(Access.ANYONE)
async def show(request: web.Request) -> web.Response:
    """The directory for ``?q=&department=&theme=&region=&from=``."""
    services = services_of(request)
    snapshot = services.snapshot()
    asked = {name: request.query.get(name, "")[:100] for name in ("q", "department", "theme", "region")}
    region = find_region(snapshot, asked["region"]) if asked["region"] else None
    code = region.code if region else ""
    listing = Listing(asked["q"], code, asked["department"], asked["theme"])
    page = await listed(services, snapshot, listing, offset=_offset(request.query.get("from", "")), limit=PAGE)
    following = {**asked, "from": str(page.following)} if page.following is not None else None
    counts = await counts_of(snapshot.catalogue)
    shown = {"region": region.name} if region else {}
    return render(
        "directory.html",
        catalogue=snapshot.catalogue,
        asked=asked,
        chosen=[(shown.get(name, value), _href({**asked, name: ""})) for name, value in asked.items() if value],
        finders=[finder for finder in _finders(snapshot.catalogue, counts, asked, code) if finder.links],
        rows=page.rows,
        listed=bool(snapshot.catalogue.items),
        states=STATES,
        row_words=partial(row_words, supply=services_of(request).appointments.supply),
        following=_href(following) if following else "",
        address=lambda item: address(item, code),
    )


def _finders(catalogue: Catalogue, counts: Counts, asked: Asked, region: str) -> Iterable[Finder]:
    yield Finder("按部门查找", _links(counts.departments, "department", asked))
    yield Finder("按主题查找", _links(counts.themes, "theme", asked))
    yield Finder(
        "按区域查找",
        tuple(
            Link(name, _href({**asked, "region": code}), 0, code == region)
            for code, name in region_names(catalogue, counts.regions[:SHOWN]).items()
        ),
    )


def _links(counted: Counter[str], name: str, asked: Asked) -> tuple[Link, ...]:
    return tuple(
        Link(value, _href({**asked, name: value}), count, asked[name] == value)
        for value, count in counted.most_common(SHOWN)
    )


def row_words(row: Row, supply: Supply) -> str:
    """What one wants to know of an item at a glance."""
    guide = row.guide
    words = [row.item.department]
    if guide and guide.promised and row.item.state is ItemState.IN_FORCE:
        words.append(limit_words(guide.promised, note=False))
    if supply.bookable(row.item.code) and row.item.state is ItemState.IN_FORCE:
        words.append("可预约")
    return " · ".join(each for each in words if each)


def _offset(text: str) -> int:
    return min(int(text), LONGEST_OFFSET) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _href(values: Asked) -> str:
    query = urlencode({name: value for name, value in values.items() if value})
    return f"/guides?{query}" if query else "/guides"
