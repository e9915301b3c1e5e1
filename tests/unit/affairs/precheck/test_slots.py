"""Materials by themselves: counts on paper and in files, alternatives, pages, and what spares them."""

from datetime import date

import pytest

from affairs.precheck import (
    Context,
    Examination,
    FoundLicence,
    Need,
    Supplied,
    check_fields,
    check_slots,
    examine,
    materials_needed,
)
from knowledge.forms import (
    Comparison,
    Decision,
    Field,
    FieldType,
    FileKind,
    FileText,
    Form,
    MaterialSlot,
    Option,
    Section,
    parse,
)

TODAY = date(2026, 11, 27)
FIELDS = (
    Field("kind", "情形", FieldType.CHOICE, options=(Option("a"), Option("b"), Option("c"))),
    Field("until", "到期日", FieldType.DATE, required=False),
    Field("name", "姓名", FieldType.NAME, required=False),
    Field("place", "地址", FieldType.ADDRESS, required=False),
)


def examined(*slots: MaterialSlot, decisions: tuple[Decision, ...] = (), **answers: object) -> Examination:
    form = Form("A", TODAY, "办法", sections=(Section("一", FIELDS),), materials=slots, decisions=decisions)
    return examine(form, {"kind": "a", **answers}, Context(TODAY))


def rules(examination: Examination, *supplied: Supplied, **licences: FoundLicence) -> list[str]:
    found = check_slots(examination, supplied, licences)
    return [
        f"{each.severity} {each.place.removeprefix('materials.')} {each.rule.removeprefix('material.')}"
        for each in found
    ]


FILE, PAPER = FileKind.PDF, None


@pytest.mark.parametrize(
    ("originals", "copies", "pieces", "expected"),
    [
        (1, 0, [Supplied("m", kind=FILE)], []),
        (2, 2, [Supplied("m", kind=FILE)], []),
        (1, 1, [Supplied("m", kind=FILE, is_copy=True)], ["error m copy-for-original"]),
        (0, 1, [Supplied("m", kind=FILE, is_copy=True)], []),
        (0, 1, [Supplied("m", kind=FILE)], []),
        (1, 1, [Supplied("m")], ["error m too-few"]),
        (1, 1, [Supplied("m"), Supplied("m", is_copy=True)], []),
        (1, 1, [Supplied("m", count=None)], []),
        (2, 0, [Supplied("m", count=1)], ["error m too-few"]),
        (2, 0, [Supplied("m", count=2)], []),
        (1, 2, [Supplied("m", is_copy=True, count=1)], ["error m too-few", "error m too-few"]),
        (1, 0, [Supplied("m", kind=FILE, is_copy=True), Supplied("m")], []),
        (0, 1, [Supplied("m", kind=FILE, is_copy=True), Supplied("m")], []),
        (1, 0, [], ["error m missing"]),
        (0, 0, [], []),
        (0, 0, [Supplied("m", kind=FILE)], ["hint m not-needed"]),
    ],
)
def test_originals_and_copies(originals: int, copies: int, pieces: list[Supplied], expected: list[str]) -> None:
    assert rules(examined(MaterialSlot("m", "材料", originals=originals, copies=copies)), *pieces) == expected


def test_pages_are_counted_over_all_files_where_they_are_known() -> None:
    slot = examined(MaterialSlot("m", "材料", min_pages=2, max_pages=3))
    two, four = Supplied("m", kind=FILE, pages=2), Supplied("m", kind=FILE, pages=4)
    assert rules(slot, two) == []
    assert rules(slot, Supplied("m", kind=FILE, pages=1)) == ["error m too-few-pages"]
    assert rules(slot, four) == ["error m too-many-pages"]
    assert rules(slot, four, Supplied("m", kind=FILE)) == []


def alternatives(**second: object) -> tuple[MaterialSlot, MaterialSlot]:
    return MaterialSlot("book", "户口簿", one_of="who"), MaterialSlot("permit", "居住证", one_of="who", **second)


@pytest.mark.parametrize("key", ["book", "permit"])
def test_one_of_two_is_enough(key: str) -> None:
    both = examined(*alternatives())
    assert rules(both, Supplied(key, kind=FILE)) == []
    assert rules(both) == ["error book alternatives"]
    (found,) = check_slots(both, [])
    assert "「户口簿」、「居住证」" in found.message


def test_an_electronic_licence_of_any_alternative_is_enough() -> None:
    both = examined(*alternatives(licence="permit"))
    assert rules(both, permit=FoundLicence("permit")) == ["hint permit licence-found"]


