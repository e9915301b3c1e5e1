"""The pages of the hall in a real browser: they can be read and fit, and the screen finds its way back by itself."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_console import log_in, readable

pytestmark = pytest.mark.browser


@pytest.fixture(params=["desktop", "phone"])
def screen(request: pytest.FixtureRequest, browser: Browser, url: str) -> Iterator[Page]:
    """A page on which answers such as 404 are no fault: they are what is looked at."""
    size = DESKTOP if request.param == "desktop" else PHONE
    context = browser.new_context(base_url=url, viewport=size, locale="zh-CN")
    faults: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert not faults


def links(page: Page, demo_staff: dict[str, str]) -> tuple[str, str]:
    """Addresses of the screen and of the kiosk, as the head of the hall finds them."""
    log_in(page, "demo-head", demo_staff["demo-head"])
    page.goto("/console/hall-figures")
    readable(page)
    found = [page.get_by_role("link", name=name).get_attribute("href") for name in ("叫号屏", "签到取号机")]
    return found[0] or "", found[1] or ""


def test_they_can_be_read_and_fit(screen: Page, demo_staff: dict[str, str]):
    page = screen
    display, kiosk = links(page, demo_staff)
    page.goto("/console/hall")
    readable(page)
    page.goto(display)
    readable(page)
    expect(page.get_by_role("heading", name="正在叫号")).to_be_visible()
    speech = page.get_by_role("button", name="开启语音")
    expect(speech).to_have_attribute("aria-pressed", "false")
    speech.click()
    expect(page.get_by_role("button", name="关闭语音")).to_have_attribute("aria-pressed", "true")
    page.goto(kiosk)
    assert page.url.endswith(kiosk.rpartition("/")[0]), "the key is not in the address any more"
    readable(page)
    page.keyboard.type("13800000000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("签到取号")


def test_the_screen_comes_back_after_the_network_was_away(screen: Page, demo_staff: dict[str, str]):
    display, _kiosk = links(screen, demo_staff)
    lost = screen.get_by_text("连接中断")
    screen.route("**/events", lambda route: route.abort())
    screen.goto(display)
    expect(lost).to_be_visible()
    screen.unroute("**/events")
    expect(lost).to_be_hidden(timeout=15_000)


def test_the_window_is_kept_up_to_date(screen: Page, demo_staff: dict[str, str]):
    log_in(screen, "demo-clerk", demo_staff["demo-clerk"])
    screen.goto("/console/hall")
    screen.locator("select[name=window]").select_option(index=1)
    screen.get_by_role("button", name="上岗").click()
    expect(screen.locator("#live")).to_have_text("实时更新中。")
    readable(screen)
    beside = screen.context.new_page()
    beside.goto("/console/hall")
    beside.locator("select[name=item]").select_option(index=1)
    beside.get_by_role("button", name="发号").click()
    number = beside.get_by_role("status").first.inner_text().removeprefix("号码：")
    expect(screen.locator("#hall")).to_contain_text(number)
    beside.get_by_role("button", name="叫号").click()
    expect(screen.locator(".ticket b")).to_have_text(number)
    screen.get_by_role("button", name="办结").click()
    screen.get_by_role("button", name="离岗").click()
    expect(screen.get_by_role("heading", level=2)).to_have_text("选择窗口上岗")
