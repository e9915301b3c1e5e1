"""The ledger of messages to approval systems, on SQLite and PostgreSQL alike."""

import asyncio
from datetime import timedelta

import pytest

from affairs.approval.ledger import LedgerKey, LedgerState
from affairs.approval.messages import MessageLedger
from affairs.ports import UnitOfWorkFactory
from tests.clocks import HandClock

KEY = LedgerKey("centre", "YJ202603020001", "submit")


@pytest.fixture
def ledger(uow_factory: UnitOfWorkFactory, clock: HandClock) -> MessageLedger:
    return MessageLedger(uow_factory, clock)


async def test_a_message_that_was_acknowledged_is_never_open_again(ledger: MessageLedger) -> None:
    first = await ledger.begin(KEY)
    assert (first.state, first.attempts) == (LedgerState.PENDING, 0)
    await ledger.settle(KEY, LedgerState.SENT, error="没有应答")
    second = await ledger.begin(KEY)
    assert (second.state, second.attempts, second.error) == (LedgerState.SENT, 1, "没有应答")
    await ledger.settle(KEY, LedgerState.ACKED, answer={"receipt_no": "S1"})
    await ledger.settle(KEY, LedgerState.DEAD, error="an attempt that came back late")
    third = await ledger.begin(KEY)
    assert (third.state, third.attempts, third.answer) == (LedgerState.ACKED, 2, {"receipt_no": "S1"})


@pytest.mark.parametrize("state", [LedgerState.REJECTED, LedgerState.DEAD])
async def test_a_message_that_failed_for_good_can_be_begun_by_hand(ledger: MessageLedger, state: LedgerState) -> None:
    await ledger.begin(KEY)
    await ledger.settle(KEY, state, error="字段“区划”不能为空")
    before = await ledger.begin(KEY)
    assert (before.state, before.error) == (state, "字段“区划”不能为空")
    (line,) = await ledger.of_case("centre", KEY.application_no)
    assert (line.state, line.attempts) == (LedgerState.SENT, 2)


async def test_two_that_begin_at_once_are_two_attempts(ledger: MessageLedger) -> None:
    seen = await asyncio.gather(*(ledger.begin(KEY) for _ in range(5)))
    assert sorted(entry.attempts for entry in seen) == [0, 1, 2, 3, 4]


async def test_lines_are_listed_by_case_and_by_state(
    ledger: MessageLedger, uow_factory: UnitOfWorkFactory, clock: HandClock
) -> None:
    for number, message in enumerate(("basic", "proc/1", "done")):
        key = LedgerKey("province", "A1", message)
        await ledger.begin(key)
        await ledger.settle(key, (LedgerState.ACKED, LedgerState.DEAD, LedgerState.SENT)[number])
        clock.advance(1)
    await ledger.begin(LedgerKey("province", "A2", "basic"))
    assert [line.key.message for line in await ledger.of_case("province", "A1")] == ["basic", "proc/1", "done"]
    async with uow_factory() as uow:
        assert [line.key.message for line in await uow.ledger.in_state(LedgerState.DEAD, 10)] == ["proc/1"]
        assert not await uow.ledger.in_state(LedgerState.DEAD, 10, system="centre")
        assert await uow.ledger.counts() == {
            ("province", LedgerState.ACKED): 1,
            ("province", LedgerState.DEAD): 1,
            ("province", LedgerState.SENT): 2,
        }
        assert await uow.ledger.purge(clock.now() + timedelta(days=1)) == 1
        assert await uow.ledger.entry(LedgerKey("province", "A1", "basic")) is None


async def test_a_nonce_is_good_once_until_it_expires(ledger: MessageLedger, clock: HandClock) -> None:
    until = clock.now() + timedelta(minutes=10)
    used = await asyncio.gather(*(ledger.use_nonce("centre", "n1", expires_at=until) for _ in range(4)))
    assert sorted(used) == [False, False, False, True]
    assert await ledger.use_nonce("other", "n1", expires_at=until)
    clock.advance(601)
    assert await ledger.use_nonce("centre", "n1", expires_at=clock.now() + timedelta(minutes=10))


async def test_a_cursor_is_kept_with_what_it_stands_for(uow_factory: UnitOfWorkFactory, clock: HandClock) -> None:
    async with uow_factory() as uow:
        await uow.ledger.set_cursor("centre", "17", now=clock.now())
    async with uow_factory() as uow:
        assert await uow.ledger.cursor("centre") == ""
        await uow.ledger.set_cursor("centre", "18", now=clock.now())
        await uow.ledger.set_cursor("centre", "19", now=clock.now())
        await uow.commit()
    async with uow_factory(read_only=True) as uow:
        assert await uow.ledger.cursor("centre") == "19"


async def test_two_who_begin_the_same_several_wait_for_each_other_in_one_direction(
    uow_factory: UnitOfWorkFactory, clock: HandClock
) -> None:
    """Two processes, many messages, in whichever order they come: no deadlock, and each attempt is counted."""
    here, there = MessageLedger(uow_factory, clock), MessageLedger(uow_factory, clock)
    keys = [LedgerKey("centre", f"A{number:02}", "submit") for number in range(20)]
    await asyncio.gather(*(here.begin(key) for key in keys[5:10]))
    await here.settle(keys[5], LedgerState.ACKED, answer={"receipt_no": "S5"})
    for _ in range(5):
        begun = [(here.begin(key), there.begin(other)) for key, other in zip(keys, reversed(keys), strict=True)]
        await asyncio.gather(*(call for pair in begun for call in pair))
        settled = [
            (here.settle(key, LedgerState.SENT, error="没有应答"), there.settle(other, LedgerState.REJECTED))
            for key, other in zip(keys, reversed(keys), strict=True)
        ]
        await asyncio.gather(*(call for pair in settled for call in pair))
    async with uow_factory(read_only=True) as uow:
        lines = [await uow.ledger.entry(key) for key in keys]
    assert [line.attempts for line in lines if line] == [*[10] * 5, 1, *[11] * 4, *[10] * 10]
    assert lines[5] is not None
    assert (lines[5].state, lines[5].answer) == (LedgerState.ACKED, {"receipt_no": "S5"})
