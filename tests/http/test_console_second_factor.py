"""The second factor in the console: pages, forms, cookies."""

import re

import pyotp
import pytest

from affairs.staff.office import StaffOffice
from affairs.staff.passwords import Passwords
from affairs.staff.permissions import Role
from handlers.services import Services
from tests.http.staff import WORD, Browser, browsing, hired, quick

PAGE, CODE = "/console/account/second-factor", "/console/login/code"
SECRET = re.compile(r'<code id="secret">([A-Z2-7]{32})</code>')


@pytest.fixture
async def browser(services: Services):
    async with browsing(quick(services)) as made:
        await hired(made.services, "张敏", Role.ADMIN)
        yield made


async def set_up(browser: Browser) -> tuple[str, list[str]]:
    """The secret, and the recovery codes that were shown once."""
    assert (await browser.post(f"{PAGE}/begin", PAGE)).location == PAGE
    page = await browser.get(PAGE)
    secret = SECRET.search(page.text)
    assert secret is not None
    assert 'src="data:image/svg+xml' in page.text
    shown = await browser.post(f"{PAGE}/confirm", PAGE, password=WORD, code=pyotp.TOTP(secret[1]).now())
    assert shown.status == 200
    return secret[1], re.findall(r"<li><code>([0-9A-Z-]{14})</code>", shown.text)


async def test_the_whole_way(browser: Browser):
    await browser.log_in("张敏")
    _, codes = await set_up(browser)
    assert len(codes) == 10
    assert codes[0] not in (await browser.get(PAGE)).text
    await browser.post("/console/logout")
    asked = await browser.log_in("张敏", next="/console/staff")
    assert asked.location == f"{CODE}?next=%2Fconsole%2Fstaff"
    assert (await browser.get("/console/staff")).status == 303, "nothing is open yet"
    before = browser.cookie("console_arrival")
    wrong = await browser.post(CODE, asked.location, code="000000", next="/console/staff")
    assert wrong.status == 401
    assert wrong.says("验证码不正确")
    done = await browser.post(CODE, asked.location, code=codes[0], next="/console/staff")
    assert done.location == "/console/staff"
    assert browser.cookie() not in {"", before}
    assert browser.cookie("console_arrival") == ""
    assert (await browser.get("/console/staff")).status == 200
    off = await browser.post(f"{PAGE}/remove", PAGE, code=codes[1])
    assert off.location == f"{PAGE}?done=factor_off"


async def test_the_code_page_takes_a_form_of_ours_and_a_log_in_under_way(browser: Browser):
    assert (await browser.get(CODE)).location == "/console/login"
    await browser.log_in("张敏")
    _, codes = await set_up(browser)
    await browser.post("/console/logout")
    await browser.log_in("张敏")
    page = await browser.get(CODE)
    for fields in ({"code": codes[0]}, {"code": codes[0], "csrf": "0" * 64}):
        assert (await browser.send(CODE, fields)).location == "/console/login"
    good = {"code": codes[0], "csrf": page.csrf, "next": "//evil.example/"}
    assert (await browser.send(CODE, good, **{"Sec-Fetch-Site": "cross-site"})).location == "/console/login"
    assert browser.cookie() == ""
    for code in ('"><script>alert(1)</script>', "", "x" * 5000, "\0", "１２３４５６"):
        tried = await browser.send(CODE, good | {"code": code})
        assert tried.status == 401
        assert "<script" not in tried.text
    assert (await browser.send(CODE, good)).location == "/console/"


async def test_wrong_passwords_and_codes_when_setting_up(browser: Browser):
    await browser.log_in("张敏")
    await browser.post(f"{PAGE}/begin", PAGE)
    assert (await browser.post(f"{PAGE}/confirm", PAGE, password="wrong", code="1")).says("密码不正确。")
    assert (await browser.post(f"{PAGE}/confirm", PAGE, password=WORD, code="123456")).status == 401
    assert (await browser.post(f"{PAGE}/remove", PAGE, code="1")).status == 409


async def test_a_role_that_must_have_one_gets_nowhere_before(services: Services):
    made = quick(services)
    hashing = Passwords(passes=1, memory_kib=8)
    office = StaffOffice.over(made.uow, made.clock, passwords=hashing, factor_of={Role.ADMIN})
    object.__setattr__(made, "staff", office)
    async with browsing(made) as browser:
        await hired(made, "张敏", Role.ADMIN)
        await browser.log_in("张敏")
        for path in ("/console/", "/console/staff", "/console/account", "/console/account/password"):
            assert (await browser.get(path)).location == PAGE
        assert (await browser.get(PAGE)).says("您的角色须启用动态验证码")
        await set_up_from(browser)
        assert (await browser.get("/console/staff")).status == 200


async def set_up_from(browser: Browser) -> None:
    csrf = (await browser.get(PAGE)).csrf
    await browser.send(f"{PAGE}/begin", {"csrf": csrf})
    secret = SECRET.search((await browser.get(PAGE)).text)
    assert secret is not None
    fields = {"csrf": csrf, "password": WORD, "code": pyotp.TOTP(secret[1]).now()}
    assert (await browser.send(f"{PAGE}/confirm", fields)).status == 200


async def test_an_administrator_resets_it(browser: Browser):
    await hired(browser.services, "李强")
    async with browsing(browser.services) as other:
        await other.log_in("李强")
        await set_up(other)
        await browser.log_in("张敏")
        staff = await browser.services.staff.accounts.by_login("李强")
        here = f"/console/staff/{staff.id}"
        assert (await browser.get(here)).says("重置动态验证码…")
        assert (await browser.post(f"{here}/reset-factor", here)).location == f"{here}?done=factor_reset"
        assert (await other.get("/console/")).status == 303
        assert (await other.log_in("李强")).location == "/console/"
