"""The turn: once per message, whatever the stores do."""

import asyncio
import logging
from typing import Any

import pytest

from bot import phrases
from bot.engine import Engine
from bot.messages import Incoming, Kind, Reply, ReplyKind
from bot.ports import Begun, Seen
from bot.session import Session
from integrations.memory import MemoryConversations
from knowledge.match.parts import PARTS
from knowledge.snapshot import Snapshot
from tests.dialogue import Hall, Notebook, RememberedRegions, StandingClock


def engine_over(snapshot: Snapshot, conversations: Any, **more: Any) -> Engine:
    return Engine(
        lambda: snapshot,
        conversations,
        recorder=Notebook(),
        preferences=RememberedRegions(),
        clock=StandingClock(),
        **more,
    )


def message(text: str, key: str = "m1", user: str = "u") -> Incoming:
    return Incoming("test", user, text=text, message_key=key)


class Broken(MemoryConversations):
    """A store that fails at the named methods."""

    def __init__(self, *methods: str) -> None:
        super().__init__()
        self.methods = methods
        self.released = 0

    async def begin(self, incoming: Incoming) -> Begun:
        if "begin" in self.methods:
            raise ConnectionError("away, and here is a secret")
        return await super().begin(incoming)

    async def finish(self, incoming: Incoming, session: Session, revision: int, reply: Reply) -> bool:
        if "finish" in self.methods:
            raise ConnectionError("away")
        if "conflict" in self.methods:
            return False
        return await super().finish(incoming, session, revision, reply)

    async def release(self, incoming: Incoming) -> None:
        self.released += 1
        await super().release(incoming)


async def test_a_repeated_message_gets_the_same_reply_and_is_recorded_once(hall: Hall) -> None:
    first = await hall.engine.respond(message("北湖区养犬登记证办理要带什么"))
    again = await hall.engine.respond(message("北湖区养犬登记证办理要带什么"))
    assert first == again
    assert len(hall.notebook.questions) == 1


async def test_who_asks_what_was_asked_before_does_not_wait_for_who_asks_something_new(snapshot: Snapshot) -> None:
    done: list[str] = []

    class Noting(MemoryConversations):
        async def finish(self, incoming: Incoming, session: Session, revision: int, reply: Reply) -> bool:
            done.append(incoming.user)
            return await super().finish(incoming, session, revision, reply)

    engine = engine_over(snapshot, Noting())
    await engine.respond(message("北湖区养犬登记证办理要带什么", user="first"))
    new = engine.respond(message("净月区养犬登记证在哪办", user="new"))
    known = engine.respond(message("北湖区养犬登记证办理要带什么", user="known"))
    await asyncio.gather(new, known)
    assert done == ["first", "known", "new"]


async def test_a_repetition_waits_for_the_first_still_in_work(snapshot: Snapshot) -> None:
    conversations = MemoryConversations()
    begun = await conversations.begin(message("慢"))
    waiting = asyncio.create_task(engine_over(snapshot, conversations).respond(message("慢")))
    await asyncio.sleep(0)
    stored = Reply(ReplyKind.ANSWER, "先答的")
    assert await conversations.finish(message("慢"), Session(), begun.revision, stored)
    assert await waiting == stored


async def test_a_repetition_is_silent_when_the_first_takes_too_long(snapshot: Snapshot) -> None:
    conversations = MemoryConversations()
    await conversations.begin(message("慢"))
    reply = await engine_over(snapshot, conversations, wait=0.05).respond(message("慢"))
    assert reply.kind is ReplyKind.SILENT


async def test_a_late_reply_is_the_callers_and_is_shown_to_no_repetition(snapshot: Snapshot) -> None:
    conversations = MemoryConversations()
    late = False

    def one() -> Snapshot:
        nonlocal late
        late = True
        return snapshot

    engine = Engine(one, conversations, recorder=Notebook(), preferences=RememberedRegions(), clock=StandingClock())
    first = await engine.respond(message("北湖区养犬登记证办理几天"), late=lambda: late)
    assert "3个工作日" in first.text
    repeated = await engine_over(snapshot, conversations).respond(message("北湖区养犬登记证办理几天"))
    assert repeated.kind is ReplyKind.SILENT
    follow_up = await engine_over(snapshot, conversations).respond(message("要钱吗", "m2"))
    assert "不收费" in follow_up.text, "the conversation itself is kept"


async def test_a_reply_in_time_is_stored_as_it_is(snapshot: Snapshot) -> None:
    conversations = MemoryConversations()
    first = await engine_over(snapshot, conversations).respond(message("北湖区养犬登记证办理几天"), late=lambda: False)
    assert await engine_over(snapshot, conversations).respond(message("北湖区养犬登记证办理几天")) == first


