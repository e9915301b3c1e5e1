import datetime
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.guide import LimitUnit, Material, TimeLimit
from knowledge.hours import parse
from knowledge.importers.addresses import read_addresses
from knowledge.importers.cells import CellNotes, clean, day, number, text_of, yes_or_no
from knowledge.importers.codes import derived_code
from knowledge.importers.limits import read_limit, write_limit
from knowledge.importers.materials import read_materials, split_names
from knowledge.importers.phones import read_phones
from knowledge.importers.prose import read_laws, read_process, read_questions


@pytest.mark.parametrize(
    ("text", "phones", "kept"),
    [
        ("0431-85695018", ("0431-85695018",), ""),
        ("0431—84258766", ("0431-84258766",), ""),
        ("0431－8569501８", ("0431-85695018",), ""),
        ("（0431）85695018转802", ("0431-85695018转802",), ""),
        ("0431-0431-86760011", ("0431-86760011",), ""),
        ("0431-84512060-0431-81165070", ("0431-84512060", "0431-81165070"), ""),
        ("0431- 82659104、13800138000/400-800-1234", ("0431-82659104", "13800138000", "400-800-1234"), ""),
        ("0431-9612333", ("0431-9612333",), ""),
        ("+86-431-85695018", ("0431-85695018",), ""),
        ("8569 5018", ("85695018",), ""),
        ("12345", ("12345",), ""),
        ("电话咨询", (), "电话咨询"),
        ("152****5404", (), "152****5404"),
        ("220102199001011234", (), "220102199001011234"),
        ("迎春路派出所：0431-85985036安庆路派出所：0431-85988310", ("0431-85985036", "0431-85988310"), None),
        ('"世纪街道0431-81860123\n临河街道0431-88476189"', ("0431-81860123", "0431-88476189"), None),
    ],
)
def test_phones_are_split_and_written_in_one_form(text, phones, kept):
    found, told = read_phones(text)
    assert found == phones
    assert told == (text.strip('"') if kept is None else kept)


@given(st.text(max_size=60))
def test_any_text_gives_phones_of_digits_only(text):
    for phone in read_phones(text)[0]:
        assert set(phone) <= set("0123456789-转")


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("长春市九台区长通路1181号", [("", "长春市九台区长通路1181号")]),
        ("1.甲路1号\n2. 乙派出所：乙路2号", [("", "甲路1号"), ("乙派出所", "乙路2号")]),
        ("甲路1号；乙路2号。", [("", "甲路1号"), ("", "乙路2号")]),
        ("吉林省长春市甲路1号、吉林省长春市乙路2号", [("", "吉林省长春市甲路1号"), ("", "吉林省长春市乙路2号")]),
        ("吉林省长春市甲路1号 吉林省长春市乙路2号", [("", "吉林省长春市甲路1号"), ("", "吉林省长春市乙路2号")]),
        ("社保局1、2、3、4号窗口", [("", "社保局1、2、3、4号窗口")]),
        ("长石公路8.5公里处", [("", "长石公路8.5公里处")]),
        ("西行100米德惠\n\n市政务服务中心二楼", [("", "西行100米德惠市政务服务中心二楼")]),
        ("政务大厅办理地点:甲路1号\n乙路2号", [("政务大厅", "甲路1号"), ("", "乙路2号")]),
        ("各乡镇便民服务中心，桂林街道：同志街3081号", [("", "各乡镇便民服务中心"), ("桂林街道", "同志街3081号")]),
        ("甲路1号\n甲路1号", [("", "甲路1号")]),
        (" ；。\n", []),
    ],
)
def test_addresses_are_told_apart(text, places):
    assert list(read_addresses(text)) == places


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("20个工作日", TimeLimit(20)),
        ("20", TimeLimit(20)),
        ("５日", TimeLimit(5, LimitUnit.CALENDAR_DAYS)),
        ("二十个工作日", TimeLimit(20)),
        ("即办", TimeLimit(0)),
        ("当场办结", TimeLimit(0)),
        ("即时办结", TimeLimit(0)),
        ("10个工作日（不含公示时间）", TimeLimit(10, note="不含公示时间")),
        ("3个月", TimeLimit(90, LimitUnit.CALENDAR_DAYS, "3个月")),
        ("2小时", TimeLimit(0, note="2小时")),
        ("无", None),
    ],
)
def test_limits(text, limit):
    notes = CellNotes()
    assert read_limit(text, notes) == limit
    assert not notes.said


def test_an_unreadable_limit_is_a_warning():
    notes = CellNotes()
    assert read_limit("尽快", notes) is None
    assert [code for _, code, _ in notes.said] == ["unreadable-limit"]


@given(st.integers(0, 3000), st.sampled_from(LimitUnit))
def test_limits_round_trip(days, unit):
    limit = TimeLimit(days, unit)
    assert read_limit(write_limit(limit), CellNotes()) == limit


@pytest.mark.parametrize(
    ("text", "value"), [("是", True), ("否", False), ("无", False), ("免费", False), ("收费", True), ("1", True)]
)
def test_yes_or_no(text, value):
    assert yes_or_no(text, CellNotes()) is value


