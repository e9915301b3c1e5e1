"""Cases from the outbox to an approval system that drops, refuses, dies and comes back: once each, in order."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from affairs.applications.submission import SUBMIT, SUPPLEMENT, WITHDRAW
from affairs.approval.errors import FieldFault
from affairs.approval.packet import CasePacket
from affairs.approval.system import Receipt
from affairs.approval.updates import ProgressUpdate, UpdateKind
from affairs.clock import SystemClock
from affairs.errors import NoSuchApplication, StoreUnavailable
from affairs.outbox import Backoff
from integrations.delivery import Dispatcher
from integrations.delivery.breaker import Breaker
from integrations.delivery.cases import KINDS, CaseDelivery
from integrations.delivery.polling import Poller
from tests.approval import UNLISTED, Desk, Sandbox, desk, material, packet
from tests.clocks import HandClock
from tests.conditions import eventually

ROW = {
    "name": "centre",
    "adapter": "rest",
    "profile": "local",
    "app_id": "banshitong",
    "secret": {"env": "SECRET"},
    "timeout_s": 2,
}
QUICK = Backoff(first=timedelta(milliseconds=20), longest=timedelta(milliseconds=200), attempts=2**31)


def quick() -> Breaker:
    return Breaker(pause=timedelta(milliseconds=100), longest=timedelta(milliseconds=400))


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    made = Sandbox(tmp_path_factory.mktemp("sandbox"))
    yield made
    made.close()


@pytest.fixture
async def at(sandbox: Sandbox, sqlite_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk(tmp_path, sqlite_url, [ROW | {"base_url": sandbox.url}]) as made:
        yield made
    sandbox.well()


class Applications:
    """Applications by number, and what became of them."""

    def __init__(self) -> None:
        self.packets: dict[str, CasePacket] = {}
        self.received_by: dict[str, str] = {}
        self.refused: dict[str, tuple[str, Sequence[FieldFault]]] = {}
        self.supplements: list[tuple[str, str]] = []

    async def pack(self, numbers: Sequence[str]) -> Sequence[CasePacket]:
        if not self.packets.keys() >= set(numbers):
            raise NoSuchApplication
        return [self.packets[number] for number in numbers]

    async def report(self, application_no: str) -> CasePacket:
        return (await self.pack([application_no]))[0]

    async def received(self, receipts: Sequence[Receipt]) -> Sequence[None]:
        self.received_by |= {each.application_no: each.receipt_no for each in receipts}
        return [None] * len(receipts)

    async def supplemented(self, application_no: str, *, system: str, key: str, handed_in: datetime) -> None:
        self.supplements.append((application_no, key))

    async def rejected(self, application_no: str, *, system: str, reason: str, faults: Sequence[FieldFault]) -> None:
        self.refused[application_no] = (reason, faults)

    def add(self, **changes: Any) -> str:
        number = f"YJ2026{secrets.token_hex(6)}"
        self.packets[number] = packet(number, **changes)
        return number


@pytest.fixture
def applications() -> Applications:
    return Applications()


async def put(at: Desk, kind: str, *numbers: str, revision: int = 1) -> None:
    async with at.database.unit_of_work() as uow:
        for number in numbers:
            payload = {"application_no": number, "revision": revision}
            key = f"{kind}:{number}:{revision}"
            await uow.outbox.put(kind, key, payload, now=SystemClock().now(), subject=number)
        await uow.commit()


async def counts(at: Desk) -> dict[str, int]:
    async with at.database.unit_of_work(read_only=True) as uow:
        return {state: count for state, count in (await uow.outbox.counts()).items() if count}


def delivering(at: Desk, applications: Applications) -> CaseDelivery:
    uow = at.database.unit_of_work
    clock = SystemClock()
    return CaseDelivery(at.systems, applications, at.ledger, applications, uow, clock, backoff=QUICK, breaker=quick)


@asynccontextmanager
async def working(at: Desk, applications: Applications, workers: int = 1) -> AsyncIterator[list[Dispatcher]]:
    clock = SystemClock()
    dispatchers = []
    for _ in range(workers):
        handlers = dict.fromkeys(KINDS, delivering(at, applications))
        dispatchers.append(Dispatcher(at.database.unit_of_work, handlers, clock, poll=0.02, lease=1.0, grace=1.0))
    running = [asyncio.create_task(dispatcher.run()) for dispatcher in dispatchers]
    try:
        yield dispatchers
    finally:
        for dispatcher in dispatchers:
            dispatcher.stop()
        await asyncio.gather(*running)


async def settled(at: Desk, **wanted: int) -> None:
    async def there() -> bool:
        return await counts(at) == wanted

    await eventually(there, seconds=60)


async def test_a_case_is_handed_over_and_its_number_told(
    at: Desk, applications: Applications, sandbox: Sandbox
) -> None:
    number = applications.add()
    await put(at, SUBMIT, number)
    async with working(at, applications):
        await settled(at, done=1)
    (case,) = sandbox.cases(number)
    assert applications.received_by == {number: case["receipt_no"]}


async def test_what_is_refused_for_good_is_dead_with_the_reason_and_can_be_replayed(
    at: Desk, applications: Applications, sandbox: Sandbox
) -> None:
    number = applications.add()
    whole = applications.packets[number]
    applications.packets[number] = replace(whole, applicant=replace(whole.applicant, name=""))
    unlisted = applications.add(item=replace(whole.item, code=UNLISTED))
    await put(at, SUBMIT, number, unlisted, "gone")
    async with working(at, applications):
        await settled(at, dead=3)
        async with at.database.unit_of_work(read_only=True) as uow:
            dead = {each.message.payload["application_no"]: each.error for each in await uow.outbox.buried(KINDS, 10)}
        assert dead[number] == "“申请人名称”不能为空"
        assert "不在现行的政务服务事项目录里" in dead[unlisted]
        assert dead["gone"] == "申报已不存在"
        assert applications.refused[number][1][0].field == "applicant.name"
        applications.packets[number] = whole
        async with at.database.unit_of_work() as uow:
            now = SystemClock().now()
            assert await uow.outbox.revive(KINDS, key=f"{SUBMIT}:{number}:1", now=now) == 1
            assert await uow.outbox.revive(KINDS, key=f"{SUBMIT}:{number}:1", now=now) == 0
            await uow.commit()
        await settled(at, dead=2, done=1)
    assert len(sandbox.cases(number)) == 1


async def test_what_comes_second_waits_for_what_comes_first(
    at: Desk, applications: Applications, sandbox: Sandbox
) -> None:
    sandbox.fault(down_s=1.0)
    number = applications.add()
    await put(at, WITHDRAW, number, revision=2)
    await put(at, SUBMIT, number)
    async with working(at, applications, workers=2):
        await settled(at, done=2)
    (case,) = sandbox.cases(number)
    assert case["state"] == "withdrawn"
    events = sandbox.call(f"/_cases/{case['receipt_no']}")["events"]
    assert [event["state"] for event in events] == ["received", "withdrawn"]


async def test_a_correction_follows_with_its_files(at: Desk, applications: Applications, sandbox: Sandbox) -> None:
    number = applications.add()
    await put(at, SUBMIT, number)
    async with working(at, applications):
        await settled(at, done=1)
        sandbox.act(number, "ask_correction", reason="照片不清楚")
        whole = applications.packets[number]
        copy = material("m1", at.files.add("补.pdf", b"%PDF-" + bytes(3000)))
        applications.packets[number] = replace(whole, materials=(copy,))
        await put(at, SUPPLEMENT, number, revision=2)
        await settled(at, done=2)
    (case,) = sandbox.cases(number)
    assert case["state"] == "received"
    assert applications.supplements == [(number, f"{SUPPLEMENT}:{number}:2")]


async def test_what_comes_after_another_arrives_after_it(
    at: Desk, applications: Applications, sandbox: Sandbox
) -> None:
    """A supplement is held up; the withdrawal that was asked for after it would get through at once."""
    number = applications.add()
    await put(at, SUBMIT, number)
    async with working(at, applications, workers=2):
        await settled(at, done=1)
        sandbox.act(number, "ask_correction", reason="照片不清楚")
        sandbox.fault(path="/cases/", method="POST", times=3, status=503)
        await put(at, SUPPLEMENT, number, revision=2)
        await put(at, WITHDRAW, number, revision=3)
        await settled(at, done=3)
    (case,) = sandbox.cases(number)
    events = sandbox.call(f"/_cases/{case['receipt_no']}")["events"]
    assert [event["state"] for event in events][-2:] == ["correction_received", "withdrawn"]
    assert not applications.refused


async def test_what_never_arrived_needs_no_withdrawal(at: Desk, applications: Applications, sandbox: Sandbox) -> None:
    number = applications.add()
    whole = applications.packets[number]
    sandbox.fault(path="/cases", code="422")
    await put(at, SUBMIT, number)
    await put(at, WITHDRAW, number, revision=2)
    async with working(at, applications):
        await settled(at, dead=1, done=1)
    assert not sandbox.cases(number)
    assert applications.refused[number][0] == "injected"
    assert whole.application_no == number


async def test_a_system_that_is_down_is_left_alone(at: Desk, applications: Applications, sandbox: Sandbox) -> None:
    numbers = [applications.add() for _ in range(30)]
    sandbox.fault(down_s=2.0)
    await put(at, SUBMIT, *numbers)
    async with working(at, applications):
        await settled(at, done=30)
    stats = sandbox.stats()
    assert [len(sandbox.cases(number)) for number in numbers] == [1] * 30
    assert stats["duplicates"] == 0


async def test_each_case_arrives_once_whatever_breaks(at: Desk, applications: Applications, sandbox: Sandbox) -> None:
    """Answers lost after and before their effect, garbage, errors, slowness; workers stopped in mid-work."""
    for fault in ({"drop": True, "after": True}, {"drop": True}, {"garbage": True, "after": True}, {"status": 502}):
        sandbox.fault(path="/cases", times=15, chance=0.3, **fault)
    sandbox.fault(path="/cases", times=20, chance=0.3, delay_s=0.1)
    before = sandbox.stats()
    numbers = [applications.add() for _ in range(120)]
    await put(at, SUBMIT, *numbers)
    for _ in range(3):
        async with working(at, applications, workers=2):
            await asyncio.sleep(0.15)  # some of the work, then a stop in the middle of it
    async with working(at, applications, workers=2):
        await settled(at, done=120)
    after = sandbox.stats()
    assert after["cases"] - before["cases"] == 120
    assert after["duplicates"] == 0
    found = dict(line.split() for line in sandbox.call("/_applications").splitlines())
    assert {number: found.get(number) for number in numbers} == dict.fromkeys(numbers, "1")
    assert set(applications.received_by) == set(numbers)


class Story:
    """Keeps updates; away for the first ``failures`` calls."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.kept: dict[str, ProgressUpdate] = {}

    async def record(self, update: ProgressUpdate) -> None:
        if self.failures:
            self.failures -= 1
            raise StoreUnavailable
        if update.application_no.startswith("other"):
            raise NoSuchApplication
        self.kept[update.event_id] = update


