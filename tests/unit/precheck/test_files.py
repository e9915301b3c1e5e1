"""What applicants are told of their files: each faulty slot gives exactly its findings."""

import pytest

from affairs.precheck.contents import Content
from affairs.precheck.facts import Danger, Fault, FileFacts, Side
from affairs.precheck.files import CONVERT, DANGERS, FAULTS, MAX_FILE_BYTES, NAMES, SlotFile, check_files
from affairs.precheck.finding import Severity
from knowledge.forms.materials import FileKind, MaterialSlot

GOOD = Side(2480, 3508, sharpness=2.0)
A, B = (digit * 64 for digit in "ab")
PRINT = "f0" * 32


def slot(**given: object) -> MaterialSlot:
    return MaterialSlot("licence", "营业执照", **given)


def file(content: Content = Content.JPEG, sha256: str = A, **given: object) -> SlotFile:
    known = {name: given.pop(name) for name in ("slot", "title") if name in given}
    facts = {"size": 500_000, "pages": 1, "sides": (GOOD,), **given}
    return SlotFile(FileFacts(sha256=sha256, kind=content, **facts), **known)


def rules(*files: SlotFile, others: tuple[SlotFile, ...] = (), **given: object) -> list[str]:
    found = check_files(slot(**given), files, others)
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
    *[([file(content, sides=())], ["error:kind"]) for content in CONVERT],
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
    ([file(sides=(Side(2480, 3508, sharpness=0.0),))], ["warning:blur"]),
    ([pdf(SMALL, BLURRED, GOOD)], ["warning:resolution", "warning:blur"]),
    ([pdf(Side())], []),
    ([file(), file(sha256=A)], ["warning:repeated"]),
    ([file(), file(sha256=B)], []),
]


@pytest.mark.parametrize(("files", "expected"), TABLE)
def test_each_fault_is_told_once(files: list[SlotFile], expected: list[str]):
    assert rules(*files) == expected


def test_the_same_file_in_another_slot():
    other = file(slot="lease", title="租赁合同")
    [found] = check_files(slot(), [file()], [other])
    assert found.severity is Severity.ERROR
    assert "租赁合同" in found.message
    assert rules(file(sha256=B, print=PRINT), others=(file(print=PRINT),)) == ["hint:alike"]
    assert rules(file(print=PRINT), others=(file(print=PRINT),)) == ["error:duplicate"]
    assert rules(file(sha256=B, print="")) == []


def test_a_finding_names_the_slot_the_file_and_the_law():
    source = "《个体工商户登记管理规定》第十条"
    files = [file(), file(Content.HEIC, B)]
    [found] = check_files(MaterialSlot("id", "身份证", "经营者身份证", source=source), files, [])
    assert found.message == "「经营者身份证」的第 2 个文件是 HEIC 格式的照片，这里只收PDF、JPG 照片、PNG 图片。"
    assert found.remedy.startswith("请在手机")
    assert (found.place, found.source) == ("materials.id", source)


def test_everything_has_words():
    assert set(CONVERT) == set(Content) - {Content.EMPTY} - {Content(kind.value) for kind in FileKind}
    assert set(FAULTS) == set(Fault)
    assert set(DANGERS) == set(Danger)
    assert set(NAMES) == set(FileKind)
    assert {kind.value for kind in FileKind} <= {content.value for content in Content}


def test_names_of_files_are_not_shown_in_a_log():
    assert "张三" not in repr(SlotFile(file().facts, name="张三身份证.jpg"))
