"""A chat on the phone-like page, each message over encrypted XML, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def begin(page: Page) -> None:
    page.goto("/")
    expect(page.locator(".bubble").first).to_contain_text("欢迎关注")


def last(page: Page):
    return page.locator(".bubble").last


def ask(page: Page, text: str) -> None:
    before = page.locator(".bubble").count()
    page.fill("#text", text)
    page.press("#text", "Enter")
    answered(page, before)


def answered(page: Page, before: int) -> None:
    """One's own line and the answer to it are there, and nothing is under way."""
    expect(page.locator(".bubble")).to_have_count(before + 2, timeout=15_000)
    expect(page.locator("#state")).to_have_text("")


def test_a_whole_chat(phone: Page):
    begin(phone)
    ask(phone, "身份证丢了怎么办")
    expect(last(phone)).to_contain_text("居民身份证丢失补领")
    expect(last(phone).locator("a[href^='tel:']").first).to_be_visible()

    ask(phone, "取水许可")
    before = phone.locator(".bubble").count()
    phone.locator("#quick button", has_text="延续").click()
    answered(phone, before)
    expect(last(phone)).to_contain_text("取水许可审批")
    expect(phone.locator("#quick button")).to_have_count(0)

    before = phone.locator(".bubble").count()
    phone.get_by_role("button", name="发位置").click()
    phone.get_by_role("dialog").get_by_role("button", name="锦湖片区").click()
    answered(phone, before)
    expect(last(phone)).to_contain_text("锦湖片区")

    before = phone.locator(".bubble").count()
    phone.locator("#menu summary", has_text="服务大厅").click()
    phone.get_by_role("button", name="地址与时间").click()
    answered(phone, before)
    expect(last(phone)).to_contain_text("云江区政务服务中心")

    before = phone.locator(".bubble").count()
    phone.get_by_role("button", name="发语音").click()
    answered(phone, before)
    expect(last(phone)).to_contain_text("语音")


def test_the_message_on_the_wire(phone: Page):
    begin(phone)
    ask(phone, "结婚登记要带什么")
    phone.click("#look")
    wire = phone.locator("#wire")
    expect(wire.locator("dt")).to_have_count(6)
    sent, plain, reply = (
        wire.locator("dt", has_text=title).locator("+ dd")
        for title in ("微信发来的报文", "解密后的消息", "解密后的回复")
    )
    expect(sent).to_contain_text("<Encrypt>")
    expect(sent).not_to_contain_text("结婚登记")
    expect(plain).to_contain_text("结婚登记要带什么")
    expect(reply).to_contain_text("<Content>")
    phone.keyboard.press("Escape")
    expect(wire).to_be_hidden()


def test_the_link_of_an_answer_opens_the_guide(phone: Page):
    begin(phone)
    ask(phone, "身份证丢了怎么办")
    with phone.context.expect_page() as opened:
        last(phone).get_by_role("link", name="完整办事指南").click()
    expect(opened.value.locator("h1")).to_contain_text("居民身份证丢失补领")


def test_the_chat_is_still_there_after_a_reload(phone: Page):
    begin(phone)
    ask(phone, "身份证丢了怎么办")
    phone.reload()
    expect(phone.locator(".bubble")).to_have_count(3)


def test_a_scene_code_sets_the_district(phone: Page):
    phone.goto("/?scene=region:530199001")
    expect(phone.locator(".bubble").first).to_contain_text("锦湖片区")


def test_what_a_citizen_writes_is_shown_as_text(phone: Page):
    begin(phone)
    ask(phone, "<img src=x onerror=alert(1)><b>身份证</b>")
    expect(phone.locator(".bubble.me").last).to_contain_text("<img src=x onerror=alert(1)><b>身份证</b>")
    expect(phone.locator("#chat img")).to_have_count(0)


def test_by_keyboard_alone(desktop: Page):
    begin(desktop)
    expect(desktop.locator("#text")).to_be_focused()
    desktop.keyboard.type("取水许可")
    desktop.keyboard.press("Enter")
    expect(desktop.locator("#quick button").first).to_be_visible()
    desktop.keyboard.press("Shift+Tab")
    expect(desktop.locator("#quick button").last).to_be_focused()
    before = desktop.locator(".bubble").count()
    desktop.keyboard.press("Enter")
    answered(desktop, before)
    summary = desktop.locator("#menu summary", has_text="服务大厅")
    summary.focus()
    desktop.keyboard.press("Enter")
    desktop.keyboard.press("Tab")
    expect(desktop.get_by_role("button", name="地址与时间")).to_be_focused()
    desktop.keyboard.press("Escape")
    expect(summary).to_be_focused()
    desktop.get_by_role("button", name="发位置").press("Enter")
    expect(desktop.get_by_role("dialog")).to_be_visible()
    desktop.keyboard.press("Escape")
    expect(desktop.get_by_role("dialog")).to_be_hidden()


def test_for_a_screen_reader(phone: Page):
    begin(phone)
    expect(phone.get_by_role("log", name="聊天记录")).to_have_attribute("aria-live", "polite")
    expect(phone.get_by_label("输入消息")).to_be_visible()
    unnamed = phone.evaluate(
        "[...document.querySelectorAll('button, summary')].filter(b => !b.textContent.trim()).length"
    )
    assert unnamed == 0
