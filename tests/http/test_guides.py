"""The directory and the guides of the API."""

from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from aiohttp.test_utils import TestClient

from handlers.pages.flowchart import flowchart_svg
from handlers.services import Services
from knowledge.guide import ItemState
from knowledge.snapshot import Snapshot
from tests.http.conftest import OVER_BOTH

pytestmark = OVER_BOTH

GUIDES = "/api/v1/guides"
ID_CARD = "115301990100-4-09-0103"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def snapshot(services: Services) -> Snapshot:
    return services.snapshot()


async def got(client: TestClient, path: str, status: int = 200, **query: object) -> dict:
    response = await client.get(path, params={name: str(value) for name, value in query.items()})
    body = await response.json()
    assert response.status == status, body
    return body


async def walked(client: TestClient, **query: object) -> list[dict]:
    rows, cursor = [], None
    while True:
        page = await got(client, GUIDES, **query, **({"cursor": cursor} if cursor else {}))
        assert set(page) == {"items", "next"}
        rows += page["items"]
        cursor = page["next"]
        if cursor is None:
            return rows


async def test_paging_gives_every_item_once(client: TestClient, snapshot: Snapshot):
    wanted = [item.code for item in snapshot.catalogue.items if item.state is ItemState.IN_FORCE]
    for limit in (7, 100):
        assert [row["code"] for row in await walked(client, limit=limit)] == wanted


async def test_rows_say_what_can_be_done(client: TestClient):
    row = (await got(client, GUIDES, limit=1))["items"][0]
    assert set(row) == {
        "code", "name", "department", "state", "themes", "variants", "region", "online", "bookable",
    }  # fmt: skip


async def test_search_finds_by_a_citizens_words(client: TestClient):
    rows = (await got(client, GUIDES, q="身份证丢了"))["items"]
    assert rows[0]["code"] == ID_CARD
    assert (await got(client, GUIDES, q="§№"))["items"] == []


async def test_search_with_every_restriction(client: TestClient, snapshot: Snapshot):
    item = snapshot.catalogue.items_by_code[ID_CARD]
    found = await got(
        client, GUIDES, q="身份证", department=item.department, theme=item.themes[0], region="锦湖片区", limit=100
    )
    assert ID_CARD in {row["code"] for row in found["items"]}
    assert {row["department"] for row in found["items"]} == {item.department}


async def test_a_region_restricts_to_what_is_done_there(client: TestClient, snapshot: Snapshot):
    rows = await walked(client, region="530199001", limit=100)
    assert rows
    for row in rows:
        assert row["region"] in set(snapshot.catalogue.ancestry("530199001"))
    assert rows == await walked(client, region="锦湖", limit=100)


async def test_unknown_department_and_theme_are_empty(client: TestClient):
    assert await got(client, GUIDES, department="没有这个部门") == {"items": [], "next": None}
    assert await got(client, GUIDES, theme="没有这个主题") == {"items": [], "next": None}


@pytest.mark.parametrize("cursor", ["x", "p", "p-1", "p1x", "o20", "P20", "p12345678", "p1 ", "p１", "cDIw", "%00"])
async def test_a_cursor_that_is_not_ours(client: TestClient, cursor: str):
    body = await got(client, GUIDES, status=422, cursor=cursor)
    assert body["errors"][0]["field"] == "cursor"


async def test_a_cursor_beyond_the_end(client: TestClient):
    assert await got(client, GUIDES, cursor="p9999999") == {"items": [], "next": None}


async def test_no_longer_in_force_is_found_by_words_only(client: TestClient, snapshot: Snapshot):
    gone = [item for item in snapshot.catalogue.items if item.state is not ItemState.IN_FORCE]
    assert gone
    listed = {row["code"] for row in await walked(client, limit=100)}
    for item in gone:
        assert item.code not in listed
        found = (await got(client, GUIDES, q=item.name, region="锦湖片区"))["items"]
        assert item.code in {row["code"] for row in found}


async def test_no_longer_in_force_says_what_became_of_it(client: TestClient, snapshot: Snapshot):
    for item in snapshot.catalogue.items:
        if item.state is ItemState.IN_FORCE:
            continue
        for region in ("", "锦湖片区"):
            detail = await got(client, f"{GUIDES}/{item.code}", **({"region": region} if region else {}))
            assert detail["state"] == item.state
            assert detail["state_note"] == item.state_note
            assert [each["code"] for each in detail["successors"]] == list(item.successors)
        assert (await client.get(f"/guides/{item.code}")).status == 200