async def test_polling_goes_on_where_it_was_stored(at: Desk, sandbox: Sandbox) -> None:
    (system,) = at.systems.all()
    strange, number = f"other{secrets.token_hex(4)}", f"YJ2026{secrets.token_hex(6)}"
    for each in (strange, number):
        await system.submit(packet(each), each)
    sandbox.act(number, "accept")
    story = Story(failures=2)
    poller = Poller(system, at.database.unit_of_work, story.record, SystemClock())
    assert poller.can
    for _ in range(2):
        with pytest.raises(StoreUnavailable):
            await poller.once()
    while await poller.once():
        pass
    own = [update for update in story.kept.values() if update.application_no == number]
    assert {update.kind for update in own} == {UpdateKind.RECEIVED, UpdateKind.ACCEPTED}
    later = Story()
    other = Poller(system, at.database.unit_of_work, later.record, SystemClock())
    sandbox.act(number, "review")
    while await other.once():
        pass
    assert [update.kind for update in later.kept.values()] == [UpdateKind.REVIEWED]


def test_a_breaker_opens_tries_once_and_closes() -> None:
    clock, breaker = HandClock(), Breaker(failures=3, pause=timedelta(seconds=5), longest=timedelta(seconds=12))
    for _ in range(3):
        assert breaker.closed_for(clock.now()) is None
        breaker.failed(clock.now())
    assert breaker.closed_for(clock.now()) == timedelta(seconds=5)
    clock.advance(5)
    assert breaker.closed_for(clock.now()) is None, "one may try"
    assert breaker.closed_for(clock.now()) is not None, "and no other meanwhile"
    breaker.failed(clock.now())
    assert breaker.closed_for(clock.now()) == timedelta(seconds=10)
    clock.advance(10)
    assert breaker.closed_for(clock.now()) is None
    breaker.let_go()
    assert breaker.closed_for(clock.now()) is None, "the trial came to no end: another may"
    breaker.failed(clock.now())
    assert breaker.closed_for(clock.now()) == timedelta(seconds=12)
    clock.advance(12)
    assert breaker.closed_for(clock.now()) is None
    breaker.went_well()
    breaker.failed(clock.now())
    assert breaker.closed_for(clock.now()) is None
