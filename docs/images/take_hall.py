"""Takes the pictures of the hall: ``python docs/images/take_hall.py URL PASSWORD`` against a fresh ``serve --demo``."""

# ruff: noqa: INP001

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.browser.conftest import CHROMIUM, FLAGS

HERE = Path(__file__).parent


def main() -> None:
    """Sign in, give numbers, call two, and look at every page."""
    url, password = sys.argv[1:3]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        desk = browser.new_context(base_url=url, viewport={"width": 1366, "height": 900}, locale="zh-CN").new_page()
        desk.set_default_timeout(8000)
        head = log_in(desk, "demo-head", password)
        head.goto("/console/hall")
        if head.locator("#window").count():
            head.select_option("#window", index=1)
            head.get_by_role("button", name="上岗").click()
        for number in range(1, 6):
            head.select_option("#item", index=1 + number % 2)
            head.get_by_role("button", name="发号").click()
        head.goto("/console/hall")
        if head.get_by_role("button", name="叫号", exact=True).count():
            head.get_by_role("button", name="叫号", exact=True).click()
        venue = head.evaluate("document.querySelector('h1 small').textContent")
        head.screenshot(path=HERE / "hall-window.png")
        phone(browser, head, url).screenshot(path=HERE / "hall-window-phone.png")
        head.goto("/console/hall-figures")
        head.select_option("#venue", label=venue)
        head.get_by_role("button", name="查看").click()
        head.screenshot(path=HERE / "hall-figures.png", full_page=True)
        screen = head.get_by_role("link", name="叫号屏").get_attribute("href")
        kiosk = head.get_by_role("link", name="签到取号机").get_attribute("href")
        for name, path, width, height in (
            ("hall-display.png", screen, 1920, 1080),
            ("hall-display-phone.png", screen, 390, 844),
            ("hall-kiosk.png", kiosk, 1366, 900),
        ):
            page = browser.new_context(base_url=url, viewport={"width": width, "height": height}).new_page()
            page.goto(path or "")
            page.wait_for_timeout(1500)
            page.screenshot(path=HERE / name)
        browser.close()


def log_in(page: Page, name: str, password: str) -> Page:
    """The page, logged in."""
    page.goto("/console/login")
    page.fill("[name=name]", name)
    page.fill("[name=password]", password)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/console/")
    return page


def phone(browser, page: Page, url: str) -> Page:  # noqa: ANN001
    """The same page on a phone."""
    small = browser.new_context(
        viewport={"width": 390, "height": 844}, storage_state=page.context.storage_state()
    ).new_page()
    small.goto(f"{url}/console/hall")
    return small


if __name__ == "__main__":
    main()
