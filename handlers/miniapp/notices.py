"""``/notices``, ``/subscriptions``: what citizens are told, and what they let us send."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Literal

from aiohttp import web
from pydantic import BaseModel, Field

from affairs.advising.interest import InterestKind
from affairs.errors import NoSuchNotice
from affairs.notifications.notice import Notice
from affairs.people.principals import Role
from handlers.access import Access
from handlers.endpoint import Call, Nothing, endpoint
from handlers.keys import services_of
from handlers.miniapp.fields import WHOLE, WORD
from handlers.miniapp.paging import Limit

__all__ = ["operations"]


Topic = Annotated[str, Field(min_length=1, max_length=20, pattern=WORD)]
ItemCode = Annotated[str, Field(min_length=1, max_length=64, pattern=WORD)]


SUBSCRIBING = frozenset({"topics", "items", "licences", "next_steps"})


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
    topics: Annotated[list[Topic], Field(max_length=20, description="Tell me of policies on these.")] = []
    items: Annotated[list[ItemCode], Field(max_length=20, description="Tell me when these items' guides change.")] = []
    licences: Annotated[bool, Field(description="Tell me before an electronic licence of mine expires.")] = False
    next_steps: Annotated[
        bool, Field(description="Tell me what comes next in a project, and what to bring, when a step of it is done.")
    ] = False
    company: Annotated[
        str | None, Field(min_length=1, max_length=32, description="A company that I manage: all this is for it.")
    ] = None
    role: Annotated[
        Literal["legal", "manager", "handler"],
        Field(description="Down to which role of the company's representatives are told."),
    ] = "manager"

    @property
    def wanted(self) -> list[tuple[InterestKind, str]]:
        """What is subscribed to."""
        topics = [(InterestKind.TOPIC, each) for each in self.topics]
        items = [(InterestKind.ITEM, each) for each in self.items]
        licences = [(InterestKind.LICENCES, "")] if self.licences else []
        return [*topics, *items, *licences, *([(InterestKind.NEXT, "")] if self.next_steps else [])]

    @property
    def granted(self) -> int:
        """Consents given: who only subscribes was not asked for any."""
        said = "accepted" in self.model_fields_set or not self.model_fields_set & SUBSCRIBING
        return self.accepted if said and not self.refused else 0


class ConsentOut(BaseModel):
    """How many notices may still be sent; ``lasting`` = as many as there are."""

    left: int
    lasting: bool


class SubscriptionOut(BaseModel):
    """One subscription: ``ref`` is the topic or the item's code, empty for licences and next steps.

    Of a company: which, and down to which role its representatives are told; both null of one's own.
    """

    id: str
    kind: InterestKind
    ref: str
    created_at: datetime
    company: str | None
    role: str | None


class SubscriptionsOut(BaseModel):
    """All of mine and of the companies that I manage (100 at most of each), and what may be sent."""

    items: list[SubscriptionOut]
    next: str | None
    consent: ConsentOut


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


@endpoint(
    "POST",
    "/subscriptions",
    access=Access.CITIZEN,
    tag="notices",
    body=Answered,
    reply=ConsentOut,
    errors=(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
)
async def subscribe(call: Call[Nothing, Answered]) -> ConsentOut:
    """Say what I answered when the mini-program asked whether it may send notices, and what I want to be told of."""
    body = await call.body()
    if body.wanted:
        interests = services_of(call.request).interests
        role, company = Role(body.role), body.company or ""
        await interests.subscribe(call.citizen.id, body.wanted, company_id=company, role=role)
    inbox = services_of(call.request).inbox
    kept = await inbox.consent(call.citizen.id, granted=body.granted, lasting=body.lasting, refused=body.refused)
    return ConsentOut(left=kept.left, lasting=kept.lasting)


@endpoint("GET", "/subscriptions", access=Access.CITIZEN, tag="notices", reply=SubscriptionsOut)
async def list_subscriptions(call: Call[Nothing, Nothing]) -> SubscriptionsOut:
    """What I asked to be told of, and what the companies follow that I manage."""
    found = await services_of(call.request).interests.subscribed(call.citizen.id)
    rows = [
        SubscriptionOut(
            id=each.id,
            kind=each.kind,
            ref=each.ref,
            created_at=each.created_at,
            company=each.company_id or None,
            role=each.role if each.company_id else None,
        )
        for each in found.interests
    ]
    consent = ConsentOut(left=found.consent.left, lasting=found.consent.lasting)
    return SubscriptionsOut(items=rows, next=None, consent=consent)


@endpoint("DELETE", "/subscriptions", access=Access.CITIZEN, tag="notices", status=HTTPStatus.NO_CONTENT)
async def leave_all(call: Call[Nothing, Nothing]) -> web.Response:
    """Be told of nothing any more (退订), by companies neither; what they have others told stays."""
    await services_of(call.request).interests.leave(call.citizen.id)
    return web.Response(status=HTTPStatus.NO_CONTENT)


@endpoint(
    "DELETE",
    "/subscriptions/{id}",
    access=Access.CITIZEN,
    tag="notices",
    status=HTTPStatus.NO_CONTENT,
    errors=(HTTPStatus.NOT_FOUND,),
)
async def leave(call: Call[Nothing, Nothing]) -> web.Response:
    """End one of my subscriptions, or of a company that I manage."""
    given = call.request.match_info["id"].replace("\0", "")
    if not given or not await services_of(call.request).interests.leave(call.citizen.id, given):
        raise NoSuchNotice
    return web.Response(status=HTTPStatus.NO_CONTENT)


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


operations = (list_notices, read_notice, subscribe, list_subscriptions, leave_all, leave)
