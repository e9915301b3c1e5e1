"""``/applications``: begin, fill in, check, submit (申报)."""

import contextlib
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, Field

from affairs.applications.drafts import Beginning
from affairs.directory import find_region
from affairs.errors import NotChangeable
from affairs.people.citizens import Citizen
from affairs.ports import IdempotencyKey
from handlers.access import Access
from handlers.endpoint import Call, Nothing, by_post, endpoint
from handlers.keys import services_of
from handlers.miniapp.application_schema import (
    ApplicationOut,
    Applications,
    Begin,
    Change,
    CheckOut,
    Claim,
    application_out,
    courier_of,
    row_out,
)
from handlers.miniapp.paging import Limit
from handlers.miniapp.wording import rules_changed

__all__ = ["changed", "operations", "shown"]

GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)


class ListQuery(BaseModel, extra="forbid"):
    """Which page."""

    cursor: Annotated[str, Field(pattern=r"^SB[0-9]{16}$", description="`next` of the page before.")] | None = None
    limit: Limit = 20


@endpoint(
    "POST",
    "/applications",
    access=Access.CITIZEN,
    tag="applications",
    body=Begin,
    reply=ApplicationOut,
    status=HTTPStatus.CREATED,
    errors=(*GONE, HTTPStatus.TOO_MANY_REQUESTS),
    idempotent=True,
)
async def begin_application(call: Call[Nothing, Begin]) -> ApplicationOut:
    """Begin an application; it is filled in as far as the applicant is known."""
    services = services_of(call.request)
    body = await call.body()
    region = find_region(services.snapshot(), body.region).code if body.region else ""
    beginning = Beginning(body.item_code, body.variant or "", region, body.situation or "", body.whom)
    application, _form = await services.drafts.begin(call.citizen, beginning, call.idempotency(body))
    return await shown(call, application.application_no)


@endpoint("GET", "/applications", access=Access.CITIZEN, tag="applications", query=ListQuery, reply=Applications)
async def list_applications(call: Call[ListQuery, Nothing]) -> Applications:
    """My applications, the latest first."""
    services, query = services_of(call.request), call.query
    found = await services.viewing.listed(call.citizen.id, limit=query.limit + 1, before=query.cursor)
    page, more = found[: query.limit], len(found) > query.limit
    rows = [row_out(services.snapshot(), each) for each in page]
    return Applications(items=rows, next=page[-1].application_no if more else None)


@endpoint(
    "GET",
    "/applications/{no}",
    access=Access.CITIZEN,
    tag="applications",
    reply=ApplicationOut,
    errors=(HTTPStatus.NOT_FOUND,),
)
async def show_application(call: Call[Nothing, Nothing]) -> ApplicationOut:
    """One application with its form, materials, and the last check."""
    return await shown(call, number_of(call))


@endpoint(
    "PATCH",
    "/applications/{no}",
    access=Access.CITIZEN,
    tag="applications",
    body=Change,
    reply=ApplicationOut,
    errors=GONE,
)
async def change_application(call: Call[Nothing, Change]) -> ApplicationOut:
    """Answer questions, upon the revision that was seen: another device's change is never overwritten."""
    services, number = services_of(call.request), number_of(call)
    await services.viewing.one(call.citizen, number)
    body = await call.body()
    await services.drafts.change(
        call.citizen.id,
        number,
        revision=body.revision,
        answers=body.answers,
        situation=body.situation,
        courier=courier_of(services.snapshot(), body.courier),
    )
    return await changed(call, number)


@endpoint(
    "DELETE",
    "/applications/{no}",
    access=Access.CITIZEN,
    tag="applications",
    status=HTTPStatus.NO_CONTENT,
    errors=GONE,
)
async def discard_application(call: Call[Nothing, Nothing]) -> web.Response:
    """Throw a draft away, with its files."""
    await services_of(call.request).drafts.discard(call.citizen.id, number_of(call))
    return web.Response(status=HTTPStatus.NO_CONTENT)


@endpoint(
    "POST",
    "/applications/{no}/precheck",
    access=Access.CITIZEN,
    tag="applications",
    reply=CheckOut,
    errors=GONE,
)
async def precheck_application(call: Call[Nothing, Nothing]) -> CheckOut:
    """Find everything that is missing or wrong, at once (一次性告知)."""
    number = number_of(call)
    await services_of(call.request).submission.precheck(call.citizen, number)
    check = (await shown(call, number)).check
    if check is None:  # changed on another device within a blink: its own check is yet to come
        raise web.HTTPConflict
    return check


