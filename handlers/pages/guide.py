"""``/guides/{code}``: the full guide a citizen opens from a reply."""

from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from aiohttp import web

from affairs.directory import find_region, guide_of
from affairs.errors import NoSuchGuide
from handlers.access import Access, access
from handlers.keys import services_of
from handlers.pages.errors import nothing_here
from handlers.pages.rendering import render
from handlers.pages.wording import CHANNELS, citation, fee_words, limit_words, material_words
from handlers.problems import DETAILS
from knowledge.catalogue import Catalogue
from knowledge.guide import Guide, Item, ItemState

__all__ = ["routes"]

routes = web.RouteTableDef()
ELSEWHERE = 40
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
    snapshot = services_of(request).snapshot()
    asked = request.query.get("region", "")[:100]
    region = find_region(snapshot, asked).code if asked else ""
    variant = request.query.get("variant", "")[:200]
    code = request.match_info["code"]
    try:
        item, guide = guide_of(snapshot, code, region=region, variant=variant)
    except NoSuchGuide:
        return nothing_here(DETAILS[NoSuchGuide.code], _elsewhere(snapshot.catalogue, code))
    return render("guide.html", **_values(snapshot.catalogue, item, guide, region))


def _values(catalogue: Catalogue, item: Item, guide: Guide | None, region: str) -> dict[str, Any]:
    published = catalogue.guides_by_item.get(item.code, ())
    own = dict.fromkeys(each.region for each in published if guide and each.variant == guide.variant and each.region)
    known = catalogue.regions_by_code
    return {
        "catalogue": catalogue,
        "item": item,
        "guide": guide,
        "region": known.get(guide.region) if guide else None,
        "region_code": region,
        "regions": [known[code] for code in own if code in known],
        "variants": item.variants,
        "successors": [catalogue.items_by_code[c] for c in item.successors if c in catalogue.items_by_code],
        "state_word": STATES[item.state],
        "online_url": _web_address(guide),
        "chart": _chart(item, guide, region),
        "channels": CHANNELS,
        "address": address,
        "citation": citation,
        "fee_words": fee_words,
        "limit_words": limit_words,
        "material_words": material_words,
    }


def _elsewhere(catalogue: Catalogue, code: str) -> list[tuple[str, str]]:
    """Pages of the item's guides, by variant and region."""
    links = {}
    for guide in catalogue.guides_by_item.get(code, ()):
        region = catalogue.regions_by_code.get(guide.region)
        name = " · ".join(part for part in (guide.variant, region.name if region else "") if part)
        links[name or catalogue.items_by_code[code].name] = address(code, guide.region, guide.variant)
    return list(links.items())[:ELSEWHERE]


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
