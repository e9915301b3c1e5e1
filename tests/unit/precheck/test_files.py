"""What applicants are told of their files: each faulty slot gives exactly its findings."""

from datetime import date

import pytest

from affairs.precheck.contents import Content
from affairs.precheck.facts import Danger, Fault, FileFacts, Side
from affairs.precheck.files import CONVERT, DANGERS, FAULTS, MAX_FILE_BYTES, NAMES, SlotFile, check_files
from affairs.precheck.finding import Severity
from knowledge.forms.materials import FileKind, MaterialSlot

TODAY = date(2026, 11, 27)
GOOD = Side(2480, 3508, sharpness=2.0)
A, B = (digit * 64 for digit in "ab")
PRINT = "f0" * 32


def slot(**given: object) -> MaterialSlot:
    return MaterialSlot("licence", "营业执照", **given)


def file(content: Content = Content.JPEG, sha256: str = A, **given: object) -> SlotFile:
    known = {name: given.pop(name) for name in ("slot", "title", "valid_until", "issued_on") if name in given}
    facts = {"size": 500_000, "pages": 1, "sides": (GOOD,), **given}
    return SlotFile(FileFacts(sha256=sha256, content=content, **facts), **known)


def rules(
    *files: SlotFile, others: tuple[SlotFile, ...] = (), needed_until: date | None = None, **given: object
) -> list[str]:
    found = check_files(slot(**given), files, others, TODAY, needed_until=needed_until)
    assert all(each.place == "materials.licence" for each in found)
    return [f"{each.severity}:{each.rule.removeprefix('files.')}" for each in found]


def pdf(*sides: Side, pages: int = 0, **given: object) -> SlotFile:
    return file(Content.PDF, pages=pages or len(sides), sides=sides, **given)


BLANK, BLACK = Side(1240, 1754, blank=True), Side(1240, 1754, black=True)
SMALL, BLURRED = Side(400, 560, sharpness=2.0), Side(2480, 3508, sharpness=0.04)

TABLE = [
    ([file()], []),
    ([], []),
    ([file(Content.PNG)], []),
    ([pdf(GOOD, GOOD, GOOD)], []),
    ([file(Content.EMPTY, size=0, pages=0, sides=())], ["error:empty"]),
    ([file(size=MAX_FILE_BYTES)], []),
    ([file(size=MAX_FILE_BYTES + 1)], ["error:size"]),
    *[
        ([file(content, sides=())], ["error:kind"])
        for content in Content
        if content not in {"pdf", "jpeg", "png", "empty"}
    ],
    *[([file(fault=fault, sides=())], [f"error:{fault}"]) for fault in Fault],
    *[([pdf(dangers=(danger,), pages=1)], ["error:danger"]) for danger in Danger],
    ([file(Content.UNKNOWN, fault=Fault.GAVE_UP, sides=(), pages=0)], ["error:gave-up"]),
    ([pdf(GOOD, restricted=True)], ["warning:restricted"]),
    ([file(sides=(BLANK,))], ["error:blank"]),
    ([file(sides=(BLACK,))], ["error:blank"]),
    ([pdf(BLANK, BLANK)], ["error:blank"]),
    ([pdf(GOOD, BLANK, BLACK)], ["warning:blank-pages"]),
    ([pdf(BLANK, BLANK, pages=30)], ["warning:blank-pages"]),
    ([file(sides=(SMALL,))], ["warning:resolution"]),
    ([file(sides=(BLURRED,))], ["warning:blur"]),
    ([pdf(SMALL, BLURRED, GOOD)], ["warning:resolution", "warning:blur"]),
    ([pdf(Side())], []),
    ([file(), file(sha256=A)], ["warning:repeated"]),
    ([file(), file(sha256=B)], []),
    ([file(valid_until=date(2026, 11, 26))], ["error:expired"]),
    ([file(valid_until=date(2026, 11, 27))], ["hint:expires-soon"]),
    ([file(valid_until=date(2026, 12, 26))], ["hint:expires-soon"]),
    ([file(valid_until=date(2026, 12, 27))], []),
]


@pytest.mark.parametrize(("files", "expected"), TABLE)
def test_each_fault_is_told_once(files: list[SlotFile], expected: list[str]):
    assert rules(*files) == expected


def test_counts_of_files_and_pages():
    many = [file(sha256=f"{number:064}") for number in range(4)]
    assert rules(*many, max_files=3) == ["error:count"]
    assert rules(*many, max_files=4) == []
    assert rules(pdf(GOOD, pages=201)) == ["error:pages"]
    assert rules(pdf(GOOD, pages=6), max_pages=5) == ["error:pages"]
    assert rules(file(), min_pages=2) == ["error:pages"]
    assert rules(file(), file(sha256=B), min_pages=2) == []
    assert rules(file(fault=Fault.BROKEN, sides=()), min_pages=2) == ["error:broken"], "nobody can count its pages"


def test_the_same_file_in_another_slot():
    other = file(slot="lease", title="租赁合同")
    [found] = check_files(slot(), [file()], [other], TODAY)
    assert found.severity is Severity.ERROR
    assert "租赁合同" in found.message
    assert rules(file(sha256=B, print=PRINT), others=(file(print=PRINT),)) == ["hint:alike"]
    assert rules(file(print=PRINT), others=(file(print=PRINT),)) == ["error:duplicate"]
    assert rules(file(sha256=B, print="")) == []


def test_dates_asked_for():
    assert rules(file(valid_until=date(2027, 3, 1)), needed_until=date(2027, 6, 1)) == ["error:expires-early"]
    assert rules(file(valid_until=date(2027, 6, 1)), needed_until=date(2027, 6, 1)) == []
    assert rules(file(issued_on=date(2026, 8, 28)), issued_within_days=90) == ["error:too-old"]
    assert rules(file(issued_on=date(2026, 8, 29)), issued_within_days=90) == []
    assert rules(file(issued_on=date(2000, 1, 1))) == []


def test_other_kinds_where_the_form_takes_them():
    assert rules(file(Content.DOCX, sides=()), accepts=(FileKind.DOCX, FileKind.PDF)) == []
    [found] = check_files(slot(accepts=(FileKind.PDF,)), [file()], [], TODAY)
    assert found.rule == "files.kind"
    assert "PDF" in found.message


def test_a_finding_names_the_slot_the_file_and_the_law():
    source = "《个体工商户登记管理规定》第十条"
    files = [file(), file(Content.HEIC, B)]
    [found] = check_files(MaterialSlot("id", "身份证", "经营者身份证", source=source), files, [], TODAY)
    assert found.message == "“经营者身份证”的第 2 个文件是 HEIC 格式的照片，这里只收PDF、JPG 照片、PNG 图片。"
    assert found.remedy.startswith("请在手机")
    assert (found.place, found.source) == ("materials.id", source)


def test_everything_has_words():
    assert set(CONVERT) == set(Content) - {Content.EMPTY}
    assert set(FAULTS) == set(Fault)
    assert set(DANGERS) == set(Danger)
    assert set(NAMES) == set(FileKind)
    assert {kind.value for kind in FileKind} <= {content.value for content in Content}


def test_names_of_files_are_not_shown_in_a_log():
    assert "张三" not in repr(SlotFile(file().facts, name="张三身份证.jpg"))
