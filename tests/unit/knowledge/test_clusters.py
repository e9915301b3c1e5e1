"""Questions alike come together, always the same way, and fast."""

import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.clusters import cluster, likeness

PASSPORT = ["护照丢了怎么补", "我的护照丢了", "护照丢了咋补办"]
HEATING = ["暖气费在哪交", "交暖气费去哪"]


def test_the_like_come_together_and_the_unlike_do_not() -> None:
    texts = [PASSPORT[0], HEATING[0], PASSPORT[1], "养狗要办证吗", HEATING[1], PASSPORT[2]]
    assert cluster(texts) == [[0, 2, 5], [1, 4], [3]]


def test_likeness_of_the_same_and_of_the_unlike() -> None:
    assert likeness("护照丢了", "护照丢了") > 0.99
    assert likeness("護照丟了", "护照丢了") > 0.99, "Traditional is the same"
    assert likeness("护照丢了", "暖气费在哪交") == 0.0
    assert likeness("", "护照") == 0.0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("护照丢了暖气费交办 a", max_size=8), max_size=20))
def test_every_text_is_in_exactly_one_cluster_and_runs_agree(texts: list[str]) -> None:
    clusters = cluster(texts)
    assert sorted(number for members in clusters for number in members) == list(range(len(texts)))
    assert clusters == cluster(texts)


def test_thousands_take_less_than_a_second() -> None:
    chooser = random.Random(7)
    words = [
        "身份证",
        "护照",
        "户口",
        "医保",
        "社保",
        "公积金",
        "驾照",
        "房产证",
        "居住证",
        "丢",
        "过期",
        "转移",
        "报销",
        "注销",
        "老人",
        "孩子",
    ]
    texts = ["".join(chooser.choices(words, k=chooser.randint(2, 5))) for _ in range(4000)]
    started = time.process_time()
    cluster(texts)
    assert time.process_time() - started < 3, "a slow machine's bound; about 0.5 s otherwise"
