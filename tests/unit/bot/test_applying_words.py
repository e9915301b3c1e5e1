"""What is said while a form is filled in: commands, answers, masks."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from affairs.applications.preregistration import tidied
from bot.applying.commands import Command, asks, code_in, is_resume, said
from bot.applying.masking import masked_address, masked_id, masked_name, masked_phone, shown_value
from bot.applying.place import Mode, Place
from bot.applying.values import answer_of, picked
from bot.session import Offer, Session
from knowledge.forms import Column, Field, FieldType, Option

TODAY = date(2026, 3, 4)
COLOURS = (Option("red", "红色"), Option("green", "绿色"), Option("dark green", "深绿色"))


@pytest.mark.parametrize(
    ("text", "command", "what"),
    [
        ("返回", Command.BACK, ""),
        ("上一步", Command.BACK, ""),
        ("跳过", Command.SKIP, ""),
        ("没有", Command.NONE, ""),
        ("先不办了", Command.PAUSE, ""),
        ("暂停", Command.PAUSE, ""),
        ("改天再办", Command.PAUSE, ""),
        ("退出", Command.PAUSE, ""),
        ("好了", Command.DONE, ""),
        ("发完了", Command.DONE, ""),
        ("对", Command.KEEP, ""),
        ("是的", Command.KEEP, ""),
        ("提交", Command.SUBMIT, ""),
        ("确认提交吧", Command.SUBMIT, ""),
        ("看看填了什么", Command.SHOW, ""),
        ("继续办", Command.RESUME, ""),
        ("在线申请", Command.RESUME, ""),
        ("改姓名", Command.CORRECT, "姓名"),
        ("改第3项", Command.CORRECT, "第3项"),
        ("我要修改一下联系手机", Command.CORRECT, "联系手机"),
        ("张三", None, ""),
        ("13912345678", None, ""),
        ("云江区净月街道人民路1号", None, ""),
        ("", None, ""),
    ],
)
def test_commands(text: str, command: Command | None, what: str):
    found = said(text)
    assert (found.command, found.what) == (command, what)


@pytest.mark.parametrize(
    ("text", "question"),
    [("要带什么材料？", True), ("多少钱", True), ("能不能代办", True), ("在哪办", True), ("餐饮服务", False)],
)
def test_questions_are_told_from_answers(text: str, question: bool):
    assert asks(text) is question


@pytest.mark.parametrize("text", ["继续办", "接着填", "我要继续申报", "继续办理吧"])
def test_going_on(text: str):
    assert is_resume(text)


@pytest.mark.parametrize("text", ["继续教育学分怎么认定", "接着", "继续", "继续医学教育"])
def test_not_going_on(text: str):
    assert not is_resume(text)


@pytest.mark.parametrize("text", ["YD-ABCD-2345", "yd abcd2345", "预登记码：YDABCD2345", " YD-ABCD-2345 "])
def test_codes_as_they_are_typed(text: str):
    assert code_in(text) == "ABCD2345"


@pytest.mark.parametrize("typed", ["YD-ABCD-2345", "ydabcd2345", "pre:ABCD2345", "abcd 2345", "ABCD-2345"])
def test_codes_however_they_come(typed: str):
    assert tidied(typed) == "ABCD2345"


def test_a_code_that_begins_like_the_prefix_is_whole():
    assert tidied("YDAB2345") == tidied("YD-YDAB-2345") == "YDAB2345"


@pytest.mark.parametrize("text", ["ABCD2345", "YD260304123456", "YD-ABCD-23456", "预登记怎么办"])
def test_no_codes(text: str):
    assert code_in(text) == ""


@given(st.text(max_size=200))
def test_any_words_can_be_read(text: str):
    said(text)
    asks(text)
    is_resume(text)
    code_in(text)
    for kind in FieldType:
        answer_of(Column("k", "项", kind, options=COLOURS), text, None, TODAY)


def test_options_by_number_and_by_words():
    labels = [option.shown for option in COLOURS]
    assert picked("2", None, labels) == 1
    assert picked("第3项", None, labels) == 2
    assert picked("", 1, labels) == 0
    assert picked("绿色", None, labels) == 1  # the very words before those within others
    assert picked("深", None, labels) == 2
    assert picked("色", None, labels) is None
    assert picked("4", None, labels) is None
    assert picked("0", None, labels) is None


def test_answers_by_type():
    several = Column("k", "项", FieldType.CHOICES, options=COLOURS)
    assert answer_of(several, "1和3", None, TODAY) == ["red", "dark green"]
    assert answer_of(several, "红色、绿色", None, TODAY) == ["red", "green"]
    assert answer_of(several, "都要", None, TODAY) == ["red", "green", "dark green"]
    assert answer_of(several, "1和9", None, TODAY) is None
    yes_no = Column("k", "项", FieldType.YES_NO)
    assert answer_of(yes_no, "是", None, TODAY) is True
    assert answer_of(yes_no, "2", None, TODAY) is False
    assert answer_of(yes_no, "没有", None, TODAY) is False
    assert answer_of(yes_no, "也许", None, TODAY) is None
    amount = Column("k", "项", FieldType.AMOUNT, unit="万元")
    assert answer_of(amount, "30万元", None, TODAY) == "30"
    assert answer_of(Column("k", "项", FieldType.DATE), "昨天", None, TODAY) == "2026-03-03"


NUMBERS = st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True)


@given(NUMBERS)
def test_a_number_is_never_shown_whole(number: str):
    for kind in (FieldType.ID_NUMBER, FieldType.BANK_CARD):
        shown = shown_value(Column("k", "号码", kind), number)
        assert number not in shown
        assert shown.count("*") >= 6
    assert masked_id(number[:8]) == "*" * 8


@given(st.text(alphabet="王小明欧阳司马阿依古丽·", min_size=2, max_size=12))
def test_a_name_is_never_shown_whole(name: str):
    assert name not in masked_name(name)
    assert name not in shown_value(Column("k", "股东姓名或名称", FieldType.TEXT), name)


def test_phones_and_addresses_are_covered():
    assert masked_phone("13912345678") == "139****5678"
    assert masked_address("云江区净月街道人民路1号") == "云江区净月街****"
    raw = {"region": "530199", "detail": "云江区净月街道人民路1号"}
    assert "人民路" not in shown_value(Column("k", "住址", FieldType.ADDRESS), raw)


def test_rows_are_masked_cell_by_cell():
    name, number = Column("name", "姓名", FieldType.NAME), Column("id", "身份号码", FieldType.ID_NUMBER)
    field = Field("people", "人员", FieldType.ROWS, columns=(name, number))
    shown = shown_value(field, [{"name": "王小明", "id": "110101199003074530"}, "odd", {"name": "李四"}])
    assert shown == "王** 1******30；李*"


def test_a_place_survives_the_session():
    place = Place(Mode.WHICH_SLOT, "SB1", "a[1].b", "a", 7, "item", options=("materials.x",), media="m", later=True)
    session = place.within(Session(offers=(Offer("item", "x", "x"),), data={"thread": "t", "menu": "m"}))
    assert Place.of(Session.loads(session.dumps())) == place
    assert session.offers == ()
    assert session.data["thread"] == "t"
    assert Place.of(Place.left(session)) is None
    assert Place.of(Session(flow="apply", data={"apply": {"mode": "at", "of_a_newer_version": 1}})) == Place()
