"""The back-off's laws."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from affairs.outbox import Backoff

CHANCES = st.floats(0, 1)


@given(st.integers(1, 11), CHANCES)
def test_waits_are_spread_between_half_and_whole(attempt: int, chance: float) -> None:
    wait = Backoff().wait(attempt, chance=chance)
    whole = min(timedelta(minutes=15), timedelta(seconds=2) * 2 ** (attempt - 1))
    assert wait is not None
    assert whole / 2 <= wait <= whole


@given(st.integers(1, 10), CHANCES)
def test_later_attempts_never_wait_less(attempt: int, chance: float) -> None:
    assert Backoff().wait(attempt + 1, chance=chance) >= Backoff().wait(attempt, chance=chance)


@given(st.integers(1, 10_000), st.integers(1, 10_000))
def test_it_gives_up_after_its_attempts(attempt: int, attempts: int) -> None:
    assert (Backoff(attempts=attempts).wait(attempt) is None) is (attempt >= attempts)


def test_the_other_side_may_ask_for_more_patience() -> None:
    assert Backoff().wait(1, asked=timedelta(hours=2)) == timedelta(hours=2)
    assert Backoff().wait(5, asked=timedelta(seconds=1), chance=1.0) == timedelta(seconds=32)
