"""Staff administration in the console: what one sees, what one may not touch, what the hostile type."""

import re

import pytest

from affairs.staff.permissions import OPERATOR, Role
from handlers.services import Services
from tests.http.conftest import OVER_BOTH
from tests.http.staff import WORD, Browser, browsing, hired, quick

HOSTILE = '"><img src=x onerror=alert(1)>'
TEMPORARY = re.compile(r'<code id="temporary">([^<]+)</code>')


@pytest.fixture
async def admin(services: Services):
    """An administrator, logged in."""
    async with browsing(quick(services)) as made:
        await hired(made.services, "admin", Role.ADMIN, name="何安")
        await made.log_in("admin")
        yield made


@pytest.fixture
async def clerk(admin: Browser):
    """A clerk, logged in from a browser of their own, in the same installation."""
    async with browsing(admin.services) as made:
        await hired(admin.services, "张敏", Role.CLERK)
        await made.log_in("张敏")
        yield made


async def id_of(browser: Browser, login: str) -> str:
    return (await browser.services.staff.accounts.by_login(login)).id


async def test_an_account_is_added_with_a_password_that_is_shown_once(admin: Browser):
    new = "/console/staff/new"
    made = await admin.post(new, new, login="李强", display_name="", roles="advisor", tier="street", region="530199001")
    assert made.status == 200
    word = TEMPORARY.search(made.text)
    assert word is not None
    staff = await admin.services.staff.accounts.by_login("李强")
    assert (staff.profile.display_name, staff.profile.region, staff.profile.tier) == ("李强", "530199001", "street")
    assert word[1] not in (await admin.get(f"/console/staff/{staff.id}")).text
    async with browsing(admin.services) as other:
        assert (await other.log_in("李强", word[1])).location == "/console/account/password"


WRONG = [
    ({"login": "a b"}, "登录名须为", 422),
    ({"login": "ADMIN"}, "已被使用", 409),
    ({"roles": ""}, "不在可选范围内", 422),
    ({"roles": "root"}, "不在可选范围内", 422),
    ({"tier": "x"}, "不在可选范围内", 422),
    ({"department": "none"}, "没有这个部门", 404),
    ({"display_name": "长" * 33}, "姓名须为", 422),
]


async def test_what_is_wrong_is_told_and_what_was_typed_is_kept(admin: Browser):
    good = {"login": "li.qiang", "display_name": "李强", "roles": "clerk", "tier": "centre"}
    for fields, words, status in WRONG:
        page = await admin.post("/console/staff/new", **(good | fields))
        assert page.status == status
        assert page.says(words)
        assert 'aria-invalid="true"' in page.text
        assert f'value="{(good | fields)["display_name"]}"' in page.text
    assert len((await admin.services.staff.accounts.roster()).staff) == 1


async def test_an_account_is_changed_and_the_second_of_two_is_told(admin: Browser):
    await hired(admin.services, "张敏")
    where = f"/console/staff/{await id_of(admin, '张敏')}"
    fields = {"display_name": "张敏敏", "roles": ["clerk", "head"], "tier": "centre", "revision": "1"}
    assert (await admin.post(where, where, **fields)).location == f"{where}?done=saved"
    page = await admin.get(f"{where}?done=saved")
    assert page.says("已保存。")
    assert page.text.count(" checked") == 2
    late = await admin.post(where, where, **fields)
    assert late.status == 409
    assert late.says("刚刚被他人修改过")
    assert 'name="revision" value="2"' in late.text, "seen what the other wrote, one may save"


async def test_the_last_administrator_stays(admin: Browser):
    where = f"/console/staff/{await id_of(admin, 'admin')}"
    page = await admin.post(f"{where}/disable", where)
    assert page.status == 409
    assert page.says("最后一个系统管理员")
    page = await admin.post(where, where, display_name="何安", roles="clerk", tier="centre", revision="1")
    assert page.says("最后一个系统管理员")


async def test_disabling_ends_what_is_open_at_once(admin: Browser, clerk: Browser):
    where = f"/console/staff/{await id_of(admin, '张敏')}"
    assert (await clerk.get("/console/")).status == 200
    await admin.post(f"{where}/disable", where)
    assert (await clerk.get("/console/")).status == 303
    assert (await clerk.log_in("张敏")).status == 401
    assert "张敏" not in (await admin.get("/console/staff")).text
    assert (await admin.get("/console/staff?closed=1")).says("已停用")
    await admin.post(f"{where}/enable", where)
    assert (await clerk.log_in("张敏")).status == 303


async def test_sessions_are_ended_and_passwords_reset_from_above(admin: Browser, clerk: Browser):
    where = f"/console/staff/{await id_of(admin, '张敏')}"
    await admin.post(f"{where}/end-sessions", where)
    assert (await clerk.get("/console/")).status == 303
    await clerk.log_in("张敏")
    word = TEMPORARY.search((await admin.post(f"{where}/reset", where)).text)
    assert word is not None
    assert (await clerk.get("/console/")).status == 303
    assert (await clerk.log_in("张敏")).status == 401
    assert (await clerk.log_in("张敏", word[1])).location == "/console/account/password"


