import pytest
from hypothesis import given
from hypothesis import strategies as st

from affairs import privacy
from affairs.privacy import scrub


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("我叫张三,身份证220102199003071234,电话13812345678", "我叫[姓名],身份证[身份证号],电话[手机号]"),
        ("身份证号 22010219900307123X 丢了", "身份证号 [身份证号] 丢了"),
        ("220102 19900307 123X", "[身份证号]"),
        ("老证130503670401001", "老证[身份证号]"),
        ("姓名:欧阳娜娜 车牌吉A12345", "姓名:[姓名] 车牌[车牌号]"),
        ("姓名：李雷", "姓名：[姓名]"),
        ("我叫买买提·艾力", "我叫[姓名]"),
        ("新能源吉AD12345怎么年检", "新能源[车牌号]怎么年检"),
        ("卡号6222 0202 0000 1234 567", "卡号[银行卡号]"),
        ("发我邮箱 a.b-c@mail.example.com.cn", "发我邮箱 [邮箱]"),
        ("打0431-88776655没人接", "打[电话]没人接"),
        ("+86 138 1234 5678", "[手机号]"),
        ("护照E12345678", "护照[证件号]"),
        ("91220101MA0Y1XXT5K", "[信用代码]"),
        ("微信号:zhang_san88", "微信号:[微信号]"),
        ("受理号2024012345678", "受理号[号码]"),
        ("手机幺三八幺二三四五六七八", "手机[号码]"),
        ("帮我查一下张三的身份证号码", "帮我查一下[姓名]的身份证号码"),
        ("我邻居王五的社保交了多少", "我邻居[姓名]的社保交了多少"),
        ("我想看看李小四名下有几套房", "我想看看[姓名]名下有几套房"),
    ],
)
def test_personal_data_become_placeholders(text: str, scrubbed: str) -> None:
    assert scrub(text) == scrubbed


@pytest.mark.parametrize(
    "text",
    [
        "打12345",
        "110 119 120",
        "我叫了个快递",
        "身份证丢了怎么补办",
        "2024年5月6日办的",
        "要交40元",
        "残疾人证换领要带什么",
        "查一下高新区的电话",
        "查方便代办的电话",
        "我想查公司的地址",
        "看看金融局的地址",
        "同事马上退休的社保怎么办",
    ],
)
def test_questions_are_left_as_they_are(text: str) -> None:
    assert scrub(text) == text


@given(st.text(max_size=200))
def test_never_raises_and_is_idempotent(text: str) -> None:
    once = scrub(text)
    assert scrub(once) == once


@given(st.from_regex(r"[1-9]\d{16}[\dXx]", fullmatch=True), st.from_regex(r"1[3-9]\d{9}", fullmatch=True))
def test_no_identity_number_or_phone_survives(number: str, phone: str) -> None:
    left = scrub(f"我的身份证是{number},手机{phone},帮我查")
    assert number not in left
    assert phone not in left


def test_only_what_is_nobodys_data_is_remembered() -> None:
    privacy._checked.cache_clear()
    assert scrub("我的电话13812345678") == "我的电话[手机号]"
    assert privacy._checked.cache_info().currsize == 0
    assert scrub("身份证丢了怎么补") == scrub("身份证丢了怎么补") == "身份证丢了怎么补"
    assert privacy._checked.cache_info().hits == 1
