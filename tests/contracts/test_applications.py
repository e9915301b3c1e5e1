"""Applications in the store, what is kept for how long, and files that are nobody's: on both databases."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from affairs.applications.application import (
    KEPT,
    REMINDED,
    Application,
    ApplicationState,
    Attachment,
    Checked,
    Courier,
    Principal,
    PrincipalKind,
)
from affairs.applications.keeping import Keeping
from affairs.applications.ports import Act
from affairs.files import new_file_key
from affairs.people.citizens import Login
from affairs.ports import UnitOfWorkFactory
from affairs.precheck.finding import Finding, Severity
from affairs.sweeping import FileSweep
from integrations.files.folder import FolderStore
from tests.clocks import HandClock

FINDING = Finding(Severity.ERROR, "name", "姓名没有填。", "请填写。", "answer.missing", "表单")


@pytest.fixture
async def citizen(uow_factory: UnitOfWorkFactory, clock: HandClock) -> str:
    async with uow_factory() as uow:
        await uow.citizens.register([Login("miniapp", "o")], fresh="c1", now=clock.now())
        await uow.commit()
    return "c1"


def application(clock: HandClock, number: str = "SB1", **changes: Any) -> Application:
    plain = Application(
        number, "item", "c1", "f" * 32, clock.now(), clock.now(), answers={"name": "王·小㙍", "n": [1, None]}
    )
    return replace(plain, **changes)


async def stored(uow_factory: UnitOfWorkFactory, *applications: Application) -> None:
    async with uow_factory() as uow:
        for each in applications:
            await uow.applications.add(each)
        await uow.commit()


async def read(uow_factory: UnitOfWorkFactory, number: str = "SB1") -> Application | None:
    async with uow_factory(read_only=True) as uow:
        return await uow.applications.get(number)


@pytest.mark.usefixtures("citizen")
async def test_an_application_comes_back_as_it_was(uow_factory: UnitOfWorkFactory, clock: HandClock):
    file = Attachment("a1", "slot", new_file_key(), 5, "d" * 64, clock.now(), "身份证.jpg", {"content": "jpeg"})
    full = application(
        clock,
        attachments=(file,),
        courier=Courier("王五", "13912345678", "530100", "和平路1号"),
        checked=Checked(1, "f" * 32, clock.now(), (FINDING,)),
        principal=Principal(PrincipalKind.COMPANY, "co"),
        brought=("slot",),
    )
    await stored(uow_factory, full)
    assert await read(uow_factory) == full
    changed = replace(full, state=ApplicationState.SUBMITTED, revision=2, submitted_at=clock.now(), attachments=())
    async with uow_factory() as uow:
        assert await uow.applications.get("SB1", lock=True) == full
        await uow.applications.save(changed)
        await uow.commit()
    assert await read(uow_factory) == changed
    async with uow_factory(read_only=True) as uow:
        assert await uow.applications.earlier("c1", "item", full.principal) == changed
        assert await uow.applications.earlier("c1", "item", Principal()) is None
        assert await uow.applications.drafts_of("c1") == []


@pytest.mark.usefixtures("citizen")
async def test_what_was_filled_in_is_sealed(uow_factory: UnitOfWorkFactory, engine: AsyncEngine, clock: HandClock):
    await stored(uow_factory, application(clock))
    async with uow_factory() as uow:
        await uow.applications.record(Act("SB1", clock.now(), "citizen:c1", "begin", 1, {"reason": "保密的原因"}))
        await uow.applications.add_finding("SB1", "s1", FINDING, now=clock.now())
        await uow.commit()
    async with engine.connect() as connection:
        rows = [
            row
            for table in ("applications", "application_acts", "advisor_findings")
            for row in await connection.execute(text(f"SELECT * FROM {table}"))
        ]
    kept = b"|".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for row in rows for v in row)
    for secret in ("王·小㙍", "保密的原因", "姓名没有填"):
        assert secret.encode() not in kept
    async with uow_factory() as uow:
        (act,) = await uow.applications.acts("SB1")
        assert act.details == {"reason": "保密的原因"}
        (found,) = await uow.applications.findings("SB1")
        assert found.finding == FINDING
        assert await uow.applications.settle_finding(found.id, "SB1", now=clock.now())
        assert not await uow.applications.settle_finding(found.id, "SB1", now=clock.now())
        assert await uow.applications.findings("SB1") == []
        await uow.commit()


@pytest.mark.usefixtures("citizen")
async def test_a_list_is_paged_whatever_was_begun_at_once(uow_factory: UnitOfWorkFactory, clock: HandClock):
    await stored(uow_factory, *(application(clock, f"SB{n}") for n in range(5)))
    seen: list[str] = []
    before: str | None = None
    while True:
        async with uow_factory(read_only=True) as uow:
            page = await uow.applications.of_citizen("c1", companies=(), limit=2, before=before)
        if not page:
            break
        seen += [each.application_no for each in page]
        before = seen[-1]
    assert seen == ["SB4", "SB3", "SB2", "SB1", "SB0"]


@pytest.mark.usefixtures("citizen")
async def test_a_quiet_draft_is_reminded_of_once_and_then_thrown_away(uow_factory: UnitOfWorkFactory, clock: HandClock):
    key = new_file_key()
    async with uow_factory() as uow:
        await uow.files.expect(key, now=clock.now())
        await uow.files.hold(key, 5, now=clock.now())
        await uow.commit()
    file = Attachment("a1", "slot", key, 5, "d" * 64, clock.now())
    await stored(uow_factory, application(clock, attachments=(file,)), application(clock, "SB2"))
    keeping = Keeping(uow_factory, clock)
    assert await keeping.remind() == 0
    clock.advance(REMINDED.total_seconds() + 1)
    async with uow_factory() as uow:
        await uow.applications.save(replace(application(clock, "SB2"), state=ApplicationState.SUBMITTED))
        await uow.commit()
    assert (await keeping.remind(), await keeping.remind()) == (1, 0)
    async with uow_factory(read_only=True) as uow:
        (notice,) = await uow.notices.of_citizen("c1", limit=9)
        assert notice.application_no == "SB1"
    assert await keeping.expire() == 0
    clock.advance((KEPT - REMINDED).total_seconds())
    assert (await keeping.expire(), await keeping.expire()) == (1, 0)
    assert await read(uow_factory) is None
    assert await read(uow_factory, "SB2") is not None
    async with uow_factory(read_only=True) as uow:
        later = clock.now() + timedelta(seconds=1)
        assert await uow.files.useless(dropped_before=later, expected_before=later, limit=9) == [key]


async def test_bytes_go_when_nobody_wants_them(uow_factory: UnitOfWorkFactory, clock: HandClock, tmp_path: Path):
    async def pieces():
        yield b"bytes"

    store, held, dropped, killed = FolderStore(tmp_path), new_file_key(), new_file_key(), new_file_key()
    async with uow_factory() as uow:
        for key in (held, dropped, killed):
            await uow.files.expect(key, now=clock.now())
        await uow.files.hold(held, 5, now=clock.now())
        await uow.files.drop([dropped], now=clock.now())
        await uow.commit()
    for key in (held, dropped, killed):
        await store.put(key, pieces(), limit=100)
    sweep = FileSweep(uow_factory, store, clock)
    assert await sweep.sweep() == 0
    clock.advance(3600)
    assert (await sweep.sweep(), await sweep.sweep()) == (1, 0)
    clock.advance(86400)
    assert (await sweep.sweep(), await sweep.sweep()) == (1, 0)
    assert [await store.exists(key) for key in (held, dropped, killed)] == [True, False, False]
    store.close()


async def test_a_file_that_two_hold_is_nobodys_with_the_second(uow_factory: UnitOfWorkFactory, clock: HandClock):
    shared, expected = new_file_key(), new_file_key()
    later = clock.now() + timedelta(seconds=1)
    async with uow_factory() as uow:
        for key in (shared, expected):
            await uow.files.expect(key, now=clock.now())
        await uow.files.hold(shared, 5, now=clock.now())
        assert set(await uow.files.share([shared, expected, new_file_key()], now=clock.now())) == {shared}
        await uow.files.drop([shared], now=clock.now())
        assert await uow.files.useless(dropped_before=later, expected_before=clock.now(), limit=9) == []
        await uow.files.drop([shared], now=clock.now())
        assert await uow.files.useless(dropped_before=later, expected_before=clock.now(), limit=9) == [shared]
        assert not await uow.files.share([shared], now=clock.now())
