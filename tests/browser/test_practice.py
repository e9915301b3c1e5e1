"""A newcomer plays the clerk: cases of the demonstration go their ways, and the applicant sees each step."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_application import look
from tests.browser.test_console import log_in, readable
from tests.http.test_applications import ANSWERS, ITEM

pytestmark = pytest.mark.browser
API = "/api/v1"


class Applicant:
    """A citizen of the demonstration, by the API."""

    def __init__(self, page: Page, name: str) -> None:
        self._page, self.headers = page, dict[str, str]()
        self.headers["Authorization"] = f"Bearer {self.asked('POST', '/sessions', {'code': f'demo:{name}'})['token']}"

    def asked(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        answer = self._page.request.fetch(API + path, method=method, data=body, headers=self.headers)
        assert answer.ok, answer.text()
        return dict(answer.json())

    def hand_in(self) -> str:
        draft = self.asked("POST", "/applications", {"item_code": ITEM})
        region = self.asked("GET", "/guides?limit=1")["items"][0]["region"]
        answers = ANSWERS | {"household_address": {"region": region, "detail": "和平路1号"}}
        path = f"/applications/{draft['application_no']}"
        self.asked("PATCH", path, {"revision": draft["revision"], "answers": answers})
        self.asked("POST", f"{path}/submit")
        return str(draft["application_no"])

    def comes_to(self, number: str, phase: str) -> dict[str, Any]:
        """The case as soon as it has come so far."""
        for _ in range(200):
            case = self.asked("GET", f"/cases/{number}")
            if case["phase"] == phase or case["waiting"] == phase:
                return case
            self._page.wait_for_timeout(50)
        raise AssertionError(f"{number} does not come to {phase}")


def opened(page: Page, applicant: Applicant, number: str) -> None:
    applicant.comes_to(number, "received")
    page.goto(f"/console/practice?q={number}")
    page.get_by_role("cell", name=number).wait_for()
    page.locator("tbody a").click()


def done(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("已办理")


def test_a_case_goes_its_whole_way(desktop: Page, demo_staff: dict[str, str]):
    wang = Applicant(desktop, "演练甲")
    number = wang.hand_in()
    log_in(desktop, "demo-clerk", demo_staff["demo-clerk"])
    opened(desktop, wang, number)
    readable(desktop)
    look(desktop, "practice-1-received")
    for words, phase in (("受理", "accepted"), ("审核", "reviewed"), ("批准", "approved"), ("办结", "closed")):
        done(desktop, words)
        wang.comes_to(number, phase)
    done(desktop, "送达")
    case = wang.comes_to(number, "delivered")
    assert case["result"]["licence_number"] or case["story"]
    look(desktop, "practice-2-delivered")
    expect(desktop.get_by_text("没有可以做的了")).to_be_visible()


def test_correction_and_refusal_are_told_with_their_reasons(phone: Page, demo_staff: dict[str, str]):
    wang = Applicant(phone, "演练乙")
    number = wang.hand_in()
    log_in(phone, "demo-clerk", demo_staff["demo-clerk"])
    opened(phone, wang, number)
    phone.get_by_text("一次性告知补正").first.click()
    phone.get_by_label("理由").locator("visible=true").fill("户口簿照片不清楚")
    done(phone, "一次性告知补正")
    assert "户口簿照片不清楚" in str(wang.comes_to(number, "correction")["corrections"])
    readable(phone)
    look(phone, "practice-3-correction")
    done(phone, "收到补正")
    done(phone, "受理")
    phone.get_by_text("不予许可").first.click()
    phone.get_by_label("理由").locator("visible=true").fill("不符合条件")
    phone.get_by_label("法律依据").locator("visible=true").fill("行政许可法第三十八条")
    done(phone, "不予许可")
    refusal = wang.comes_to(number, "refused")["refusal"]
    assert (refusal["reason"], refusal["basis"]) == ("不符合条件", "行政许可法第三十八条")
    phone.goto("/console/practice")
    readable(phone)
    look(phone, "practice-4-list")
