"""Forms beside guides: read with every fault at its place, written, and read back."""

from datetime import date
from pathlib import Path

import pytest

from knowledge.forms import FieldType, Option, Severity, parse
from knowledge.importers import read, sample_path, write
from tests.unit.importers.sources import codes, text, told

ITEM = """\
code: "A1"
name: 高龄津贴
guide:
  conditions: 年满80周岁
  situations:
    - {name: 首次申请, materials: [{name: 身份证, required: true}, {name: 银行卡, required: true}]}
    - {name: 换卡, materials: [{name: 银行卡, required: true}]}
"""
FORM = """\
item_code: "A1"
effective_from: 2026-01-01
source: 老年人权益保障法
sections:
  - title: 老人
    fields:
      - {key: first, label: 首次申请, type: yes_no}
      - {key: elder, label: 身份证号, type: id_number}
      - {key: bank, label: 银行, type: choice, options: [工行, {value: other, label: 其他}]}
      - key: other_bank
        label: 哪家银行
        type: text
        when: {bank: other}
      - {key: months, label: 月数, type: number, maximum: 12.5}
decisions:
  - {situation: 首次申请, when: {first: true}}
  - {situation: 换卡, when: {first: false}}
materials:
  - {key: card, name: 银行卡, originals: 0, copies: 1}
  - {key: id_card, name: 身份证, situations: [首次申请]}
rules:
  - id: old-enough
    when: {first: true}
    must: {age: elder, at_least: 80}
    place: elder
    message: 还不满80周岁。
    remedy: 满80周岁后再来申请。
    source: 办法第二条
"""


def folder(tmp_path: Path, form: str = FORM) -> Path:
    root = tmp_path / "guides"
    root.mkdir(exist_ok=True)
    text(root / "elder.yaml", ITEM)
    text(root / "elder.form.yaml", form)
    return root


def test_a_form_is_read_whole(tmp_path) -> None:
    imported = read([folder(tmp_path)])
    assert not imported.errors
    (form,) = imported.catalogue.forms
    assert [field.key for field in form.fields()] == ["first", "elder", "bank", "other_bank", "months"]
    assert form.field("bank").options == (Option("工行"), Option("other", "其他"))
    assert form.field("other_bank").when == parse({"bank": "other"})
    assert form.field("elder").type is FieldType.ID_NUMBER
    assert form.material("id_card").situations == ("首次申请",)
    assert form.rules[0].severity is Severity.ERROR
    assert form.field("nothing") is form.material("nothing") is None


