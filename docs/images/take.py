"""Takes the pictures of this folder anew: ``python docs/images/take.py`` (needs Chromium and a CJK font)."""

# ruff: noqa: INP001
import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from tests.browser.conftest import CHROMIUM, DESKTOP, FLAGS, PHONE  # noqa: E402
from tests.browser.test_handover import story  # noqa: E402
from tests.processes import serving  # noqa: E402

GUIDE = "/guides/115301990100-4-09-0103?region=530199001"
CHART = "/api/v1/guides/115301990100-4-09-0103/flowchart.svg"


def main() -> None:
    """Start a demonstration and take every picture."""
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        chat(opened(browser, url, PHONE))
        guide(opened(browser, url, PHONE))
        chart(opened(browser, url, {"width": 390, "height": 1000}))
        directory(opened(browser, url, DESKTOP))
        staff = dict(re.findall(r"(demo-\w+) +(\S+)", (Path(folder) / "serve.log").read_text("utf-8")))
        handover(opened(browser, url, PHONE), opened(browser, url, DESKTOP), staff["demo-advisor"])
        browser.close()


def opened(browser: Browser, url: str, size: dict[str, int]) -> Page:
    """A page of this size, twice as sharp on a phone."""
    sharp = 2 if size["width"] < 500 else 1
    return browser.new_context(base_url=url, viewport=size, device_scale_factor=sharp, locale="zh-CN").new_page()


def chat(page: Page) -> None:
    """A question, a choice and an answer."""
    page.goto("/")
    expect(page.locator(".bubble")).to_have_count(1)
    for number, text in enumerate(("身份证丢了要带什么材料", "那要多少钱", "结婚登记要带什么"), 1):
        page.fill("#text", text)
        page.press("#text", "Enter")
        expect(page.locator(".bubble")).to_have_count(1 + 2 * number)
        expect(page.locator("#state")).to_have_text("")
    page.evaluate("document.activeElement.blur()")
    page.screenshot(path=HERE / "simulator-phone.png")


def guide(page: Page) -> None:
    """The top of a guide."""
    page.goto(GUIDE)
    page.screenshot(path=HERE / "guide-phone.png")


def chart(page: Page) -> None:
    """A flow chart alone."""
    page.goto("/guides")
    page.evaluate(f"document.body.innerHTML = '<img id=chart width=390 src=\"{CHART}\">'")
    expect(page.locator("#chart")).to_have_js_property("complete", True)
    page.locator("#chart").screenshot(path=HERE / "flowchart.png")


def directory(page: Page) -> None:
    """The directory with its departments shown."""
    page.goto("/guides")
    page.locator("summary", has_text="按部门查找").click()
    page.screenshot(path=HERE / "directory-desktop.png")


def handover(citizen: Page, advisor: Page, word: str) -> None:
    """A conversation handed over, from both sides."""
    story(citizen, advisor, word, lambda page, name: page.screenshot(path=HERE / f"{name}.png"))


if __name__ == "__main__":
    main()
