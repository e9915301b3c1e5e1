"""Logging in to the console: what opens it, what does not, and what a stranger can do about it."""

import pytest

from affairs.staff.permissions import Role
from handlers.console.login import safe_next
from handlers.services import Services
from tests.http.staff import WORD, Browser, browsing, hired, quick

HOME = "/console/"


@pytest.fixture
async def browser(services: Services):
    async with browsing(quick(services)) as made:
        yield made


async def test_a_stranger_is_shown_the_log_in_page_and_then_where_they_wanted_to_go(browser: Browser):
    await hired(browser.services, "张敏", Role.ADMIN)
    asked = await browser.get("/console/staff?q=李")
    assert (asked.status, asked.location) == (303, "/console/login?next=%2Fconsole%2Fstaff%3Fq%3D%25E6%259D%258E")
    page = await browser.get(asked.location)
    assert page.status == 200
    done = await browser.send("/console/login", {
        "csrf": page.csrf, "name": "张敏", "password": WORD, "next": "/console/staff?q=%E6%9D%8E"
    })  # fmt: skip
    assert (done.status, done.location) == (303, "/console/staff?q=%E6%9D%8E")
    assert (await browser.get(done.location)).says("人员管理")
    again = await browser.get("/console/login")
    assert (again.status, again.location) == (303, HOME)
    assert (await browser.get("/console")).location == HOME


async def test_the_cookie_is_for_the_server_alone(browser: Browser):
    await hired(browser.services, "张敏")
    done = await browser.log_in("张敏")
    cookie = next(each for each in done.response.headers.getall("Set-Cookie") if each.startswith("console="))
    assert {part.strip() for part in cookie.split(";")[1:]} == {"HttpOnly", "Path=/", "SameSite=Strict"}


async def test_over_https_the_cookie_is_secure_and_of_this_host_alone(services: Services):
    async with browsing(quick(services, base_url="https://desk.example.gov.cn")) as browser:
        await hired(browser.services, "张敏")
        page = await browser.get("/console/login")
        visit = page.response.headers["Set-Cookie"]
        assert visit.startswith("__Host-console_visit=")
        sent = visit.split(";")[0]
        done = await browser.send("/console/login", {"csrf": page.csrf, "name": "张敏", "password": WORD}, Cookie=sent)
        cookie = done.response.headers.getall("Set-Cookie")[0]
        assert cookie.startswith("__Host-console=")
        assert {part.strip() for part in cookie.split(";")[1:]} == {"HttpOnly", "Path=/", "SameSite=Strict", "Secure"}
        assert (await browser.get(HOME, Cookie=cookie.split(";")[0])).status == 200


async def test_no_page_is_kept_framed_or_scripted(browser: Browser):
    await hired(browser.services, "张敏")
    for path in ("/console/login", HOME):
        page = await browser.get(path)
        headers = page.response.headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "no-referrer"
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert "default-src 'none'" in policy
        await browser.log_in("张敏")


async def test_wrong_ones_are_told_alike_and_typed_names_are_only_text(browser: Browser):
    await hired(browser.services, "张敏")
    told = set()
    for name in ("张敏", "没有这个人", '"><script>alert(1)</script>', "x" * 5000, "", "\0"):
        page = await browser.log_in(name, "wrong")
        assert page.status == 401
        assert "<script" not in page.text
        assert 'value="">' not in page.text or not name.strip("\0")
        told.add(page.says("登录名或密码不正确。"))
    assert told == {True}
    assert browser.cookie() == ""


async def test_too_many_guesses_are_told_to_wait(browser: Browser):
    await hired(browser.services, "张敏")
    answers = [(await browser.log_in("张敏", f"wrong-{n}")).status for n in range(8)]
    assert answers == [401] * 6 + [429] * 2
    page = await browser.log_in("张敏")
    assert page.status == 429
    assert 0 < int(page.response.headers["Retry-After"]) <= 30
    assert page.says("秒后再试")
    assert browser.cookie() == ""


async def test_an_address_told_by_the_caller_is_not_believed_without_a_proxy(services: Services):
    async with browsing(quick(services, trusted_proxies="none")) as browser:
        await hired(browser.services, "张敏")
        page = await browser.get("/console/login")
        answers = []
        for number in range(7):
            fields = {"csrf": page.csrf, "name": "张敏", "password": "wrong"}
            tried = await browser.send("/console/login", fields, **{"X-Forwarded-For": f"203.0.113.{number}"})
            answers.append(tried.status)
        assert answers[-1] == 429