async def test_another_message_meanwhile_means_answering_anew(snapshot: Snapshot) -> None:
    class Overtaken(MemoryConversations):
        times = 0

        async def finish(self, incoming: Incoming, session: Session, revision: int, reply: Reply) -> bool:
            self.times += 1
            if self.times == 1:
                other = message("南岭区", "other")
                begun = await super().begin(other)
                await super().finish(other, Session(region="102"), begun.revision, Reply(ReplyKind.SMALLTALK))
            return await super().finish(incoming, session, revision, reply)

    conversations = Overtaken()
    reply = await engine_over(snapshot, conversations).respond(message("养犬登记证办理多少钱"))
    assert conversations.times == 2
    assert "50元" in reply.text


async def test_endless_conflicts_still_answer_and_give_the_claim_back(snapshot: Snapshot) -> None:
    conversations = Broken("conflict")
    reply = await engine_over(snapshot, conversations).respond(message("北湖区养犬登记证办理几天"))
    assert "3个工作日" in reply.text
    assert conversations.released == 1


@pytest.mark.parametrize("failing", ["begin", "finish"])
async def test_without_its_store_the_bot_answers(snapshot: Snapshot, failing: str) -> None:
    reply = await engine_over(snapshot, Broken(failing)).respond(message("北湖区养犬登记证办理几天"))
    assert "3个工作日" in reply.text


async def test_a_fault_is_an_apology_logged_without_text_and_can_be_retried(
    snapshot: Snapshot, caplog: pytest.LogCaptureFixture
) -> None:
    conversations = MemoryConversations()

    def broken() -> Snapshot:
        raise RuntimeError("我叫张三")

    engine = Engine(broken, conversations, recorder=Notebook(), preferences=RememberedRegions(), clock=StandingClock())
    with caplog.at_level(logging.ERROR):
        reply = await engine.respond(message("我叫张三,给狗上户口"))
    assert reply.text == phrases.APOLOGY
    assert "张三" not in caplog.text
    assert (await conversations.begin(message("我叫张三,给狗上户口"))).seen is Seen.FRESH


async def test_what_is_recorded_leads_to_nobody(hall: Hall) -> None:
    await hall.engine.respond(message("我叫张三,手机13812345678,北湖区养犬登记证办理要带什么"))
    question = hall.notebook.questions[0]
    assert "张三" not in question.text
    assert "13812345678" not in question.text
    assert question.outcome == "answered"
    assert question.shown == ("dog",)
    assert question.catalogue_version == 3
    assert question.thread


async def test_the_district_outlives_the_session(hall: Hall) -> None:
    await hall.engine.respond(message("我在南岭区", "1"))
    assert hall.preferences.regions == {("test", "u"): "102"}
    hall.conversations = MemoryConversations()
    hall.engine._conversations = hall.conversations
    reply = await hall.engine.respond(message("养犬登记证办理几天", "2"))
    assert "5个工作日" in reply.text


@pytest.mark.parametrize("kind", [Kind.UNSUBSCRIBE, Kind.LOCATION_REPORT, Kind.OTHER_EVENT])
async def test_some_events_get_no_word(hall: Hall, kind: Kind) -> None:
    assert (await hall.engine.respond(Incoming("test", "u", kind))).kind is ReplyKind.SILENT


async def test_explains_itself_on_demand(hall: Hall) -> None:
    reply = await hall.engine.respond(message("养犬登记证办理多少钱"), explain=True)
    assert reply.explain["candidates"][0]["code"] == "dog"
    assert reply.explain["candidates"][0]["parts"]
    assert reply.explain["facets"] == ["fees"]
    assert set(reply.explain["candidates"][0]["parts"]) == set(PARTS)
    assert reply.explain["said"] == "养犬登记证办理多少钱"
    assert reply.explain["text"] == "养犬登记证办理"
    assert reply.explain["tokens"]
    assert 0 < reply.explain["margin"] <= reply.explain["meant"] <= 1
    assert reply.explain["vectors"] == "not needed"
    assert reply.explain["conversation"]["focus"] == ""
    again = await hall.engine.respond(message("那在哪办", "m3"), explain=True)
    assert "dog" in (again.explain["conversation"]["focus"], again.explain["conversation"]["pending"])
    assert not (await hall.engine.respond(message("谢谢", "m2"))).explain


async def test_many_at_once_answer_each_exactly_once(hall: Hall) -> None:
    incoming = [message("北湖区养犬登记证办理几天", f"m{n // 2}", f"u{n // 2}") for n in range(40)]
    replies = await asyncio.gather(*(hall.engine.respond(each) for each in incoming))
    assert all("3个工作日" in reply.text for reply in replies)
    assert len(hall.notebook.questions) == 20
