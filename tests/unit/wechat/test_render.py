"""Replies as WeChat text: complete, in order, within the limit."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.messages import Choice, Link, Reply, ReplyKind
from integrations.wechat.limits import TEXT_BYTES
from integrations.wechat.render import parts_of, text_xml
from integrations.wechat.xml import read_fields

BASE = "https://fw.example.gov.cn"


def test_options_and_links_are_lines_of_their_own():
    reply = Reply(
        ReplyKind.CHOICES,
        "您要办哪一项？",
        choices=(Choice(1, "身份证补领"), Choice(2, "身份证换领")),
        links=(Link("网上政务超市", "/guides"),),
    )
    assert parts_of(reply, BASE) == (
        '您要办哪一项？\n1. 身份证补领\n2. 身份证换领\n<a href="https://fw.example.gov.cn/guides">网上政务超市</a>',
    )


def test_links():
    def line(path: str, title: str = "全文", base: str = BASE) -> str:
        return "\n".join(parts_of(Reply(ReplyKind.ANSWER, "好", links=(Link(title, path),)), base))

    assert line("/guides/1?region=2") == '好\n<a href="https://fw.example.gov.cn/guides/1?region=2">全文</a>'
    assert line("https://other.gov.cn/a") == '好\n<a href="https://other.gov.cn/a">全文</a>'
    assert line("/guides/1", base="") == "好"
    assert line("javascript:alert(1)", base="") == "好"
    assert line('/g"><a>', "标<题>") == '好\n<a href="https://fw.example.gov.cn/g%22%3E%3Ca%3E">标＜题＞</a>'
    assert "%E8%BA%AB" in line("/guides?q=身份证")


def test_silence_and_emptiness_have_no_parts():
    assert parts_of(Reply(ReplyKind.SILENT, "不该说的")) == ()
    assert parts_of(Reply(ReplyKind.ANSWER, "  \x00 ")) == ()
    assert parts_of(Reply(ReplyKind.CHOICES, "", choices=(Choice(1, "甲"),))) == ("1. 甲",)


def test_options_that_do_not_fit_begin_another_part():
    reply = Reply(ReplyKind.ANSWER, "字" * 660, choices=tuple(Choice(n, "选项" * 10) for n in range(1, 6)))
    parts = parts_of(reply)
    assert len(parts) == 2
    assert "\n".join(parts).count("选项" * 10) == 5
    assert parts[1].splitlines()[0].split(".")[0].isdigit()


CHARACTERS = st.characters(exclude_categories=("Cs",))
TEXTS = st.one_of(
    st.text(CHARACTERS, max_size=200),
    st.text(st.sampled_from("请带身份证。到窗口办理，\nabc 😀0431-12345"), max_size=3000),
)
REPLIES = st.builds(
    Reply,
    st.just(ReplyKind.ANSWER),
    TEXTS,
    st.lists(st.builds(Choice, st.integers(1, 99), TEXTS), max_size=12).map(tuple),
    links=st.lists(
        st.builds(Link, TEXTS, st.text(CHARACTERS, max_size=100).map(lambda path: f"/{path}")), max_size=4
    ).map(tuple),
)


@given(REPLIES)
def test_no_part_is_over_the_limit_or_empty(reply):
    for part in parts_of(reply, BASE):
        assert 0 < len(part.encode()) <= TEXT_BYTES
        assert part.strip()


@given(st.text(st.sampled_from("请带身份证。到窗口办理，abc0431 "), max_size=5000))
def test_nothing_of_the_text_is_lost(text):
    parts = parts_of(Reply(ReplyKind.ANSWER, text))
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(st.text())
def test_any_part_is_well_formed_xml(text):
    for part in parts_of(Reply(ReplyKind.ANSWER, text)):
        fields = read_fields(text_xml(part, to="o]]>1", account="gh", at=1700000000))
        assert fields["Content"] == part.replace("\r\n", "\n").replace("\r", "\n")
        assert fields["ToUserName"] == "o1"


def test_an_option_is_tapped_where_all_fits_one_message():
    choices = (Choice(1, "新办"), Choice(2, "变更 (含地址)"))
    reply = Reply(ReplyKind.CHOICES, "您是要办哪一种？", choices=choices)
    (text,) = parts_of(reply, tappable=True)
    assert text.splitlines() == [
        "您是要办哪一种？",
        '1. <a href="weixin://bizmsgmenu?msgmenucontent=新办&msgmenuid=option">新办</a>',
        "2. 变更 (含地址)",
    ]
    long = replace(reply, text="字" * 640)
    assert parts_of(long, tappable=True) == parts_of(long)


@given(st.text("新<>\"'&#%?=+ \n\u3000a", max_size=12), st.integers(1, 12))
def test_no_option_breaks_out_of_its_link(label: str, number: int):
    (text,) = parts_of(Reply(ReplyKind.CHOICES, "选", choices=(Choice(number, label),)), tappable=True)
    if "weixin:" in text:
        assert [text.count(mark) for mark in '<>"&?'] == [2, 2, 2, 1, 1]
    else:
        assert text == f"选\n{number}. {label}"
