"""The laws of three-valued evaluation: it never fails, and what is known stays so whatever more is learned."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from knowledge.forms.conditions import All, AnyOf, Not
from knowledge.forms.evaluation import evaluate, full_years
from knowledge.forms.truth import all_of, any_of, not_
from knowledge.forms.values import Address, Facts
from tests.conditions_drawn import KEYS, conditions

truths = st.sampled_from([True, False, None])
several = st.lists(truths, max_size=5)
scalars = st.one_of(
    st.text(max_size=4),
    st.sampled_from(["530102199003151238", "2026-01-01"]),
    st.decimals(-1000, 1000, places=2),
    st.booleans(),
    st.dates(),
)
values = st.one_of(
    scalars,
    st.lists(st.text(max_size=2), max_size=3).map(tuple),
    st.builds(Address, st.lists(st.text(max_size=2), max_size=2).map(tuple), st.text(max_size=3)),
    st.lists(st.dictionaries(st.sampled_from(["x", "y"]), scalars), max_size=3).map(tuple),
)
answers = st.dictionaries(st.sampled_from(KEYS), values)
known = st.dictionaries(st.sampled_from(["citizen.name", "company.credit_code"]), st.text(max_size=3))


@given(conditions, answers, known, st.dates())
def test_any_condition_has_a_truth_whatever_the_facts(condition, answered, sources, today) -> None:
    assert evaluate(condition, Facts(today, answered, frozenset(answered), sources)) in {True, False, None}


@given(conditions, answers, st.sets(st.sampled_from(KEYS)), st.dates())
def test_more_values_only_settle_what_was_open(condition, answered, hidden, today) -> None:
    present = frozenset(answered)
    less = {key: value for key, value in answered.items() if key not in hidden}
    before = evaluate(condition, Facts(today, less, present))
    assert before in {None, evaluate(condition, Facts(today, answered, present))}


@given(several)
def test_de_morgan(given_truths) -> None:
    assert not_(all_of(given_truths)) == any_of(not_(truth) for truth in given_truths)
    assert not_(any_of(given_truths)) == all_of(not_(truth) for truth in given_truths)


@given(several, truths)
def test_order_does_not_matter_nor_saying_it_twice(given_truths, truth) -> None:
    assert all_of(given_truths) == all_of(reversed(given_truths)) == all_of([*given_truths, *given_truths])
    assert any_of(given_truths) == any_of(reversed(given_truths)) == any_of([*given_truths, *given_truths])
    assert not_(not_(truth)) is truth
    assert all_of([truth, True]) is truth is any_of([truth, False])


@given(st.lists(conditions, min_size=1, max_size=3).map(tuple), answers, st.dates())
def test_the_connectives_of_the_language_obey_them(of, answered, today) -> None:
    facts = Facts(today, answered, frozenset(answered))
    assert evaluate(Not(All(of)), facts) == evaluate(AnyOf(tuple(Not(each) for each in of)), facts)
    assert evaluate(Not(Not(of[0])), facts) == evaluate(of[0], facts)


def test_full_years_are_counted_as_the_law_counts_them() -> None:
    assert full_years(date(1946, 11, 27), date(2026, 11, 27)) == 80
    assert full_years(date(1946, 11, 28), date(2026, 11, 27)) == 79
    assert full_years(date(2004, 2, 29), date(2022, 2, 28)) == 17
    assert full_years(date(2004, 2, 29), date(2022, 3, 1)) == 18


def test_without_any_condition_it_holds() -> None:
    assert evaluate(None, Facts(date(2026, 1, 1))) is True
