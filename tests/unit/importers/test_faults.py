"""What is wrong with a source is told, all at once, with its place; what is hostile is refused."""

import zipfile

import pytest

from knowledge.importers import ImportRefused, Severity, read
from tests.unit.importers.sources import codes, text, told, workbook

PLAIN = ["事项名称", "实施编码", "部门", "区划", "上级区划名称", "是否收费", "承诺办结时限", "状态", "办理时间"]


def plain(tmp_path, *rows, header=PLAIN):
    return read([workbook(tmp_path / "a.xlsx", ("事项", [header, *rows]))])


def test_all_faults_are_told_at_once_with_row_and_column(tmp_path):
    imported = plain(
        tmp_path,
        ["身份证补领", "A1", "公安局", "甲区", "乙市", "也许", "尽快", "作废了", "看情况"],
        ["身份证换领", "A1"],
        ["", "A2", "公安局"],
        ["长" * 201, "C" * 37],
    )
    assert told(imported, "unreadable-yes-no") == [("a.xlsx", 2, "是否收费")]
    assert told(imported, "unreadable-limit") == [("a.xlsx", 2, "承诺办结时限")]
    assert told(imported, "unknown-state") == [("a.xlsx", 2, "状态")]
    assert told(imported, "unreadable-hours") == [("a.xlsx", 2, "办理时间")]
    assert told(imported, "code-with-two-names") == [("a.xlsx", 3, "实施编码")]
    assert told(imported, "missing-name") == [("a.xlsx", 4, "事项名称")]
    assert told(imported, "name-too-long") == [("a.xlsx", 5, "事项名称")]
    assert told(imported, "code-too-long") == [("a.xlsx", 5, "实施编码")]
    assert codes(imported) == {"unknown-state", "code-with-two-names", "missing-name", "name-too-long", "code-too-long"}
    assert imported.error_count == 5
    assert all(fault.reason for fault in imported.faults)
    assert [fault.severity for fault in imported.faults] == sorted(fault.severity for fault in imported.faults)


def test_the_same_row_twice_is_a_warning_and_another_content_an_error(tmp_path):
    row = ["身份证补领", "A1", "公安局", "甲区", "乙市", "否", "5"]
    imported = plain(tmp_path, row, row)
    assert told(imported, "duplicate-row") == [("a.xlsx", 3, "")]
    assert not imported.errors
    assert len(imported.catalogue.guides) == 1
    assert codes(plain(tmp_path, row, [*row[:6], "6"])) == {"duplicate-guide"}


def test_missing_disclosures_are_named_once_a_guide(tmp_path):
    imported = plain(tmp_path, ["甲事项", "", "", "甲区", "", "否", "5"], ["甲事项", "", "", "乙区", "", "否", "5"])
    reasons = [fault.reason for fault in imported.warnings if fault.code == "missing-disclosure"]
    assert reasons == [
        f"「甲事项 · {region}」缺少七公开要素:设定依据、受理条件、申请材料、办理流程、咨询方式"
        for region in ("甲区", "乙区")
    ]


def test_rows_of_items_alone_give_one_warning_and_no_guides(tmp_path):
    imported = read([text(tmp_path / "a.csv", "事项名称,别名\n甲,一|二\n乙,三\n丙,\n甲,四\n")])
    assert [fault.code for fault in imported.faults] == ["no-guide-fields"]
    assert imported.item_level_only == {item.code for item in imported.catalogue.items}
    assert imported.catalogue.items[0].aliases == ("一", "二", "四")
    assert imported.catalogue.guides == ()


def test_a_thousand_of_a_kind_are_listed_and_the_rest_counted(tmp_path):
    rows = "\n".join(f"事项{n},否" for n in range(1500))
    imported = read([text(tmp_path / "a.csv", f"事项名称,是否收费\n{rows}\n")])
    assert imported.warning_count == 1500
    assert len(imported.warnings) == 1001
    assert "500" in imported.warnings[-1].reason


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([["甲", "乙"], ["1", "2"]], "unknown-header"),
        ([], "empty-workbook"),
        ([["事项名称", "实施编码"]], "nothing-to-import"),
        ([["事项名称", "主项名称"], ["甲", "乙"]], "duplicate-column"),
        ([["事项名称", *[f"列{n}" for n in range(1100)]], ["甲"]], "too-many-columns"),
        ([["区划名称", "上级区划名称"], ["甲区", "甲区,乙市"]], "region-cycle"),
        ([["区划名称", "上级区划名称", "区划编码", "上级区划编码"], ["甲区", "", "1", "9"]], "unknown-region-parent"),
        (
            [["区划名称", "上级区划名称", "区划编码", "上级区划编码"], ["甲区", "", "1", "2"], ["乙区", "", "2", "1"]],
            "region-cycle",
        ),
        ([["事项名称", "办理点编码"], ["甲", "centre"]], "unknown-venue"),
    ],
)
def test_sheets_that_cannot_be_taken(tmp_path, rows, code):
    assert code in codes(read([workbook(tmp_path / "a.xlsx", ("表", rows))]))


