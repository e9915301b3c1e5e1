"""Which first messages are a wish for a place at a window, and which only speak of a time."""

import csv
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from affairs.clock import CHINA, NATIONAL
from bot.booking.signs import _wants
from bot.understand import Intent

DATA = Path(__file__).parents[2] / "data"


def wants(words: str) -> bool:
    understanding = SimpleNamespace(text=words, intent=Intent.ASK, facets=())
    turn = SimpleNamespace(
        understanding=understanding,
        now=datetime(2026, 11, 27, 10, tzinfo=CHINA),
        setting=SimpleNamespace(calendar=NATIONAL),
        session=SimpleNamespace(focus=None),
    )
    return _wants(turn)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "words", ["明天下午能办身份证吗", "下周三上午去办护照", "国庆后第一个工作日可以办居住证吗", "预约办护照"]
)
def test_a_time_to_come_is_a_wish(words: str):
    assert wants(words)


@pytest.mark.parametrize("name", ["sample_questions_A.tsv", "sample_questions_B.tsv"])
def test_a_question_in_which_a_time_is_told_is_none(name: str):
    with (DATA / name).open(encoding="utf-8") as lines:
        questions = [row[0] for row in csv.reader(lines, delimiter="\t")][1:]
    assert [each for each in questions if wants(each)] == []
