"""News and policies: written in the console, read over the API, on pages and in chat; nothing hostile gets through."""

from dataclasses import replace

import pytest

from affairs.news.article import Article, ArticleKind
from affairs.staff.permissions import OPERATOR, Role
from handlers.markdown import html_of
from handlers.services import Services
from tests.http.staff import Browser, browsing, hired, quick

HERE = "/console/articles"
BODY = "# 要点\n\n**容缺受理** [指南](/guides/x) [坏](javascript:alert(1)) ![图](http://x/y.png)\n\n<script>alert(1)</script>"
HOSTILE = '"><img src=x onerror=alert(1)>'


@pytest.fixture
async def editor(services: Services):
    async with browsing(quick(services)) as made:
        await hired(made.services, "编辑", Role.EDITOR)
        await made.log_in("编辑")
        yield made


def typed(**changed: str) -> dict[str, object]:
    sent = {
        "kind": "policy",
        "title": "容缺受理",
        "dated": "2026-01-05",
        "body": BODY,
        "published": "1",
        "revision": "1",
    }
    return {
        **sent,
        "topics": "就业 社保",
        "items": "",
        "summary": "要点",
        "department": "审管科",
        "do": "keep",
    } | changed


async def test_a_policy_from_the_desk_to_the_phone(editor: Browser):
    new = f"{HERE}/new"
    looked = await editor.post(new, new, **typed(do="look"))
    assert looked.status == 200
    assert looked.says("预览（尚未保存）")
    assert "<strong>容缺受理</strong>" in looked.text
    done = await editor.post(new, new, **typed())
    assert done.status == 303
    where = done.location.partition("?")[0]
    article = where.rsplit("/", 1)[1]
    assert (await editor.get(HERE)).says("已公开")
    page = await editor.get(f"/news/{article}")
    assert page.status == 200
    for text in (page.text, looked.text):
        assert "<script" not in text
        assert 'href="javascript' not in text
        assert "y.png" not in text or "<img" not in text
    listed = await (await editor.client.get("/api/v1/policies?topic=就业&limit=1")).json()
    assert [each["id"] for each in listed["items"]] == [article]
    assert listed["next"] is None
    whole = await (await editor.client.get(f"/api/v1/policies/{article}")).json()
    assert whole["html"].startswith("<h1>要点</h1>")
    assert (await editor.client.get(f"/api/v1/news/{article}")).status == 404, "a policy is no news"
    assert (await (await editor.client.get("/api/v1/news")).json()) == {"items": [], "next": None}
    again = await editor.post(where, where, **typed(title="改了", published="", revision="1"))
    assert again.status == 303
    assert (await editor.post(where, where, **typed(title="又改", revision="1"))).status == 409
    assert (await editor.get(f"/news/{article}")).status == 404
    assert (await editor.get("/news?kind=policy")).says("还没有内容")


async def test_chat_tells_the_latest(services: Services, editor: Browser):
    draft = Article("", ArticleKind.POLICY, "新政策一", "文", services.articles.today(), services.clock.now())
    made = await services.articles.add(OPERATOR, replace(draft, published=True))
    await services.engine._standing._bulletin.refresh()  # type: ignore[attr-defined]
    answer = await editor.client.post("/api/v1/ask", json={"text": "最近有什么新政策？"})
    told = await answer.json()
    assert told["kind"] == "answer"
    assert "新政策一" in told["text"]
    assert made.title in told["text"]


async def test_what_is_typed_is_only_text(editor: Browser):
    new = f"{HERE}/new"
    for wrong in (
        typed(title=""),
        typed(dated="x"),
        typed(dated="0001-01-01"),
        typed(kind="x"),
        typed(topics=HOSTILE * 9),
    ):
        answer = await editor.post(new, new, **wrong)
        assert answer.status == 422
        assert "<img src=x" not in answer.text
    done = await editor.post(new, new, **typed(title=HOSTILE, summary=HOSTILE, department=HOSTILE, topics="x"))
    for path in (done.location, HERE, "/news?kind=policy"):
        assert "<img src=x" not in (await editor.get(path)).text
    assert (await editor.get("/news/none")).status == 404
    assert (await editor.get("/news?kind=x&from=99999999999")).status == 200
    page = await editor.get(new)
    assert (await editor.send(new, typed() | {"csrf": "0" * 64})).status == 403
    assert (await editor.send(new, typed() | {"csrf": page.csrf}, **{"Sec-Fetch-Site": "cross-site"})).status == 403


@pytest.mark.parametrize(
    "url", ["javascript:x", "JaVaScRiPt:x", "data:text/html,x", "//evil.example", "vbscript:x", "file:///x"]
)
def test_links_that_are_none(url: str):
    assert "href" not in html_of(f"[x]({url})")
    assert "href" not in html_of(f"<{url}>")


def test_a_body_made_to_nest_is_soon_done():
    assert len(html_of("> " * 20_000 + "x" + "[" * 10_000)) > 0
