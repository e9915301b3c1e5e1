"""The staff desk in a real browser: log in, find one's way, by mouse, by keyboard, on a phone."""

import pytest
from playwright.sync_api import Page, expect

from affairs.staff.permissions import Role
from tests.browser.test_pages import LOW_CONTRAST, SMALL, WIDE

pytestmark = pytest.mark.browser
TALKING = ["我的工作", "咨询台", "诉求", "常用语"]
DECIDING = ["预审", "代办授权", "爽约申诉"]
SUPERVISING = ["电子监察", "抽件回访"]
OPENING = ["开放与关闭", "窗口排班"]
PRACTISING = ["演练：审批窗口"]
"""In a demonstration, for everybody."""
NAVIGATION = {
    "demo-advisor": [*TALKING, *DECIDING, "我的账号"],
    "demo-clerk": [*TALKING, *DECIDING, "窗口叫号", "我的账号"],
    "demo-head": [*TALKING, *DECIDING, *SUPERVISING, "改进建议", "窗口叫号", "大厅统计", *OPENING, "我的账号"],
    "demo-editor": ["我的工作", "问法建议", "知识库", "新闻政策", "我的账号"],
    "demo-supervisor": ["我的工作", *SUPERVISING, "大厅统计", "操作日志", "我的账号"],
    "demo-admin": [
        *("我的工作", "大厅统计", "人员管理", "部门", "大厅与窗口", *OPENING),
        *("工作日历", "系统状态", "操作日志", "我的账号"),
    ],
}
PAGES = ["", "staff", "staff/new", "departments", "audit", "account", "account/password"]


def log_in(page: Page, name: str, word: str) -> None:
    page.goto("/console/")
    page.get_by_label("登录名").fill(name)
    page.get_by_label("密码").fill(word)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("我的工作")


def readable(page: Page) -> None:
    assert not page.evaluate(WIDE)
    assert page.evaluate(LOW_CONTRAST) == []
    assert page.evaluate(SMALL) == []


def test_the_demonstration_prints_a_log_in_for_every_role(demo_staff: dict[str, str]):
    assert set(demo_staff) == {f"demo-{role}" for role in Role}


def test_each_role_finds_what_it_may_open(desktop: Page, demo_staff: dict[str, str]):
    for name, sections in NAVIGATION.items():
        log_in(desktop, name, demo_staff[name])
        links = desktop.get_by_role("navigation", name="主导航").get_by_role("link")
        assert sorted(links.all_inner_texts()) == sorted([*sections, *PRACTISING])
        desktop.get_by_role("button", name="退出").click()
        expect(desktop.get_by_role("status")).to_have_text("您已退出。")


def test_one_finds_ones_way_and_none_back_after_leaving(desktop: Page, demo_staff: dict[str, str]):
    log_in(desktop, "demo-head", demo_staff["demo-head"])
    navigation = desktop.get_by_role("navigation", name="主导航")
    for words in navigation.get_by_role("link").all_inner_texts():
        navigation.get_by_role("link", name=words).click()
        expect(desktop.get_by_role("heading", level=1)).to_have_text(words)
        expect(navigation.locator("[aria-current=page]")).to_have_text(words)
    desktop.get_by_role("button", name="退出").click()
    expect(desktop.get_by_role("status")).to_have_text("您已退出。")
    desktop.go_back()
    expect(desktop.get_by_label("登录名")).to_be_visible()


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_pages_fit_and_can_be_read(request: pytest.FixtureRequest, screen: str, demo_staff: dict[str, str]):
    page = request.getfixturevalue(screen)
    page.goto("/console/")
    readable(page)
    log_in(page, "demo-admin", demo_staff["demo-admin"])
    for path in PAGES:
        page.goto(f"/console/{path}")
        readable(page)
    page.get_by_role("button", name="退出").click()
    log_in(page, "demo-head", demo_staff["demo-head"])
    for path in ("reviews", "authorisations"):
        page.goto(f"/console/{path}")
        readable(page)
    page.get_by_role("button", name="退出").click()
    log_in(page, "demo-admin", demo_staff["demo-admin"])
    page.goto("/console/staff")
    page.get_by_role("link", name="吴静").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("吴静")
    readable(page)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert not page.evaluate(WIDE)


def test_a_new_colleague_by_keyboard_alone(desktop: Page, demo_staff: dict[str, str]):
    log_in(desktop, "demo-admin", demo_staff["demo-admin"])
    desktop.keyboard.press("Tab")
    expect(desktop.get_by_role("link", name="跳到正文")).to_be_focused()
    desktop.keyboard.press("Enter")
    expect(desktop.locator("#main")).to_be_focused()
    desktop.goto("/console/staff/new")
    desktop.get_by_label("登录名").focus()
    desktop.keyboard.type("wang.fang")
    desktop.keyboard.press("Tab")
    desktop.keyboard.type("<b>王芳</b>")
    desktop.keyboard.press("Tab")
    desktop.keyboard.press("Space")
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_role("heading", level=1)).to_have_text("已新增")
    word = desktop.locator("#temporary").inner_text()
    expect(desktop.locator("dd").first).to_have_text("<b>王芳</b>")
    desktop.get_by_role("button", name="退出").click()
    desktop.get_by_label("登录名").fill("Wang.Fang")
    desktop.get_by_label("密码").fill(word)
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_role("heading", level=1)).to_have_text("修改密码")
    readable(desktop)
    desktop.get_by_label("原密码").fill(word)
    for label in ("新密码", "再输一遍新密码"):
        desktop.get_by_label(label, exact=True).fill("Correct-Horse-7")
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_role("status")).to_have_text("密码已修改，请用新密码登录。")
    log_in(desktop, "wang.fang", "Correct-Horse-7")
    expect(desktop.locator(".who")).to_contain_text("<b>王芳</b> 咨询服务专员")


def test_somebody_goes_away_on_the_phone(phone: Page, demo_staff: dict[str, str]):
    log_in(phone, "demo-clerk", demo_staff["demo-clerk"])
    phone.get_by_role("link", name="我的账号").click()
    until = phone.evaluate("new Date(Date.now() + 3 * 864e5).toISOString().slice(0, 11) + '18:00'")
    phone.get_by_label("到", exact=True).fill(until)
    phone.get_by_label("替岗人").select_option(label="陈立（demo-head）")
    phone.get_by_role("button", name="登记离岗").click()
    expect(phone.get_by_role("status")).to_have_text("离岗已登记。")
    readable(phone)
    phone.get_by_role("button", name="退出").click()
    log_in(phone, "demo-head", demo_staff["demo-head"])
    expect(phone.get_by_role("note")).to_contain_text("您正在为 周平 替岗")
    phone.get_by_role("button", name="退出").click()
    log_in(phone, "demo-clerk", demo_staff["demo-clerk"])
    phone.goto("/console/account")
    phone.get_by_role("button", name="返岗").click()
    expect(phone.get_by_role("status")).to_have_text("已返岗。")