async def test_every_guide_is_given_whole(client: TestClient, snapshot: Snapshot):
    for guide in snapshot.catalogue.guides[::7]:
        query = {name: value for name, value in (("region", guide.region), ("variant", guide.variant)) if value}
        detail = await got(client, f"{GUIDES}/{guide.item_code}", **query)
        assert detail["guide"]["conditions"] == guide.conditions
        assert detail["guide"]["region"] == guide.region
        assert detail["variant"] == guide.variant
        assert len(detail["guide"]["materials"]) == len(guide.materials)
        assert detail["sample"] is True


async def test_the_nearest_region_above_stands_in(client: TestClient, snapshot: Snapshot):
    own = {guide.item_code for guide in snapshot.catalogue.guides if guide.region == "530199001"}
    code = next(
        guide.item_code
        for guide in snapshot.catalogue.guides
        if guide.item_code not in own and not guide.variant and guide.region in {"", "530199"}
    )
    detail = await got(client, f"{GUIDES}/{code}", region="530199001")
    assert detail["guide"]["region"] in {"", "530199"}


@pytest.mark.parametrize(
    ("code", "query", "problem"),
    [
        ("no-such-item", {}, "no-such-item"),
        ("x" * 4000, {}, "no-such-item"),
        ("'; DROP TABLE items; --", {}, "no-such-item"),
        (ID_CARD, {"variant": "没有这种"}, "no-such-guide"),
        (ID_CARD, {"region": "火星"}, "no-such-region"),
    ],
)
async def test_what_does_not_exist(client: TestClient, code: str, query: dict, problem: str):
    for tail in ("", "/flowchart.svg"):
        body = await got(client, f"{GUIDES}/{quote(code, safe='')}{tail}", status=404, **query)
        assert body["code"] == problem


async def test_head(client: TestClient):
    for path in (GUIDES, f"{GUIDES}/{ID_CARD}", f"{GUIDES}/{ID_CARD}/flowchart.svg", "/guides", f"/guides/{ID_CARD}"):
        whole, head = await client.get(path), await client.head(path)
        assert head.status == 200
        assert await head.read() == b""
        assert head.headers["Content-Length"] == whole.headers["Content-Length"]
        assert head.content_type == whole.content_type


async def test_every_flow_chart_can_be_drawn(client: TestClient, snapshot: Snapshot):
    for guide in snapshot.catalogue.guides[::5]:
        query = {name: value for name, value in (("region", guide.region), ("variant", guide.variant)) if value}
        response = await client.get(f"{GUIDES}/{guide.item_code}/flowchart.svg", params=query)
        text = await response.text()
        assert response.status == 200, text
        assert response.content_type == "image/svg+xml"
        assert "unsafe-inline" not in response.headers["Content-Security-Policy"]
        assert " style=" not in text
        assert "<style" not in text
        drawing = ElementTree.fromstring(text)
        words = "".join(drawing.itertext())
        for step in guide.steps:
            assert step.name in words


async def test_a_flow_chart_keeps_its_text_inside(client: TestClient, snapshot: Snapshot):
    for guide in snapshot.catalogue.guides:
        drawing = ElementTree.fromstring(flowchart_svg(snapshot.catalogue.items_by_code[guide.item_code], guide))
        height = float(drawing.get("height", "0"))
        boxes = [each for each in drawing.iter(f"{SVG}rect") if each.get("rx")]
        lowest = max(float(box.get("y", "0")) + float(box.get("height", "0")) for box in boxes)
        assert lowest < height
        for text in drawing.iter(f"{SVG}text"):
            wide = sum(1 if ord(character) < 0x2E80 else 2 for character in text.text or "")
            assert wide <= 44, text.text


async def test_what_can_be_applied_for_here_is_said_so(client):
    rows = [
        (await (await client.get(f"/api/v1/guides?q={name}&limit=3")).json())["items"]
        for name in ("身份证补领", "结婚登记")
    ]
    assert [row["online"] for row in rows[0] if "补领" in row["name"]] == [True]
    assert {row["online"] for row in rows[1] if "结婚" in row["name"]} == {False}
