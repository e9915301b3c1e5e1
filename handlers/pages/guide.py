"""``/guides/{code}``: the full guide a citizen opens from a reply."""

from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from aiohttp import web

from affairs.errors import NoSuchGuide
from handlers.access import Access, access
from handlers.asked_guide import AskedGuide, asked_guide
from handlers.keys import services_of
from handlers.pages.errors import nothing_here
from handlers.pages.region_names import region_names
from handlers.pages.rendering import render
from handlers.pages.wording import CHANNELS, citation, fee_words, limit_words, material_words
from handlers.problems import DETAILS
from knowledge.catalogue import Catalogue
from knowledge.guide import Guide, Item, ItemState
from knowledge.places import Venue

__all__ = ["routes"]

routes = web.RouteTableDef()
ELSEWHERE = 40
SHOWN_VENUES = 3
STATES = {
    ItemState.IN_FORCE: "",
    ItemState.SUSPENDED: "暂停办理",
    ItemState.ABOLISHED: "已取消",
    ItemState.MERGED: "已并入其他事项",
}


@routes.get("/guides/{code}")
@access(Access.ANYONE)
async def show(request: web.Request) -> web.Response:
    """The guide of an item for ``?region=`` and ``?variant=``."""
    code = request.match_info["code"]
    named, variant = request.query.get("region", "")[:100], request.query.get("variant", "")[:200]
    services = services_of(request)
    try:
        asked = asked_guide(services, code, named, variant)
    except NoSuchGuide:
        return nothing_here(DETAILS[NoSuchGuide.code], _elsewhere(services.snapshot().catalogue, code))
    return render("guide.html", **_values(asked))


def _values(asked: AskedGuide) -> dict[str, Any]:
    catalogue, item, guide = asked.snapshot.catalogue, asked.item, asked.guide
    published = catalogue.guides_by_item.get(item.code, ())
    own = dict.fromkeys(each.region for each in published if guide and each.variant == guide.variant and each.region)
    known = catalogue.regions_by_code
    return {
        "catalogue": catalogue,
        "item": item,
        "guide": guide,
        "region": known.get(guide.region) if guide else None,
        "region_code": asked.region,
        "arbitrary": asked.arbitrary,
        "venues": _venues(guide),
        "shown_venues": SHOWN_VENUES,
        "regions": region_names(catalogue, own),
        "variants": item.variants,
        "successors": [catalogue.items_by_code[c] for c in item.successors if c in catalogue.items_by_code],
        "state_word": STATES[item.state],
        "online_url": _web_address(guide),
        "chart": _chart(item, guide, asked.region),
        "channels": CHANNELS,
        "address": address,
        "citation": citation,
        "fee_words": fee_words,
        "limit_words": limit_words,
        "material_words": material_words,
    }


def _venues(guide: Guide | None) -> list[tuple[Venue, str]]:
    """Each venue with its opening hours as published; hours equal to those of the venue before are not repeated."""
    rows: list[tuple[Venue, str]] = []
    before = ""
    for venue in guide.venues if guide else ():
        hours = venue.hours_text
        rows.append((venue, "办理时间同上" if hours and hours == before else hours))
        before = hours
    return rows


def _elsewhere(catalogue: Catalogue, code: str) -> list[tuple[str, str]]:
    """Pages of the item's guides, by variant and region."""
    guides = catalogue.guides_by_item.get(code, ())[:ELSEWHERE]
    names = region_names(catalogue, (guide.region for guide in guides))
    whole = catalogue.items_by_code[code].name
    return [
        (
            " · ".join(part for part in (guide.variant, names.get(guide.region, "")) if part) or whole,
            address(code, guide.region, guide.variant),
        )
        for guide in guides
    ]


def _web_address(guide: Guide | None) -> str:
    """The online address, only if it is one (an import may carry anything)."""
    url = guide.online_url if guide else ""
    return url if urlsplit(url).scheme in {"http", "https"} else ""


def address(code: str, region: str = "", variant: str = "") -> str:
    """The page of a guide, relative to this server."""
    query = urlencode({name: value for name, value in (("region", region), ("variant", variant)) if value})
    return f"/guides/{quote(code, safe='')}" + (f"?{query}" if query else "")


def _chart(item: Item, guide: Guide | None, region: str) -> str:
    path = address(item.code, region, guide.variant if guide else "")
    base, _, query = path.partition("?")
    return f"/api/v1{base}/flowchart.svg" + (f"?{query}" if query else "")
