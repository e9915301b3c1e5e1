"""``/matters``: complaints and suggestions, and what was sent up; who has it, and until when."""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from affairs.directory import find_region
from affairs.matters.asking import Followed, Raised
from affairs.matters.matter import Matter, MatterKind, Step
from affairs.matters.words import TIER_WORDS
from handlers.access import Access
from handlers.endpoint import Call, Nothing, endpoint
from handlers.keys import services_of
from handlers.miniapp.fields import SAYING
from handlers.miniapp.handover_schema import WORDS
from handlers.miniapp.instants import Instant
from handlers.miniapp.paging import Limit

__all__ = ["operations"]


class RaiseMatter(BaseModel, extra="forbid", strict=True):
    """A complaint or a suggestion. ``nameless``: nothing is kept that leads to whoever sends it."""

    kind: Literal["complaint", "suggestion"]
    title: Annotated[str, Field(min_length=1, max_length=60, pattern=SAYING)]
    content: Annotated[str, Field(min_length=1, max_length=600, pattern=WORDS)]
    against: Annotated[str, Field(max_length=100, description="被投诉单位或人.")] = ""
    region: Annotated[str, Field(max_length=100, description="Code, name or short name.")] | None = None
    item_code: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    nameless: bool = False


class FindMatter(BaseModel, extra="forbid", strict=True):
    """One that was sent without a name: its id, and the code that was told then."""

    id: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    code: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{22}$")]


class MatterQuery(BaseModel, extra="forbid"):
    """Which page."""

    cursor: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$", description="`next` of the page before.")] | None = None
    limit: Limit = 20


class MatterRow(BaseModel):
    """One of the list: where it is, and by when it is answered."""

    id: str
    kind: str
    state: str
    level: str
    tier: str
    title: str
    opened_at: Instant
    answer_by: Instant
    answered_at: Instant | None
    overdue: bool


class MatterStep(BaseModel):
    """One step of its way."""

    at: Instant
    act: str
    tier: str


class MatterOut(MatterRow):
    """One of them. ``holder`` has it now; ``code`` is told once, to whoever sent it without a name."""

    content: str
    holder: str
    extension_reason: str
    decision: str
    answer: str
    steps: list[MatterStep]
    code: str


class MatterList(BaseModel):
    """A page of one's own, the latest first."""

    items: list[MatterRow]
    next: str | None


@endpoint(
    "POST", "/matters", access=Access.CITIZEN, tag="matters", body=RaiseMatter, reply=MatterOut,
    status=HTTPStatus.CREATED, errors=(HTTPStatus.NOT_FOUND,), idempotent=True,
)  # fmt: skip
async def raise_matter(call: Call[Nothing, RaiseMatter]) -> MatterOut:
    """Complain or suggest, with or without my name."""
    services, body = services_of(call.request), await call.body()
    region = find_region(services.snapshot(), body.region).code if body.region else ""
    raised = Raised(
        MatterKind(body.kind), body.title, body.content, body.against, region, body.item_code or "", body.nameless
    )
    return _matter(call, await services.matters.asking.raise_(call.citizen.id, raised, call.idempotency(body)))


@endpoint("GET", "/matters", access=Access.CITIZEN, tag="matters", query=MatterQuery, reply=MatterList)
async def list_matters(call: Call[MatterQuery, Nothing]) -> MatterList:
    """What I sent, and what was sent up for me, the latest first."""
    query, services = call.query, services_of(call.request)
    found = await services.matters.asking.listed(call.citizen.id, limit=query.limit + 1, before=query.cursor)
    page, more = found[: query.limit], len(found) > query.limit
    now = services.clock.now()
    return MatterList(items=[MatterRow(**_row(each, now)) for each in page], next=page[-1].id if more else None)


@endpoint(
    "GET", "/matters/{id}", access=Access.CITIZEN, tag="matters", reply=MatterOut, errors=(HTTPStatus.NOT_FOUND,)
)  # fmt: skip
async def show_matter(call: Call[Nothing, Nothing]) -> MatterOut:
    """One of mine: who has it, until when, which way it went."""
    matter_id = call.request.match_info["id"].replace("\0", "")
    return _matter(call, await services_of(call.request).matters.asking.one(call.citizen.id, matter_id))


@endpoint(
    "POST", "/nameless-matters", access=Access.ANYONE, tag="matters", body=FindMatter, reply=MatterOut,
    errors=(HTTPStatus.NOT_FOUND,),
)  # fmt: skip
async def find_matter(call: Call[Nothing, FindMatter]) -> MatterOut:
    """One that was sent without a name, by the code that was told then."""
    body = await call.body()
    return _matter(call, await services_of(call.request).matters.asking.by_code(body.id, body.code))


def _matter(call: Call[Any, Any], followed: Followed) -> MatterOut:
    matter = followed.matter
    return MatterOut(
        **_row(matter, services_of(call.request).clock.now()),
        content=matter.written.content,
        holder=followed.holder or TIER_WORDS[matter.tier],
        extension_reason=matter.written.extension,
        decision=matter.decision,
        answer=matter.written.answer,
        steps=_steps(followed.steps),
        code=followed.code,
    )


def _row(matter: Matter, now: datetime) -> dict[str, Any]:
    return {
        "id": matter.id,
        "kind": matter.kind,
        "state": matter.state,
        "level": matter.level,
        "tier": matter.tier,
        "title": matter.written.title,
        "opened_at": matter.opened_at,
        "answer_by": matter.extended_to or matter.promised,
        "answered_at": matter.answered_at,
        "overdue": matter.overdue(now),
    }


def _steps(steps: Sequence[Step]) -> list[MatterStep]:
    return [MatterStep(at=each.at, act=each.act, tier=each.tier) for each in steps]


operations = (raise_matter, list_matters, show_matter, find_matter)
