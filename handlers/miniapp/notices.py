"""``/notices``, ``/subscriptions``: what citizens are told, and what they let us send."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from pydantic import BaseModel, Field

from affairs.notifications.notice import Notice
from handlers.access import Access
from handlers.endpoint import Call, Nothing, endpoint
from handlers.keys import services_of
from handlers.miniapp.fields import WHOLE
from handlers.miniapp.paging import Limit

__all__ = ["operations"]


class InboxQuery(BaseModel, extra="forbid"):
    """Which page."""

    cursor: Annotated[str, Field(pattern=r"^[0-9a-f]{24}$", description="`next` of the page before.")] | None = None
    limit: Limit = 20


class NoticeOut(BaseModel):
    """One notice."""

    id: str
    title: str
    text: str
    application_no: str
    urgent: bool
    created_at: datetime
    read_at: datetime | None


class NoticesOut(BaseModel):
    """A page of the inbox; ``unread`` counts all of it."""

    items: list[NoticeOut]
    next: str | None
    unread: int


class Answered(BaseModel, extra="forbid", strict=True):
    """What ``wx.requestSubscribeMessage`` came back with: how many were accepted, whether for ever (长期订阅), whether
    refused.
    """

    accepted: Annotated[int, Field(ge=0, le=10), WHOLE] = 1
    lasting: bool = False
    refused: bool = False


class ConsentOut(BaseModel):
    """How many notices may still be sent; ``lasting`` = as many as there are."""

    left: int
    lasting: bool


@endpoint("GET", "/notices", access=Access.CITIZEN, tag="notices", query=InboxQuery, reply=NoticesOut)
async def list_notices(call: Call[InboxQuery, Nothing]) -> NoticesOut:
    """My inbox, the latest first."""
    services, query = services_of(call.request), call.query
    found = await services.inbox.listed(call.citizen.id, limit=query.limit + 1, before=query.cursor)
    page, more = found.notices[: query.limit], len(found.notices) > query.limit
    return NoticesOut(items=[_notice(each) for each in page], next=page[-1].id if more else None, unread=found.unread)


@endpoint(
    "POST",
    "/notices/{id}/read",
    access=Access.CITIZEN,
    tag="notices",
    reply=NoticeOut,
    errors=(HTTPStatus.NOT_FOUND,),
)
async def read_notice(call: Call[Nothing, Nothing]) -> NoticeOut:
    """Mark as read; once is enough."""
    services = services_of(call.request)
    return _notice(await services.inbox.read(call.citizen.id, call.request.match_info["id"]))


@endpoint("POST", "/subscriptions", access=Access.CITIZEN, tag="notices", body=Answered, reply=ConsentOut)
async def subscribe(call: Call[Nothing, Answered]) -> ConsentOut:
    """Say what I answered when the mini-program asked whether it may send notices."""
    body = await call.body()
    inbox = services_of(call.request).inbox
    kept = await inbox.consent(
        call.citizen.id, granted=0 if body.refused else body.accepted, lasting=body.lasting, refused=body.refused
    )
    return ConsentOut(left=kept.left, lasting=kept.lasting)


def _notice(notice: Notice) -> NoticeOut:
    return NoticeOut(
        id=notice.id,
        title=notice.title,
        text=notice.text,
        application_no=notice.application_no,
        urgent=notice.urgent,
        created_at=notice.created_at,
        read_at=notice.read_at,
    )


operations = (list_notices, read_notice, subscribe)
