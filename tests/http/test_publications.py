"""``/news`` and ``/policies``: published at the desk, read by anybody, taken back."""

import pytest

from affairs.staff.permissions import Role
from handlers.services import Services
from tests.http.citizens import Caller, calling
from tests.http.staff import browsing, hired, quick

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
async def anyone(services: Services):
    async with calling(services) as caller:
        yield caller


async def test_published_read_and_taken_back(anyone: Caller, services: Services):
    async with browsing(quick(services)) as editor:
        await hired(editor.services, "zheng", Role.EDITOR)
        await editor.log_in("zheng")
        there = "/console/publications"
        for number in range(3):
            fields = {
                "kind": "news",
                "title": f"第{number}条{HOSTILE}",
                "text": "中心搬迁",
                "url": "https://a.gov.cn/1",
            }
            assert (await editor.post(there, there, **fields)).status == 303
        assert (await editor.post(there, there, kind="policy", title="优化营商环境条例", text="全文")).status == 303
        assert (await editor.post(there, there, title="x", text="y", url="javascript:alert(1)")).status == 422
        page = await editor.get(there)
        assert HOSTILE not in page.text
        first = (await anyone.get("/news?limit=2")).body
        second = (await anyone.get(f"/news?limit=2&cursor={first['next']}")).body
        titles = [each["title"][:3] for each in (*first["items"], *second["items"])]
        assert titles == ["第2条", "第1条", "第0条"]
        (policy,) = (await anyone.get("/policies")).body["items"]
        assert (await anyone.get(f"/policies/{policy['id']}")).body["text"] == "全文"
        assert (await anyone.get(f"/news/{policy['id']}")).status == 404
        assert (await editor.post(f"{there}/{policy['id']}/withdraw", there)).status == 303
        assert (await anyone.get("/policies")).body["items"] == []
        assert (await anyone.get(f"/policies/{policy['id']}")).status == 404
