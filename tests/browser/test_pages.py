"""Pages on a phone and on an office screen: nothing clipped, large enough, readable."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
ID_CARD = "/guides/115301990100-4-09-0103"
PATHS = ["/", "/guides", "/guides?q=身份证", ID_CARD, f"{ID_CARD}?region=530199001", "/guides/none", "/api/docs"]

# Text whose contrast with the ground behind it is under WCAG AA (4.5, or 3 for large text).
LOW_CONTRAST = """() => {
  const channel = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const rgba = (text) => text.match(/[\\d.]+/g).map(Number);
  const ground = (node) => {
    for (; node; node = node.parentElement) {
      const colour = rgba(getComputedStyle(node).backgroundColor);
      if (colour.length < 4 || colour[3] > 0.99) return colour;
    }
    return [255, 255, 255];
  };
  const low = [];
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some((each) => each.nodeType === 3 && each.data.trim());
    if (!own || !node.checkVisibility()) continue;
    const style = getComputedStyle(node), size = parseFloat(style.fontSize);
    const [a, b] = [light(rgba(style.color)), light(ground(node))].sort((x, y) => y - x);
    const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    if ((a + 0.05) / (b + 0.05) < least) low.push(`${node.tagName} ${node.textContent.trim().slice(0, 20)}`);
  }
  return low;
}"""

# What one taps is at least 24 px high (WCAG 2.2 AA target size; links within a sentence are exempt).
SMALL = """() => [...document.querySelectorAll("button, summary, input:not([type=hidden]), nav a, .rows a, .phone")]
  .filter((node) => node.checkVisibility() && node.getBoundingClientRect().height < 24)
  .map((node) => node.outerHTML.slice(0, 80))"""
WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def visit(page: Page, path: str) -> None:
    page.goto(path)
    if path == "/":
        expect(page.locator(".bubble").first).to_be_visible()
    else:
        expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize("path", [path for path in PATHS if path != "/guides/none"])
def test_on_a_phone(phone: Page, path: str):
    visit(phone, path)
    assert not phone.evaluate(WIDE)
    assert phone.evaluate(LOW_CONTRAST) == []
    assert phone.evaluate(SMALL) == []
    assert phone.title()


@pytest.mark.parametrize("path", [path for path in PATHS if path != "/guides/none"])
def test_on_an_office_screen(desktop: Page, path: str):
    visit(desktop, path)
    assert not desktop.evaluate(WIDE)
    assert desktop.evaluate(LOW_CONTRAST) == []


def test_text_twice_as_large_still_fits(phone: Page):
    for path in ("/guides", ID_CARD):
        visit(phone, path)
        phone.evaluate("document.documentElement.style.fontSize = '200%'")
        assert not phone.evaluate(WIDE)


def test_from_the_directory_to_a_flow_chart(phone: Page):
    phone.goto("/guides")
    phone.get_by_label("搜索办事指南").fill("身份证丢了")
    phone.keyboard.press("Enter")
    phone.get_by_role("link", name="居民身份证丢失补领").click()
    expect(phone.locator("h1")).to_contain_text("居民身份证丢失补领")
    phone.get_by_role("link", name="锦湖片区").click()
    expect(phone.locator(".where")).to_contain_text("锦湖片区")
    phone.locator("summary", has_text="审批流程图").click()
    chart = phone.locator("img.chart")
    chart.scroll_into_view_if_needed()
    expect(chart).to_be_visible()
    expect(chart).to_have_js_property("complete", True)
    assert chart.evaluate("image => image.naturalHeight") > 300
    assert chart.evaluate("image => image.getBoundingClientRect().width") <= 390


def test_by_keyboard_from_department_to_item(desktop: Page):
    desktop.goto("/guides")
    summary = desktop.locator("summary", has_text="按部门查找")
    summary.focus()
    desktop.keyboard.press("Enter")
    desktop.keyboard.press("Tab")
    name = desktop.evaluate("document.activeElement.textContent").rpartition(" ")[0]
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_role("navigation", name="已选条件")).to_contain_text(name)
    assert set(desktop.locator(".rows span").all_inner_texts())
    assert all(name in text for text in desktop.locator(".rows span").all_inner_texts())


def test_an_error_is_a_page(browser, url: str):
    context = browser.new_context(base_url=url, viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = context.new_page()
    visit(page, "/guides/none")
    expect(page.locator("h1")).to_have_text("没有找到")
    assert page.evaluate(LOW_CONTRAST) == []
    page.get_by_role("link", name="查看全部事项").click()
    expect(page.get_by_label("搜索办事指南")).to_be_visible()
    context.close()
