"""What the record of questions shows to have gone wrong, and what the desk is told of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from affairs.desk_report import hot_items, report_of
from affairs.misses import MissKind, misses
from affairs.ports import AskedQuestion
from knowledge.catalogue import Catalogue
from knowledge.guide import Item, ItemState
from knowledge.learning import OutOfScope, RegressionQuestion
from knowledge.snapshot import Snapshot

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CATALOGUE = Catalogue(
    items=(
        Item("A", "居民身份证丢失补领", aliases=("身份证丢了",)),
        Item("B", "普通护照首次申请", aliases=("办护照",)),
        Item("C", "暂住证办理", state=ItemState.MERGED),
    )
)


def asked(minute: float, text: str, outcome: str, *shown: str, thread: str = "t", chosen: str = "") -> AskedQuestion:
    return AskedQuestion(
        START + timedelta(minutes=minute), "wechat", text, outcome, shown=shown, chosen=chosen, thread=thread
    )


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return Snapshot.of(CATALOGUE)


def report(questions: list[AskedQuestion], snapshot: Snapshot, *, private: bool = False, limit: int = 50):
    return report_of(questions, snapshot, START, START + timedelta(days=7), private=private, limit=limit)


def test_declined_is_unanswered_and_what_came_after_is_known() -> None:
    (miss,) = misses([
        asked(0, "卡片没了", "declined"),
        asked(0.5, "你好", "smalltalk"),
        asked(1, "身份证卡片没了", "clarified", "A", "B"),
        asked(2, "身份证卡片没了", "answered", "A", chosen="A"),
        asked(3, "转人工", "handover"),
    ])  # fmt: skip
    assert (miss.kind, miss.chosen, miss.human, miss.followed) == (MissKind.UNANSWERED, "A", True, "身份证卡片没了")


def test_options_are_a_miss_only_when_none_was_picked() -> None:
    shown = asked(0, "证", "clarified", "A", "B")
    assert not misses([shown, asked(1, "证", "answered", "A", chosen="A")])
    assert [miss.kind for miss in misses([shown])] == [MissKind.UNANSWERED]
    assert [miss.kind for miss in misses([shown, asked(1, "别的", "declined")])] == [MissKind.UNANSWERED] * 2
    assert [miss.kind for miss in misses([shown, asked(1, "证", "corrected", "A", "B")])] == [MissKind.MISREAD]
    assert not misses([asked(0, "办护照", "clarified", "B")]), "asking back for the district is no miss"


def test_asked_anew_in_other_words_is_misread_unless_it_is_another_matter_or_late() -> None:
    first = asked(0, "身份证卡片补一张", "answered", "B")
    again = asked(1, "补身份证卡片", "answered", "A")
    assert [(miss.kind, miss.chosen) for miss in misses([first, again])] == [(MissKind.MISREAD, "A")]
    assert not misses([first, replace(again, asked_at=START + timedelta(minutes=30))])
    assert not misses([first, asked(1, "结婚登记要带什么", "answered", "A")])
    assert not misses([first, asked(1, "补身份证卡片", "answered", "B")])
    assert not misses([first, replace(again, thread="another")])


def test_questions_without_a_thread_are_alone() -> None:
    assert len(misses([asked(0, "甲乙", "declined", thread=""), asked(1, "丙丁", "declined", thread="")])) == 2


def test_the_report_puts_the_like_together_and_suggests(snapshot: Snapshot) -> None:
    questions = [
        asked(0, "证件卡片没了咋整", "declined", thread="1"),
        asked(1, "补身份证", "answered", "A", thread="1", chosen="A"),
        asked(0, "证件卡片没了怎么办", "declined", thread="2"),
        asked(1, "转人工", "handover", thread="2"),
        asked(0, "证件卡片没了咋整", "declined", thread="3"),
        asked(0, "哪里有好吃的火锅", "declined", thread="3"),
        asked(2, "谢谢", "smalltalk", thread="3"),
    ]
    told = report(questions, snapshot)
    assert (told.asked, told.unanswered, told.misread) == (6, 4, 0)
    first = told.groups[0]
    assert (first.kind, first.count, first.threads, first.human) == (MissKind.UNANSWERED, 3, 3, 1)
    assert first.examples == ("证件卡片没了咋整", "证件卡片没了怎么办")
    assert (first.suggestions[0].code, first.suggestions[0].chosen) == ("A", 1)
    private = report(questions, snapshot, private=True)
    assert [group.count for group in private.groups] == [3]
    assert private.suppressed == 1
    assert len(report(questions, snapshot, limit=1).groups) == 1


def test_what_the_catalogue_has_learned_is_settled() -> None:
    learned = Snapshot.of(
        replace(
            CATALOGUE,
            regression=(RegressionQuestion("身份证丢了", ("A",)), RegressionQuestion("办护照", ("A",))),
            out_of_scope=(OutOfScope("彩票怎么买"),),
        )
    )
    questions = [
        asked(0, "身份证丢了", "declined", thread="1"),
        asked(0, "彩票怎么买呢", "declined", thread="2"),
        asked(0, "办护照", "corrected", "B", thread="3"),
    ]
    told = report(questions, learned)
    assert told.settled == 2
    assert [group.examples for group in told.groups] == [("办护照",)], "a mistake that still happens is not settled"
    assert told.groups[0].shown == "B"


def test_a_report_of_nothing(snapshot: Snapshot) -> None:
    told = report([], snapshot)
    assert (told.asked, told.groups) == (0, ())


def test_hot_items_count_threads_and_say_only_what_is_published(snapshot: Snapshot) -> None:
    questions = [
        *(asked(n, "我叫张三身份证丢了", "answered", "A", thread="1") for n in range(5)),
        asked(0, "身份证丢了呢", "answered", "A", thread="2"),
        asked(0, "护照", "clarified", "A", "B", thread="3"),
        asked(1, "护照", "answered", "B", thread="3", chosen="B"),
        asked(0, "暂住证", "answered", "C", thread="4"),
        asked(0, "没有了", "answered", "Z", thread="5"),
    ]
    hot = hot_items(questions, snapshot, 5)
    assert [(item.code, item.threads, item.wording) for item in hot] == [
        ("A", 2, "身份证丢了"),
        ("B", 1, "普通护照首次申请"),
    ]
    assert len(hot_items(questions, snapshot, 1)) == 1
