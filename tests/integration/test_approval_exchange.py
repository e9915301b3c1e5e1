"""The exchange database row by row: what the collector finds, and rows that come late, twice and in any order."""

import secrets
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from affairs.approval.errors import Rejected
from affairs.approval.system import ApprovalSystem, Capability, SystemState
from affairs.approval.updates import UpdateKind
from integrations.database.engine import make_engine
from tests.approval import Desk, desk, material, packet, reported

ROW = {"name": "front", "adapter": "exchange", "url": {"env": "FRONT"}, "create_tables": True}
AT = datetime(2026, 3, 3, 10, 0)  # noqa: DTZ001 - as the columns hold it


class Front:
    """The front database as the other side sees it; in v4 names."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine

    async def rows(self, table: str) -> list[dict[str, Any]]:
        async with self.engine.connect() as connection:
            found = await connection.execute(text(f"SELECT * FROM {table} ORDER BY cd_time, row_guid"))
            return [dict(row) for row in found.mappings()]

    async def run(self, statement: str, **values: Any) -> None:
        async with self.engine.begin() as connection:
            await connection.execute(text(statement), values)

    async def step(self, number: str, row: str, name: str, at: datetime, stamp: datetime, action: str = "1") -> None:
        flag, unset = (", is_sync", ", '0'") if await self.has_flag() else ("", "")
        await self.run(
            "INSERT INTO up_pro_process (row_guid, cd_batch, cd_operation, cd_time, data_source, project_no, "
            "process_name, "
            f"event_name, event_start_time, event_end_time, handle_user_name, handle_explain{flag}) VALUES "
            f"(:row, 'b', 'I', :stamp, '999', :number, :name, :action, :at, :at, '李芳', '同意'{unset})",
            row=row,
            number=number,
            name=name,
            at=at.isoformat(" ") if self.is_sqlite else at,
            stamp=stamp.isoformat(" ") if self.is_sqlite else stamp,
            action=action,
        )

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    async def has_flag(self) -> bool:
        async with self.engine.connect() as connection:
            found = await connection.execute(text("SELECT * FROM up_pro_process WHERE 1 = 0"))
            return "is_sync" in found.keys()  # noqa: SIM118 - a result is no mapping


@pytest.fixture
async def front(tmp_path: Path) -> AsyncIterator[Front]:
    engine = make_engine(f"sqlite:///{tmp_path}/front.db")
    yield Front(engine)
    await engine.dispose()


def url(front: Front) -> str:
    return front.engine.url.render_as_string(hide_password=False)


@pytest.fixture
async def at(front: Front, sqlite_url: str, tmp_path: Path, profile: str) -> AsyncIterator[Desk]:
    async with desk(tmp_path, sqlite_url, [ROW | {"profile": profile}], FRONT=url(front)) as made:
        await made.systems.all()[0].check()
        yield made


@pytest.fixture
def profile() -> str:
    return "national-v4"


@pytest.fixture
def system(at: Desk) -> ApprovalSystem:
    return at.systems.all()[0]


@pytest.fixture
def number() -> str:
    return f"YJ2026{secrets.token_hex(6)}"


async def test_the_rows_say_what_the_collector_needs(
    at: Desk, system: ApprovalSystem, front: Front, number: str
) -> None:
    await system.submit(packet(number, materials=(material("m1", at.files.add("一.pdf", b"x")), material("m2"))), "k")
    (accept,) = await front.rows("up_pro_accept")
    books = ("cd_operation", "data_source", "is_sync")
    assert [accept[name] for name in books] == ["I", "001", "0"]
    assert len(accept["cd_batch"]) == 32
    assert accept["accept_date"] is None, "nobody accepted it yet"
    assert (accept["applyer_type"], accept["applyer_page_type"], accept["project_type"]) == ("1", "111", "2")
    materials = await front.rows("up_pro_material")
    assert sorted(row["material_attach_name"] or "" for row in materials) == ["", "一.pdf"]
    assert {row["cd_batch"] for row in materials} == {accept["cd_batch"]}


async def test_what_was_not_collected_is_still_an_insertion(system: ApprovalSystem, front: Front, number: str) -> None:
    await system.submit(packet(number), "k")
    await system.supplement(packet(number), [material("m9")], "s1")
    (accept,) = await front.rows("up_pro_accept")
    assert (accept["cd_operation"], accept["is_sync"]) == ("I", "0")
    await front.run("UPDATE up_pro_accept SET is_sync = '1'")
    await system.supplement(packet(number), [material("m9")], "s2")
    (accept,) = await front.rows("up_pro_accept")
    assert (accept["cd_operation"], accept["is_sync"]) == ("U", "0")
    await system.withdraw(packet(number), "不办了", "w1")
    (accept,) = await front.rows("up_pro_accept")
    assert (accept["cd_operation"], accept["is_sync"]) == ("D", "0")


async def test_rows_are_flagged_once_they_are_stored(system: ApprovalSystem, front: Front, number: str) -> None:
    await front.step(number, "r2", "审核", AT + timedelta(hours=2), AT)
    await front.step(number, "r1", "受理", AT, AT + timedelta(hours=9))
    first = await system.updates("")
    assert [update.kind for update in first.updates] == [UpdateKind.REVIEWED, UpdateKind.ACCEPTED]
    again = await system.updates("")
    assert [update.event_id for update in again.updates] == [update.event_id for update in first.updates]
    assert {row["is_sync"] for row in await front.rows("up_pro_process")} == {"0"}
    # One comes late, stamped before all the others; and one is changed while it is being stored.
    await front.step(number, "r0", "收件", AT - timedelta(hours=1), AT - timedelta(days=3))
    await front.run(
        "UPDATE up_pro_process SET handle_explain = '改', cd_time = '2026-03-09 10:00:00' WHERE row_guid = 'r2'"
    )
    second = await system.updates(again.cursor)
    flags = {row["row_guid"]: row["is_sync"] for row in await front.rows("up_pro_process")}
    assert flags == {"r0": "0", "r1": "1", "r2": "0"}
    assert [update.kind for update in second.updates] == [UpdateKind.RECEIVED, UpdateKind.REVIEWED]
    changed = second.updates[1]
    assert changed.opinion == "改"
    assert changed.event_id not in {update.event_id for update in first.updates}
    third = await system.updates(second.cursor)
    assert not third.updates
    assert {row["is_sync"] for row in await front.rows("up_pro_process")} == {"1"}


async def test_what_was_handed_out_but_not_stored_comes_again(
    system: ApprovalSystem, front: Front, sqlite_url: str, tmp_path: Path, number: str
) -> None:
    await front.step(number, "r1", "受理", AT, AT)
    lost = await system.updates("")
    async with desk(tmp_path, sqlite_url, [ROW | {"profile": "national-v4"}], FRONT=url(front)) as other:
        again = await other.systems.all()[0].updates(lost.cursor)
    assert [update.event_id for update in again.updates] == [update.event_id for update in lost.updates]


async def test_a_page_is_not_the_end(system: ApprovalSystem, front: Front, number: str) -> None:
    for row in range(7):
        await front.step(number, f"r{row}", "受理", AT, AT)
    cursor, seen = "", []
    for _ in range(4):
        batch = await system.updates(cursor, 3)
        seen += [update.event_id for update in batch.updates]
        cursor = batch.cursor
    assert len(seen) == len(set(seen)) == 7


async def test_a_row_that_was_deleted_is_no_step(system: ApprovalSystem, front: Front, number: str) -> None:
    await front.step(number, "r1", "受理", AT, AT)
    await front.run("UPDATE up_pro_process SET cd_operation = 'D'")
    (update,) = (await system.updates("")).updates
    assert (update.kind, update.foreign) == (UpdateKind.UNKNOWN, "D|受理|1")


class TestWithoutAFlag:
    """A layout without ``is_sync``: rows are read by their stamp, over and over within the overlap."""

    @pytest.fixture
    def profile(self, tmp_path: Path) -> str:
        from integrations.approval.profile import FOLDER

        written = (FOLDER / "national-v4.yaml").read_text("utf-8").replace("  synced: is_sync\n", "")
        (tmp_path / "unflagged.yaml").write_text(written, "utf-8")
        return "unflagged.yaml"

    async def test_late_repeated_and_unordered_rows(self, system: ApprovalSystem, front: Front, number: str) -> None:
        await front.step(number, "r2", "审核", AT + timedelta(hours=2), AT)
        await front.step(number, "r3", "批准", AT + timedelta(hours=3), AT + timedelta(minutes=50))
        cursor, seen = "", []

        async def sweep() -> list[UpdateKind]:
            nonlocal cursor
            kinds = []
            while True:
                batch = await system.updates(cursor, 1)
                cursor = batch.cursor
                kinds += [update.kind for update in batch.updates]
                seen.extend(update.event_id for update in batch.updates)
                if not batch.more:
                    return kinds

        assert await sweep() == [UpdateKind.REVIEWED, UpdateKind.APPROVED]
        assert await sweep() == []
        await front.step(number, "r1", "受理", AT, AT + timedelta(minutes=10))  # late, within the overlap
        await front.run(
            "UPDATE up_pro_process SET cd_time = '2026-03-03 10:55:00.000000' WHERE row_guid = 'r2'"
        )  # again
        assert await sweep() == [UpdateKind.ACCEPTED]
        assert len(seen) == len(set(seen))
        await front.step(number, "r0", "收件", AT, AT - timedelta(days=30))  # later than any overlap
        assert await sweep() == []
        story = await system.progress(number, number)
        assert {update.kind for update in story} >= {UpdateKind.RECEIVED, UpdateKind.ACCEPTED}

    async def test_another_process_goes_on_from_the_cursor(
        self, system: ApprovalSystem, front: Front, sqlite_url: str, tmp_path: Path, number: str, profile: str
    ) -> None:
        await front.step(number, "r1", "受理", AT, AT)
        first = await system.updates("")
        await front.step(number, "r2", "审核", AT, AT + timedelta(days=2))
        row = ROW | {"profile": profile, "overlap_s": 60}
        async with desk(tmp_path, sqlite_url, [row], FRONT=url(front)) as other:
            batch = await other.systems.all()[0].updates(first.cursor)
        assert [update.kind for update in batch.updates][-1] is UpdateKind.REVIEWED


class TestReporting:
    """The other direction: everything goes out."""

    @pytest.fixture
    async def at(self, front: Front, sqlite_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
        row = ROW | {"profile": "national-v4", "direction": "report"}
        async with desk(tmp_path, sqlite_url, [row], FRONT=url(front)) as made:
            yield made

    async def test_what_happened_is_written_once(self, system: ApprovalSystem, front: Front, number: str) -> None:
        assert Capability.REPORT in system.capabilities
        await system.submit(packet(number), "k")
        await front.run("UPDATE up_pro_accept SET is_sync = '1'")
        for _ in range(2):
            await system.report(reported(number), "r")
        counts = [len(await front.rows(f"up_pro_{name}")) for name in ("process", "special_procedure", "result")]
        assert counts == [3, 1, 1]
        (accept,) = await front.rows("up_pro_accept")
        assert (accept["cd_operation"], accept["accept_date"] is not None) == ("U", True)

    async def test_a_special_procedure_that_goes_on_has_no_end(
        self, system: ApprovalSystem, front: Front, number: str
    ) -> None:
        case = reported(number)
        going = replace(case, specials=(replace(case.specials[0], ended_at=None),), result=None)
        await system.submit(packet(number), "k")
        await system.report(going, "r1")
        assert not await front.rows("up_pro_special_procedure")
        await system.report(case, "r2")
        assert len(await front.rows("up_pro_special_procedure")) == 1

    async def test_a_step_without_an_opinion_is_refused(
        self, system: ApprovalSystem, front: Front, number: str
    ) -> None:
        case = reported(number)
        await system.submit(packet(number), "k")
        with pytest.raises(Rejected, match="“办理意见”不能为空"):
            await system.report(replace(case, steps=(replace(case.steps[0], opinion=""),)), "r")
        assert not await front.rows("up_pro_process")


async def test_a_table_that_does_not_fit_is_told_of(
    system: ApprovalSystem, front: Front, sqlite_url: str, tmp_path: Path
) -> None:
    assert (await system.check()).state is SystemState.OK
    await front.run("DROP TABLE up_pro_result")
    await front.run("ALTER TABLE up_pro_process DROP COLUMN handle_explain")
    await front.run("ALTER TABLE up_pro_material ADD COLUMN tenant VARCHAR(3) NOT NULL DEFAULT 'x'")
    health = await system.check()
    assert health.state is SystemState.DEGRADED
    assert "there is no table up_pro_result" in health.reason
    assert "up_pro_process has no column handle_explain" in health.reason
    assert "tenant" not in health.reason
