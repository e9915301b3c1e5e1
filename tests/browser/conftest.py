"""A real Chromium over a really started demonstration."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.processes import serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1366, "height": 900}


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demonstration of this session keeps its files, and says what it has to say (``serve.log``)."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="session")
def url(folder: Path) -> Iterator[str]:
    """Address of a demonstration of this session."""
    with serving(folder) as address:
        yield address


@pytest.fixture(scope="session")
def demo_staff(url: str, folder: Path) -> dict[str, str]:
    """Log-ins of the staff desk and their passwords, as the demonstration prints them."""
    return dict(re.findall(r"(demo-\w+) +(\S+)", (folder / "serve.log").read_text("utf-8")))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium of this machine.

    Playwright keeps an event loop running in this thread while it is open, in which no
    asynchronous test could run: it is closed with the module.
    """
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


def opened(context: BrowserContext) -> Iterator[Page]:
    """A page on which any complaint of the browser fails the test."""
    complaints: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert not complaints


@pytest.fixture
def phone(browser: Browser, url: str) -> Iterator[Page]:
    """A page as wide as a phone, with touch."""
    yield from opened(browser.new_context(base_url=url, viewport=PHONE, is_mobile=True, has_touch=True, locale="zh-CN"))


@pytest.fixture
def desktop(browser: Browser, url: str) -> Iterator[Page]:
    """A page as wide as an office screen, with a keyboard."""
    yield from opened(browser.new_context(base_url=url, viewport=DESKTOP, locale="zh-CN"))
