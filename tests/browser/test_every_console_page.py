"""Every page of the staff desk, as each role finds it by its links: readable, named, within the screen, by keyboard."""

import re
from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from affairs.staff.permissions import PERMISSIONS, Role
from handlers.console import FEATURES
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_console import log_in
from tests.browser.test_pages import LOW_CONTRAST, SMALL, WIDE
from tests.browser.test_practice import Applicant
from tests.http.test_applications import ITEM
from tests.http.test_people import COMPANY, LATER, PNG

pytestmark = pytest.mark.browser
PREFIX = "/console"

# What a keyboard or a screen reader cannot use: controls without a name, out of the order of tabs, or not reached.
UNUSABLE = """() => {
  const named = (node) => [...(node.labels || [])].some((each) => each.textContent.trim()) ||
    (node.getAttribute("aria-label") || node.getAttribute("title") || "").trim() ||
    (node.getAttribute("aria-labelledby") || "").split(" ").some((id) => id && document.getElementById(id));
  const wrong = [];
  for (const node of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    if (!node.hidden && !named(node)) wrong.push(node.outerHTML.slice(0, 90));
  }
  for (const node of document.querySelectorAll("a[href], button, summary")) {
    if (!node.textContent.trim() && !named(node) && !node.querySelector("img[alt]")) wrong.push(node.outerHTML);
  }
  for (const node of document.querySelectorAll("a[href], button:enabled, input:enabled, select, textarea, summary")) {
    if (node.type !== "hidden" && node.tabIndex !== 0) wrong.push(`tab ${node.outerHTML.slice(0, 90)}`);
  }
  for (const node of document.querySelectorAll("img:not([alt]), th:not([scope]), [onclick], [style]")) {
    wrong.push(node.outerHTML.slice(0, 90));
  }
  const ids = [...document.querySelectorAll("[id]")].map((each) => each.id);
  for (const id of new Set(ids.filter((each, at) => ids.indexOf(each) !== at))) wrong.push(`twice #${id}`);
  if (document.querySelectorAll("h1").length !== 1) wrong.push("h1");
  if (!document.title.trim() || document.documentElement.lang !== "zh-CN") wrong.push("title or lang");
  return wrong;
}"""
LINKS = """() => [...document.querySelectorAll("a[href^='/console']")].map((each) => each.getAttribute("href"))"""


UNLINKED = frozenset(
    {
        "/handovers/live",  # sockets
        "/handovers/{id}/live",
        "/hall/live",
        "/handovers/{id}/answers",  # pieces of a page, and files, which a script or a click asks for
        "/handovers/{id}/application/{file}",
        "/handovers/{id}/files/{seq}",
        "/reviews/{no}/files/{id}",
        "/supervision/report",  # sent by a form
        "/call-backs/{month}/{no}",  # drawn of a month that is over
    }
)
FOR_THEIR_DEPARTMENT = frozenset({"/matters/{id}", "/reviews/{no}", "/handovers/{id}"})
"""Seen by whom they were given to, here the advisor."""


def shown() -> Iterator[tuple[re.Pattern[str], str, frozenset[Role]]]:
    """The pages that are looked at: what their addresses look like, their path, and whose they are."""
    for feature in FEATURES:
        for page in feature.pages:
            if page.method == "GET":
                like = re.compile(PREFIX + re.sub(r"\\{\w+\\}", "[^/]+", re.escape(page.path)))
                yield like, page.path, frozenset(role for role in Role if page.permission in PERMISSIONS[role])


PAGES = tuple(shown())


def faults(page: Page) -> list[str]:
    """What is wrong with the page, on an office screen and on a phone."""
    found = []
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        found += ["too wide"] if page.evaluate(WIDE) else []
        found += [*page.evaluate(LOW_CONTRAST), *page.evaluate(SMALL), *page.evaluate(UNUSABLE)]
    return found


def walk(page: Page) -> dict[str, list[str]]:
    """Each kind of page that links lead to, and what is wrong with the first of it."""
    found: dict[str, list[str]] = {}
    seen, ahead = set(), [f"{PREFIX}/"]
    while ahead:
        address = ahead.pop(0)
        path = urlsplit(address).path
        kind = next((path_of for like, path_of, _ in PAGES if like.fullmatch(path)), "")
        if not kind or kind in found or path in seen:
            continue
        seen.add(path)
        answer = page.request.get(address)
        assert answer.ok, address
        if not answer.headers["content-type"].startswith("text/html"):
            found[kind] = []
            continue
        page.goto(address)
        found[kind] = faults(page)
        ahead += page.evaluate(LINKS)
    return found


@pytest.fixture(scope="module")
def lived(browser: Browser, url: str, demo_staff: dict[str, str]) -> None:
    """A day at the desk: something of everything that comes in."""
    page = browser.new_context(base_url=url, locale="zh-CN").new_page()
    wang = Applicant(page, "来访甲")
    number = wang.hand_in()
    wang.comes_to(number, "received")
    wang.asked("POST", "/matters", {"kind": "complaint", "title": "窗口太少", "content": "排了一上午的队"})
    draft = wang.asked("POST", "/applications", {"item_code": ITEM})["application_no"]
    wang.asked("POST", f"/applications/{draft}/review")
    wang.asked("POST", "/handovers", {"summary": "户口在外地能补吗", "application_no": draft})
    company = urlencode({**COMPANY, "until": LATER})
    proof = {"name": "授权书.png", "mimeType": "image/png", "buffer": PNG}
    answer = page.request.put(f"/api/v1/authorisations?{company}", multipart={"file": proof}, headers=wang.headers)
    assert answer.ok, answer.text()
    log_in(page, "demo-advisor", demo_staff["demo-advisor"])
    page.goto("/console/handovers")
    page.locator("#queue li").first.get_by_role("button", name="接手").click()
    page.context.close()


@pytest.mark.parametrize("role", Role)
def test_every_page_of_a_role(desktop: Page, lived: None, demo_staff: dict[str, str], role: Role):
    name = f"demo-{role}"
    log_in(desktop, name, demo_staff[name])
    found = walk(desktop)
    assert {kind: wrong for kind, wrong in found.items() if wrong} == {}
    due = {path for _, path, roles in PAGES if role in roles} - UNLINKED
    missed = due - set(found)
    assert missed <= (FOR_THEIR_DEPARTMENT if role is not Role.ADVISOR else frozenset()), missed