def test_values_of_a_workbook_become_text():
    assert text_of(20.0) == "20"
    assert text_of(2.5) == "2.5"
    assert text_of(datetime.datetime.fromisoformat("2024-01-02")) == "2024-01-02"
    assert text_of(None) == ""
    assert text_of(True) == "是"


def test_cleaning():
    notes = CellNotes()
    assert clean("\ufeff０４３１\u3000Ａ区_x000D_\r\n乙\x07", notes) == "0431 A区\n乙"
    assert [code for _, code, _ in notes.said] == ["control-characters"]
    assert clean("'=1+1", CellNotes()) == "=1+1"
    assert clean("字" * 40_000, notes) == ""
    assert notes.said[-1][1] == "cell-too-long"


def test_dates_and_numbers():
    for text in ("2024-01-02", "2024/1/2", "2024年1月2日", "20240102"):
        assert day(text, CellNotes()) == datetime.date(2024, 1, 2)
    assert day("2024-13-01", notes := CellNotes()) is None
    assert notes.said
    assert number("至多1次", CellNotes()) == 1
    assert number("无", CellNotes()) == 0


def test_materials_with_details_and_situations():
    text = "1. 居民户口簿（原件1份，复印件2份）\n申请表 | 必要 | 出具机构:公安机关\n"
    text += "【委托代办】 | 别名:代办、帮办\n委托书（需公证）"
    materials, situations = read_materials(text, CellNotes())
    assert materials == (
        Material("居民户口簿", originals=1, copies=2),
        Material("申请表", required=True, issuer="公安机关"),
    )
    assert situations[0].name == "委托代办"
    assert situations[0].aliases == ("代办", "帮办")
    assert situations[0].materials == (Material("委托书（需公证）"),)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("居民身份证,户口簿,申请表", ["居民身份证", "户口簿", "申请表"]),
        ("机构的章程,首届理事会、董事会 或者联合管理委员会组成人员名单", None),
        ("居民身份证(未满16周岁，也可校验户口簿,军人应校验证明)", None),
        ("境外机动车驾驶证,属于非中文表述的,应当出具中文翻译文本", None),
        ("《申请表,登记表》", None),
        ("申请表；营业执照\n委托书", ["申请表", "营业执照", "委托书"]),
    ],
)
def test_only_real_separators_split_materials(text, names):
    assert split_names(text, frozenset(), CellNotes()) == (names or [text])


def test_laws():
    text = (
        "《中华人民共和国居民身份证法》第十一条（2011-10-29）：公民应当申请换领新证\n续一行\n"
        "1.《城市建筑垃圾管理规定》（2003年3月1日公布，2005年3月23日修正）第七条、第八条\n"
    )
    first, second = read_laws(text, CellNotes())
    assert (first.title, first.article, first.dated) == (
        "中华人民共和国居民身份证法",
        "第十一条",
        datetime.date(2011, 10, 29),
    )
    assert first.text == "公民应当申请换领新证\n续一行"
    assert (second.article, second.dated) == ("第七条、第八条", datetime.date(2005, 3, 23))


def test_process_is_steps_only_when_every_line_is_one():
    steps, prose = read_process("1. 受理(综合窗口,1个工作日):核对材料\n2. 决定", CellNotes())
    assert [(step.name, step.actor, step.limit) for step in steps] == [
        ("受理", "综合窗口", TimeLimit(1)),
        ("决定", "", None),
    ]
    assert prose == ""
    assert read_process("先到窗口提交,再等通知。", CellNotes()) == ((), "先到窗口提交,再等通知。")


def test_questions():
    read = read_questions("问:要本人来吗?\n答:要。\n补充说明\n问：几天？\n答：五天", CellNotes())
    assert [(one.question, one.answer) for one in read] == [("要本人来吗?", "要。\n补充说明"), ("几天？", "五天")]


@given(st.text(max_size=300), st.text(max_size=100))
def test_derived_codes_are_stable_and_short(name, department):
    assert derived_code(name, department) == derived_code(f" {name} ", department)
    assert len(derived_code(name, department)) <= 36


def test_derived_codes_differ_by_department_and_not_by_width():
    assert derived_code("户口登记(出生)") == derived_code("户口登记（出生）")
    assert derived_code("年检", "甲局") != derived_code("年检", "乙局")


@pytest.mark.parametrize(
    "text",
    [
        "1",
        "一",
        " ",
        "\n",
        "0431-",
        "12**",
        "、 ",
        "市",
        "周一",
        "1月",
        "9:00-",
        "《",
        "第一条",
        "(2020-01-01",
        "甲(乙",
    ],
)
def test_a_full_cell_of_anything_is_read_in_linear_time(text):
    full = (text * 32_000)[:32_000] + "x"
    started = time.process_time()
    read_phones(full)
    read_addresses(full)
    parse(full)
    for read in (read_limit, read_materials, read_laws, read_process, read_questions):
        read(full, CellNotes())
    assert time.process_time() - started < 5  # quadratic searching takes most of a minute