async def test_nobody_ends_the_sessions_of_others(admin: Browser, clerk: Browser):
    theirs = await admin.services.staff.sessions.resolve(admin.cookie())
    assert theirs is not None
    for stranger in (theirs.session_id, "none", "%00", "..%2fend-others"):
        assert (await clerk.post(f"/console/account/sessions/{stranger}/end")).status == 404
    assert (await admin.get("/console/")).status == 200
    # A role taken away counts at the next click.
    for path in ("staff", "audit", "departments", f"staff/{theirs.staff_id}"):
        assert (await clerk.get(f"/console/{path}")).status == 403
    assert (await clerk.post(f"/console/staff/{theirs.staff_id}/disable")).status == 403
    assert (await clerk.post(f"/console/staff/{theirs.staff_id}/reset")).status == 403


async def test_a_role_that_is_taken_away_is_gone_at_the_next_click(admin: Browser, clerk: Browser):
    staff = await admin.services.staff.accounts.by_login("张敏")
    await hired(admin.services, "second", Role.ADMIN)
    async with browsing(admin.services) as second:
        await second.log_in("second")
        assert (await second.get("/console/staff")).status == 200
        other = await admin.services.staff.accounts.by_login("second")
        await admin.services.staff.accounts.change(OPERATOR, other.id, 1, staff.profile)
        assert (await second.get("/console/staff")).status == 403


async def test_ones_own_sessions_are_listed_and_ended(admin: Browser, clerk: Browser):
    async with browsing(clerk.services) as other:
        await other.log_in("张敏")
        page = await clerk.get("/console/account")
        assert page.says("本次登录")
        ends = re.findall(r'action="(/console/account/sessions/[0-9a-f]+/end)"', page.text)
        assert len(ends) == 1
        assert (await clerk.post(ends[0])).location == "/console/account?done=ended"
        assert (await other.get("/console/")).status == 303
        await other.log_in("张敏")
        await clerk.post("/console/account/sessions/end-others")
        assert (await other.get("/console/")).status == 303
        assert (await clerk.get("/console/")).status == 200


async def test_forms_of_other_sessions_and_sites_do_nothing(admin: Browser, clerk: Browser):
    staff_id = await id_of(admin, "张敏")
    foreign = (await clerk.get("/console/account")).csrf
    own = (await admin.get("/console/account")).csrf
    assert foreign != own
    act = f"/console/staff/{staff_id}/disable"
    for fields in ({}, {"csrf": ""}, {"csrf": foreign}, {"csrf": own.upper()}, {"csrf": "张敏"}):
        page = await admin.send(act, fields)
        assert page.status == 403
        assert page.says("没有执行操作")
    assert (await admin.send(act, {"csrf": own}, **{"Sec-Fetch-Site": "cross-site"})).status == 403
    assert (await admin.send(act, {"csrf": own}, **{"Sec-Fetch-Site": "same-site"})).status == 403
    assert (await admin.get(f"{act}?csrf={own}")).status == 405
    assert (await admin.services.staff.accounts.by_login("张敏")).active
    json = await admin.client.post(act, json={"csrf": own}, allow_redirects=False)
    assert json.status == 415
    assert (await admin.send(act, {"csrf": own})).status == 303


async def test_names_are_text_wherever_they_are_shown(admin: Browser):
    staff = await hired(admin.services, "evil", Role.ADMIN, name=HOSTILE[:32])
    department = await admin.services.staff.departments.add(OPERATOR, HOSTILE)
    async with browsing(admin.services) as evil:
        await evil.log_in("evil")
        await evil.send("/console/login", {}, **{"User-Agent": HOSTILE})
        pages = ["/console/", "/console/staff", f"/console/staff/{staff.id}", "/console/departments", "/console/audit"]
        for path in (*pages, "/console/account", "/console/account/password", f"/console/staff?q={HOSTILE}"):
            page = await evil.get(path)
            assert page.status == 200
            assert "<img" not in page.text, path
        form = {"login": HOSTILE, "display_name": HOSTILE, "region": HOSTILE, "roles": HOSTILE}
        assert "<img" not in (await evil.post("/console/staff/new", **form)).text
        renamed = await evil.post(f"/console/departments/{department.id}", name=HOSTILE * 9)
        assert renamed.status == 422
        assert "<img" not in renamed.text


async def test_a_browser_that_calls_itself_a_script_is_text(admin: Browser):
    async with browsing(admin.services) as other:
        page = await other.get("/console/login")
        fields = {"csrf": page.csrf, "name": "admin", "password": WORD}
        await other.send("/console/login", fields, **{"User-Agent": HOSTILE})
        listed = await admin.get("/console/account")
        assert "onerror" in listed.text
        assert "<img" not in listed.text


