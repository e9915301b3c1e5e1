"""Which words ask for one's place in the queue, and which codes check in."""

import pytest

from bot.flows.hall import asks_for_place, scene_of


@pytest.mark.parametrize(
    "text",
    [
        "前面还有几个人",
        "前面还有多少人？",
        "前面几个人",
        "排到我了吗",
        "到我了没",
        "我的号",
        "还要等多久",
        "请问前面还有几个人呀",
        "叫到几号了",
        "我排第几",
    ],
)
def test_asks(text: str):
    assert asks_for_place(text)


@pytest.mark.parametrize(
    "text",
    [
        "身份证丢了怎么办",
        "办身份证要等多久",
        "我的号码被别人用了",
        "前面的路怎么走",
        "我的驾照到期了吗",
        "排水许可证",
        "要多久",
    ],
)
def test_asks_for_something_else(text: str):
    assert not asks_for_place(text)


def test_scenes():
    assert scene_of("hall:centre") == scene_of("qrscene_hall:centre") == "centre"
    assert not scene_of("venue:centre")
    assert not scene_of("hall:../x")
