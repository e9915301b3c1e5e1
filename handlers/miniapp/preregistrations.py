"""``/preregistrations``: what was registered at a counter (预登记), opened by whoever holds its code."""

from http import HTTPStatus

from handlers.access import Access
from handlers.endpoint import Call, Nothing, endpoint
from handlers.keys import services_of
from handlers.miniapp.application_schema import ApplicationOut, Claim
from handlers.miniapp.applications import shown

__all__ = ["operations"]


@endpoint(
    "POST",
    "/preregistrations",
    access=Access.CITIZEN,
    tag="applications",
    body=Claim,
    reply=ApplicationOut,
    status=HTTPStatus.CREATED,
    errors=(HTTPStatus.NOT_FOUND, HTTPStatus.TOO_MANY_REQUESTS),
    idempotent=True,
)
async def claim_preregistration(call: Call[Nothing, Claim]) -> ApplicationOut:
    """Open it: the application with what was brought ticked; the same one whenever its owner asks again."""
    body = await call.body()
    application, _registration = await services_of(call.request).preregistrations.claim(call.citizen, body.code)
    return await shown(call, application.application_no)


operations = (claim_preregistration,)
