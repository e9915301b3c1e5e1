"""One token request at a time, whatever happens to it."""

import asyncio

import pytest

from integrations.wechat.faults import SystemBusy
from integrations.wechat.tokens import AccessTokens, MemoryTokenStore, StoredToken
from tests.wechat import TestClock


class Asked:
    """A token source that counts, and can be held."""

    def __init__(self, life_s: float = 7200) -> None:
        self.count = 0
        self.life_s = life_s
        self.go = asyncio.Event()
        self.go.set()
        self.fault: Exception | None = None

    async def __call__(self) -> tuple[str, float]:
        self.count += 1
        number = self.count
        await self.go.wait()
        if self.fault:
            raise self.fault
        return f"token-{number}", self.life_s


class AwayStore(MemoryTokenStore):
    """A store that cannot be reached."""

    async def read(self, account: str) -> StoredToken | None:
        raise ConnectionError

    drop = write = acquire = release = read


async def test_fifty_callers_one_request():
    asked, clock = Asked(), TestClock()
    tokens = AccessTokens("app", asked, MemoryTokenStore(), clock)
    asked.go.clear()
    callers = [asyncio.create_task(tokens.get()) for _ in range(50)]
    await asyncio.sleep(0)
    asked.go.set()
    assert set(await asyncio.gather(*callers)) == {"token-1"}
    assert asked.count == 1
    clock.advance(7200 - 61)
    assert await tokens.get() == "token-1"
    clock.advance(2)
    assert set(await asyncio.gather(*(tokens.get() for _ in range(50)))) == {"token-2"}


async def test_fifty_refusals_of_one_token_ask_once():
    asked = Asked()
    tokens = AccessTokens("app", asked, MemoryTokenStore(), TestClock())
    old = await tokens.get()

    async def refused_and_again() -> str:
        await tokens.refused(old)
        return await tokens.get()

    assert set(await asyncio.gather(*(refused_and_again() for _ in range(50)))) == {"token-2"}
    await tokens.refused(old)
    assert await tokens.get() == "token-2"
    assert asked.count == 2


async def test_a_failed_request_fails_all_who_waited_and_is_not_kept():
    asked = Asked()
    tokens = AccessTokens("app", asked, MemoryTokenStore(), TestClock())
    asked.fault = SystemBusy(-1)
    results = await asyncio.gather(*(tokens.get() for _ in range(50)), return_exceptions=True)
    assert all(isinstance(each, SystemBusy) for each in results)
    assert asked.count == 1
    asked.fault = None
    assert await tokens.get() == "token-2"


async def test_a_caller_that_gives_up_does_not_end_it_for_the_others():
    asked = Asked()
    tokens = AccessTokens("app", asked, MemoryTokenStore(), TestClock())
    asked.go.clear()
    first, second = asyncio.create_task(tokens.get()), asyncio.create_task(tokens.get())
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    asked.go.set()
    assert await second == "token-1"


async def test_two_processes_share_through_the_store():
    asked, store, clock = Asked(), MemoryTokenStore(), TestClock()
    one, other = (AccessTokens("app", asked, store, clock) for _ in range(2))
    assert await one.get() == await other.get() == "token-1"
    await one.refused("token-1")
    assert await one.get() == "token-2"
    await other.refused("token-1")
    assert await other.get() == "token-2"
    assert asked.count == 2


async def test_without_the_store_each_asks_for_itself():
    asked = Asked()
    tokens = AccessTokens("app", asked, AwayStore(), TestClock())
    assert await tokens.get() == await tokens.get() == "token-1"
    await tokens.refused("token-1")
    assert await tokens.get() == "token-2"


async def test_a_token_is_never_shown():
    assert "secret-value" not in repr(StoredToken("secret-value", TestClock().now()))


async def test_a_short_life_is_asked_for_again():
    asked = Asked(life_s=0)
    tokens = AccessTokens("app", asked, MemoryTokenStore(), TestClock())
    assert await tokens.get() == "token-1"
    asked.fault = SystemBusy(-1)
    with pytest.raises(SystemBusy):
        await tokens.get()