async def test_a_session_planted_before_log_in_is_worth_nothing(browser: Browser):
    await hired(browser.services, "张敏")
    here = browser.client.make_url("/")
    browser.client.session.cookie_jar.update_cookies({"console": "planted-by-somebody-else"}, here)
    assert (await browser.get(HOME)).location == "/console/login"
    await browser.log_in("张敏")
    assert browser.cookie() not in {"", "planted-by-somebody-else"}
    first = browser.cookie()
    assert (await browser.get(HOME)).status == 200
    # Logging in again over a session that is open: a new token, and the old one is dead.
    page = await browser.get("/console/account")
    visit = await browser.client.get("/console/login", headers={"Cookie": ""}, allow_redirects=False)
    assert visit.status == 303, "who is logged in is not asked"
    await browser.send("/console/logout", {"csrf": page.csrf})
    await browser.log_in("张敏")
    browser.client.session.cookie_jar.clear()
    assert (await browser.get(HOME, Cookie=f"console={first}")).status == 303


async def test_log_in_of_another_site_is_refused(browser: Browser):
    await hired(browser.services, "张敏")
    page = await browser.get("/console/login")
    good = {"name": "张敏", "password": WORD}
    for fields in (good, good | {"csrf": ""}, good | {"csrf": "0" * 64}, good | {"csrf": "张"}):
        assert (await browser.send("/console/login", fields)).status == 403
    cross = {"Sec-Fetch-Site": "cross-site"}
    assert (await browser.send("/console/login", good | {"csrf": page.csrf}, **cross)).status == 403
    browser.client.session.cookie_jar.clear()
    assert (await browser.send("/console/login", good | {"csrf": page.csrf})).status == 403, "no visit, no form"
    assert browser.cookie() == ""


async def test_logging_out_takes_a_form_of_ours_and_ends_the_session(browser: Browser):
    await hired(browser.services, "张敏")
    await browser.log_in("张敏")
    token = browser.cookie()
    assert (await browser.get("/console/logout")).status == 405
    assert (await browser.send("/console/logout", {})).status == 403
    assert (await browser.get(HOME)).status == 200
    done = await browser.post("/console/logout")
    assert done.location == "/console/login?done=out"
    assert (await browser.get(done.location)).says("您已退出。")
    assert (await browser.get(HOME, Cookie=f"console={token}")).status == 303


async def test_whoever_has_a_temporary_password_chooses_another_first(browser: Browser):
    await hired(browser.services, "张敏", Role.ADMIN, must_change=True)
    done = await browser.log_in("张敏", next="/console/staff")
    assert done.location == "/console/account/password"
    for path in (HOME, "/console/staff", "/console/account"):
        assert (await browser.get(path)).location == "/console/account/password"
    page = "/console/account/password"
    assert (await browser.post(page, page, before=WORD, after="Another-Horse-8", again="Another-Horse-9")).status == 422
    assert (await browser.post(page, page, before="wrong", after="Another-Horse-8", again="Another-Horse-8")).says(
        "原密码不正确。"
    )
    weak = await browser.post(page, page, before=WORD, after="short", again="short")
    assert weak.status == 422
    assert WORD not in weak.text
    done = await browser.post(page, page, before=WORD, after="Another-Horse-8", again="Another-Horse-8")
    assert done.location == "/console/login?done=password"
    assert (await browser.get(HOME)).status == 303
    await browser.log_in("张敏", "Another-Horse-8")
    assert (await browser.get("/console/staff")).status == 200


async def test_an_empty_installation_says_how_to_begin(browser: Browser):
    page = await browser.get("/console/login")
    assert page.says("banshitong staff add 登录名 --role admin")
    await hired(browser.services, "clerk")
    assert (await browser.get("/console/login")).says("banshitong staff add")
    await hired(browser.services, "admin", Role.ADMIN)
    assert not (await browser.get("/console/login")).says("banshitong staff add")


@pytest.mark.parametrize(
    "good", [HOME, "/console/staff", "/console/staff?q=%E6%9D%8E&closed=1", "/console/audit?from=2026-01-01"]
)
def test_pages_of_the_console_are_gone_on_to(good: str):
    assert safe_next(good) == good


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "https://evil.example/",
        "//evil.example/console/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/console",
        "/consoles/",
        "/guides",
        "/console/../guides",
        "/console/%2e%2e/guides",
        "/console/..%2fguides",
        "/console/%5c%5cevil.example",
        "/console/\r\nSet-Cookie: a=b",
        "/console/%0d%0aX: y",
        "console/staff",
        "/console/login",
        "/console/logout",
        "///console/",
        "http:/console/",
        "/console/" + "x" * 500,
        "/console/\u202e",
        " /console/",
        "@evil/console/",
    ],
)
def test_nowhere_else(bad: str):
    assert safe_next(bad) == HOME


async def test_an_open_redirect_is_none(browser: Browser):
    await hired(browser.services, "张敏")
    page = await browser.get("/console/login?next=https://evil.example/")
    assert "evil.example" not in page.text
    done = await browser.log_in("张敏", next="//evil.example/console/")
    assert done.location == HOME
