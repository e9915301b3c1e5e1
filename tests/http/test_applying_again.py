"""A second application starts from the first: its answers and files, held by both, and checked anew."""

from typing import Any

import pytest

from affairs.approval.updates import UpdateKind
from affairs.clock import SystemClock
from handlers.services import Services
from handlers.worker import clean
from tests import papers
from tests.clocks import HandClock
from tests.http.citizens import Caller
from tests.http.conftest import OVER_BOTH
from tests.http.test_applications import begun, filled, slot_of, uploaded
from tests.http.test_cases import told

pytestmark = OVER_BOTH
PHOTO = papers.jpeg(papers.page(width=900, height=1200, seed=1))


async def refused(caller: Caller, desk: Services, kind: UpdateKind = UpdateKind.REFUSED) -> dict[str, Any]:
    """An application with a file that came to nothing, as it was."""
    draft = await filled(caller, (await begun(caller)).body)
    path = f"/applications/{draft['application_no']}"
    put = await uploaded(caller, f"{path}/materials/household_book", PHOTO)
    assert put.status == 200, put.body
    assert (await caller.post(f"{path}/submit")).status == 202
    await desk.cases.record_update(told(str(draft["application_no"]), kind, 1, reason="照片不清楚"))
    return dict((await caller.get(path)).body)


@pytest.mark.parametrize("kind", [UpdateKind.REFUSED, UpdateKind.ACCEPTANCE_REFUSED, UpdateKind.WITHDRAWN])
async def test_what_came_to_nothing_is_begun_from(anyone: Caller, desk: Services, kind: UpdateKind):
    wang, li = await anyone.signed_in("王小云"), await anyone.signed_in("李四")
    first = await refused(wang, desk, kind)
    again = (await begun(wang)).body
    assert again["begun_from"] == first["application_no"] != again["application_no"]
    assert (again["state"], again["answers"]) == ("draft", first["answers"])
    (file,) = next(each for each in again["materials"] if each["key"] == "household_book")["files"]
    path = f"/applications/{again['application_no']}"
    assert (await wang.get(f"{path}/files/{file['id']}")).body == PHOTO
    assert (await wang.post(f"{path}/submit")).status == 202
    stranger = (await begun(li)).body
    assert (stranger["begun_from"], slot_of(await li.get(f"/applications/{stranger['application_no']}"))["files"]) == (
        None,
        [],
    )
    assert (await begun(wang)).body["begun_from"] is None, "the last one is under way"


async def test_a_file_stays_as_long_as_anybody_holds_it(anyone: Caller, desk: Services):
    wang = await anyone.signed_in("王小云")
    first = await refused(wang, desk)
    again, third = (await begun(wang)).body, (await begun(wang)).body
    (file,) = next(each for each in first["materials"] if each["key"] == "household_book")["files"]
    paths = [f"/applications/{each['application_no']}" for each in (first, again, third)]
    assert (await wang.delete(f"{paths[1]}/materials/household_book/{file['id']}")).status == 200
    assert (await wang.delete(paths[2])).status == 204
    later = HandClock(SystemClock().now())
    later.advance(86_400)
    desk.sweep._clock = later  # type: ignore[attr-defined]
    await clean(desk)
    assert (await wang.get(f"{paths[0]}/files/{file['id']}")).body == PHOTO


async def test_what_was_granted_is_no_draft_for_the_next(anyone: Caller, desk: Services):
    wang = await anyone.signed_in("王小云")
    first = await refused(wang, desk, UpdateKind.CLOSED)
    again = (await begun(wang)).body
    assert first["state"] == "closed"
    assert again["begun_from"] is None
    assert not any(each["files"] for each in again["materials"])
