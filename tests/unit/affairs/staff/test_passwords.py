"""Passwords: which are accepted, and how they are looked at."""

import asyncio
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from affairs.errors import InvalidValue, TooManyRequests
from affairs.staff.passwords import QUEUE, Passwords, checked_password, temporary_password

GOOD = "Correct-Horse-7"


@pytest.mark.parametrize("word", [GOOD, "梅花香自苦寒来Ab1", "just a very long phrase", "Aa1!Aa2!Bb", "x1Y2z3W4v5"])
def test_good_ones(word: str):
    assert checked_password(word, "张敏") == word


@pytest.mark.parametrize(
    "word",
    [
        "",
        "Aa1!Aa1!",
        "onlysmallletters"[:12],
        "1234567890ab",
        "A" * 129,
        "Zhangmin-2026",
        "ＺＨＡＮＧＭＩＮ-2026a",
        "aaaaaaaaaaaaaaaaaa1A",
    ],
)
def test_bad_ones(word: str):
    with pytest.raises(InvalidValue) as refused:
        checked_password(word, "zhangmin", field="after")
    assert refused.value.field == "after"
    assert word == "" or word not in str(refused.value)


def test_temporary_ones_pass_and_differ():
    made = {temporary_password() for _ in range(200)}
    assert len(made) == 200
    assert all(checked_password(each, "demo") == each for each in made)


@pytest.fixture
def passwords() -> Passwords:
    return Passwords(passes=1, memory_kib=64)


@pytest.mark.parametrize("word", [GOOD, "密码密码密码", "e\u0301" * 10, "\ud800" * 12, ""])
async def test_what_was_hashed_matches_and_nothing_else(passwords: Passwords, word: str):
    stored = await passwords.hash(word)
    assert stored.startswith("$argon2id$")
    assert await passwords.matches(stored, word)
    assert not await passwords.matches(stored, word + "x")
    assert not await passwords.matches(None, word)
    assert not await passwords.matches("no hash", word)
    assert await passwords.hash(word) != stored, "salted"


async def test_composed_and_decomposed_are_one(passwords: Passwords):
    assert await passwords.matches(await passwords.hash("caf\u00e9-Password1"), "cafe\u0301-Password1")


@given(st.text(max_size=60))
def test_any_text_can_be_tried(word: str):
    async def tried() -> bool:
        return await Passwords(passes=1, memory_kib=8).matches(None, word)

    assert not asyncio.run(tried())


async def test_older_parameters_are_noticed(passwords: Passwords):
    stored = await passwords.hash(GOOD)
    assert not passwords.is_outdated(stored)
    stronger = Passwords(passes=2, memory_kib=64)
    assert stronger.is_outdated(stored)
    assert await stronger.matches(stored, GOOD)


async def test_an_unknown_name_takes_as_long_as_a_known_one():
    passwords = Passwords()
    stored = await passwords.hash(GOOD)

    async def quickest(secret: str | None) -> float:
        times = []
        for _ in range(5):
            started = time.process_time()
            await passwords.matches(secret, "Wrong-Horse-7")
            times.append(time.process_time() - started)
        return min(times)

    assert 0.6 < await quickest(None) / await quickest(stored) < 1.7


async def test_the_loop_goes_on_while_passwords_are_looked_at():
    passwords = Passwords()
    stored = await passwords.hash(GOOD)
    looking = asyncio.gather(*(passwords.matches(stored, GOOD) for _ in range(4)))
    turns = 0
    while not looking.done():
        await asyncio.sleep(0)
        turns += 1
    assert await looking == [True] * 4
    assert turns > 10


async def test_a_flood_is_told_to_come_back(passwords: Passwords):
    stored = await passwords.hash(GOOD)
    tried = await asyncio.gather(
        *(passwords.matches(stored, "wrong") for _ in range(3 * QUEUE)), return_exceptions=True
    )
    refused = [each for each in tried if isinstance(each, TooManyRequests)]
    assert len(refused) == 2 * QUEUE
    assert [each for each in tried if each is False] == [False] * QUEUE
    assert await passwords.matches(stored, GOOD), "and it is over when it is over"
