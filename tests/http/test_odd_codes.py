"""Item codes are opaque: slashes, percent signs, Chinese, dots, whatever a department published."""

from collections.abc import AsyncIterator
from urllib.parse import quote

import pytest
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL

from handlers.app import make_app
from handlers.resources import open_services
from handlers.settings import Settings
from knowledge.catalogue import Catalogue
from knowledge.guide import Guide, Item, Step

CODES = [
    "甲/乙",
    "A%2FB",
    "100%",
    "a?b#c",
    "a b",
    ".x.",
    "a\\b",
    "a&b=c",
    "<i>",
    "事项·一",
    "a;b",
    "a:b",
    "'\"",
    "+",
    "flowchart.svg",
]


@pytest.fixture
async def client(settings: Settings, sqlite_url: str, blockbuster) -> AsyncIterator[TestClient]:
    items = [Item(code, f"事项{number}<b>") for number, code in enumerate(CODES)]
    guides = [Guide(code, steps=(Step("受理<script>", "窗口&科室"),)) for code in CODES[1:]]
    changed = settings.model_copy(update={"database_url": sqlite_url})
    async with open_services(changed) as services:
        await services.catalogues.publish(Catalogue(tuple(items), tuple(guides)), source="test", replace=True)
        await services.snapshot.refresh()  # type: ignore[attr-defined]
        async with TestClient(TestServer(make_app(services))) as made:
            yield made


async def test_every_code_is_reached(client: TestClient):
    listed = await (await client.get("/api/v1/guides?limit=100")).json()
    assert [row["code"] for row in listed["items"]] == CODES
    for code in CODES:
        path = f"/api/v1/guides/{quote(code, safe='')}"
        detail = await client.get(URL(path, encoded=True))
        assert detail.status == 200, (code, await detail.text())
        assert (await detail.json())["code"] == code
        drawing = await client.get(URL(f"{path}/flowchart.svg", encoded=True))
        assert drawing.status == 200
        assert "<script" not in await drawing.text()


async def test_every_link_of_the_pages_works(client: TestClient):
    directory = await (await client.get("/guides")).text()
    for code in CODES:
        path = f"/guides/{quote(code, safe='')}"
        assert f'href="{path.replace("&", "&amp;")}"' in directory
        page = await client.get(URL(path, encoded=True))
        text = await page.text()
        assert page.status == 200, code
        assert "<script" not in text
        assert "<b>" not in text


async def test_an_item_without_any_guide_says_so(client: TestClient):
    detail = await (await client.get(URL("/api/v1/guides/%E7%94%B2%2F%E4%B9%99", encoded=True))).json()
    assert detail["guide"] is None
    assert detail["state"] == "in_force"
    page = await (await client.get(URL("/guides/%E7%94%B2%2F%E4%B9%99", encoded=True))).text()
    assert "还没有公布办事指南" in page
