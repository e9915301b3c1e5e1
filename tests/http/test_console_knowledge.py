"""The knowledge desk: from a question that failed to a version that knows it; a guide edited, previewed, published."""

from dataclasses import fields, replace

import pytest

from affairs.ports import AskedQuestion
from affairs.rewording import GuideText, text_of
from affairs.staff.audit import Act, AuditFilter
from affairs.staff.permissions import OPERATOR, Role
from handlers.services import Services
from knowledge.guide import Guide
from tests.http.staff import Browser, Page, browsing, hired, quick

HERE = "/console/knowledge"
HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture
async def editor(services: Services):
    async with browsing(quick(services)) as made:
        await hired(made.services, "编辑", Role.EDITOR)
        await made.log_in("编辑")
        yield made


async def asked(services: Services, text: str, times: int = 2) -> None:
    async with services.uow() as uow:
        for number in range(times):
            await uow.questions.add_all(
                [AskedQuestion(services.clock.now(), "wechat", text, "declined", thread=f"{text}{number}")]
            )
        await uow.commit()


def a_guide(services: Services) -> Guide:
    catalogue = services.snapshot().catalogue
    return next(each for each in catalogue.guides if each.conditions and each.materials and not each.variant)


def typed(guide: Guide, **changed: str) -> dict[str, object]:
    text = replace(text_of(guide), **changed)
    sent: dict[str, object] = {each.name: getattr(text, each.name) for each in fields(GuideText)}
    return sent | {"region": guide.region, "variant": guide.variant}


async def refreshed(services: Services) -> None:
    await services.snapshot.refresh()  # type: ignore[attr-defined]


async def test_a_question_that_failed_becomes_an_alias(editor: Browser):
    await asked(editor.services, "鲸鱼六号小本本")
    page = await editor.get(HERE)
    assert page.says("鲸鱼六号小本本")
    code = a_guide(editor.services).item_code
    done = await editor.post(f"{HERE}/accept", HERE, phrase="鲸鱼六号小本本", other=code)
    assert done.status == 200
    assert done.says("已发布第 2 版")
    assert done.says("首位答对")
    again = await editor.post(f"{HERE}/accept", HERE, phrase="鲸鱼六号小本本", other=code)
    assert again.says("知识库已经知道")
    log = await editor.services.staff.audit.page(OPERATOR, AuditFilter(act=Act.CATALOGUE_PUBLISHED), 5)
    assert [(each.target.ref, each.detail) for each in log] == [("2", "alias")]


async def test_the_other_acts(editor: Browser):
    assert (await editor.post(f"{HERE}/synonym", HERE, word="红本本", meaning="结婚证")).says("已发布")
    assert (await editor.post(f"{HERE}/out-of-scope", HERE, phrase="哪里买彩票最灵")).says("已发布")
    assert (await editor.post(f"{HERE}/mistake", HERE, phrase="今晚吃什么好呢", code="")).says("已发布")
    assert (await editor.post(f"{HERE}/accept", HERE, phrase="随便", code="none")).status == 404
    assert (await editor.post(f"{HERE}/accept", HERE, phrase="", code="none")).status == 422
    wrong = await editor.post(f"{HERE}/synonym", HERE, word=HOSTILE, meaning=HOSTILE)
    assert wrong.status == 422
    assert "<script" not in wrong.text
    assert (await editor.get(f"{HERE}/hot?days=30")).status == 200


async def test_a_guide_is_previewed_published_and_taken_back(editor: Browser):
    guide = a_guide(editor.services)
    here = f"{HERE}/guides/{guide.item_code}"
    item = editor.services.snapshot().catalogue.items_by_code[guide.item_code]
    assert (await editor.get(f"{HERE}/guides?q={item.name}")).says(item.name)
    assert (await editor.get(here)).status == 200
    shown = await editor.post(here, here, **typed(guide, conditions=f"须持有月球居住证{HOSTILE}"))
    assert shown.status == 200
    assert shown.says("发布后")
    assert shown.says("月球居住证")
    assert "<script" not in shown.text
    assert (await editor.services.catalogues.versions(1))[0].number == 1, "nothing is changed by looking"
    back = await editor.post(f"{here}/edit", here, **typed(guide, conditions="须持有月球居住证"))
    assert back.says("须持有月球居住证")
    done = await editor.post(f"{here}/publish", here, **typed(guide, conditions="须持有月球居住证"))
    assert done.location == f"{HERE}/versions?done=published"
    await refreshed(editor.services)
    assert editor.services.snapshot().catalogue.guides_by_key[guide.key].conditions == "须持有月球居住证"
    late = await editor.post(f"{here}/publish", here, **typed(guide, conditions="别的"))
    assert late.status == 409
    assert late.says("刚刚被他人修改过")
    versions = f"{HERE}/versions"
    assert (await editor.get(versions)).says("第 2 版")
    assert (await editor.post(f"{versions}/1/restore", versions)).location == f"{versions}?done=published"
    await refreshed(editor.services)
    assert editor.services.snapshot().version == 3
    assert editor.services.snapshot().catalogue.guides_by_key[guide.key] == guide
    assert (await editor.post(f"{versions}/99/restore", versions)).status == 404


async def test_what_is_typed_wrong_comes_back_with_its_place(editor: Browser):
    guide = a_guide(editor.services)
    here = f"{HERE}/guides/{guide.item_code}"
    page = await editor.post(here, here, **typed(guide, promised="很快", notes=HOSTILE))
    assert page.status == 422
    assert page.says("时限须为")
    assert 'name="promised" value="很快"' in page.text
    assert "<script" not in page.text
    gone: Page = await editor.post(here, here, **(typed(guide) | {"region": "none"}))
    assert gone.status == 404


@pytest.mark.parametrize("path", ["accept", "synonym", "out-of-scope", "mistake", "versions/1/restore"])
async def test_no_form_of_another_site(editor: Browser, path: str):
    page = await editor.get(HERE)
    sent = {"csrf": page.csrf, "phrase": "x", "word": "x", "meaning": "x", "code": "x"}
    assert (await editor.send(f"{HERE}/{path}", sent | {"csrf": "0" * 64})).status == 403
    assert (await editor.send(f"{HERE}/{path}", sent, **{"Sec-Fetch-Site": "cross-site"})).status == 403
