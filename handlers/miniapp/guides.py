"""``/guides``: the directory (网上政务超市), one guide, its flow chart."""

from datetime import date
from http import HTTPStatus
from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, Field

from affairs.appointments.supply import Supply
from affairs.clock import CHINA
from affairs.directory import Listing, Row, find_region
from handlers.access import Access
from handlers.asked_guide import AskedGuide, asked_guide
from handlers.endpoint import Call, Nothing, endpoint
from handlers.keys import services_of
from handlers.listing import listed
from handlers.miniapp.guide_schema import GuideDetail, detail_of
from handlers.miniapp.paging import Cursor, Limit, cursor_of, offset_of
from handlers.pages.flowchart import flowchart_svg
from knowledge.guide import ItemState
from knowledge.snapshot import Snapshot

__all__ = ["GuideQuery", "operations"]


RegionName = Annotated[str, Field(max_length=100, description="Code, name or short name of a region.")]


class ListQuery(BaseModel, extra="forbid"):
    """Restrictions of the directory."""

    q: Annotated[str, Field(max_length=200, description="Words, as a citizen would say them.")] = ""
    region: RegionName = ""
    department: Annotated[str, Field(max_length=200)] = ""
    theme: Annotated[str, Field(max_length=100)] = ""
    cursor: Cursor | None = None
    limit: Limit = 20


class GuideQuery(BaseModel, extra="forbid"):
    """Which of an item's guides."""

    region: RegionName = ""
    variant: Annotated[str, Field(max_length=200, description="Name of a 业务办理项.")] = ""


class DirectoryRow(BaseModel):
    """One item. ``online``: can be applied for here; ``bookable``: a window can be booked.

    ``region`` is the code of the region whose guide this row goes by, empty for one that holds everywhere.
    """

    code: str
    name: str
    department: str
    state: str
    themes: list[str]
    variants: list[str]
    region: str
    online: bool
    bookable: bool


class Directory(BaseModel):
    """A page; ``next`` is the cursor of the following one, null at the end."""

    items: list[DirectoryRow]
    next: str | None


@endpoint(
    "GET",
    "/guides",
    access=Access.ANYONE,
    tag="guides",
    query=ListQuery,
    reply=Directory,
    errors=(HTTPStatus.NOT_FOUND,),
)
async def list_guides(call: Call[ListQuery, Nothing]) -> Directory:
    """The directory of services, one row an item."""
    services = services_of(call.request)
    snapshot = services.snapshot()
    query = call.query
    listing = Listing(query.q, _region(snapshot, query.region), query.department, query.theme)
    page = await listed(services, snapshot, listing, offset=offset_of(query.cursor), limit=query.limit)
    today = services.clock.now().astimezone(CHINA).date()
    return Directory(
        items=[_row(row, snapshot, today, services.appointments.supply) for row in page.rows],
        next=cursor_of(page.following),
    )


@endpoint(
    "GET",
    "/guides/{code}",
    access=Access.ANYONE,
    tag="guides",
    query=GuideQuery,
    reply=GuideDetail,
    errors=(HTTPStatus.NOT_FOUND,),
)
async def show_guide(call: Call[GuideQuery, Nothing]) -> GuideDetail:
    """One guide, for a region (else the home region, else the first that has one) and variant."""
    asked = _asked(call)
    return detail_of(asked.snapshot, asked.item, asked.guide)


@endpoint(
    "GET",
    "/guides/{code}/flowchart.svg",
    access=Access.ANYONE,
    tag="guides",
    query=GuideQuery,
    content_type="image/svg+xml",
    errors=(HTTPStatus.NOT_FOUND,),
)
async def show_flowchart(call: Call[GuideQuery, Nothing]) -> web.Response:
    """The 审批流程图: the stages with who and how long."""
    asked = _asked(call)
    return web.Response(text=flowchart_svg(asked.item, asked.guide), content_type="image/svg+xml", charset="utf-8")


def _asked(call: Call[GuideQuery, Nothing]) -> AskedGuide:
    code = call.request.match_info["code"]
    return asked_guide(services_of(call.request), code, call.query.region, call.query.variant)


def _region(snapshot: Snapshot, name_or_code: str) -> str:
    return find_region(snapshot, name_or_code).code if name_or_code else ""


def _row(row: Row, snapshot: Snapshot, today: date, supply: Supply) -> DirectoryRow:
    in_force = row.item.state is ItemState.IN_FORCE
    return DirectoryRow(
        code=row.item.code,
        name=row.item.name,
        department=row.item.department,
        state=row.item.state,
        themes=list(row.item.themes),
        variants=[variant.name for variant in row.item.variants],
        region=row.guide.region if row.guide else "",
        online=in_force and snapshot.catalogue.has_form(row.item.code, today),
        bookable=in_force and supply.bookable(row.item.code),
    )


operations = (list_guides, show_guide, show_flowchart)
