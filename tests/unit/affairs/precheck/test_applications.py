"""The table of applications: each gives exactly its list, in words that tell nobody's secrets."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from affairs import precheck
from affairs.precheck import Dependence, Finding, check_fields, check_slots, examine
from knowledge.catalogue import Catalogue
from knowledge.forms import FieldType, Form
from knowledge.importers import read, sample_path
from knowledge.regions import RegionTree
from tests.applications import Case, cases

CASES = list(cases())


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read([sample_path()]).catalogue


@pytest.fixture(scope="module")
def regions(catalogue: Catalogue) -> RegionTree:
    return RegionTree.of(catalogue)


def told(findings: tuple[Finding, ...]) -> list[str]:
    return [f"{found.severity} {found.place} {found.rule}" for found in findings]


def personal(case: Case, form: Form) -> set[str]:
    """What identifies somebody, as it was answered."""
    kinds = {FieldType.NAME, FieldType.ID_NUMBER, FieldType.MOBILE, FieldType.BANK_CARD, FieldType.CREDIT_CODE}
    answered = {case.answers.get(field.key) for field in form.fields() if field.type in kinds}
    return {text for text in answered if isinstance(text, str) and len(text) > 1}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_exactly_its_list_is_found(case: Case, catalogue: Catalogue, regions: RegionTree) -> None:
    findings = case.findings(catalogue, regions)
    assert told(findings) == case.expected
    secrets = personal(case, case.form(catalogue))
    for found in findings:
        for text in (found.message, found.remedy):
            assert text.endswith(("。", "？")), text
            assert not any(secret in text for secret in secrets), text
        assert found.source


def test_the_table_is_large_and_every_rule_of_every_form_is_broken_in_it(catalogue: Catalogue) -> None:
    assert sum(bool(case.expected) for case in CASES) >= 120
    broken = {line.split()[-1] for case in CASES for line in case.expected}
    rules = {rule.id for form in catalogue.forms for rule in form.rules}
    assert rules - broken == set()


def test_every_way_to_fail_is_in_the_table() -> None:
    broken = {line.split()[-1] for case in CASES for line in case.expected}
    said = set(
        re.findall(
            r'"((?:id-number|credit-code|material|answer|address|date|number|bank-card|name)\.[a-z-]+)"',
            "".join(path.read_text() for path in Path(precheck.__file__).parent.glob("*.py")),
        )
    )
    assert said - broken == EDGES


EDGES = {"material.too-many-pages"}
"""Those that only unit tests reach: no form of the sample bounds pages from above."""


@pytest.mark.parametrize("case", [case for case in CASES if case.name.endswith("/good")], ids=lambda case: case.name)
def test_an_answer_taken_away_changes_only_what_depends_on_it(
    case: Case, catalogue: Catalogue, regions: RegionTree
) -> None:
    form = case.form(catalogue)
    dependence = Dependence.of(form)
    context, supplied, licences = case.context(regions), case.supplied, case.licences
    whole = examine(form, case.answers, context)
    before = {*check_fields(whole), *check_slots(whole, supplied, licences)}
    for key in case.answers:
        rest = examine(form, {other: value for other, value in case.answers.items() if other != key}, context)
        fields, slots = check_fields(rest), check_slots(rest, supplied, licences)
        affected = {f"materials.{slot}" for slot in dependence.affected_slots([key])}
        affected |= dependence.affected_fields([key]) | ({"situation"} if key in dependence.situation else set())
        rules = dependence.affected_rules([key])
        for found in before ^ {*fields, *slots}:
            place = re.split(r"\[", found.place)[0]
            assert place in affected or found.rule in rules, (key, found)
        only = check_slots(rest, supplied, licences, only=dependence.affected_slots([key]))
        assert set(only) <= set(slots)
        assert [each for each in slots if each.place in affected] == list(only)


LAID = [case for case in CASES if case.expected]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_an_answer_more_never_brings_up_what_has_nothing_to_do_with_it(
    data: st.DataObject, catalogue: Catalogue, regions: RegionTree
) -> None:
    case = data.draw(st.sampled_from(LAID))
    form, context = case.form(catalogue), case.context(regions)
    keys = sorted(field.key for field in form.fields())
    answers = {key: case.answers[key] for key in case.answers if data.draw(st.booleans())}
    key = data.draw(st.sampled_from(keys))
    more = data.draw(st.sampled_from([case.answers.get(key), "x", 0, True, [], None, "530102199003151238"]))
    before = set(check_fields(examine(form, {k: v for k, v in answers.items() if k != key}, context)))
    after = set(check_fields(examine(form, {**answers, key: more}, context)))
    dependence = Dependence.of(form)
    fields, rules = dependence.affected_fields([key]), dependence.affected_rules([key])
    for found in after - before:
        place = re.split(r"\[", found.place)[0]
        assert place in fields or found.rule in rules or (place == "situation" and key in dependence.situation)
