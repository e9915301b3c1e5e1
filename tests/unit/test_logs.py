"""Log lines: scrubbed in every corner, but for the number of the request itself."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.logs import REQUEST, number_event, scrub_event

PHONE = "13844001234"


@pytest.fixture(autouse=True)
def request_number() -> Iterator[None]:
    before = REQUEST.set("")
    yield
    REQUEST.reset(before)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text("0123456789abcdef", min_size=16, max_size=16) | st.just("a123456789012345"))
def test_the_number_of_a_request_is_logged_as_it_is_told_to_the_caller(number: str) -> None:
    REQUEST.set(number)
    event = scrub_event(None, "info", number_event(None, "info", {"event": "request"}))
    assert event["request"] == number


def test_nothing_else_passes_for_the_number_of_a_request() -> None:
    REQUEST.set("a123456789012345")
    event = scrub_event(
        None, "info", {"event": f"call {PHONE}", "request": PHONE, "deep": {"request": [PHONE, ("x", PHONE)]}, "n": 3}
    )
    assert PHONE not in str(event)
    assert event["n"] == 3
