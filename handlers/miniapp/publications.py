"""``/news``, ``/policies``: what the centre publishes."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from pydantic import BaseModel, Field

from affairs.publications.publication import Publication, PublicationKind
from handlers.access import Access
from handlers.endpoint import Call, Nothing, endpoint
from handlers.keys import services_of
from handlers.miniapp.paging import Limit

__all__ = ["operations"]

NEWS = (PublicationKind.NEWS, PublicationKind.ABOUT)
POLICIES = (PublicationKind.POLICY,)
BEGINNING = 120


class PublicationQuery(BaseModel, extra="forbid"):
    """Which page."""

    cursor: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$", description="`next` of the page before.")] | None = None
    limit: Limit = 20


class PublicationRow(BaseModel):
    """One of the list, with how it begins. ``kind`` is ``news``, ``about`` (中心概况) or ``policy``."""

    id: str
    kind: str
    title: str
    beginning: str
    url: str
    published_at: datetime


class PublicationOut(PublicationRow):
    """One of them, whole; plain text."""

    text: str


class PublicationList(BaseModel):
    """A page, the latest first."""

    items: list[PublicationRow]
    next: str | None


@endpoint("GET", "/news", access=Access.ANYONE, tag="news", query=PublicationQuery, reply=PublicationList)
async def list_news(call: Call[PublicationQuery, Nothing]) -> PublicationList:
    """News of the centre (新闻动态, 中心概况), the latest first."""
    return await _listed(call, NEWS)


@endpoint("GET", "/news/{id}", access=Access.ANYONE, tag="news", reply=PublicationOut, errors=(HTTPStatus.NOT_FOUND,))
async def show_news(call: Call[Nothing, Nothing]) -> PublicationOut:
    """One of them."""
    return await _one(call, NEWS)


@endpoint("GET", "/policies", access=Access.ANYONE, tag="news", query=PublicationQuery, reply=PublicationList)
async def list_policies(call: Call[PublicationQuery, Nothing]) -> PublicationList:
    """Policies and rules (政策法规), the latest first."""
    return await _listed(call, POLICIES)


@endpoint(
    "GET", "/policies/{id}", access=Access.ANYONE, tag="news", reply=PublicationOut, errors=(HTTPStatus.NOT_FOUND,)
)  # fmt: skip
async def show_policy(call: Call[Nothing, Nothing]) -> PublicationOut:
    """One of them."""
    return await _one(call, POLICIES)


async def _listed(call: Call[PublicationQuery, Nothing], kinds: tuple[PublicationKind, ...]) -> PublicationList:
    query = call.query
    shelf = services_of(call.request).publications
    found = await shelf.page(kinds, limit=query.limit + 1, before=query.cursor)
    page, more = found[: query.limit], len(found) > query.limit
    return PublicationList(items=[_row(each) for each in page], next=page[-1].id if more else None)


async def _one(call: Call[Nothing, Nothing], kinds: tuple[PublicationKind, ...]) -> PublicationOut:
    publication_id = call.request.match_info["id"].replace("\0", "")
    found = await services_of(call.request).publications.one(publication_id, kinds)
    return PublicationOut(**_row(found).model_dump(), text=found.text)


def _row(publication: Publication) -> PublicationRow:
    return PublicationRow(
        id=publication.id,
        kind=publication.kind,
        title=publication.title,
        beginning=publication.text[:BEGINNING],
        url=publication.url,
        published_at=publication.published_at,
    )


operations = (list_news, show_news, list_policies, show_policy)
