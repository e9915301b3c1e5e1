"""Links to appointments open for whoever was given them, and for nobody who makes one up."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from affairs.clock import CHINA
from handlers.place_links import PlaceLinks
from tests.clocks import HandClock

NOW = datetime(2026, 3, 2, 9, tzinfo=CHINA)


@dataclass
class Made:
    """As much of an appointment as a link needs."""

    id: str = "YY20260305AbCdEf"
    day: date = date(2026, 3, 5)


def links(*secrets: str, now: datetime = NOW) -> PlaceLinks:
    return PlaceLinks(secrets, HandClock(now))


def mark(made: Any = None, *secrets: str) -> str:
    return links(*(secrets or ("one",))).path(cast("Any", made or Made())).removeprefix("/places/")


def test_a_link_opens_until_a_week_after_its_day() -> None:
    assert links("one").opened(mark()) == Made().id
    assert links("one", now=datetime(2026, 3, 12, 23, tzinfo=CHINA)).opened(mark()) == Made().id
    assert links("one", now=datetime(2026, 3, 13, 0, tzinfo=CHINA)).opened(mark()) is None


def test_the_former_key_still_opens() -> None:
    assert links("two", "one").opened(mark()) == Made().id
    assert links("two", "").opened(mark()) is None


@given(st.text(max_size=200))
def test_nothing_made_up_opens(text: str) -> None:
    assert links("one").opened(text) is None
    assert links("one").opened(f"{mark()}{text}") == (Made().id if not text else None)


@pytest.mark.parametrize("place", range(len(mark())))
def test_a_changed_character_opens_nothing(place: int) -> None:
    whole = mark()
    other = "0" if whole[place] != "0" else "1"
    changed = whole[:place] + other + whole[place + 1 :]
    assert links("one").opened(changed) is None
