"""How long one waits after wrong passwords, and how little strangers can do to a person."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from affairs.staff.lockout import POLICIES, REMEMBERED, Tally, TallyKind, charged, cleared, waiting
from tests.clocks import START

FRESH = {kind: Tally() for kind in TallyKind}
second = timedelta(seconds=1)


def fail(tallies, now, times=1):
    for _ in range(times):
        tallies = charged(tallies, now)
    return tallies


def test_the_first_mistakes_cost_nothing():
    assert waiting(fail(FRESH, START, 5), START) == timedelta(0)
    assert waiting(fail(FRESH, START, 6), START) == timedelta(seconds=30)
    assert waiting(fail(FRESH, START, 7), START) == timedelta(seconds=60)


def test_a_wait_that_is_over_is_over():
    assert waiting(fail(FRESH, START, 6), START + 31 * second) == timedelta(0)


@given(st.lists(st.integers(0, 4000), max_size=60))
def test_waits_are_bounded_and_never_negative(gaps):
    tallies, now = FRESH, START
    for gap in gaps:
        now += gap * second
        tallies = charged(tallies, now)
        assert timedelta(0) <= waiting(tallies, now) <= max(policy.longest for policy in POLICIES.values())


@given(st.integers(0, 200), st.integers(0, 200))
def test_more_failures_never_wait_less(fewer, more):
    for policy in POLICIES.values():
        assert policy.wait(min(fewer, more)) <= policy.wait(max(fewer, more)) <= policy.longest


@given(st.integers(1, 80), st.integers(0, 10**6))
def test_time_forgives(times, seconds):
    policy = POLICIES[TallyKind.PAIR]
    tally = Tally()
    for _ in range(times):
        tally = policy.after_failure(tally, START)
    later = policy.after_failure(tally, START + seconds * second)
    assert 1 <= later.failures <= tally.failures + 1
    assert policy.after_failure(tally, START + 100 * policy.forgiven).failures == 1


def test_strangers_everywhere_hold_a_person_up_for_a_minute_at_most():
    name = Tally()
    for _ in range(10_000):
        name = POLICIES[TallyKind.NAME].after_failure(name, START)
    assert waiting({**FRESH, TallyKind.NAME: name}, START) == timedelta(minutes=1)


def test_and_not_at_all_where_the_person_logged_in_before():
    name = Tally()
    for _ in range(10_000):
        name = POLICIES[TallyKind.NAME].after_failure(name, START)
    at_home = {**FRESH, TallyKind.PAIR: Tally(succeeded_at=START - timedelta(days=3)), TallyKind.NAME: name}
    assert waiting(at_home, START) == timedelta(0)
    long_ago = {**at_home, TallyKind.PAIR: Tally(succeeded_at=START - REMEMBERED - second)}
    assert waiting(long_ago, START) == timedelta(minutes=1)


def test_a_known_address_remembers_its_own_failures():
    at_home = {**FRESH, TallyKind.PAIR: Tally(last_at=START, succeeded_at=START)}
    assert waiting(fail(at_home, START, 8), START) == timedelta(minutes=2)


def test_success_forgets_the_name_and_gives_the_address_one_back():
    tried = fail(FRESH, START, 9)
    after = cleared(tried, START)
    assert after[TallyKind.PAIR] == Tally(last_at=START, succeeded_at=START)
    assert after[TallyKind.NAME].failures == 0
    assert after[TallyKind.ADDRESS].failures == 8, "an account of one's own does not wipe out what was tried on others"
    assert waiting(after, START) == timedelta(0)
