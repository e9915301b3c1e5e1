"""Whose guide is given to one who named no district: the home region's; else it is said whose it is."""

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient, TestServer

from handlers.app import make_app
from handlers.resources import open_services
from handlers.settings import Settings
from knowledge.catalogue import Catalogue
from knowledge.guide import Guide, Item
from knowledge.places import Region, RegionLevel, Venue

VENUES = tuple(Venue(f"第{number}处", hours_text="周一") for number in range(6))
CATALOGUE = Catalogue(
    items=(Item("a", "只有各区有的事"), Item("b", "全市一样的事")),
    guides=(
        Guide("a", region="c1", conditions="朝阳的条件", venues=VENUES),
        Guide("a", region="c2", conditions="南关的条件"),
        Guide("a", region="d2", conditions="另一个朝阳的条件"),
        Guide("b", conditions="全市的条件"),
    ),
    regions=(
        Region("c", "长春市", level=RegionLevel.CITY),
        Region("c1", "朝阳区", parent="c", level=RegionLevel.DISTRICT),
        Region("c2", "南关区", parent="c", level=RegionLevel.DISTRICT),
        Region("d", "北京市", level=RegionLevel.CITY),
        Region("d2", "朝阳区", parent="d", level=RegionLevel.DISTRICT),
    ),
)  # fmt: skip


@pytest.fixture(params=["", "c2"])
def home(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
async def client(settings: Settings, home: str) -> AsyncIterator[TestClient]:
    changed = settings.model_copy(update={"region": home})
    async with open_services(changed) as services:
        await services.catalogues.publish(CATALOGUE, source="test", replace=True)
        await services.snapshot.refresh()  # type: ignore[attr-defined]
        async with TestClient(TestServer(make_app(services))) as made:
            yield made


async def guide(client: TestClient, code: str, **query: str) -> dict:
    response = await client.get(f"/api/v1/guides/{code}", params=query)
    assert response.status == 200
    return await response.json()


async def test_without_a_region(client: TestClient, home: str):
    given = await guide(client, "a")
    assert given["region"]["code"] == (home or "c1")
    page = await (await client.get("/guides/a")).text()
    assert ("请先选您所在的区" in page) is (not home)
    assert (await guide(client, "b"))["region"] is None


async def test_the_region_named_wins(client: TestClient):
    assert (await guide(client, "a", region="c1"))["guide"]["conditions"] == "朝阳的条件"
    assert (await guide(client, "a", region="南关"))["guide"]["conditions"] == "南关的条件"
    assert (await guide(client, "a", region="北京市朝阳区"))["guide"]["conditions"] == "另一个朝阳的条件"
    assert (await guide(client, "b", region="c1"))["guide"]["conditions"] == "全市的条件"


async def test_a_name_of_two_places_is_asked_back(client: TestClient):
    response = await client.get("/api/v1/guides/a", params={"region": "朝阳"})
    assert response.status == 404
    detail = (await response.json())["detail"]
    assert "长春市朝阳区（c1）" in detail
    assert "北京市朝阳区（d2）" in detail


async def test_a_region_without_a_guide_shows_who_has_one(client: TestClient):
    assert (await client.get("/api/v1/guides/a", params={"region": "d"})).status == 404
    page = await client.get("/guides/a", params={"region": "d"}, headers={"Accept": "text/html"})
    assert page.status == 404
    text = await page.text()
    assert all(f"/guides/a?region={code}" in text for code in ("c1", "c2", "d2"))


async def test_many_places_are_folded(client: TestClient):
    text = await (await client.get("/guides/a?region=c1")).text()
    assert "另有3处办理点" in text
    assert text.count("办理时间同上") == 5


async def test_the_directory_of_a_region(client: TestClient):
    async def codes(region: str) -> list[str]:
        rows = (await (await client.get("/api/v1/guides", params={"region": region})).json())["items"]
        return [row["code"] for row in rows]

    assert await codes("c1") == ["a", "b"]
    assert await codes("d") == ["b"]