@pytest.mark.parametrize(
    ("change", "code", "line", "path"),
    [
        (("first: true}\n    must", "frist: true}\n    must"), "unknown-field", 23, "rules[0].when"),
        (("age: elder, at_least", "age: months, at_least"), "type-mismatch", 24, "rules[0].must"),
        (("at_least: 80", "at_laest: 80"), "odd-condition", 24, "rules[0].must"),
        (("at_least: 80", "at_least: 八十"), "type-mismatch", 24, "rules[0].must"),
        (("when: {bank: other}", "when: {bank: 农行}"), "type-mismatch", 13, "sections[0].fields[3].when"),
        (("when: {bank: other}", "when: {present: other_bank}"), "condition-cycle", 13, "sections[0].fields[3].when"),
        (("when: {bank: other}", "when: [{first: true}, {bank: {}}]"), "odd-condition", 13,
         "sections[0].fields[3].when[1].bank"),
        (("type: text", "type: words"), "yaml-choice", 12, "sections[0].fields[3].type"),
        (("type: yes_no", "type: yes_no, minimum: 3"), "type-mismatch", 7, "sections[0].fields[0].minimum"),
        (("options: [工行,", "options: [工行, 工行,"), "option-twice", 9, "sections[0].fields[2].options[0]"),
        (("key: elder,", "key: first,"), "key-twice", 7, "sections[0].fields[0].key"),
        (("key: elder,", "key: any,"), "odd-key", 8, "sections[0].fields[1].key"),
        (("key: card,", "key: elder,"), "key-twice", 19, "materials[0].key"),
        (("situations: [首次申请]", "situations: [再次申请]"), "unknown-situation", 20, "materials[1].situations"),
        (("originals: 0", "one_of: cards"), "lonely-alternative", 19, "materials[0].one_of"),
        (("originals: 0", "valid_on: elder"), "unknown-field", 19, "materials[0].valid_on"),
        (("place: elder", "place: nowhere"), "unknown-place", 25, "rules[0].place"),
        (("type: id_number", "type: id_number, prefill: citizen.age"), "unknown-source", 8,
         "sections[0].fields[1].prefill"),
        (("type: id_number", "type: id_number, prefill: licence.card.valid_until"), "type-mismatch", 8,
         "sections[0].fields[1].prefill"),
        (("type: text", "type: text\n        pattern: zip"), "unknown-pattern", 13, "sections[0].fields[3].pattern"),
        (("maximum: 12.5", "maximum: 12.5, minimum: 13"), "empty-range", 14, "sections[0].fields[4].maximum"),
        (("maximum: 12.5", "maximum: .nan"), "out-of-range", 14, "sections[0].fields[4].maximum"),
        (("    source: 办法第二条\n", ""), "missing-value", 22, "rules[0].source"),
        (("effective_from: 2026-01-01\n", ""), "missing-value", 1, "effective_from"),
        (('item_code: "A1"', 'item_code: "A2"'), "unknown-item", 1, "item_code"),
        (('item_code: "A1"', 'item_code: "A1"\nvariant: 新办'), "unknown-variant", 1, "variant"),
        (("name: 身份证,", "name: 居民身份证,"), "unknown-material", 1, "materials"),
        (("situation: 换卡", "situation: 换新卡"), "unknown-situation", 1, "decisions"),
        (("situations: [首次申请]", "situations: [换卡]"), "unknown-material", 1, "materials"),
    ],
)  # fmt: skip
def test_faults_have_file_line_and_path(tmp_path, change, code, line, path) -> None:
    assert change[0] in FORM
    imported = read([folder(tmp_path, FORM.replace(*change))])
    assert ("elder.form.yaml", line, path) in told(imported, code)
    assert code in codes(imported)
    assert imported.errors


def test_a_required_material_without_a_slot_is_doubted(tmp_path) -> None:
    slot = "  - {key: id_card, name: 身份证, situations: [首次申请]}\n"
    imported = read([folder(tmp_path, FORM.replace(slot, ""))])
    assert not imported.errors
    assert ("elder.form.yaml", 1, "materials") in told(imported, "material-without-slot")


def test_a_region_that_is_nowhere_is_an_error(tmp_path) -> None:
    form = FORM.replace("type: id_number", "type: address")
    form = form.replace("{age: elder, at_least: 80}", "[{not: {field: elder, within: '9'}}]")
    assert told(read([folder(tmp_path, form)]), "unknown-region") == [("elder.form.yaml", 1, "within")]


def test_two_forms_of_one_day_are_an_error_and_of_two_days_are_versions(tmp_path) -> None:
    root = folder(tmp_path)
    text(root / "elder.2.form.yaml", FORM)
    assert "duplicate-form" in codes(read([root]))
    text(root / "elder.2.form.yaml", FORM.replace("2026-01-01", "2026-07-01").replace("80", "75"))
    catalogue = read([root]).catalogue
    older, newer = sorted(catalogue.forms, key=lambda form: form.effective_from)
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1)]
    assert [catalogue.form_for("A1", on) for on in days] == [None, older, older, newer]
    assert catalogue.form_for("A1", date(2026, 1, 1), "变更") is catalogue.form_for("A1", date(2026, 1, 1))


def test_a_form_alone_is_read_against_the_catalogue_imported_into(tmp_path) -> None:
    known = read([folder(tmp_path)]).catalogue
    file = text(tmp_path / "one.form.yaml", FORM.replace("2026-01-01", "2027-01-01"))
    imported = read([file], known=known)
    assert not imported.errors
    assert imported.catalogue.forms[0].effective_from == date(2027, 1, 1)
    assert not imported.catalogue.items


def test_forms_go_out_and_come_back(tmp_path) -> None:
    sample = read([sample_path(), folder(tmp_path)]).catalogue
    assert len(sample.forms) > 1
    write(sample, tmp_path / "out")
    again = read([tmp_path / "out"])
    assert not again.errors
    assert {form.key: form for form in again.catalogue.forms} == {form.key: form for form in sample.forms}
