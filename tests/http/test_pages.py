"""Pages for citizens: whole, escaped, linked, without anything foreign."""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest
from aiohttp.test_utils import TestClient
from yarl import URL

from handlers.services import Services
from knowledge.guide import ItemState

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
SEARCH = "/guides?q=%E8%BA%AB%E4%BB%BD%E8%AF%81&region=%E9%94%A6%E6%B9%96"
ID_CARD = "115301990100-4-09-0103"


class Page(HTMLParser):
    """What a page refers to, and what the content security policy would refuse."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.refused: list[str] = []
        self.ids: list[str] = []
        self.unlabelled = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(values["href"])
        if tag in {"img", "script", "iframe"}:
            self.loaded.append(values.get("src", ""))
            if tag == "script" and not values.get("src"):
                self.refused.append("inline script")
        if tag == "link":
            self.loaded.append(values.get("href", ""))
        if tag == "img" and not values.get("alt"):
            self.unlabelled += 1
        if tag == "style":
            self.refused.append("style element")
        self.refused += [name for name in values if name == "style" or name.startswith("on")]
        if "id" in values:
            self.ids.append(values["id"])


async def page_at(client: TestClient, path: str, status: int = 200) -> tuple[str, Page]:
    response = await client.get(URL(path, encoded=True), headers=HTML)
    text = await response.text()
    assert response.status == status, text
    assert response.content_type == "text/html"
    assert response.charset == "utf-8"
    page = Page(text)
    assert not page.refused
    assert not page.unlabelled
    assert len(page.ids) == len(set(page.ids))
    assert all(address.startswith(("/", "data:,")) for address in page.loaded), page.loaded
    return text, page


@pytest.mark.parametrize(
    "path",
    ["/guides", f"/guides/{ID_CARD}", "/api/docs", "/guides?q=%E8%BA%AB%E4%BB%BD%E8%AF%81&region=%E9%94%A6%E6%B9%96"],
)
async def test_everything_a_page_refers_to_is_there(client: TestClient, path: str):
    _, page = await page_at(client, path)
    for address in {*page.links, *page.loaded}:
        if address.startswith(("tel:", "data:", "http")):
            continue
        target, _, fragment = urljoin(path, address).partition("#")
        response = await client.get(URL(target, encoded=True), headers=HTML)
        assert response.status == 200, address
        if fragment:
            assert f'id="{fragment}"' in await response.text()


async def test_every_guide_has_its_page(client: TestClient, services: Services):
    catalogue = services.snapshot().catalogue
    for guide in catalogue.guides[::4]:
        query = {name: value for name, value in (("region", guide.region), ("variant", guide.variant)) if value}
        path = str(URL(f"/guides/{guide.item_code}").with_query(query))
        text, page = await page_at(client, path)
        item = catalogue.items_by_code[guide.item_code]
        assert item.name in text
        for disclosure in ("设定依据", "受理条件", "申请材料", "办理流程", "收费", "咨询"):
            assert disclosure in text
        for phone in guide.phones:
            assert f"tel:{phone}" in page.links


async def test_the_page_of_what_is_no_longer_in_force(client: TestClient, services: Services):
    for item in services.snapshot().catalogue.items:
        if item.state is not ItemState.IN_FORCE:
            text, page = await page_at(client, f"/guides/{item.code}")
            assert item.state_note[:20] in text
            assert all(f"/guides/{code}" in page.links for code in item.successors)


async def test_addresses_that_lead_nowhere_say_so(client: TestClient):
    for path in ("/nothing", "/guides/none", "/guides?region=%E7%81%AB%E6%98%9F", "/static/none.css", "/guides/a/b"):
        text, _ = await page_at(client, path, 404)
        assert "没有找到" in text
        assert "Traceback" not in text


async def test_a_guide_that_is_not_there_for_a_region_shows_where_it_is(client: TestClient):
    _, page = await page_at(client, f"/guides/{ID_CARD}?variant=%E6%B2%A1%E6%9C%89", 404)
    assert [address for address in page.links if address.startswith(f"/guides/{ID_CARD}")]


async def test_programs_get_problem_documents(client: TestClient):
    response = await client.get("/guides/none", headers={"Accept": "application/json"})
    assert response.content_type == "application/problem+json"


async def test_what_is_asked_for_is_escaped(client: TestClient):
    attack = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E"
    for name in ("q", "department", "theme"):
        text, _ = await page_at(client, f"/guides?{name}={attack}")
        assert "<script>alert" not in text
    text, _ = await page_at(client, f"/guides/{attack}", 404)
    assert "<script>alert" not in text


async def test_the_directory_pages_through_everything(client: TestClient, services: Services):
    seen: list[str] = []
    path: str | None = "/guides"
    while path:
        text, page = await page_at(client, path)
        seen += re.findall(r'<li><a href="/guides/([^"?]+)"', text)
        path = next((address for address in page.links if "from=" in address), None)
    wanted = [item.code for item in services.snapshot().catalogue.items if item.state is ItemState.IN_FORCE]
    assert seen == wanted


async def test_static_files(client: TestClient):
    style = await client.get("/static/page.css")
    assert style.content_type == "text/css"
    assert "max-age" in style.headers["Cache-Control"]
    for path in ("/static/", "/static/..%2f__init__.py", "/static/../errors.py", "/static/%2e%2e/errors.py"):
        assert (await client.get(URL(path, encoded=True))).status == 404


async def test_search_engines_and_telephones(client: TestClient):
    text, _ = await page_at(client, "/guides")
    assert 'lang="zh-CN"' in text
    assert 'name="viewport"' in text
    assert "<h1>" in text