async def test_departments(admin: Browser):
    page = await admin.post("/console/departments", "/console/departments", name="公安窗口")
    assert page.location == "/console/departments?done=added"
    assert (await admin.post("/console/departments", "/console/departments", name="公安窗口")).status == 409
    assert (await admin.post("/console/departments", "/console/departments", name=" ")).status == 422
    department = (await admin.services.staff.accounts.roster()).departments[0]
    await admin.post(f"/console/departments/{department.id}", name="公安综合窗口")
    assert (await admin.get("/console/departments")).says("公安综合窗口")
    assert (await admin.post("/console/departments/none", name="x")).status == 404


async def test_who_is_away_is_stood_in_for(admin: Browser, clerk: Browser):
    stand_in = await id_of(admin, "admin")
    nonsense = [
        {"until": ""},
        {"until": "soon"},
        {"until": "2001-01-01T00:00"},
        {"stand_in": "none"},
        {"stand_in": "\0"},
    ]
    good = {"stand_in": stand_in, "until": "2099-01-01T00:00"}
    for wrong in (*nonsense, {}):
        page = await clerk.post("/console/account/away", **(good | wrong))
        assert page.status in {404, 422}, "a century is too long as well"
    until = clerk.services.clock.now().replace(microsecond=0, tzinfo=None)
    later = until.replace(year=until.year + 1, day=1).isoformat()
    done = await clerk.post("/console/account/away", stand_in=stand_in, until=later)
    assert done.location == "/console/account?done=away"
    assert (await admin.get("/console/")).says("您正在为")
    assert (await admin.get("/console/staff")).says("离岗")
    # The stand-in goes away too: nobody is left, and the administrator is told.
    await admin.post("/console/account/away", stand_in=await id_of(admin, "张敏"), until=later)
    home = await admin.get("/console/")
    assert home.says("无人替岗的离岗人员")
    assert home.says("也不在岗")
    await admin.post(f"/console/staff/{await id_of(admin, '张敏')}/back")
    assert not (await admin.get("/console/")).says("也不在岗")
    assert (await clerk.post("/console/account/back")).status == 303


async def test_the_log_shows_filters_and_turns_pages(admin: Browser):
    for number in range(55):
        await admin.services.staff.departments.add(OPERATOR, f"窗口{number}")
    page = await admin.get("/console/audit")
    assert page.text.count("<tr>") == 51
    following = re.search(r'href="(/console/audit\?[^"]*before=\d+)"', page.text)
    assert following is not None
    rest = await admin.get(following[1].replace("&amp;", "&"))
    assert rest.says("登录")
    assert "before=" not in rest.text
    assert (await admin.get("/console/audit?act=staff.add")).text.count("<tr>") == 2
    assert (await admin.get("/console/audit?from=2999-01-01")).says("没有符合条件的记录")
    mine = await admin.get(f"/console/audit?who={await id_of(admin, 'admin')}")
    assert (mine.text.count("<tr>"), mine.says("何安")) == (2, True)


QUERIES = [
    "who=%00",
    "who=%F0%9F%92%A9",
    "act=none&from=x&to=0001-01-01",
    "from=9999-12-31&to=9999-12-31",
    "kind=%3Cb%3E&ref=%27",
    "kind=staff&ref=" + "x" * 999,
    "before=99999999999999999999",
    "before=-1",
    "before=x",
    "ref=%ff%fe",
]
NOWHERE = ["none", "staff/none", "staff/%00", "staff/..%2f..", "staff/" + "x" * 3000, "static/none"]


@OVER_BOTH
async def test_whatever_is_asked_is_answered(admin: Browser):
    for query in QUERIES:
        page = await admin.get(f"/console/audit?{query}")
        assert page.status == 200, query
        assert "<b>" not in page.text.split("<main", 1)[1]
    for path in NOWHERE:
        page = await admin.get(f"/console/{path}", Accept="text/html")
        assert page.status == 404, path
        assert page.says("没有找到")
    own = (await admin.get("/console/account")).csrf
    assert (await admin.send("/console/departments", {"csrf": own, "name": "a\0b"})).status == 303
    for path in ("account/away", "staff/%00/away", "staff/none", "staff/%00/disable", "account/sessions/%00/end"):
        fields = {"csrf": own, "stand_in": "\0", "until": "2099-01-01T00:00", "roles": "clerk", "tier": "centre"}
        assert (await admin.send(f"/console/{path}", fields)).status in {404, 422}, path


async def test_what_is_too_large_or_broken_is_refused(admin: Browser):
    own = (await admin.get("/console/account")).csrf
    big = await admin.send("/console/departments", {"csrf": own, "name": "x" * 70_000})
    assert big.status == 413
    many = await admin.client.post("/console/departments", data=[("csrf", own)] * 600, allow_redirects=False)
    assert many.status == 400
    odd = await admin.client.post(
        "/console/departments",
        data="名".encode(),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        allow_redirects=False,
    )
    assert odd.status == 400
