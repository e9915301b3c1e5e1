"""Every operation that says it honours an ``Idempotency-Key`` does: once made, and no key for two requests."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from handlers.services import Services
from tests.http.advisors import advisor
from tests.http.citizens import Caller
from tests.http.test_applications import ITEM, begun, filled
from tests.http.test_people import CHILD, COMPANY, LATER
from tests.meta.test_routes import OPERATIONS

KEY = {"Idempotency-Key": "once"}


@dataclass(frozen=True)
class Request:
    """What is sent twice, and what the same key is then refused for; ``other_path`` where there is no body.

    ``refused``: with which code; a register that is asked before anything is kept may refuse first.
    """

    path: str
    body: Any = None
    other: Any = None
    other_path: str = ""
    refused: str = "idempotency-mismatch"


Prepare = Callable[[Caller], Awaitable[Request]]


async def _application(_: Caller) -> Request:
    return Request("/applications", {"item_code": ITEM}, {"item_code": ITEM, "situation": ""})


async def _submission(wang: Caller) -> Request:
    first, second = [f"/applications/{(await filled(wang, (await begun(wang)).body))['application_no']}" for _ in "12"]
    return Request(f"{first}/submit", other_path=f"{second}/submit")


async def _company(_: Caller) -> Request:
    return Request("/companies", COMPANY, COMPANY | {"name": "别的公司"}, refused="identity-mismatch")


async def _invitation(wang: Caller) -> Request:
    company = (await wang.post("/companies", COMPANY)).body["id"]
    path = f"/companies/{company}/representatives"
    return Request(path, {"until": LATER}, {"until": LATER, "role": "manager"})


async def _relative(_: Caller) -> Request:
    return Request("/relatives", CHILD, CHILD | {"relation": "parent"})


async def _matter(_: Caller) -> Request:
    said = {"kind": "suggestion", "title": "座椅", "content": "多放几把椅子"}
    return Request("/matters", said, said | {"title": "饮水"})


async def _handover(_: Caller) -> Request:
    return Request("/handovers", {"summary": "材料总是传不上"}, {"summary": "别的"})


CHEAP: dict[str, Prepare] = {
    "begin_application": _application,
    "submit_application": _submission,
    "claim_company": _company,
    "invite_representative": _invitation,
    "add_relative": _relative,
    "raise_matter": _matter,
    "open_handover": _handover,
}
ELSEWHERE = {
    "accept_invitation": "test_people",
    "add_material": "test_applying_hostile",
    "ask": "test_ask",
    "begin_in_bulk": "test_applying_hostile",
    "book_appointment": "test_appointments",
    "claim_preregistration": "test_preregistrations",
    "join_waitlist": "test_appointments",
    "rate": "test_cases",
    "reschedule_appointment": "test_appointments",
    "say_in_handover": "test_handovers",
    "send_file_in_handover": "test_handovers",
    "supplement_application": "test_cases",
}
"""Those that need more than a request or two before them, with the tests that walk there.

``ask`` and ``say_in_handover`` answer a key sent again as what it was first, whatever comes with it.
"""


def test_none_is_forgotten():
    assert {each.name for each in OPERATIONS if each.idempotent} == CHEAP.keys() | ELSEWHERE.keys()


@pytest.mark.parametrize("name", CHEAP)
async def test_the_same_is_answered_the_same_and_another_is_refused(anyone: Caller, desk: Services, name: str):
    await advisor(desk)
    wang = await anyone.signed_in("王小云")
    asked = await CHEAP[name](wang)
    first = await wang.post(asked.path, asked.body, headers=KEY)
    assert first.status < 300, first.body
    again = await wang.post(asked.path, asked.body, headers=KEY)
    assert (again.status, again.body) == (first.status, first.body)
    other = await wang.post(asked.other_path or asked.path, asked.other, headers=KEY)
    assert (other.status, other.body.get("code")) == (409, asked.refused), other.body
