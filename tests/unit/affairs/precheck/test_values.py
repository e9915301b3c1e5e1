"""Values as people type them: names, codes, numbers, dates, addresses."""

import string
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import uscc

from affairs.precheck.addresses import read_address
from affairs.precheck.bank_cards import read_bank_card
from affairs.precheck.credit_codes import read_credit_code
from affairs.precheck.dates import bound, read_date
from affairs.precheck.flaw import Read
from affairs.precheck.names import read_name, read_organisation
from affairs.precheck.numbers import read_number
from affairs.precheck.phones import read_mobile, read_phone
from affairs.precheck.reading import ReadingRoom
from affairs.precheck.texts import read_choices, read_text, read_yes_no
from affairs.precheck.typing_habits import compact, tidy
from knowledge.forms import Column, Field, FieldType, IdDocument, Option
from knowledge.forms.values import Address
from knowledge.places import Region, RegionLevel
from knowledge.regions import RegionTree

TODAY = date(2026, 11, 27)
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
REGIONS = RegionTree(
    [
        Region("53", "云州市", level=RegionLevel.CITY),
        Region("5301", "云江区", "53", RegionLevel.DISTRICT, ("云江",)),
        Region("530101", "锦湖街道", "5301", RegionLevel.STREET, ("锦湖",)),
    ]
)
codes = st.builds(
    lambda kind, region, rest: (body := kind + region + rest) + uscc.calc_check_digit(body),
    st.sampled_from(["91", "92", "93", "51", "52", "12"]),
    st.sampled_from(["530199", "110000", "220102"]),
    st.text(ALPHABET, min_size=9, max_size=9),
)


def rules(read: Read) -> list[str]:
    return [flaw.rule for flaw in read.flaws]


@given(codes)
def test_a_right_credit_code_is_taken_in_any_case(code: str) -> None:
    assert read_credit_code(code).value == code == read_credit_code(f" {code[:8].lower()} {code[8:]}").value


@given(codes, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_a_wrong_place_in_a_credit_code_is_found(code: str, place: int, char: str) -> None:
    assume(code[place] != char)
    # Weights are powers of 3 modulo 31, which is prime: no single slip keeps the sum.
    assert read_credit_code(code[:place] + char + code[place + 1 :]).value is None


@given(st.text(max_size=25) | st.text(string.ascii_letters + string.digits, min_size=18, max_size=18))
def test_any_text_is_answered(text: str) -> None:
    for reader in (read_credit_code, read_mobile, read_phone, read_bank_card, read_name, read_organisation):
        read = reader(text)
        assert (read.value is not None) or read.flaws
        if read.value is not None:
            assert reader(read.value).value == read.value, "what was read is read again as it is"


@given(st.text(string.digits, min_size=12, max_size=18))
def test_bank_cards_have_their_digit(body: str) -> None:
    card = body + luhn.calc_check_digit(body)
    assert read_bank_card(f"{card[:4]} {card[4:]}").value == card
    assert rules(read_bank_card(body + str((int(card[-1]) + 1) % 10))) == ["bank-card.check"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("张三", "张三"),
        (" 张 三 ", "张三"),
        ("张\u3000三\u200b", "张三"),
        ("㑇㙍𠮷", "㑇㙍𠮷"),
        ("𫖯㼆", "𫖯㼆"),
        ("﨑田", "﨑田"),  # a compatibility ideograph stays what it is
        ("古丽娜尔•买买提", "古丽娜尔·买买提"),
        ("古丽娜尔 ・ 买买提", "古丽娜尔·买买提"),
        ("阿卜杜热依木·阿卜力克木", "阿卜杜热依木·阿卜力克木"),
        ("john  smith", "JOHN SMITH"),
        ("ＪＯＨＮ Ｏ'ＮＥＩＬ", "JOHN O'NEIL"),
        ("Jean-Luc Gödel", "JEAN-LUC GÖDEL"),
        ("〇〇", "〇〇"),
    ],
)
def test_names_of_all_peoples(typed: str, name: str) -> None:
    assert read_name(typed) == Read(name)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("张3", ["name.characters"]),
        ("·张三", ["name.characters"]),
        ("张三·", ["name.characters"]),
        ("张三😀", ["name.characters"]),
        ("Джон", ["name.characters"]),
        ("张三\ue000", ["name.private-character"]),
        ("张三\U000f0000", ["name.private-character"]),
        ("张" * 51, ["name.length"]),
        ("张", ["name.single"]),
    ],
)
def test_what_is_no_name(typed: str, expected: list[str]) -> None:
    assert rules(read_name(typed)) == expected


