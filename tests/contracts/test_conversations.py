"""What every store of conversations keeps: in-process, Redis, both databases, and Redis-else-database."""

import asyncio

import pytest

from bot.messages import Choice, GuideRef, Incoming, Link, Reply, ReplyKind
from bot.ports import Conversations, Seen
from bot.session import Focus, Offer, Session
from integrations.turns import CLAIM_SECONDS
from tests.clocks import HandClock

REPLY = Reply(
    ReplyKind.CHOICES,
    "您想办哪一项?\n「𠮷」",
    choices=(Choice(1, "身份证补领"), Choice(2, "身份证换领")),
    guides=(GuideRef("A-1", "身份证补领", "220102", "遗失", 0.5),),
    facets=("materials",),
    links=(Link("指南", "/guides/A-1"),),
)
SESSION = Session(
    region="220102",
    focus=Focus("A-1", facets=("materials", "fees")),
    offers=(Offer("item", "A-1", "身份证补领"),),
    data={"step": [1, {"x": None}]},
    last_question="身份证丢了怎么办 😀",
)


def message(key: str = "m1", user: str = "openid-1") -> Incoming:
    return Incoming("wechat", user, text="身份证", message_key=key)


async def test_a_first_message_is_fresh_and_has_no_session(conversations: Conversations) -> None:
    begun = await conversations.begin(message())
    assert (begun.seen, begun.session, begun.revision, begun.reply) == (Seen.FRESH, Session(), 0, None)


async def test_a_repetition_waits_and_then_gets_the_same_reply(conversations: Conversations) -> None:
    begun = await conversations.begin(message())
    assert (await conversations.begin(message())).seen is Seen.IN_PROGRESS
    assert await conversations.finish(message(), SESSION, begun.revision, REPLY)
    again = await conversations.begin(message())
    assert (again.seen, again.reply) == (Seen.DONE, REPLY)
    assert again.session == SESSION
    assert (await conversations.begin(message())).reply == REPLY


async def test_the_next_message_finds_the_session(conversations: Conversations) -> None:
    begun = await conversations.begin(message("m1"))
    await conversations.finish(message("m1"), SESSION, begun.revision, REPLY)
    second = await conversations.begin(message("m2"))
    assert (second.seen, second.session) == (Seen.FRESH, SESSION)
    assert second.revision != 0
    assert await conversations.finish(message("m2"), Session(region="x"), second.revision, REPLY)
    third = await conversations.begin(message("m3"))
    assert third.session == Session(region="x")
    assert third.revision not in {0, second.revision}


async def test_people_and_channels_do_not_see_each_other(conversations: Conversations) -> None:
    begun = await conversations.begin(message())
    await conversations.finish(message(), SESSION, begun.revision, REPLY)
    for other in (message(user="openid-2"), Incoming("api", "openid-1", message_key="m1")):
        begun = await conversations.begin(other)
        assert (begun.seen, begun.session) == (Seen.FRESH, Session())


async def test_a_message_without_a_key_is_always_fresh(conversations: Conversations) -> None:
    for _ in range(3):
        begun = await conversations.begin(message(""))
        assert begun.seen is Seen.FRESH
        assert await conversations.finish(message(""), SESSION, begun.revision, REPLY)
    await conversations.release(message(""))


async def test_of_two_messages_at_once_the_later_must_begin_anew(conversations: Conversations) -> None:
    first, second = await conversations.begin(message("m1")), await conversations.begin(message("m2"))
    assert await conversations.finish(message("m1"), SESSION, first.revision, REPLY)
    assert not await conversations.finish(message("m2"), Session(region="lost"), second.revision, REPLY)
    now = await conversations.reload(message("m2"))
    assert (now.seen, now.session) == (Seen.FRESH, SESSION)
    assert (await conversations.begin(message("m2"))).seen is Seen.IN_PROGRESS, "the claim is kept"
    assert await conversations.finish(message("m2"), Session(region="later"), now.revision, REPLY)
    assert (await conversations.begin(message("m3"))).session == Session(region="later")


async def test_reload_tells_when_somebody_else_has_answered(conversations: Conversations) -> None:
    begun = await conversations.begin(message())
    assert await conversations.finish(message(), SESSION, begun.revision, REPLY)
    now = await conversations.reload(message())
    assert (now.seen, now.reply) == (Seen.DONE, REPLY)


async def test_a_released_claim_may_be_taken_again(conversations: Conversations) -> None:
    await conversations.begin(message())
    await conversations.release(message())
    assert (await conversations.begin(message())).seen is Seen.FRESH


async def test_an_answered_message_is_not_released(conversations: Conversations) -> None:
    begun = await conversations.begin(message())
    await conversations.finish(message(), SESSION, begun.revision, REPLY)
    await conversations.release(message())
    assert (await conversations.begin(message())).seen is Seen.DONE


