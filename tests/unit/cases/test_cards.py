"""When cards are due."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from affairs.approval.updates import UpdateKind
from affairs.cases.case import Case, CaseEvent
from affairs.cases.story import position
from affairs.cases.timing import case_limits
from affairs.clock import CHINA, NATIONAL, reckon
from affairs.supervision.cards import Level, Term, planned, predicted_day
from affairs.supervision.stages import stage_term
from affairs.supervision.thresholds import Thresholds
from knowledge.guide import LimitUnit, TimeLimit
from tests.cases import GUIDE, ITEM, MONDAY, update

CASE = Case("SB1", "c1", ITEM, "食品经营许可", MONDAY, MONDAY, statutory=GUIDE.statutory, promised=GUIDE.promised)


def plan(
    *told: tuple[UpdateKind, float],
    days: float = 0.5,
    thresholds: Thresholds | None = None,
    history: list[int] | None = None,
):
    """The cards as days, by term and level."""
    events = [CaseEvent(update(kind, day, special="听证" if "special" in kind else ""), MONDAY) for kind, day in told]
    at = position(events)
    case = replace(
        CASE, phase=at.phase, waiting=at.waiting, stage=at.stage, stage_since=at.since, accepted_at=at.accepted_at
    )
    now = MONDAY + timedelta(days=days)
    limits = case_limits(case, events, NATIONAL, now)
    stage = stage_term(case, GUIDE, limits, NATIONAL, now)
    cards = planned(limits, stage, thresholds or Thresholds(), history or [], NATIONAL)
    return {(card.term, card.level): card.day for card in cards}


def march(day: int) -> date:
    return date(2026, 3, day)


def test_an_authority_that_says_nothing_gets_cards_for_acceptance():
    # handed in on Monday the 2nd: five working days end on Monday the 9th
    assert plan() == {(Term.ACCEPTANCE, Level.YELLOW): march(6), (Term.ACCEPTANCE, Level.RED): march(10)}


def test_an_accepted_case_gets_cards_for_its_stage_and_for_the_whole():
    told = plan((UpdateKind.ACCEPTED, 1), days=1.5)
    assert told == {
        (Term.STAGE, Level.YELLOW): march(9),  # 审核 4 days from the 3rd: the 9th is the last; 0.8 of four is four
        (Term.STAGE, Level.RED): march(10),
        (Term.PROMISED, Level.YELLOW): march(13),
        (Term.PROMISED, Level.RED): march(18),
        (Term.STATUTORY, Level.YELLOW): march(25),
        (Term.STATUTORY, Level.RED): date(2026, 4, 1),
    }


def test_a_clock_that_stands_still_or_has_ended_deals_nothing():
    assert plan((UpdateKind.ACCEPTED, 1), (UpdateKind.SPECIAL_STARTED, 2), days=3) == {}
    assert plan((UpdateKind.CORRECTION_ASKED, 1), days=3) == {}
    assert plan((UpdateKind.ACCEPTED, 1), (UpdateKind.CLOSED, 2), days=3) == {}


def test_ratios_and_silence_are_the_items_own():
    early = plan((UpdateKind.ACCEPTED, 1), days=1.5, thresholds=Thresholds(0.5, 0.9, silence_grants=True))
    assert early[Term.PROMISED, Level.YELLOW] == march(10)
    assert early[Term.PROMISED, Level.RED] == march(17)  # more than nine of ten
    assert early[Term.STATUTORY, Level.GRANTED] == date(2026, 4, 1)
    with pytest.raises(ValueError, match="yellow"):
        Thresholds(1.2, 1.0)


def test_a_case_is_predicted_late_where_most_that_lasted_as_long_were():
    quick, slow = [3] * 30, [14] * 10
    told = plan((UpdateKind.ACCEPTED, 1), days=1.5, history=quick + slow)
    # after three days only the slow ones are left, and all of them were late
    assert told[Term.PROMISED, Level.PREDICTED] == march(6)
    assert (Term.PROMISED, Level.PREDICTED) not in plan((UpdateKind.ACCEPTED, 1), days=1.5, history=quick)
    assert (Term.PROMISED, Level.PREDICTED) not in plan((UpdateKind.ACCEPTED, 1), days=1.5, history=slow)


@given(
    st.integers(1, 40),
    st.integers(0, 60),
    st.sampled_from(list(LimitUnit)),
    st.lists(st.integers(0, 80), max_size=60),
    st.integers(0, 600),
)
def test_a_prediction_never_comes_before_today_and_cards_come_in_order(
    allowed: int, elapsed: int, unit: LimitUnit, history: list[int], start: int
):
    begun = date(2025, 1, 1) + timedelta(days=start)
    term = reckon(TimeLimit(allowed, unit), begun, begun + timedelta(days=elapsed), NATIONAL)
    day = predicted_day(term, history, NATIONAL)
    assert day is None or day >= term.until
    now = datetime.combine(term.until, datetime.min.time(), CHINA)
    case = replace(
        CASE,
        promised=TimeLimit(allowed, unit),
        statutory=None,
        submitted_at=datetime.combine(begun, datetime.min.time(), CHINA),
    )
    events = [CaseEvent(replace(update(UpdateKind.ACCEPTED), at=case.submitted_at), MONDAY)]
    limits = case_limits(case, events, NATIONAL, now)
    told = {card.level: card.day for card in planned(limits, None, Thresholds(), history, NATIONAL)}
    assert told[Level.YELLOW] <= told[Level.RED]
    assert limits.promised is not None
    assert told[Level.RED] == limits.promised.due + timedelta(days=1)
