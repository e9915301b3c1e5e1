"""Administrators: the parts, the settings without a secret, the calendar."""

import re

import pytest

from affairs.staff.audit import Act, AuditFilter
from affairs.staff.permissions import OPERATOR, Role
from handlers.console.system import shown_settings
from handlers.services import Services
from handlers.settings import Settings
from tests.http.staff import Browser, browsing, hired, quick

CALENDAR = "/console/calendar"
HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture
async def admin(services: Services):
    async with browsing(quick(services)) as made:
        await hired(made.services, "admin", Role.ADMIN)
        await made.log_in("admin")
        yield made


async def test_parts_and_settings_are_told_and_no_secret(admin: Browser):
    page = await admin.get("/console/system")
    assert page.status == 200
    assert page.says("BANSHITONG_SECRET_KEY")
    assert page.says("（已设置）")
    assert admin.services.settings.secret_key.get_secret_value() not in page.text
    assert admin.services.settings.database_url not in page.text


def test_whatever_may_be_secret_is_not_shown():
    secrets = {
        "secret_key": "hunter2",
        "redis_url": "redis://:hunter2@host",
        "database_url": "sqlite:///x/hunter2.db",
        "wechat_app_secret": "hunter2",
        "files_access_key": "hunter2",
        "register_secret": "hunter2",
        "oidc_client_secret": "hunter2",
    }
    made = Settings(_env_file=None, **secrets)
    assert "hunter2" not in str(shown_settings(made))


async def test_a_day_is_set_and_taken_back(admin: Browser):
    for kind, working in (("work", "上班"), ("off", "休息")):
        done = await admin.post(f"{CALENDAR}/day", CALENDAR, day="2026-08-15", kind=kind, name="台风停工")
        assert done.location == f"{CALENDAR}?done=saved"
        assert working in (await admin.get(f"{CALENDAR}?year=2026")).text
    assert (await admin.post(f"{CALENDAR}/day", CALENDAR, day="2026-08-15", kind="unset")).status == 303
    log = await admin.services.staff.audit.page(OPERATOR, AuditFilter(act=Act.CALENDAR_CHANGED), 9)
    assert [each.detail for each in log] == ["unset", "off", "working"]


async def test_what_is_wrong_comes_back(admin: Browser):
    for day, name in (("", "x"), ("x", "x"), ("0001-01-01", "x"), ("2026-08-15", HOSTILE * 9)):
        answer = await admin.post(f"{CALENDAR}/day", CALENDAR, day=day, kind="off", name=name)
        assert answer.status == 422, day
        assert "<script" not in answer.text
    answer = await admin.post(f"{CALENDAR}/notice", CALENDAR, year="2027", notice=HOSTILE)
    assert answer.status == 422
    assert "<script" not in answer.text
    page = await admin.get(CALENDAR)
    for path in ("day", "notice"):
        assert (await admin.send(f"{CALENDAR}/{path}", {"csrf": "0" * 64})).status == 403
        foreign = {"Sec-Fetch-Site": "cross-site"}
        assert (await admin.send(f"{CALENDAR}/{path}", {"csrf": page.csrf}, **foreign)).status == 403


async def buried(services: Services, kind: str, error: str) -> None:
    """A message that nobody tries any more."""
    now = services.clock.now()
    async with services.uow() as uow:
        await uow.outbox.put(kind, f"{kind}:1", {"name": "王小云"}, now=now)
        (message,) = await uow.outbox.claim([kind], worker="w", now=now, lease=60.0, limit=1)
        assert await uow.outbox.dead(message.id, worker="w", now=now, error=error)
        await uow.commit()


async def test_what_could_not_be_delivered_is_told_and_tried_again(admin: Browser):
    page = await admin.get("/console/system")
    assert "重新推送" not in page.text
    await buried(admin.services, "notice", "43101 closed")
    await buried(admin.services, "case-submit", "字段 姓名 的值 王小云 不对")
    await buried(admin.services, "wechat.late_reply", "45015")
    page = await admin.get("/console/system")
    assert page.says("43101 closed")
    assert page.says("原因见电子监察")
    assert page.says("已过时，不再推送")
    assert not page.says("王小云")
    paths = re.findall(r'action="(/console/system/letters/\d+)"', page.text)
    assert len(paths) == 2
    for path in paths:
        assert (await admin.post(path, "/console/system")).location == "/console/system?done=replayed"
        assert (await admin.post(path, "/console/system")).status == 422, "once"
    assert "重新推送" not in (await admin.get("/console/system")).text
    for wrong in ("0", "9" * 30, "x", "%00"):
        assert (await admin.post(f"/console/system/letters/{wrong}", "/console/system")).status == 422
    log = await admin.services.staff.audit.page(OPERATOR, AuditFilter(act=Act.DELIVERY_REPLAYED), 9)
    assert sorted(each.detail for each in log) == ["case-submit", "notice"]