def test_an_alternative_that_does_not_apply_is_not_offered() -> None:
    one = examined(*alternatives(when=parse({"kind": "b"})))
    assert rules(one) == ["error book missing"]
    assert rules(one, Supplied("permit", kind=FILE)) == ["error book missing", "hint permit not-needed"]


def test_what_is_only_required_by_one_of_them_is_asked_there() -> None:
    both = examined(*alternatives(required_when=parse({"kind": "a"})))
    assert rules(both) == ["error book alternatives"]
    optional = examined(MaterialSlot("book", "户口簿", one_of="who", required=False), alternatives()[1])
    assert rules(optional) == ["error permit alternatives"]


def test_needs_follow_the_answers() -> None:
    slots = (
        MaterialSlot("both", "甲", situations=("一", "二")),
        MaterialSlot("second", "乙", situations=("二",)),
        MaterialSlot("maybe", "丙", required_when=parse({"field": "until", "after": "2026-12-31"})),
        MaterialSlot("optional", "丁", required=False),
        MaterialSlot("shared", "戊", originals=0),
    )
    decisions = (Decision("一", parse({"kind": "a"})), Decision("二", parse({"kind": "b"})))

    def needs(**answers: object) -> dict[str, Need]:
        return {each.slot.key: each.need for each in materials_needed(examined(*slots, decisions=decisions, **answers))}

    always = {"optional": Need.OPTIONAL, "shared": Need.SHARED}
    assert needs(until="2027-01-01") == {"both": Need.REQUIRED, "maybe": Need.REQUIRED, **always}
    assert needs(kind="b", until="2026-12-01") == {
        "both": Need.REQUIRED,
        "second": Need.REQUIRED,
        "maybe": Need.OPTIONAL,
        **always,
    }
    open_ = {"both": Need.UNDECIDED, "second": Need.UNDECIDED, "maybe": Need.UNDECIDED, **always}
    assert needs(kind=None) == open_
    none = examined(*slots, decisions=decisions, kind="c")
    assert "both" not in {each.slot.key for each in materials_needed(none)}
    assert [each.rule for each in check_fields(none)] == ["situation.none"]


def test_a_licence_has_to_be_valid_on_the_day_that_counts() -> None:
    slot = MaterialSlot("m", "执照", licence="x", valid_on="until")
    in_time, too_early = (FoundLicence("x", valid_until=date(2027, month, 1)) for month in (3, 1))
    whole = examined(slot, until="2027-02-01")
    assert rules(whole, x=in_time) == ["hint m licence-found"]
    assert rules(whole, x=too_early) == ["warning m licence-expired", "error m missing"]
    assert rules(whole, Supplied("m", kind=FILE, expires_on=date(2027, 1, 31))) == ["error m expired"]
    assert rules(examined(slot), Supplied("m", kind=FILE, expires_on=date(2026, 1, 1))) == [], (
        "the day is not known yet"
    )


@pytest.mark.parametrize(
    ("text", "read", "differs"),
    [
        (FileText.NAME, "张 三", False),
        (FileText.NAME, "张三丰", True),
        (FileText.VALID_UNTIL, "2027年2月1日", False),
        (FileText.VALID_UNTIL, "2027.02.01", False),
        (FileText.VALID_UNTIL, "2028.02.01", True),
        (FileText.VALID_UNTIL, "长期", True),
        (FileText.ADDRESS, "湖滨路 18 号", False),
        (FileText.ADDRESS, "湖滨路19号", True),
        (FileText.NAME, "", False),
    ],
)
def test_what_a_file_says_is_compared_with_the_answer(text: FileText, read: str, differs: bool) -> None:
    field = {FileText.NAME: "name", FileText.VALID_UNTIL: "until", FileText.ADDRESS: "place"}[text]
    slot = MaterialSlot("m", "证件", compare=(Comparison(text, field),))
    whole = examined(slot, name="张三", until="2027-02-01", place="湖滨路18号")
    found = rules(whole, Supplied("m", kind=FILE, texts={text: read}))
    assert found == (["error m differs"] if differs else [])
    assert rules(examined(slot), Supplied("m", kind=FILE, texts={text: read})) == [], "not answered yet"


def test_what_a_licence_tells_can_be_asked_of_the_form() -> None:
    licence = FoundLicence("permit", number="JY1", valid_until=date(2027, 1, 1))
    assert dict(licence.known()) == {
        "licence.permit.number": "JY1",
        "licence.permit.valid_until": "2027-01-01",
    }
