"""转人工 as it is lived: stuck in the chat, handed over, seen with its story, answered, sent up, closed, rated."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_console import log_in, readable
from tests.browser.test_simulator import ask, begin, last

pytestmark = pytest.mark.browser


def story(citizen: Page, advisor: Page, word: str, shoot: Callable[[Page, str], object]) -> None:
    """The whole of it, on a phone and on an office screen; ``shoot`` may take pictures on the way."""
    begin(citizen)
    ask(citizen, "身份证丢了怎么补")
    ask(citizen, "在线申请")
    ask(citizen, "王小云 110101199003074530")
    expect(last(citizen)).to_contain_text("（1/8）")
    ask(citizen, "转人工")
    expect(last(citizen)).to_contain_text("我把下面这些转给工作人员")
    ask(citizen, "我户口在外地，人在云江，能在这里补吗")
    expect(last(citizen)).to_contain_text("户口在外地")
    ask(citizen, "1")
    shoot(citizen, "handover-phone")

    log_in(advisor, "demo-advisor", word)
    advisor.get_by_role("navigation", name="主导航").get_by_role("link", name="咨询台").click()
    expect(advisor.locator("#live")).to_have_text("实时更新中。")
    expect(advisor.locator("#queue")).not_to_contain_text("户口在外地")
    readable(advisor)
    row = advisor.locator("#queue li", has_text="居民身份证丢失补领")
    row.get_by_role("button", name="接手").click()
    expect(advisor.get_by_role("status").first).to_contain_text("已由您接手")
    expect(advisor.get_by_label("情况")).to_contain_text("户口在外地")
    expect(citizen.locator(".bubble", has_text="林晓已接手")).to_be_visible(timeout=15_000)

    count = citizen.locator(".bubble").count()
    citizen.fill("#text", "急用，下周要出门")
    citizen.press("#text", "Enter")
    expect(advisor.locator("#messages")).to_contain_text("急用，下周要出门")
    expect(citizen.locator(".bubble")).to_have_count(count + 1)

    advisor.get_by_label("问题").fill("身份证丢了怎么补")
    advisor.get_by_role("button", name="查找").click()
    expect(advisor.locator("#answers")).to_contain_text("居民身份证丢失补领")
    advisor.get_by_label("回复").fill("可以在云江办，带居住证就行")
    advisor.get_by_label("回复").press("Control+Enter")
    expect(citizen.locator(".bubble", has_text="带居住证就行")).to_be_visible(timeout=15_000)
    expect(advisor.locator("#messages .staff .sent").last).to_have_text("已送达", timeout=15_000)
    expect(advisor.locator("#window")).to_contain_text("微信还可发")
    readable(advisor)
    shoot(advisor, "handover-desk")

    corrected_together(citizen, advisor, shoot)
    sent_up_and_closed(citizen, advisor)


def corrected_together(citizen: Page, advisor: Page, shoot: Callable[[Page, str], object]) -> None:
    """What the advisor proposes is changed when the citizen has seen each change and agreed."""
    advisor.locator("summary", has_text="一起修改").click()
    advisor.locator("#story").get_by_label("补领原因").select_option(label="灭失")
    advisor.locator("#story").get_by_label("联系手机").fill("13912345678")
    readable(advisor)
    advisor.get_by_role("button", name="请群众确认").click()
    expect(advisor.locator("#story")).to_contain_text("等群众同意修改")
    proposed = citizen.locator(".bubble", has_text="工作人员建议这样修改您的申报")
    expect(proposed).to_contain_text("补领原因", timeout=15_000)
    expect(proposed).to_contain_text("灭失")
    shoot(citizen, "correction-phone")
    shoot(advisor, "correction-desk")
    citizen.fill("#text", "同意修改")
    citizen.press("#text", "Enter")
    expect(citizen.locator(".bubble", has_text="已按您同意的内容修改好了")).to_be_visible(timeout=15_000)
    advisor.reload()
    advisor.locator("summary", has_text="填写内容").click()
    expect(advisor.locator("#story")).to_contain_text("灭失")


def sent_up_and_closed(citizen: Page, advisor: Page) -> None:
    """What the window cannot solve goes up; then it is settled, and rated."""
    advisor.locator("summary", has_text="解决不了，上报").click()
    advisor.get_by_label("级别").select_option(label="重大")
    advisor.get_by_label("理由").fill("外地居住证的口径要部门统一")
    advisor.get_by_role("button", name="上报").click()
    expect(citizen.locator(".bubble", has_text="已上报区中心")).to_be_visible(timeout=15_000)
    advisor.get_by_label("处理结果").fill("已说明可跨区补领")
    advisor.get_by_role("button", name="办结").click()
    expect(citizen.locator(".bubble", has_text="请评价")).to_be_visible(timeout=15_000)
    ask(citizen, "1")
    expect(last(citizen)).to_contain_text("谢谢您的评价")
    advisor.reload()
    expect(advisor.locator("main")).to_contain_text("评价：1 星")


def test_the_whole_story(phone: Page, desktop: Page, demo_staff: dict[str, str]):
    story(phone, desktop, demo_staff["demo-advisor"], lambda *_: None)
    desktop.set_viewport_size({"width": 390, "height": 844})
    readable(desktop)
    for path in ("handovers", "matters", "canned"):
        desktop.goto(f"/console/{path}")
        readable(desktop)
    desktop.get_by_role("navigation", name="主导航").get_by_role("link", name="诉求").click()
    desktop.get_by_role("link", name="居民身份证丢失补领").first.click()
    readable(desktop)
