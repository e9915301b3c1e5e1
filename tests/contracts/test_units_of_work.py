"""What every repository keeps, on SQLite and PostgreSQL alike."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from affairs.ports import AskedQuestion, UnitOfWorkFactory

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


async def test_leaving_without_commit_rolls_back(uow_factory: UnitOfWorkFactory) -> None:
    async with uow_factory() as uow:
        await uow.outbox.put("late-reply", "a", {}, now=NOW)
    async with uow_factory(read_only=True) as uow:
        assert (await uow.outbox.counts())["pending"] == 0


async def test_an_error_rolls_back_and_is_passed_on(uow_factory: UnitOfWorkFactory) -> None:
    async def fail() -> None:
        async with uow_factory() as uow:
            await uow.outbox.put("late-reply", "a", {}, now=NOW)
            raise FileNotFoundError

    with pytest.raises(FileNotFoundError):
        await fail()
    async with uow_factory(read_only=True) as uow:
        assert (await uow.outbox.counts())["pending"] == 0


async def test_a_region_is_remembered_replaced_and_forgotten(uow_factory: UnitOfWorkFactory) -> None:
    for region in ("220102", "220103"):
        async with uow_factory() as uow:
            await uow.preferences.remember_region("wechat", "openid-1", region, now=NOW)
            await uow.commit()
    async with uow_factory() as uow:
        assert await uow.preferences.region("wechat", "openid-1") == "220103"
        assert await uow.preferences.region("wechat", "openid-2") == ""
        assert await uow.preferences.region("api", "openid-1") == ""
        people = [("wechat", "openid-2"), ("wechat", "openid-1"), ("wechat", "openid-1")]
        assert await uow.preferences.regions(people) == ["", "220103", "220103"]
        await uow.preferences.forget("wechat", "openid-1")
        assert await uow.preferences.region("wechat", "openid-1") == ""


async def test_questions_come_back_newest_first_by_pages(uow_factory: UnitOfWorkFactory) -> None:
    asked = [
        AskedQuestion(NOW + timedelta(minutes=n), "wechat", f"问题{n}\0\ud800", "declined", ("a", "b"), confidence=0.5)
        for n in range(5)
    ]
    async with uow_factory() as uow:
        await uow.questions.add_all([*asked, AskedQuestion(NOW, "api", "谢谢", "smalltalk")])
        await uow.commit()
    async with uow_factory() as uow:
        first = await uow.questions.recent(["declined"], 3)
        rest = await uow.questions.recent(["declined"], 3, before=first[-1].id)
        assert [question.text for question in (*first, *rest)] == [f"问题{n}?" for n in (4, 3, 2, 1, 0)]
        assert first[0].shown == ("a", "b")
        assert first[0].asked_at == NOW + timedelta(minutes=4)
        assert await uow.questions.purge(NOW + timedelta(minutes=2)) == 3


async def test_many_questions_are_stored_as_they_are(uow_factory: UnitOfWorkFactory) -> None:
    texts = ["", "'\"\\;--", "办证\n怎么办\t？", "𠮷😀", "[1, null]", "长" * 2000, "2026-03-02", "1e5", "null"]
    asked = [
        AskedQuestion(
            NOW + timedelta(microseconds=n), "wechat", text, "answered", tuple("甲乙"[: n % 3]), "c" * (n % 2),
            "2201", [None, 0.0, 1.0, 1 / 3, 0.1234567890123456][n % 5], 2**31 - 1, "t",
        )
        for n, text in enumerate(texts * 60)
    ]  # fmt: skip
    async with uow_factory() as uow:
        await uow.questions.add_all([])
        await uow.questions.add_all(asked)
        await uow.commit()
    async with uow_factory(read_only=True) as uow:
        kept = await uow.questions.of_thread("t", limit=10_000)
    assert [replace(each, id=0) for each in kept] == [replace(each, id=0) for each in asked]
    assert [each.id for each in kept] == sorted(each.id for each in kept)


async def test_writers_wait_for_each_other(uow_factory: UnitOfWorkFactory) -> None:
    async def read_then_write(n: int) -> None:
        async with uow_factory() as uow:
            await uow.outbox.counts()
            await uow.outbox.put("kind", f"key-{n}", {"n": n}, now=NOW)
            await uow.commit()

    await asyncio.gather(*(read_then_write(n) for n in range(40)))
    async with uow_factory(read_only=True) as uow:
        assert (await uow.outbox.counts())["pending"] == 40
