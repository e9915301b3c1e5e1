"""``/companies``: those that the citizen acts for, and who else does."""

from datetime import date, datetime
from http import HTTPStatus
from typing import Literal

from aiohttp import web
from pydantic import BaseModel

from affairs.people.principals import Company, Representation, Role
from handlers.access import Access
from handlers.endpoint import Call, Nothing, by_post, endpoint
from handlers.keys import services_of
from handlers.miniapp.fields import Code, CreditCode, OrganisationName
from handlers.miniapp.uploads import received

__all__ = ["operations"]

TAG = "people"
GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)


class CompanyIn(BaseModel, extra="forbid", strict=True):
    """A company whose legal person (法定代表人) the caller is."""

    credit_code: CreditCode
    name: OrganisationName


class Asked(BaseModel, extra="forbid"):
    """A company that gave the caller a signed authorisation until the end of a day."""

    credit_code: CreditCode
    name: OrganisationName
    until: date


class Invite(BaseModel, extra="forbid"):
    """Whom to invite, until the end of which day."""

    role: Literal["manager", "handler"] = "handler"
    until: date


class Accept(BaseModel, extra="forbid", strict=True):
    """The code of an invitation."""

    code: Code


class CompanyOut(BaseModel):
    """A company and by what the caller acts for it. ``state`` ``pending``: staff are yet to look.

    ``id`` is what ``for`` takes. ``verified``: a register confirmed name and legal person.
    """

    id: str
    credit_code: str
    name: str
    verified: bool
    representation: str
    role: Role
    state: str
    until: datetime


class Companies(BaseModel):
    """All of them."""

    items: list[CompanyOut]
    next: None = None


class RepresentativeOut(BaseModel):
    """Somebody who may act for the company. ``mine``: it is the caller."""

    id: str
    role: Role
    state: str
    mine: bool
    since: datetime
    until: datetime


class Representatives(BaseModel):
    """All of them."""

    items: list[RepresentativeOut]
    next: None = None


class InvitationOut(BaseModel):
    """An invitation; ``code`` is shown this once, to be handed to whoever is invited."""

    id: str
    code: str
    role: Role
    until: datetime


@endpoint("GET", "/companies", access=Access.CITIZEN, tag=TAG, reply=Companies)
async def list_companies(call: Call[Nothing, Nothing]) -> Companies:
    """The companies I act for."""
    found = await services_of(call.request).companies.represented(call.citizen.id)
    return Companies(items=[_out(company, held) for company, held in found])


@endpoint(
    "POST",
    "/companies",
    access=Access.CITIZEN,
    tag=TAG,
    body=CompanyIn,
    reply=CompanyOut,
    status=HTTPStatus.CREATED,
    errors=(HTTPStatus.CONFLICT, HTTPStatus.SERVICE_UNAVAILABLE),
    idempotent=True,
)
async def claim_company(call: Call[Nothing, CompanyIn]) -> CompanyOut:
    """Come as the legal person of a company; the same company again is the one that is there."""
    body = await call.body()
    company, held = await services_of(call.request).companies.claim(
        call.citizen, body.credit_code, body.name.strip(), call.idempotency(body)
    )
    return _out(company, held)


@endpoint(
    "PUT",
    "/authorisations",
    access=Access.CITIZEN,
    tag=TAG,
    query=Asked,
    reply=CompanyOut,
    errors=(HTTPStatus.CONFLICT, HTTPStatus.SERVICE_UNAVAILABLE),
    multipart=True,
)
async def ask_for_company(call: Call[Asked, Nothing]) -> CompanyOut:
    """Upload a signed authorisation (授权委托书); staff will look at it."""
    services, asked = services_of(call.request), call.query
    file = await received(call.request, services.receiving)
    try:
        company, held = await services.companies.request(
            call.citizen, asked.credit_code, asked.name.strip(), file.key, file.size, asked.until
        )
    except BaseException:
        await services.receiving.let_go([file.key])
        raise
    return _out(company, held)


@endpoint(
    "POST",
    "/invitations",
    access=Access.CITIZEN,
    tag=TAG,
    body=Accept,
    reply=CompanyOut,
    errors=(HTTPStatus.UNAUTHORIZED, HTTPStatus.CONFLICT),
    idempotent=True,
)
async def accept_invitation(call: Call[Nothing, Accept]) -> CompanyOut:
    """Become a representative by the code of an invitation."""
    body = await call.body()
    company, held = await services_of(call.request).companies.accept(call.citizen, body.code, call.idempotency(body))
    return _out(company, held)


@endpoint("GET", "/companies/{id}/representatives", access=Access.CITIZEN, tag=TAG, reply=Representatives, errors=GONE)
async def list_representatives(call: Call[Nothing, Nothing]) -> Representatives:
    """Who may act for the company, for those who may invite."""
    found = await services_of(call.request).companies.representatives(call.citizen.id, _company(call))
    return Representatives(items=[_representative(each, call.citizen.id) for each in found])


@endpoint(
    "POST",
    "/companies/{id}/representatives",
    access=Access.CITIZEN,
    tag=TAG,
    body=Invite,
    reply=InvitationOut,
    status=HTTPStatus.CREATED,
    errors=GONE,
    idempotent=True,
)
async def invite_representative(call: Call[Nothing, Invite]) -> InvitationOut:
    """Invite somebody to act for the company."""
    companies = services_of(call.request).companies
    await companies.representatives(call.citizen.id, _company(call))
    body = await call.body()
    made = await companies.invite(call.citizen.id, _company(call), Role(body.role), body.until, call.idempotency(body))
    held = made.representation
    return InvitationOut(id=held.id, code=made.code, role=held.role, until=held.expires_at)


@endpoint(
    "DELETE",
    "/companies/{id}/representatives/{representation}",
    access=Access.CITIZEN,
    tag=TAG,
    status=HTTPStatus.NO_CONTENT,
    errors=GONE,
)
async def end_representation(call: Call[Nothing, Nothing]) -> web.Response:
    """End a representation, or give up one's own."""
    representation = call.request.match_info["representation"]
    await services_of(call.request).companies.end(call.citizen.id, _company(call), representation)
    return web.Response(status=HTTPStatus.NO_CONTENT)


def _company(call: Call[Nothing, Nothing] | Call[Nothing, Invite]) -> str:
    return call.request.match_info["id"]


def _out(company: Company, held: Representation) -> CompanyOut:
    return CompanyOut(
        id=company.id,
        credit_code=company.credit_code,
        name=company.name,
        verified=company.verified_at is not None,
        representation=held.id,
        role=held.role,
        state=held.state,
        until=held.expires_at,
    )


def _representative(held: Representation, citizen_id: str) -> RepresentativeOut:
    return RepresentativeOut(
        id=held.id,
        role=held.role,
        state=held.state,
        mine=held.citizen_id == citizen_id,
        since=held.created_at,
        until=held.expires_at,
    )


operations = (
    list_companies,
    claim_company,
    ask_for_company,
    by_post(ask_for_company),
    accept_invitation,
    list_representatives,
    invite_representative,
    end_representation,
)
