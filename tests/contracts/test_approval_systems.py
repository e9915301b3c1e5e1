"""One suite over every adapter that is registered. A new one is tested by being given a rig here.

Everything is real: the adapter made from a file of settings, the ledger in a database, the stand-in
approval system in a process of its own, counting on its own side.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from affairs.approval.errors import NotSupported, Rejected, Unavailable, Unknown
from affairs.approval.ledger import LedgerState
from affairs.approval.packet import ItemReference
from affairs.approval.system import ApprovalSystem, Capability, SystemState
from affairs.approval.updates import ProgressUpdate, UpdateKind
from integrations.approval.registry import kinds
from tests import approval
from tests.approval import ID_NUMBER, MOBILE, NAME, UNLISTED, Desk, Sandbox, desk, material, packet
from tests.conditions import eventually


@dataclass(frozen=True)
class Rig:
    """How an adapter is set up against the stand-in. ``options`` are the stand-in's, ``row`` the entry of the file.

    ``http``: there is a call whose answer can be lost.
    """

    adapter: str
    options: Callable[[str], dict[str, str]]
    row: Callable[[str, str], dict[str, Any]]
    http: bool = True
    database: str = ""


def rest(algorithm: str) -> Rig:
    row = {"app_id": "banshitong", "secret": {"env": "SECRET"}, "algorithm": algorithm, "chunk_bytes": 2000}
    return Rig("rest", lambda _: {}, lambda url, _: row | {"profile": "local", "base_url": url, "timeout_s": 3})


def exchange(profile: str, database: str) -> Rig:
    return Rig(
        "exchange",
        lambda front: {"exchange": front, "collect_s": "0.05"},
        lambda _, front: {"profile": profile, "url": {"env": "FRONT"}, "create_tables": True},
        http=False,
        database=database,
    )


def province(envelope: str) -> Rig:
    keys = {"sm2_public_key": approval.SM2_PUBLIC} if envelope == "sm2" else {"sm4_key": {"env": "SM4"}}
    row = {"token": {"env": "TOKEN"}, "system_name": "办事通", "plain_http": True, "envelope": envelope} | keys
    private = {"sm2_private": approval.SM2_PRIVATE} if envelope == "sm2" else {"sm4_key": approval.SM4_KEY}
    return Rig(
        "province", lambda _: private, lambda url, _: row | {"profile": "province", "base_url": f"{url}/province"}
    )


RIGS = {
    "rest-sm3": rest("hmac-sm3"),
    "rest-sha256": rest("hmac-sha256"),
    "exchange-v3-sqlite": exchange("national-v3", "sqlite"),
    "exchange-v4-sqlite": exchange("national-v4", "sqlite"),
    "exchange-v4-postgresql": exchange("national-v4", "postgresql"),
    "province-sm2": province("sm2"),
    "province-sm4": province("sm4"),
}


def test_every_adapter_has_a_rig() -> None:
    assert {rig.adapter for rig in RIGS.values()} == set(kinds())


@pytest.fixture(scope="module", params=RIGS)
def rig(request: pytest.FixtureRequest) -> Rig:
    return RIGS[request.param]


@pytest.fixture(scope="module")
def front(rig: Rig, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The front database of this rig, if it has one."""
    if rig.database != "postgresql":
        yield f"sqlite:///{tmp_path_factory.mktemp('front')}/front.db"
        return
    from tests.conftest import _beside, execute

    url, name = request.getfixturevalue("postgres_url"), f"bst_front_{secrets.token_hex(4)}"
    asyncio.run(execute(url, f"CREATE DATABASE {name}"))
    yield _beside(url, name)
    asyncio.run(execute(url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


@pytest.fixture(scope="module")
def sandbox(rig: Rig, front: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with ExitStack() as stack:
        made = Sandbox(tmp_path_factory.mktemp("sandbox"), **rig.options(front))
        stack.callback(made.close)
        yield made


@pytest.fixture
async def at(rig: Rig, sandbox: Sandbox, front: str, sqlite_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    row = {"name": "under-test", "adapter": rig.adapter, **rig.row(sandbox.url, front)}
    async with desk(tmp_path, sqlite_url, [row], FRONT=front) as made:
        yield made
    sandbox.well()


@pytest.fixture
def system(at: Desk) -> ApprovalSystem:
    return at.systems.all()[0]


@pytest.fixture
def number() -> str:
    return f"YJ2026{secrets.token_hex(6)}"


async def on_the_other_side(sandbox: Sandbox, number: str, count: int = 1) -> None:
    """Wait until it is there; and see that it is not there more often."""
    await eventually(lambda: len(sandbox.cases(number)) >= count)
    assert len(sandbox.cases(number)) == count


async def everything(
    system: ApprovalSystem, number: str, enough: Callable[[list[ProgressUpdate]], bool]
) -> list[ProgressUpdate]:
    """Poll until there is enough of one case."""
    found: list[ProgressUpdate] = []
    cursor = ""

    async def polled() -> bool:
        nonlocal cursor
        batch = await system.updates(cursor)
        cursor = batch.cursor
        found.extend(each for each in batch.updates if each.application_no == number)
        return enough(found)

    await eventually(polled)
    return found


async def test_the_same_key_is_one_case(system: ApprovalSystem, sandbox: Sandbox, number: str) -> None:
    first = await system.submit(packet(number), f"submit-{number}")
    assert (first.system, first.application_no) == ("under-test", number)
    assert first.receipt_no
    again = await asyncio.gather(*(system.submit(packet(number), f"submit-{number}") for _ in range(4)))
    assert {receipt.receipt_no for receipt in again} == {first.receipt_no}
    await on_the_other_side(sandbox, number)


async def test_many_at_once_are_one_case(system: ApprovalSystem, sandbox: Sandbox, number: str) -> None:
    tries = [system.submit(packet(number), f"submit-{number}") for _ in range(5)]
    made = await asyncio.gather(*tries, return_exceptions=True)
    assert not [
        each for each in made if isinstance(each, BaseException) and not isinstance(each, Unavailable | Unknown)
    ]
    await system.submit(packet(number), f"submit-{number}")
    await on_the_other_side(sandbox, number)


async def test_what_is_faulty_does_not_leave(at: Desk, system: ApprovalSystem, sandbox: Sandbox, number: str) -> None:
    bad = packet(number)
    bad = replace(bad, applicant=replace(bad.applicant, name="", legal_representative=""), summary="长" * 3000)
    with pytest.raises(Rejected) as caught:
        await system.submit(bad, f"submit-{number}")
    assert "“申请人名称”不能为空" in {fault.reason for fault in caught.value.faults}
    assert "applicant.name" in {fault.field for fault in caught.value.faults}
    assert list(caught.value.faults) == list(system.faults(bad))
    assert not await at.ledger.of_case("under-test", number)
    assert not sandbox.cases(number)


async def test_a_code_outside_its_table_is_named(system: ApprovalSystem, number: str) -> None:
    strange = packet(number)
    strange = replace(strange, applicant=replace(strange.applicant, id_type="军官证"))  # type: ignore[arg-type]
    faults = {fault.reason for fault in system.faults(strange)}
    assert "“申请人证件类型”的值“军官证”不在代码项之中" in faults


async def test_what_is_not_in_the_catalogue_is_refused(
    at: Desk, system: ApprovalSystem, sandbox: Sandbox, number: str
) -> None:
    unlisted = packet(number, item=ItemReference(UNLISTED, "不存在的事项", 1, "01", "000131001000"))
    with pytest.raises(Rejected, match="不在现行的政务服务事项目录里") as caught:
        await system.submit(unlisted, f"submit-{number}")
    assert [fault.code for fault in caught.value.faults] == ["not-in-catalogue"]
    assert not await at.ledger.of_case("under-test", number)
    assert not sandbox.cases(number)


async def test_it_can_be_asked_what_it_has(system: ApprovalSystem, number: str) -> None:
    if Capability.FIND not in system.capabilities:
        with pytest.raises(NotSupported):
            await system.find(f"submit-{number}", number)
        return
    assert await system.find(f"submit-{number}", number) is None
    receipt = await system.submit(packet(number), f"submit-{number}")
    found = await system.find(f"submit-{number}", number)
    assert found is not None
    assert found.receipt_no == receipt.receipt_no


async def test_a_case_is_followed_to_its_end(system: ApprovalSystem, sandbox: Sandbox, number: str) -> None:
    if Capability.UPDATES not in system.capabilities:
        with pytest.raises(NotSupported):
            await system.updates("")
        with pytest.raises(NotSupported):
            await system.progress(number, number)
        return
    receipt = await system.submit(packet(number), f"submit-{number}")
    await on_the_other_side(sandbox, number)
    for action in ("accept", "review", "approve", "close"):
        sandbox.act(number, action)
    wanted = [UpdateKind.ACCEPTED, UpdateKind.REVIEWED, UpdateKind.APPROVED, UpdateKind.CLOSED]
    # One table may be read before a row of it is written, and another after: then that one comes with the next poll.
    polled = await everything(system, number, lambda found: {each.kind for each in found} >= set(wanted))
    assert len({each.event_id for each in polled}) == len({(each.kind, each.at) for each in polled})
    story = await system.progress(receipt.receipt_no, number)
    told = {each.event_id for each in polled}
    assert {each.event_id for each in story} >= told
    left = {each.event_id for each in story} - told
    if left:  # what was written after its table was read
        await everything(system, number, lambda found: {each.event_id for each in found} >= left)
    assert all(each.at.tzinfo is not None and each.application_no == number for each in story)


async def test_what_no_table_knows_is_kept(system: ApprovalSystem, sandbox: Sandbox, number: str) -> None:
    if Capability.UPDATES not in system.capabilities:
        return
    await system.submit(packet(number), f"submit-{number}")
    await on_the_other_side(sandbox, number)
    sandbox.act(number, "say_unknown", opinion="会商中")
    found = await everything(system, number, lambda found: any(each.kind is UpdateKind.UNKNOWN for each in found))
    (strange,) = [each for each in found if each.kind is UpdateKind.UNKNOWN]
    assert strange.foreign
    assert strange.stage == "会商"


async def test_nothing_is_news_twice_after_its_cursor(system: ApprovalSystem, sandbox: Sandbox, number: str) -> None:
    if Capability.UPDATES not in system.capabilities:
        return
    await system.submit(packet(number), f"submit-{number}")
    await on_the_other_side(sandbox, number)
    sandbox.act(number, "accept")
    cursor, seen = "", []
    for _ in range(200):
        batch = await system.updates(cursor, 3)
        seen += [each.event_id for each in batch.updates if each.application_no == number]
        cursor = batch.cursor
        if len(set(seen)) >= 2 and not batch.more:
            break
        await asyncio.sleep(0.02)
    assert len(seen) == len(set(seen)) == 2


async def test_a_correction_is_asked_and_handed_in(
    at: Desk, system: ApprovalSystem, sandbox: Sandbox, number: str
) -> None:
    if Capability.SUPPLEMENT not in system.capabilities:
        with pytest.raises(NotSupported):
            await system.supplement(packet(number), [material("m1")], "s1")
        return
    receipt = await system.submit(packet(number), f"submit-{number}")
    await on_the_other_side(sandbox, number)
    sandbox.act(number, "ask_correction", reason="照片不清楚")
    handed = replace(packet(number), receipt_no=receipt.receipt_no)
    copy = [material("m1", at.files.add("补.pdf", b"%PDF-" + bytes(3000)))]
    await system.supplement(handed, copy, f"supplement-{number}")
    await system.supplement(handed, copy, f"supplement-{number}")
    await eventually(lambda: sandbox.cases(number)[0]["state"] == "received")
    found = await everything(
        system, number, lambda found: UpdateKind.CORRECTION_RECEIVED in {each.kind for each in found}
    )
    (asked,) = [each for each in found if each.kind is UpdateKind.CORRECTION_ASKED]
    assert "照片不清楚" in asked.reason + asked.opinion


async def test_an_application_is_withdrawn_once(system: ApprovalSystem, sandbox: Sandbox, number: str) -> None:
    if Capability.WITHDRAW not in system.capabilities:
        with pytest.raises(NotSupported):
            await system.withdraw(packet(number), "不办了", "w1")
        return
    receipt = await system.submit(packet(number), f"submit-{number}")
    await on_the_other_side(sandbox, number)
    handed = replace(packet(number), receipt_no=receipt.receipt_no)
    for _ in range(2):
        await system.withdraw(handed, "不办了", f"withdraw-{number}")
    await eventually(lambda: sandbox.cases(number)[0]["state"] == "withdrawn")


async def test_it_is_too_late_to_withdraw_what_is_done(system: ApprovalSystem, sandbox: Sandbox, number: str) -> None:
    if Capability.WITHDRAW not in system.capabilities:
        return
    receipt = await system.submit(packet(number), f"submit-{number}")
    await on_the_other_side(sandbox, number)
    for action in ("accept", "review", "approve", "close"):
        sandbox.act(number, action)
    await everything(system, number, lambda found: UpdateKind.CLOSED in {each.kind for each in found})
    with pytest.raises(Rejected):
        await system.withdraw(replace(packet(number), receipt_no=receipt.receipt_no), "不办了", f"withdraw-{number}")


async def test_a_lost_answer_leaves_one_case(
    rig: Rig, at: Desk, system: ApprovalSystem, sandbox: Sandbox, number: str
) -> None:
    if not rig.http:
        return
    sandbox.fault(path="/cases" if rig.adapter == "rest" else "/province/receiveBasicInfo", drop=True, after=True)
    with pytest.raises(Unknown):
        await system.submit(packet(number), f"submit-{number}")
    (line,) = await at.ledger.of_case("under-test", number)
    assert (line.state, line.attempts) == (LedgerState.SENT, 1)
    await system.submit(packet(number), f"submit-{number}")
    await on_the_other_side(sandbox, number)
    assert {line.state for line in await at.ledger.of_case("under-test", number)} == {LedgerState.ACKED}


@pytest.mark.parametrize(
    ("fault", "meaning"),
    [
        ({"code": "9999"}, Rejected),
        ({"garbage": True, "after": True}, Unknown),
        ({"status": 500}, Unknown),
        ({"status": 503}, Unavailable),
        ({"status": 403}, Unavailable),
        ({"code": "429"}, Unavailable),
        ({"drop": True}, Unknown),
    ],
)
async def test_what_is_no_success_is_not_taken_for_one(
    rig: Rig, system: ApprovalSystem, sandbox: Sandbox, number: str, fault: dict[str, Any], meaning: type[Exception]
) -> None:
    if not rig.http:
        return
    sandbox.fault(path="/cases" if rig.adapter == "rest" else "/province/receive", **fault)
    with pytest.raises(meaning):
        await system.submit(packet(number), f"submit-{number}")
    await system.submit(packet(number), f"submit-{number}")
    await on_the_other_side(sandbox, number)


async def test_one_that_is_slow_is_not_waited_for_without_end(
    rig: Rig, sandbox: Sandbox, front: str, sqlite_url: str, tmp_path: Path, number: str
) -> None:
    if not rig.http:
        return
    row = {"name": "hasty", "adapter": rig.adapter, **rig.row(sandbox.url, front), "timeout_s": 0.3}
    async with desk(tmp_path, sqlite_url, [row]) as made:
        system = made.systems.all()[0]
        sandbox.fault(delay_s=1.0)
        with pytest.raises(Unknown):
            await system.submit(packet(number), f"submit-{number}")

        async def through() -> bool:
            try:
                await system.submit(packet(number), f"submit-{number}")
            except (Unknown, Unavailable):  # a busy machine is slow too
                return False
            return True

        await eventually(through)
    await on_the_other_side(sandbox, number)
    sandbox.well()


async def test_its_health_is_told(
    rig: Rig, system: ApprovalSystem, front: str, sqlite_url: str, tmp_path: Path, number: str
) -> None:
    assert (await system.check()).state is SystemState.OK
    secrets_of = {"FRONT": "postgresql://nobody@127.0.0.1:1/x"}
    row = {"name": "gone", "adapter": rig.adapter, **rig.row("http://127.0.0.1:1", front), "connect_s": 0.5}
    async with desk(tmp_path, sqlite_url, [row], **secrets_of) as made:
        gone = made.systems.all()[0]
        health = await gone.check()
        assert health.state is SystemState.DOWN
        assert health.reason
        with pytest.raises(Unavailable):
            await gone.submit(packet(number), f"submit-{number}")
        assert await made.ledger.of_case("gone", number)


async def test_no_person_is_in_the_log(
    at: Desk, system: ApprovalSystem, sandbox: Sandbox, number: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with capture_logs() as logs:
        await system.submit(packet(number), f"submit-{number}")
        whole = packet(number)
        bad = replace(whole, applicant=replace(whole.applicant, id_number=ID_NUMBER * 40))
        with pytest.raises(Rejected):
            await system.submit(bad, "x")
    told = repr(logs) + "".join(capfd.readouterr()) + repr(await at.ledger.of_case("under-test", number))
    assert "approval.call" in told
    for word in (NAME, ID_NUMBER, MOBILE, approval.SECRET, approval.TOKEN):
        assert word not in told


async def test_what_happened_is_reported_once(at: Desk, system: ApprovalSystem, sandbox: Sandbox, number: str) -> None:
    if Capability.REPORT not in system.capabilities:
        with pytest.raises(NotSupported):
            await system.report(packet(number), "r1")
        return
    whole = approval.reported(number)
    copies = (material("m1", at.files.add("一.pdf", b"%PDF-")), material("m2"))
    await system.submit(packet(number, materials=copies), f"submit-{number}")
    sandbox.fault(path="/province/receiveSpecialnode", status=503)
    with pytest.raises(Unavailable):
        await system.report(replace(whole, materials=copies), f"report-{number}")
    for _ in range(2):
        await system.report(replace(whole, materials=copies), f"report-{number}")
    told = [message["target"] for message in sandbox.call(f"/_messages/{number}")]
    assert told == [
        "receiveBasicInfo",
        "receiveApplyFile",
        "receiveApplyFile",
        *["receiveProc"] * 3,
        *["receiveSpecialnode"] * 2,
        "receiveDone",
    ]
    assert {line.attempts for line in await at.ledger.of_case("under-test", number)} <= {1, 2, 3}


async def test_steps_are_never_made_up(system: ApprovalSystem, sandbox: Sandbox, number: str) -> None:
    if Capability.REPORT not in system.capabilities:
        return
    whole = approval.reported(number)
    for lacking in (
        replace(whole, steps=()),
        replace(whole, steps=whole.steps[:2]),
        replace(whole, steps=(whole.steps[0], whole.steps[2])),
        replace(whole, steps=(whole.steps[0], replace(whole.steps[1], actor=""), whole.steps[2])),
        replace(whole, steps=(replace(whole.steps[0], ended_at=None), *whole.steps[1:])),
    ):
        with pytest.raises(Rejected) as caught:
            await system.report(lacking, f"report-{number}")
        assert caught.value.faults
    assert not sandbox.call(f"/_messages/{number}")