def test_an_ambiguous_region_is_an_error(tmp_path):
    regions = [["区划名称", "上级区划名称"], ["朝阳区", "长春市,吉林省"], ["朝阳区", "北京市"]]
    path = workbook(tmp_path / "a.xlsx", ("事项", [["事项名称", "区划"], ["甲", "朝阳区"]]), ("区划", regions))
    assert codes(read([path])) == {"ambiguous-region"}


def test_the_header_may_stand_lower_and_each_sheet_has_its_own(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        ("说明", [["这是说明"]]),
        ("事项", [["某区政务服务事项一览表"], [], ["序号", "事项名称*", "部门（必填）"], ["1", "甲", "乙局"]]),
        ("区划", [["区划名称", "上级区划名称"], ["甲区", "乙市"]]),
    )
    imported = read([path])
    assert imported.layout == "plain+regions"
    assert told(imported, "unknown-sheet") == [("a.xlsx[说明]", None, "")]
    assert told(imported, "unknown-column") == [("a.xlsx[事项]", 3, "序号")]
    assert imported.catalogue.items[0].department == "乙局"
    assert [region.name for region in imported.catalogue.regions] == ["乙市", "甲区"]
    assert not imported.errors


def test_a_profile_overrides_and_an_unknown_one_is_refused(tmp_path):
    path = workbook(tmp_path / "a.xlsx", ("表", [["主项名称", "材料名称"], ["甲", "申请表"]]))
    assert read([path]).layout == "material-rows"
    assert read([path], profile="plain").layout == "plain"
    assert codes(read([path], profile="regions")) == {"unknown-header"}
    with pytest.raises(ImportRefused) as refused:
        read([path], profile="fancy")
    assert refused.value.code == "unknown-profile"


def refusal(path):
    with pytest.raises(ImportRefused) as refused:
        read([path])
    assert path.name in refused.value.reason
    return refused.value.code


def test_files_that_cannot_be_read_are_refused(tmp_path):
    assert refusal(tmp_path / "none.xlsx") == "no-such-file"
    assert refusal(text(tmp_path / "empty.csv", "")) == "empty-file"
    assert refusal(text(tmp_path / "words.xlsx", "事项名称")) == "not-a-workbook"
    page = text(tmp_path / "page.xls", "<html><table><tr><td>事项名称</td></tr></table></html>")
    assert refusal(page) == "not-a-workbook"
    (tmp_path / "noise.csv").write_bytes(b"\x81\x00\xff\xfe\x80" * 100)
    assert refusal(tmp_path / "noise.csv") in {"unknown-encoding", "not-a-workbook"}
    (tmp_path / "half.xlsx").write_bytes(workbook(tmp_path / "a.xlsx", ("表", [PLAIN])).read_bytes()[:-300])
    assert refusal(tmp_path / "half.xlsx") == "damaged-workbook"
    (tmp_path / "folder").mkdir()
    assert refusal(tmp_path / "folder") == "no-yaml"


def test_a_large_file_is_refused_unread(tmp_path):
    with (tmp_path / "large.csv").open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    assert refusal(tmp_path / "large.csv") == "file-too-large"


def test_an_encrypted_workbook_is_refused(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
    )
    assert refusal(tmp_path / "a.xlsx") == "encrypted-workbook"


def archive(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return path


def test_zip_bombs_are_refused_before_they_unpack(tmp_path):
    bomb = {"xl/workbook.xml": "<a/>", "xl/worksheets/sheet1.xml": b"0" * (64 * 1024 * 1024)}
    assert refusal(archive(tmp_path / "bomb.xlsx", bomb)) == "zip-bomb"
    many = {"xl/workbook.xml": "<a/>"} | {f"xl/{n}": "" for n in range(3000)}
    assert refusal(archive(tmp_path / "many.xlsx", many)) == "zip-bomb"
    assert refusal(archive(tmp_path / "other.xlsx", {"word/document.xml": ""})) == "not-a-workbook"


def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path):
    path = archive(tmp_path / "liar.xlsx", {"xl/workbook.xml": "<a/>", "xl/worksheets/sheet1.xml": b"0" * (64 * 2**20)})
    size = (64 * 2**20).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(size, (100).to_bytes(4, "little")))
    assert refusal(path) == "zip-bomb"


def test_a_cell_far_out_is_refused_and_not_allocated(tmp_path):
    path = workbook(tmp_path / "a.xlsx", ("表", [PLAIN, ["甲"]]))
    with zipfile.ZipFile(path) as file:
        members = {name: file.read(name) for name in file.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    members[sheet] = members[sheet].replace(b"</sheetData>", far)
    assert refusal(archive(tmp_path / "far.xlsx", members)) == "too-many-cells"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_text_tables_in_their_encodings(tmp_path, encoding, mark):
    content = f'事项名称{mark}受理条件\n"甲{mark}乙"{mark}"第一行\n第二行 ""引用"""\n'
    imported = read([text(tmp_path / "a.csv", content, encoding)])
    (guide,) = imported.catalogue.guides
    assert imported.catalogue.items[0].name == f"甲{mark}乙".strip().replace("\t", "")
    assert guide.conditions == '第一行\n第二行 "引用"'


def test_severities_have_their_names():
    assert [str(one) for one in Severity] == ["error", "warning"]
