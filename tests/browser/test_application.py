"""A whole application on the phone-like page: words, options, a photo from the album, the hand-in."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import papers
from tests.browser.test_simulator import answered, ask, begin, last

pytestmark = pytest.mark.browser


def tap(page: Page, label: str) -> None:
    before = page.locator(".bubble").count()
    page.locator("#quick button", has_text=label).first.click()
    answered(page, before)


def look(page: Page, name: str) -> None:
    """Keep a picture where the environment names a folder for it."""
    folder = os.environ.get("BANSHITONG_TEST_PICTURES", "")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def test_an_application_with_a_photo(phone: Page):
    begin(phone)
    ask(phone, "身份证丢了怎么补领")
    look(phone, "1-guide")
    tap(phone, "在线申请")
    ask(phone, "王小云 110101199003074530")
    expect(last(phone)).to_contain_text("（1/8）姓名")
    look(phone, "2-first")
    ask(phone, "对")
    ask(phone, "对")
    ask(phone, "139")
    expect(last(phone)).to_contain_text("手机")
    look(phone, "3-refused")
    ask(phone, "13912345678")
    ask(phone, "云江区人民路1号")
    look(phone, "4-options")
    tap(phone, "丢失")
    ask(phone, "昨天")
    tap(phone, "否")
    tap(phone, "否")
    tap(phone, "窗口领取")
    expect(last(phone)).to_contain_text("请发材料")
    look(phone, "5-material")

    before = phone.locator(".bubble").count()
    photo = {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": papers.jpeg(papers.photo(papers.page()))}
    with phone.expect_file_chooser() as chosen:
        phone.get_by_role("button", name="发图片").click()
    chosen.value.set_files([photo])
    answered(phone, before)
    expect(last(phone)).to_contain_text("收到“居民户口簿”第 1 个文件")
    look(phone, "6-photo")
    ask(phone, "好了")
    ask(phone, "李四 13800000001 云江区湖滨路88号3栋201")
    tap(phone, "我付")
    expect(last(phone)).to_contain_text("请核对")
    expect(last(phone)).to_contain_text("139****5678")
    look(phone, "7-summary")
    ask(phone, "提交")
    expect(last(phone)).to_contain_text("提交成功")
    look(phone, "8-submitted")
    width = phone.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
