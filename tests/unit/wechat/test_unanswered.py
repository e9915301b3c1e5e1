"""Messages whose process died after ``success``: when a worker answers them, and with what."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from affairs.outbox import PermanentFailure, TransientFailure
from affairs.ports import OutboxMessage
from bot.engine import Engine
from bot.messages import Incoming, Kind, Reply, ReplyKind
from integrations.memory import MemoryConversations
from integrations.wechat.delivery import LATE_REPLY
from integrations.wechat.render import parts_of
from integrations.wechat.unanswered import PATIENCE_S, TRIES, UNANSWERED, Unanswered
from knowledge.importers import read, sample_path
from knowledge.snapshot import Snapshot
from tests.dialogue import Notebook, RememberedRegions, StandingClock
from tests.wechat import USER, TestClock

ANSWER = Reply(ReplyKind.ANSWER, "三个工作日")
ASKED = Incoming("wechat", USER, Kind.TEXT, "北湖区养犬登记证办理几天", message_key="4711", latitude=43.8)


class Worker:
    """The handler with an outbox in a list."""

    def __init__(self, reply: Reply = ANSWER) -> None:
        self.clock, self.reply = TestClock(), reply
        self.asked: list[Incoming] = []
        self.rows: dict[str, tuple[str, Any]] = {}
        self.handler = Unanswered(self.respond, parts_of, self.put, self.clock.now)
        self.created = self.clock.now()

    async def respond(self, incoming: Incoming) -> Reply:
        self.asked.append(incoming)
        return self.reply

    async def put(self, kind: str, key: str, payload: Any) -> bool:
        return self.rows.setdefault(key, (kind, payload))[1] is payload

    async def carry_out(self, payload: Any = None, *, after: float = PATIENCE_S, attempts: int = 1) -> None:
        self.clock.at = self.created + timedelta(seconds=after)
        payload = payload if payload is not None else {"message": msgspec.to_builtins(ASKED)}
        await self.handler(OutboxMessage(1, UNANSWERED, "wechat:4711?", payload, attempts, self.created))


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return Snapshot.of(read([sample_path()]).catalogue)


async def test_the_reply_goes_where_its_process_would_have_put_it() -> None:
    worker = Worker()
    await worker.carry_out()
    await worker.carry_out(attempts=2)
    assert worker.asked == [ASKED, ASKED]
    assert worker.rows == {"wechat:4711": (LATE_REPLY, {"openid": USER, "parts": ["三个工作日"]})}


async def test_the_process_has_its_time() -> None:
    worker = Worker()
    with pytest.raises(TransientFailure) as failure:
        await worker.carry_out(after=PATIENCE_S - 1)
    assert failure.value.due == worker.created + timedelta(seconds=PATIENCE_S)
    assert worker.asked == []


async def test_while_nothing_is_said_it_is_tried_a_few_times() -> None:
    worker = Worker(Reply(ReplyKind.SILENT))
    for attempt in range(1, TRIES):
        with pytest.raises(TransientFailure):
            await worker.carry_out(attempts=attempt)
    await worker.carry_out(attempts=TRIES)
    assert worker.rows == {}


@pytest.mark.parametrize("payload", [{}, {"message": None}, {"message": {"channel": 1}}])
async def test_what_is_no_message_is_given_up(payload: dict[str, Any]) -> None:
    with pytest.raises(PermanentFailure):
        await Worker().carry_out(payload)


async def test_after_48_hours_it_is_over() -> None:
    with pytest.raises(PermanentFailure):
        await Worker().carry_out(after=48 * 3600 + 1)


async def test_a_reply_that_was_worked_out_and_not_enqueued_is_said_as_it_was(snapshot: Snapshot) -> None:
    """The process died between the two: the conversation has the answer, and a repetition of it says nothing."""
    kept = MemoryConversations()
    engine = Engine(lambda: snapshot, kept, recorder=Notebook(), preferences=RememberedRegions(), clock=StandingClock())
    said = await engine.respond(ASKED, late=lambda: True)
    worker = Worker()
    worker.handler = Unanswered(engine.respond, parts_of, worker.put, worker.clock.now)
    await worker.carry_out()
    assert worker.rows["wechat:4711"][1]["parts"] == list(parts_of(said))
