"""What expires and what is bounded in the in-process store; the rest is in the contract."""

import pytest

from bot.messages import Incoming, Reply, ReplyKind
from bot.ports import Seen
from bot.session import Session
from integrations.memory import MemoryConversations
from integrations.person_keys import PersonKeys
from tests.clocks import HandClock

REPLY = Reply(ReplyKind.ANSWER, "好", explain={"score": object()})


@pytest.fixture
def store(clock: HandClock) -> MemoryConversations:
    return MemoryConversations(limit=10, clock=clock)


async def turn(store: MemoryConversations, key: str = "m", user: str = "u") -> None:
    incoming = Incoming("wechat", user, message_key=key)
    begun = await store.begin(incoming)
    assert await store.finish(incoming, Session(region="r"), begun.revision, REPLY)


async def test_at_most_so_many_people_are_kept(store: MemoryConversations) -> None:
    for n in range(100):
        await turn(store, user=f"u{n}")
        await turn(store, user="regular", key=f"m{n}")
    assert len(store) == 10
    assert (await store.reload(Incoming("wechat", "regular"))).session == Session(region="r")


async def test_an_explanation_is_not_kept(store: MemoryConversations) -> None:
    await turn(store)
    assert (await store.begin(Incoming("wechat", "u", message_key="m"))).reply == Reply(ReplyKind.ANSWER, "好")


def test_names_tell_people_channels_and_secrets_apart() -> None:
    keys = PersonKeys("secret", "older", "")
    names = {
        keys.person("wechat", "u"),
        keys.person("api", "u"),
        keys.person("wechatu", ""),
        keys.person("wechat", "v"),
        PersonKeys("other").person("wechat", "u"),
        keys.message("u"),
    }
    assert len(names) == 6
    assert all(len(name) == 32 for name in names)
    assert keys.former("wechat", "u") == (PersonKeys("older").person("wechat", "u"),)
    assert keys.message("") == ""


async def test_seen_is_a_state_of_its_own(store: MemoryConversations) -> None:
    await turn(store)
    assert (await store.begin(Incoming("wechat", "u", message_key="m"))).seen is Seen.DONE
