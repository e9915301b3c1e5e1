"""Late replies: each part once, in order; what is retried and what is not."""

from collections import deque
from datetime import datetime, timedelta
from typing import Any

import pytest

from affairs.outbox import PermanentFailure, TransientFailure
from affairs.ports import OutboxMessage
from integrations.wechat.delivery import LATE_REPLY, LateReplies
from integrations.wechat.faults import (
    BEIJING,
    BackOff,
    CountExceeded,
    IpNotAllowed,
    NotSubscribed,
    QuotaExhausted,
    Rejected,
    SystemBusy,
    TokenRefused,
    Unreachable,
    WindowClosed,
    fault_of,
    retry_after,
)
from tests.wechat import USER, TestClock


class Outbox:
    """An outbox in a list, and a sender that fails as told."""

    def __init__(self) -> None:
        self.clock = TestClock()
        self.rows: deque[OutboxMessage] = deque()
        self.keys: set[str] = set()
        self.sent: list[str] = []
        self.faults: deque[Exception | None] = deque()
        self.handler = LateReplies(self, self.put, self.clock.now)

    async def put(self, kind: str, key: str, payload: Any) -> bool:
        if key in self.keys:
            return False
        self.keys.add(key)
        self.rows.append(OutboxMessage(len(self.keys), kind, key, payload, 0, self.clock.now()))
        return True

    async def send_text(self, openid: str, text: str) -> None:
        assert openid == USER
        fault = self.faults.popleft() if self.faults else None
        if fault:
            raise fault
        self.sent.append(text)

    async def run(self) -> None:
        while self.rows:
            await self.handler(self.rows[0])
            self.rows.popleft()


@pytest.fixture
async def outbox() -> Outbox:
    outbox = Outbox()
    await outbox.put(LATE_REPLY, "wechat:7", {"openid": USER, "parts": ["一", "二", "三"]})
    return outbox


async def test_parts_go_out_in_order(outbox):
    await outbox.run()
    assert outbox.sent == ["一", "二", "三"]
    assert outbox.keys == {"wechat:7", "wechat:7#1", "wechat:7#2"}


async def test_a_retry_does_not_repeat_earlier_parts(outbox):
    outbox.faults.extend([None, SystemBusy(-1)])
    with pytest.raises(TransientFailure):
        await outbox.run()
    await outbox.run()
    assert outbox.sent == ["一", "二", "三"]


async def test_a_part_sent_but_not_marked_is_not_sent_again(outbox):
    row = outbox.rows[0]
    await outbox.handler(row)
    await outbox.handler(row)
    assert outbox.sent == ["一"]
    assert len(outbox.rows) == 2


@pytest.mark.parametrize("kind", [WindowClosed, CountExceeded, NotSubscribed, Rejected])
async def test_permanent_faults_end_the_row(outbox, kind):
    outbox.faults.append(kind(45015))
    with pytest.raises(PermanentFailure) as caught:
        await outbox.run()
    assert USER not in str(caught.value)
    assert outbox.sent == []


@pytest.mark.parametrize("kind", [SystemBusy, BackOff, Unreachable, TokenRefused, IpNotAllowed, QuotaExhausted])
async def test_transient_faults_wait(outbox, kind):
    outbox.faults.append(kind(1))
    with pytest.raises(TransientFailure) as caught:
        await outbox.run()
    assert caught.value.retry_after is not None
    assert caught.value.retry_after >= timedelta(seconds=1)


async def test_two_days_later_it_is_over(outbox):
    outbox.clock.advance(48 * 3600 + 1)
    with pytest.raises(PermanentFailure):
        await outbox.run()


@pytest.mark.parametrize("payload", [{}, {"openid": USER}, {"openid": 1, "parts": []}, {"openid": "", "parts": ["a"]}])
async def test_a_broken_row_is_given_up(outbox, payload):
    with pytest.raises(PermanentFailure):
        await outbox.handler(OutboxMessage(1, LATE_REPLY, "k", payload, 0, outbox.clock.now()))


async def test_no_parts_is_done(outbox):
    await outbox.handler(OutboxMessage(1, LATE_REPLY, "k", {"openid": USER, "parts": []}, 0, outbox.clock.now()))
    assert outbox.sent == []


def test_waits():
    now = datetime(2026, 3, 4, 23, 59, tzinfo=BEIJING)
    assert retry_after(QuotaExhausted(45009), now, 3) == datetime(2026, 3, 5, 0, 5, tzinfo=BEIJING)
    assert retry_after(BackOff(45011), now, 0) == now + timedelta(seconds=10)
    assert retry_after(BackOff(45011), now, 2) == now + timedelta(seconds=40)
    assert retry_after(BackOff(45011), now, 10_000) == now + timedelta(hours=1)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (-1, SystemBusy),
        (40001, TokenRefused),
        (40014, TokenRefused),
        (42001, TokenRefused),
        (40164, IpNotAllowed),
        (43101, NotSubscribed),
        (45009, QuotaExhausted),
        (45011, BackOff),
        (45015, WindowClosed),
        (45047, CountExceeded),
        (40003, Rejected),
        (99999, Rejected),
    ],
)
def test_every_code_has_its_error(code, kind):
    fault = fault_of(code, "/cgi-bin/x")
    assert type(fault) is kind
    assert fault.code == code
