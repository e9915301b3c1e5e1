"""What was said before is known, the oldest of it no longer; what people say of themselves is remembered nowhere."""

import gc
from datetime import datetime
from functools import _lru_cache_wrapper
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from affairs.clock import CHINA
from bot.answers.prose import full_width
from bot.capabilities import Capabilities
from bot.flows.turn import Setting
from bot.heard import Heard
from bot.messages import Incoming
from bot.router import receive
from bot.session import Session
from knowledge.snapshot import Snapshot

ABLE = Setting(capabilities=Capabilities(*[True] * 7))
NOW = datetime(2026, 11, 27, 10, tzinfo=CHINA)


@given(st.lists(st.text(max_size=3), max_size=40), st.integers(1, 5))
def test_a_text_is_new_once_until_enough_others_were_said(texts: list[str], limit: int) -> None:
    heard, kept = Heard(limit), list[str]()
    for text in texts:
        assert heard.first_time(text) is (text not in kept)
        if text not in kept:
            kept = [*kept, text][-limit:]


def caches() -> list[Any]:
    """Everything of the product that remembers what it is called with."""
    own = [each for each in gc.get_objects() if isinstance(each, _lru_cache_wrapper)]
    return [each for each in own if each.__module__.split(".")[0] in {"bot", "knowledge", "affairs", "integrations"}]


def stored(of: list[Any]) -> list[int]:
    """How many calls each has remembered so far; what it holds does not grow once it is full."""
    return [each.cache_info().misses for each in of]


@pytest.mark.parametrize("flow", ["book", "apply"])
@pytest.mark.parametrize("text", ["王小明", "11010519491231002X", "13812345678 王小明", "12月1日我在家"])
def test_what_is_typed_into_a_form_is_in_no_cache(snapshot: Snapshot, flow: str, text: str) -> None:
    session = Session(flow=flow, data={"book": {"mode": "identity", "items": ["x"]}} if flow == "book" else {})
    receive(Incoming("wechat", "o", text="别人先说的"), session, snapshot, NOW, ABLE)
    known = caches()
    before = stored(known)
    step = receive(Incoming("wechat", "o", text=text), session, snapshot, NOW, ABLE)
    if step.wants is None:
        pytest.skip("this is not taken as an answer of a form")
    grown = [each.__qualname__ for each, was, now in zip(known, before, stored(known), strict=True) if now > was]
    assert not grown


def test_somebodys_own_answer_is_not_remembered() -> None:
    known = caches()
    full_width("什么,都不是," * 20, shared=True)
    before = stored(known)
    full_width("您的办件已受理," * 20)
    assert stored(known) == before
    full_width("本事项免费办理," * 20, shared=True)
    assert sum(stored(known)) == sum(before) + 1
