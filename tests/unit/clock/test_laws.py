"""Laws of the clock, over cases that nobody thought of."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from affairs.clock import (
    CHINA,
    NATIONAL,
    ClockEvent,
    ClockKind,
    Limits,
    SpecialProcedure,
    explain,
    limits,
    reckon,
    runs,
)
from affairs.clock.explain import Why
from affairs.clock.reckoning import Reckoning
from affairs.clock.stops import Span, united
from knowledge.guide import LimitUnit, TimeLimit

START = datetime(2025, 1, 1, tzinfo=CHINA)
moments = st.integers(0, 24 * 150).map(lambda hours: START + timedelta(hours=hours))
terms = st.builds(TimeLimit, st.integers(0, 45), st.sampled_from(LimitUnit))
maybe = st.none() | terms
procedures = st.sampled_from(SpecialProcedure)
kinds = st.sampled_from(
    (ClockKind.SUBMITTED, ClockKind.ACCEPTED, ClockKind.EXTENDED, ClockKind.DECIDED, ClockKind.WITHDRAWN)
)
LATER = START + timedelta(days=400)


@st.composite
def stops(draw: st.DrawFn) -> list[ClockEvent]:
    """A correction or a special procedure, ended or not, under a reference of its own."""
    ref = draw(st.uuids()).hex
    begin, end = sorted((draw(moments), draw(moments)))
    procedure = draw(st.none() | procedures)
    first, last = (
        (ClockKind.SPECIAL_STARTED, ClockKind.SPECIAL_ENDED)
        if procedure
        else (ClockKind.CORRECTION, ClockKind.RESUBMITTED)
    )
    started = ClockEvent(f"{ref}-", first, begin, ref, procedure)
    ended = ClockEvent(f"{ref}+", last, end, ref, procedure)
    return [started, ended] if draw(st.booleans()) else [started]


@st.composite
def stories(draw: st.DrawFn) -> list[ClockEvent]:
    """Events of one case, in any order and sense."""
    plain = draw(st.lists(st.tuples(kinds, moments, st.integers(0, 20), st.sampled_from(("", "案情复杂"))), max_size=5))
    events = [ClockEvent(f"e{n}", kind, at, days=days, reason=why) for n, (kind, at, days, why) in enumerate(plain)]
    for pair in draw(st.lists(stops(), max_size=4)):
        events.extend(pair)
    return events


def both(told: Limits) -> list[Reckoning]:
    return [term for term in (told.statutory, told.promised) if term]


def slow_due(term: TimeLimit, begun: date, spans: Sequence[Span], extended: int) -> date:
    """The definition: the first working day by whose end enough days were counted, and that no stop outlasts."""
    day, number = begun, 0
    while True:
        counts = NATIONAL.is_working(day) or term.unit is LimitUnit.CALENDAR_DAYS
        if day > begun and counts and not any(span.holds(day) for span in spans):
            number += 1
        done = number >= term.days + extended
        if done and NATIONAL.is_working(day) and not any(span.open_after(day) for span in spans):
            return day
        day += timedelta(days=1)


days = st.dates(date(2024, 6, 1), date(2026, 6, 1))
raw_spans = st.lists(
    st.tuples(days, st.integers(0, 40)).map(lambda at: Span(at[0], at[0] + timedelta(at[1]))), max_size=5
)


@given(terms, days, days, raw_spans, st.integers(0, 20))
def test_the_last_day_is_that_of_the_definition(
    term: TimeLimit, begun: date, until: date, spans: list[Span], extended: int
) -> None:
    told = reckon(term, begun, until, NATIONAL, spans=united(spans), extended=extended)
    assert told.due == slow_due(
        term, begun, [Span(max(s.start, begun), s.end) for s in spans if s.end > begun], extended
    )


@given(stories(), maybe, maybe, moments)
def test_the_explanation_adds_up(
    events: list[ClockEvent], statutory: TimeLimit | None, promised: TimeLimit | None, now: datetime
) -> None:
    told = limits(events, statutory, promised, NATIONAL, now)
    for term in both(told):
        listed = explain(term, told.stops, NATIONAL)
        assert [day.day for day in listed] == [term.begun + timedelta(n) for n in range(len(listed))]
        assert listed[-1].day == term.until
        assert listed[-1].number == sum(day.why is Why.COUNTED for day in listed) == term.used
        assert all(day.names for day in listed if day.why in {Why.STOPPED, Why.HOLIDAY})
        assert sum(run.days for run in runs(listed)) == len(listed)
        assert term.used + term.left >= term.allowed
        assert term.overdue == (term.left < 0) or not NATIONAL.is_working(term.until) or term.spans


@given(stories(), maybe, maybe, moments, moments)
def test_time_only_goes_on(
    events: list[ClockEvent], statutory: TimeLimit | None, promised: TimeLimit | None, one: datetime, other: datetime
) -> None:
    earlier, later = (limits(events, statutory, promised, NATIONAL, now) for now in sorted((one, other)))
    for name in ("statutory", "promised"):
        before, after = getattr(earlier, name), getattr(later, name)
        if before is None:
            continue
        assert before.used <= after.used
        assert before.due <= after.due
        assert before.extended <= after.extended
        listed = explain(before, earlier.stops, NATIONAL)
        again = explain(after, later.stops, NATIONAL)[: len(listed)]
        assert listed[:-1] == again[:-1], "what was told of a day that is over stays"


@given(st.data(), stories(), maybe, maybe, moments)
def test_the_order_and_number_of_arrivals_do_not_matter(
    data: st.DataObject,
    events: list[ClockEvent],
    statutory: TimeLimit | None,
    promised: TimeLimit | None,
    now: datetime,
) -> None:
    arrived = data.draw(
        st.permutations(events + data.draw(st.lists(st.sampled_from(events)) if events else st.just([])))
    )
    assert limits(arrived, statutory, promised, NATIONAL, now) == limits(events, statutory, promised, NATIONAL, now)


@given(stories(), stops(), terms)
@settings(max_examples=300)
def test_stopping_never_shortens(events: list[ClockEvent], stop: list[ClockEvent], term: TimeLimit) -> None:
    without = limits(events, term, term, NATIONAL, LATER)
    with_it = limits([*events, *stop], term, term, NATIONAL, LATER)
    for before, after in zip(both(without), both(with_it), strict=False):
        assert after.due >= before.due
        assert after.used <= before.used or after.begun < before.begun


@given(stories(), moments, st.integers(1, 30), terms)
@settings(max_examples=300)
def test_prolonging_never_shortens(events: list[ClockEvent], at: datetime, days: int, term: TimeLimit) -> None:
    plain = [event for event in events if event.kind is not ClockKind.EXTENDED]
    extension = ClockEvent("x", ClockKind.EXTENDED, at, days=days, reason="案情复杂")
    for before, after in zip(
        both(limits(plain, term, term, NATIONAL, LATER)),
        both(limits([*plain, extension], term, term, NATIONAL, LATER)),
        strict=True,
    ):
        assert after.due >= before.due
        assert after.used == before.used
        assert after.extended in {0, days}


@given(stories(), moments)
def test_both_limits_are_counted_alike(events: list[ClockEvent], now: datetime) -> None:
    told = limits(events, TimeLimit(20), TimeLimit(20), NATIONAL, now)
    assert told.statutory == told.promised


@given(stories(), moments, st.integers(0, 1000))
def test_a_moment_is_the_same_in_every_zone(events: list[ClockEvent], now: datetime, minutes: int) -> None:
    zone = timezone(timedelta(minutes=minutes % 1400 - 700))
    moved = [replace(event, at=event.at.astimezone(zone)) for event in events]
    one = limits(events, TimeLimit(20), TimeLimit(5), NATIONAL, now)
    other = limits(moved, TimeLimit(20), TimeLimit(5), NATIONAL, now.astimezone(zone))
    assert (one.statutory, one.promised, one.state) == (other.statutory, other.promised, other.state)
