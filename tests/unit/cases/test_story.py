"""The story of a case: the same in every order of arrival, and never a step back."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from affairs.approval.updates import ProgressUpdate, UpdateKind
from affairs.cases.case import FINAL, CaseEvent, Phase, Standing, Waiting
from affairs.cases.story import Position, judged, position
from tests.cases import MONDAY, update

WHOLE = [
    update(UpdateKind.RECEIVED, 0.1),
    update(UpdateKind.CORRECTION_ASKED, 1),
    update(UpdateKind.CORRECTION_RECEIVED, 2),
    update(UpdateKind.ACCEPTED, 3),
    update(UpdateKind.SPECIAL_STARTED, 4, special="听证"),
    update(UpdateKind.SPECIAL_ENDED, 5, special="听证"),
    update(UpdateKind.REVIEWED, 6),
    update(UpdateKind.UNKNOWN, 6.5, foreign="会签中"),
    update(UpdateKind.APPROVED, 7),
    update(UpdateKind.CLOSED, 8),
    update(UpdateKind.DELIVERED, 9),
]
RANK = {phase: rank for rank, phase in enumerate(Phase)}


def recorded(updates: list[ProgressUpdate]) -> list[CaseEvent]:
    """As they are recorded one after another."""
    events: list[CaseEvent] = []
    for each in updates:
        events.append(CaseEvent(each, MONDAY, judged(each, events)))
    return events


def test_each_step_brings_the_case_to_its_phase():
    told = [position(recorded(WHOLE[: n + 1])) for n in range(len(WHOLE))]
    assert [each.phase for each in told] == [
        Phase.RECEIVED,
        Phase.RECEIVED,
        Phase.RECEIVED,
        *[Phase.ACCEPTED] * 3,
        Phase.REVIEWED,
        Phase.REVIEWED,
        Phase.APPROVED,
        Phase.CLOSED,
        Phase.DELIVERED,
    ]
    assert [n for n, each in enumerate(told) if each.waiting is Waiting.CORRECTION] == [1]
    assert [n for n, each in enumerate(told) if each.waiting is Waiting.SPECIAL] == [4]
    assert [each.foreign for each in told if each.foreign] == ["会签中"]
    assert told[-1].finished_at == MONDAY + timedelta(days=8)


@given(st.permutations(WHOLE))
def test_the_order_of_arrival_does_not_matter(arrived: list[ProgressUpdate]):
    events = recorded(arrived)
    assert position(events) == position(recorded(WHOLE))
    assert Standing.BACKWARD not in {event.standing for event in events}


KINDS = st.sampled_from(list(UpdateKind))


@given(st.lists(st.tuples(KINDS, st.integers(0, 40)), max_size=12, unique=True))
def test_whatever_comes_nothing_goes_back(drawn: list[tuple[UpdateKind, int]]):
    events: list[CaseEvent] = []
    before = Position()
    for kind, days in drawn:
        told = update(kind, days)
        events.append(CaseEvent(told, MONDAY, judged(told, events)))
        after = position(events)
        if before.phase in FINAL:
            assert after.phase in {before.phase, Phase.DELIVERED}
        else:
            assert after.phase in FINAL or RANK[after.phase] >= RANK[before.phase]
        if events[-1].standing is Standing.BACKWARD:
            assert after == before
        before = after


def test_what_would_go_back_is_refused_and_what_is_merely_late_is_told():
    accepted, reviewed = update(UpdateKind.ACCEPTED, 1), update(UpdateKind.REVIEWED, 3)
    events = recorded([accepted, reviewed])
    assert judged(update(UpdateKind.ACCEPTED, 4), events) is Standing.BACKWARD
    assert judged(update(UpdateKind.ACCEPTED, 2), events) is Standing.LATE
    assert judged(update(UpdateKind.CORRECTION_ASKED, 4), events) is Standing.APPLIED
    closed = recorded([accepted, reviewed, update(UpdateKind.CLOSED, 5)])
    assert judged(update(UpdateKind.REFUSED, 6), closed) is Standing.BACKWARD
    assert judged(update(UpdateKind.REFUSED, 4), closed) is Standing.BACKWARD  # a late one overturns no decision
    assert judged(update(UpdateKind.SPECIAL_STARTED, 6), closed) is Standing.BACKWARD
    assert judged(update(UpdateKind.DELIVERED, 6), closed) is Standing.APPLIED
    assert judged(update(UpdateKind.UNKNOWN, 6), closed) is Standing.UNKNOWN


def test_a_refusal_stays_one_when_it_is_closed_in_the_books():
    events = recorded([update(UpdateKind.ACCEPTED, 1), update(UpdateKind.REFUSED, 3), update(UpdateKind.CLOSED, 4)])
    assert position(events).phase is Phase.REFUSED
    assert position(events).finished_at == MONDAY + timedelta(days=3)


def test_accepting_a_case_takes_its_materials_as_complete():
    events = recorded([update(UpdateKind.CORRECTION_ASKED, 1), update(UpdateKind.ACCEPTED, 2)])
    assert position(events).waiting is Waiting.NOTHING
