"""``/cases``, ``/progress``, ``/board``: where an application stands (办理进度)."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from pydantic import BaseModel, Field

from affairs.applications.numbers import number_in
from affairs.errors import NoSuchCase
from affairs.supervision.board import SpanFigures
from handlers.access import Access
from handlers.endpoint import Call, Nothing, endpoint
from handlers.keys import services_of
from handlers.miniapp.case_schema import CaseOut, CasesOut, case_out, case_row
from handlers.miniapp.fields import Code
from handlers.miniapp.paging import Limit

__all__ = ["operations"]


class ListQuery(BaseModel, extra="forbid"):
    """Which page."""

    cursor: Annotated[str, Field(pattern=r"^SB[0-9]{16}$", description="`next` of the page before.")] | None = None
    limit: Limit = 20


class Ask(BaseModel, extra="forbid", strict=True):
    """The number of an application, and the code of ``getPhoneNumber`` for the phone that it names."""

    application_no: Annotated[str, Field(min_length=1, max_length=60)]
    code: Code


class FiguresOut(BaseModel):
    """Counts of a span. ``on_time`` of ``timed``: those closed cases that a limit applied to; ``pleased`` of ``rated``:
    ratings that are not bad.
    """

    received: int
    accepted: int
    closed: int
    immediate: int
    on_time: int
    timed: int
    refused: int
    rated: int
    pleased: int


class BoardOut(BaseModel):
    """Overall figures, at most a minute old."""

    at: datetime
    today: FiguresOut
    month: FiguresOut
    year: FiguresOut


@endpoint("GET", "/cases", access=Access.CITIZEN, tag="cases", query=ListQuery, reply=CasesOut)
async def list_cases(call: Call[ListQuery, Nothing]) -> CasesOut:
    """My cases and those of the companies I manage, begun last first."""
    services, query = services_of(call.request), call.query
    found = await services.case_viewing.listed(call.citizen.id, limit=query.limit + 1, before=query.cursor)
    page, more = found[: query.limit], len(found) > query.limit
    return CasesOut(items=[case_row(each) for each in page], next=page[-1].case.application_no if more else None)


@endpoint("GET", "/cases/{no}", access=Access.CITIZEN, tag="cases", reply=CaseOut, errors=(HTTPStatus.NOT_FOUND,))
async def show_case(call: Call[Nothing, Nothing]) -> CaseOut:
    """One case: its story, both limits with every day explained, what to do next."""
    services = services_of(call.request)
    return case_out(await services.case_viewing.one(call.citizen.id, call.request.match_info["no"]))


@endpoint(
    "POST",
    "/progress",
    access=Access.ANYONE,
    tag="cases",
    body=Ask,
    reply=CaseOut,
    errors=(HTTPStatus.NOT_FOUND, HTTPStatus.UNAUTHORIZED, HTTPStatus.SERVICE_UNAVAILABLE),
)
async def ask_progress(call: Call[Nothing, Ask]) -> CaseOut:
    """One case by its number and the verified phone that it names, without an account."""
    body = await call.body()
    number = number_in(body.application_no)
    if number is None:
        raise NoSuchCase
    return case_out(await services_of(call.request).case_viewing.with_phone(number, body.code))


@endpoint("GET", "/board", access=Access.ANYONE, tag="cases", reply=BoardOut)
async def show_board(call: Call[Nothing, Nothing]) -> BoardOut:
    """Overall figures of today, of this month and of this year."""
    figures = await services_of(call.request).board.figures()
    return BoardOut(
        at=figures.at, today=_figures(figures.today), month=_figures(figures.month), year=_figures(figures.year)
    )


def _figures(counted: SpanFigures) -> FiguresOut:
    return FiguresOut(**counted.cases, rated=counted.rated, pleased=counted.pleased)


operations = (list_cases, show_case, ask_progress, show_board)
