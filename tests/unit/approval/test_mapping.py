"""From our packet to a system's fields, and back: laws over all profiles, and payloads as they were recorded."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from affairs.approval.packet import IdType, StepOutcome, StepPlace
from affairs.approval.updates import UpdateKind
from integrations.approval.mapping import Scope, render
from integrations.approval.profile import load_profile, shipped_profiles
from integrations.approval.province.stages import gaps, stages
from integrations.approval.reading import Unreadable, read_update
from knowledge.guide import Applicant
from tests.approval import BUREAU, NOW, material, reported

RECORDED = Path(__file__).parents[3] / "integrations/approval"
WHOLE = replace(reported("YJ202603020001"), materials=(material("m1"),))
SETTINGS = {"system_name": "办事通", "system_level": "3"}
texts = st.text(max_size=400)


def scope(case: Any) -> Scope:
    return Scope({"case": case, "material": material("m1"), "settings": SETTINGS, "attached": ""}, {"case": ""})


def messages() -> list[tuple[str, str]]:
    return [("local", "case"), ("national-v3", "accept"), ("national-v4", "accept"), ("province", "basic")]


@pytest.mark.parametrize(("profile", "message"), messages())
@given(name=texts, number=texts, address=texts, kind=st.sampled_from(Applicant), id_type=st.sampled_from(IdType))
def test_a_faultless_message_keeps_every_rule(
    profile: str, message: str, name: str, number: str, address: str, kind: Applicant, id_type: IdType
):
    spec = load_profile(profile)
    party = replace(WHOLE.applicant, name=name, id_number=number, address=address, kind=kind, id_type=id_type)
    rendered = render(spec, message, scope(replace(WHOLE, applicant=party)))
    faulty = {fault.reason for fault in rendered.faults}
    for field, rule in spec.messages[message].fields.items():
        value = rendered.fields[field]
        if value is None:
            assert not rule.required or any(f"“{rule.title}”" in reason for reason in faulty)
        elif rule.max is not None and isinstance(value, str):
            assert len(value) <= rule.max
        if value is not None and rule.codes:
            assert value in spec.codes[rule.codes].values()


def test_what_is_personal_is_in_no_reason():
    bad = replace(WHOLE.applicant, id_number="11010519491231002X" * 30, name="欧阳" * 300)
    for profile, message in messages():
        faults = render(load_profile(profile), message, scope(replace(WHOLE, applicant=bad))).faults
        told = "".join(fault.reason + fault.field for fault in faults)
        assert faults
        assert "欧阳" not in told
        assert "110105" not in told


def test_an_organisation_owes_its_legal_representative():
    company = replace(WHOLE.applicant, kind=Applicant.ENTERPRISE, id_type=IdType.CREDIT_CODE)
    for profile, message in messages():
        case = replace(WHOLE, applicant=company)
        (fault,) = render(load_profile(profile), message, scope(case)).faults
        assert (fault.field, fault.code, fault.reason) == (
            "applicant.legal_representative",
            "required",
            "“法定代表人”不能为空",
        )
        case = replace(WHOLE, applicant=replace(company, legal_representative="王某"))
        assert not render(load_profile(profile), message, scope(case)).faults


def test_times_are_written_in_china():
    case = replace(WHOLE, applied_at=datetime(2026, 3, 2, 18, 30, tzinfo=UTC))
    fields = render(load_profile("province"), "basic", scope(case)).fields
    assert fields["applydate"] == "2026-03-03 02:30:00"
    assert fields["projectname"] == f"关于{WHOLE.applicant.name}的食品经营许可(新办)"
    assert fields["isagency"] == fields["ischain"] == "0"


@pytest.mark.parametrize("place", StepPlace)
@pytest.mark.parametrize("outcome", StepOutcome)
def test_only_pairs_that_make_sense_leave(place: StepPlace, outcome: StepOutcome):
    allowed = {"1": "456", "2": "01567", "3": "01", "4": "1234"}
    spec = load_profile("province")
    step = replace(WHOLE.steps[0], place=place, outcome=outcome)
    made = [stage for stage in stages(spec, replace(WHOLE, steps=(step,)), SETTINGS) if stage.message == "proc"]
    (rendered,) = [stage.rendered for stage in made]
    fits = rendered.fields["noderesult"] in allowed[rendered.fields["nodetype"]]
    assert fits == (not [fault for fault in rendered.faults if fault.code == "pair-not-allowed"])


def test_a_whole_procedure_has_no_gap_and_every_other_has():
    assert not gaps(WHOLE)
    assert not gaps(replace(WHOLE, steps=WHOLE.steps[:2], result=None))
    only = replace(WHOLE.steps[0], place=StepPlace.ONLY)
    assert not gaps(replace(WHOLE, steps=(only,)))
    one, two, three = WHOLE.steps
    for steps in ((), (one, two), (two, three), (one, three), (three, two, one), (one, replace(two, number=3), three)):
        assert gaps(replace(WHOLE, steps=steps))
    assert gaps(replace(WHOLE, specials=(replace(WHOLE.specials[0], ended_at=None),)))


def as_json(fields: Any) -> Any:
    return json.loads(json.dumps(fields, ensure_ascii=False, default=str))


def recorded(adapter: str, name: str) -> Any:
    return json.loads((RECORDED / adapter / "recorded" / f"{name}.json").read_text("utf-8"))


def test_payloads_are_as_recorded():
    local = load_profile("local")
    assert as_json(render(local, "case", scope(WHOLE)).fields) == recorded("rest", "case")
    for profile in ("national-v3", "national-v4"):
        spec = load_profile(profile)
        rows = {
            "accept": as_json(render(spec, "accept", scope(WHOLE)).fields),
            "process": as_json(render(spec, "process", Scope({"case": WHOLE, "step": WHOLE.steps[0]}, {})).fields),
            "result": as_json(render(spec, "result", scope(WHOLE)).fields),
        }
        assert rows == recorded("exchange", profile)
    sent = [
        [stage.message, as_json(stage.rendered.fields)] for stage in stages(load_profile("province"), WHOLE, SETTINGS)
    ]
    assert sent == recorded("province", "whole")


def test_every_shipped_profile_can_be_used():
    assert {load_profile(name).name for name in shipped_profiles()} == set(shipped_profiles())


def test_recorded_events_are_read():
    found = [read_update(load_profile("local"), "event", row, "s") for row in recorded("rest", "events")]
    assert [update.kind for update in found] == [UpdateKind.ACCEPTED, UpdateKind.UNKNOWN, UpdateKind.CLOSED]
    assert found[1].foreign == "hui_qian"
    assert found[2].licence_number == "JY22201000001"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(list(load_profile("local").readings["event"].fields.values())), json_values))
def test_whatever_comes_is_read_or_refused(row: dict[str, Any]):
    try:
        update = read_update(load_profile("local"), "event", row, "s")
    except Unreadable:
        return
    assert update.at.tzinfo is not None
    assert update.event_id
    assert all(len(text) <= 2000 for text in (update.opinion, update.reason, update.stage))


@pytest.mark.parametrize(
    "written", ["2026-03-02T09:30:00+08:00", "2026-03-02T01:30:00Z", "2026-03-02 09:30:00", "20260302T093000"]
)
def test_times_are_read_however_they_are_written(written: str):
    row = {"eventId": "e", "applicationNo": "a", "at": written, "state": "accepted"}
    assert read_update(load_profile("local"), "event", row, "s").at == NOW


def test_the_bureau_is_named():
    assert render(load_profile("national-v4"), "accept", scope(WHOLE)).fields["org_code"] == BUREAU.code