@endpoint(
    "POST",
    "/applications/{no}/review",
    access=Access.CITIZEN,
    tag="applications",
    reply=ApplicationOut,
    errors=GONE,
)
async def ask_for_review(call: Call[Nothing, Nothing]) -> ApplicationOut:
    """Have an advisor read it before it is submitted (提前审查)."""
    number = number_of(call)
    await services_of(call.request).reviews.ask(call.citizen, number)
    return await shown(call, number)


@endpoint(
    "GET",
    "/applications/{no}/notice.pdf",
    access=Access.CITIZEN,
    tag="applications",
    content_type="application/pdf",
    errors=(*GONE, HTTPStatus.SERVICE_UNAVAILABLE),
)
async def print_notice(call: Call[Nothing, Nothing]) -> web.Response:
    """The last check as 一次性告知书, to print."""
    number = number_of(call)
    paper = await services_of(call.request).notices.pdf(call.citizen, number)
    headers = {"Content-Disposition": f'inline; filename="{number}.pdf"', "Cache-Control": "no-store"}
    return web.Response(body=paper, content_type="application/pdf", headers=headers)


@endpoint(
    "POST",
    "/applications/{no}/submit",
    access=Access.CITIZEN,
    tag="applications",
    reply=ApplicationOut,
    status=HTTPStatus.ACCEPTED,
    errors=GONE,
    idempotent=True,
)
async def submit_application(call: Call[Nothing, Nothing]) -> ApplicationOut:
    """Hand in; the same submission sent twice is one."""
    return await _handed(call, services_of(call.request).submission.submit)


@endpoint(
    "POST",
    "/applications/{no}/supplement",
    access=Access.CITIZEN,
    tag="applications",
    reply=ApplicationOut,
    status=HTTPStatus.ACCEPTED,
    errors=GONE,
    idempotent=True,
)
async def supplement_application(call: Call[Nothing, Nothing]) -> ApplicationOut:
    """Hand in what the authority asked for (补正)."""
    return await _handed(call, services_of(call.request).submission.supplement)


@endpoint(
    "POST",
    "/applications/{no}/withdraw",
    access=Access.CITIZEN,
    tag="applications",
    reply=ApplicationOut,
    errors=GONE,
)
async def withdraw_application(call: Call[Nothing, Nothing]) -> ApplicationOut:
    """Take an application back (撤回)."""
    number = number_of(call)
    await services_of(call.request).submission.withdraw(call.citizen, number)
    return await shown(call, number)


async def _handed(
    call: Call[Nothing, Nothing], hand_in: Callable[[Citizen, str, IdempotencyKey | None], Awaitable[object]]
) -> ApplicationOut:
    """Hand in, and show what became of it. Raises what ``hand_in`` raises."""
    number = number_of(call)
    await hand_in(call.citizen, number, call.idempotency())
    return await shown(call, number)


def number_of(call: Call[Nothing, Nothing] | Call[Nothing, Change]) -> str:
    """The application number of the path."""
    return call.request.match_info["no"]


async def shown(
    call: Call[Nothing, Nothing] | Call[Nothing, Begin] | Call[Nothing, Change] | Call[Nothing, Claim], number: str
) -> ApplicationOut:
    """The application as it now stands."""
    services = services_of(call.request)
    view = await services.viewing.one(call.citizen, number)
    return application_out(services.snapshot(), view, rules_changed(view.rules))


async def changed(call: Call[Nothing, Nothing] | Call[Nothing, Change], number: str) -> ApplicationOut:
    """The application after a change. One that was checked before is checked again, so that its list holds."""
    out = await shown(call, number)
    if out.check is None or out.check.current:
        return out
    with contextlib.suppress(NotChangeable):  # submitted on another device within a blink
        await services_of(call.request).submission.precheck(call.citizen, number)
    return await shown(call, number)


operations = (
    begin_application,
    list_applications,
    show_application,
    change_application,
    by_post(change_application),
    discard_application,
    precheck_application,
    ask_for_review,
    print_notice,
    submit_application,
    supplement_application,
    withdraw_application,
)