async def test_forgetting_erases_session_and_replies_even_in_mid_turn(conversations: Conversations) -> None:
    begun = await conversations.begin(message("m1"))
    await conversations.finish(message("m1"), SESSION, begun.revision, REPLY)
    under_way = await conversations.begin(message("m2"))
    await conversations.forget("wechat", "openid-1")
    assert not await conversations.finish(message("m2"), SESSION, under_way.revision, REPLY)
    begun = await conversations.begin(message("m1"))
    assert (begun.seen, begun.session, begun.revision) == (Seen.FRESH, Session(), 0)


async def test_of_many_at_once_exactly_one_is_fresh(conversations: Conversations) -> None:
    begun = await asyncio.gather(*(conversations.begin(message("m1")) for _ in range(12)))
    assert [each.seen for each in begun].count(Seen.FRESH) == 1
    assert {each.seen for each in begun} == {Seen.FRESH, Seen.IN_PROGRESS}


async def test_of_many_finishing_at_once_exactly_one_is_stored(conversations: Conversations) -> None:
    turns = [message(f"m{n}") for n in range(8)]
    begun = await asyncio.gather(*(conversations.begin(turn) for turn in turns))
    stored = await asyncio.gather(
        *(
            conversations.finish(turn, Session(region=turn.message_key), each.revision, REPLY)
            for turn, each in zip(turns, begun, strict=True)
        )
    )
    assert stored.count(True) == 1
    winner = turns[stored.index(True)]
    assert (await conversations.reload(message("new"))).session == Session(region=winner.message_key)


@pytest.mark.parametrize(
    "hostile", ["", "a" * 5000, "\0\n", "用户😀", "x\ud800y", "{a}", "*", "'; DROP TABLE conversations;--"]
)
async def test_any_name_and_text_is_taken(conversations: Conversations, hostile: str) -> None:
    incoming = Incoming("wechat", hostile, message_key=hostile)
    begun = await conversations.begin(incoming)
    reply = Reply(ReplyKind.ANSWER, hostile)
    assert await conversations.finish(incoming, Session(last_question=hostile), begun.revision, reply)
    again = await conversations.begin(incoming)
    assert again.seen is (Seen.DONE if hostile else Seen.FRESH)
    assert again.session.last_question.replace("?", "\ud800") == hostile.replace("?", "\ud800")


async def test_many_messages_of_one_person_stay_bounded(conversations: Conversations) -> None:
    for n in range(100):
        begun = await conversations.begin(message(f"m{n}"))
        assert await conversations.finish(message(f"m{n}"), SESSION, begun.revision, REPLY)
    assert (await conversations.begin(message("m99"))).seen is Seen.DONE


@pytest.mark.parametrize("conversation_store", ["memory", "sqlite", "postgresql", "sqlite-for-redis"], indirect=True)
class TestExpiry:
    """Times, in the stores whose clock a test can move; Redis's own: tests/integration/test_redis_expiry.py."""

    async def test_a_claim_of_one_who_died_expires(self, conversations: Conversations, clock: HandClock) -> None:
        begun = await conversations.begin(message())
        clock.advance(CLAIM_SECONDS - 1)
        assert (await conversations.begin(message())).seen is Seen.IN_PROGRESS
        clock.advance(1)
        assert (await conversations.begin(message())).seen is Seen.FRESH
        assert (await conversations.begin(message())).seen is Seen.IN_PROGRESS
        assert await conversations.finish(message(), SESSION, begun.revision, REPLY)

    async def test_a_reply_is_kept_ten_minutes(self, conversations: Conversations, clock: HandClock) -> None:
        begun = await conversations.begin(message())
        await conversations.finish(message(), SESSION, begun.revision, REPLY)
        clock.advance(599)
        assert (await conversations.begin(message())).seen is Seen.DONE
        clock.advance(1)
        again = await conversations.begin(message())
        assert (again.seen, again.session) == (Seen.FRESH, SESSION)

    async def test_a_session_is_kept_a_day_after_the_last_word(
        self, conversations: Conversations, clock: HandClock
    ) -> None:
        for n in range(3):
            begun = await conversations.begin(message(f"m{n}"))
            assert bool(begun.revision) is (n > 0)
            await conversations.finish(message(f"m{n}"), SESSION, begun.revision, REPLY)
            clock.advance(24 * 3600 - 1)
        late = await conversations.begin(message("late"))
        clock.advance(1)
        assert not await conversations.finish(message("late"), SESSION, late.revision, REPLY), "it expired meanwhile"
        now = await conversations.reload(message("late"))
        assert (now.session, now.revision) == (Session(), 0)
        assert await conversations.finish(message("late"), SESSION, 0, REPLY)