def test_organisations_compare_equal_however_their_brackets_were_typed() -> None:
    assert read_organisation("甲乙（云江）有限公司").value == read_organisation("甲乙(云江)有限公司").value
    for odd in ("", "甲", "12345", "甲\n乙", "甲" * 101):
        assert rules(read_organisation(odd)) == ["organisation.name"]
    assert rules(read_organisation("甲乙公司", "trader_name")) == ["pattern.trader_name"]
    assert rules(read_organisation("甲乙\ue000公司")) == ["name.private-character"]


@pytest.mark.parametrize("typed", ["13800138000", "+86 138-0013-8000", "0086１３８００１３８０００", "138 0013 8000"])
def test_mobiles_are_taken_as_they_are_typed(typed: str) -> None:
    assert read_mobile(typed).value == "13800138000"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0871-60000000", "087160000000"),
        ("(010) 12345678", None),
        ("(010) 62345678", "01062345678"),
        ("400 123 4567", "4001234567"),
        ("12345", "12345"),
        ("60000000", None),
        ("110", "110"),
    ],
)
def test_other_telephones(typed: str, number: str | None) -> None:
    assert read_phone(typed).value == number


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-01-31", date(2026, 1, 31)),
        ("2026年1月31日", date(2026, 1, 31)),
        ("２０２６／１／３１", date(2026, 1, 31)),
        ("20260131", date(2026, 1, 31)),
        ("2026.1.31", date(2026, 1, 31)),
        ("2026-02-29", None),
        ("0000-01-01", None),
        ("31/1/2026", None),
        ("昨天", None),
        ("2026-01", None),
    ],
)
def test_dates(typed: str, day: date | None) -> None:
    assert read_date(typed, Column("d", "日期", FieldType.DATE), TODAY).value == day


def test_dates_have_bounds() -> None:
    column = Column("d", "日期", FieldType.DATE, earliest="2026-01-01", latest="today+30")
    assert rules(read_date("2025-12-31", column, TODAY)) == ["date.too-early"]
    assert rules(read_date("2026-12-28", column, TODAY)) == ["date.too-late"]
    assert read_date("2026-12-27", column, TODAY).value == date(2026, 12, 27)
    assert (
        "今天" in read_date("2026-11-28", Column("d", "日期", FieldType.DATE, latest="today"), TODAY).flaws[0].message
    )
    assert bound("today-27", TODAY) == date(2026, 10, 31)


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        (3, "3"),
        (2.5, "2.5"),
        ("１,２３４.５０", "1234.50"),
        ("¥12", "12"),
        ("1e3", None),
        ("1,23", None),
        ("五十", None),
        ("0x10", None),
        (float("nan"), None),
        (float("inf"), None),
        (10**30, None),
        (True, None),
        (None, None),
        ([], None),
        ("-1", None),
        ("0.001", None),
    ],
)
def test_amounts(raw: object, number: str | None) -> None:
    read = read_number(raw, Column("a", "金额", FieldType.AMOUNT, unit="元"))
    assert read.value == (Decimal(number) if number else None)


def test_numbers_have_bounds_in_their_unit() -> None:
    column = Column(
        "n", "面积", FieldType.NUMBER, unit="平方米", minimum=Decimal(10), maximum=Decimal("99.5"), decimals=1
    )
    assert rules(read_number("9.9", column)) == ["number.too-small"]
    assert rules(read_number("99.6", column)) == ["number.too-large"]
    assert rules(read_number("50.55", column)) == ["number.decimals"]
    assert read_number("50.50", column).value == Decimal("50.5")
    assert "平方米" in read_number("100", column).flaws[0].message


STREET = Column("a", "地址", FieldType.ADDRESS, level=RegionLevel.STREET)
ANYWHERE = Column("a", "地址", FieldType.ADDRESS)


@pytest.mark.parametrize(
    ("raw", "column", "expected"),
    [
        ({"region": "530101", "detail": "湖滨路1号"}, STREET, ("530101", "5301", "53")),
        ("云江区锦湖街道湖滨路1号", STREET, ("530101", "5301", "53")),
        ("锦湖湖滨路1号", STREET, ("530101", "5301", "53")),
        ({"region": "", "detail": "北京市某路1号"}, ANYWHERE, ()),
        ("北京市某路1号", ANYWHERE, ()),
        ("云江区滨江大道1号", ANYWHERE, ("5301", "53")),
        ("云江区滨江大道1号", STREET, "address.level"),
        ("滨江大道1号", STREET, "address.region"),
        ({"region": "99", "detail": "某路1号"}, ANYWHERE, "address.region"),
        ({"region": "530101", "detail": "路"}, STREET, "address.detail"),
        ({"region": "530101"}, STREET, "address.detail"),
        ({"region": 530101, "detail": ["x"]}, STREET, "address.detail"),
        ("路" * 201, ANYWHERE, "address.detail"),
        (17, ANYWHERE, "address.detail"),
    ],
)
def test_addresses(raw: object, column: Column, expected: object) -> None:
    read = read_address(raw, column, REGIONS)
    assert (read.value.path if isinstance(read.value, Address) else rules(read)[0]) == expected


def test_choices_and_yes_or_no() -> None:
    column = Column("c", "选项", FieldType.CHOICES, options=(Option("a", "甲"), Option("b", "乙")))
    assert read_choices(["乙", "a", "a"], column).value == ("a", "b")
    assert read_choices("甲", column).value == ("a",)
    for odd in (["丙"], [["a"]], [None], [{}], {"a": 1}, 3):
        assert rules(read_choices(odd, column)) == ["choice.none"]
    assert [read_yes_no(raw).value for raw in (True, "是", "否 ", "不知道", 1, None)] == [
        True,
        True,
        False,
        None,
        None,
        None,
    ]


def test_texts_have_lengths_and_shapes() -> None:
    column = Column("t", "说明", FieldType.TEXT, min_length=2, max_length=4)
    assert read_text(" 一\u200b二 ", column).value == "一二"
    assert rules(read_text("一", column)) == ["text.too-short"]
    assert rules(read_text("一二三四五", column)) == ["text.too-long"]
    assert read_text("云a１２３４５", Column("p", "号牌", FieldType.TEXT, pattern="plate")).value == "云A12345"
    certificate = Column("p", "证号", FieldType.TEXT, pattern="real_estate_certificate")
    assert read_text("云（2023）云江区不动产权第0001234号", certificate).value


@given(st.text())
def test_tidying_twice_is_tidying_once(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert compact(compact(text)) == compact(text)


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(json)
def test_every_type_answers_any_json(raw: object) -> None:
    room = ReadingRoom(TODAY, REGIONS)
    columns = (Column("name", "姓名", FieldType.NAME), Column("x", "数", FieldType.NUMBER, required=False))
    for kind in FieldType:
        options = (Option("a"),) if kind in {FieldType.CHOICE, FieldType.CHOICES} else ()
        field = Field("f", "字段", kind, options=options, columns=columns, documents=tuple(IdDocument))
        value, flaws = room.read(field, raw)
        assert value is not None or flaws


@pytest.mark.parametrize("kind", [FieldType.NAME, FieldType.ORGANISATION, FieldType.LONG_TEXT, FieldType.ADDRESS])
@pytest.mark.parametrize("sign", ["\u202e", "\u202d", "\u2067", "\u200f", "\u061c"])
def test_what_turns_the_order_of_characters_is_refused(kind: FieldType, sign: str) -> None:
    room = ReadingRoom(TODAY, REGIONS)
    field = Field("a", "甲", kind)
    value, flaws = room.read(field, f"云江{sign}区锦湖街道")
    assert value is None
    assert [placed.flaw.rule for placed in flaws] == ["text.direction"]


@pytest.mark.parametrize("sign", ["\u200b", "\ufeff", "\x00", "\x1b", "\u00ad", "\u2060"])
def test_unseen_characters_are_taken_out_and_told_of(sign: str) -> None:
    room = ReadingRoom(TODAY, REGIONS)
    value, flaws = room.read(Field("a", "甲", FieldType.NAME), f"张{sign}三")
    assert value == "张三"
    assert [(placed.flaw.rule, placed.flaw.severity) for placed in flaws] == [("text.invisible", "hint")]
    assert room.read(Field("a", "甲", FieldType.ORGANISATION), f"云江{sign}商行")[0] == "云江商行"


def test_what_phones_put_around_a_number_is_no_matter() -> None:
    room = ReadingRoom(TODAY, REGIONS)
    assert room.read(Field("a", "甲", FieldType.MOBILE), "\u202d13800138000\u202c") == ("13800138000", ())
    assert room.read(Field("a", "甲", FieldType.NAME), "\ufeff张三\u200b") == ("张三", ())


@pytest.mark.parametrize("dot", "•‧∙⋅・･．﹒·")
def test_dots_are_one(dot: str) -> None:
    assert read_name(f"古丽{dot}买买提").value == "古丽·买买提"
    if dot != "．":  # in a firm's name it may be the full stop of "Co."
        assert read_organisation(f"云江{dot}商行").value == "云江·商行"
