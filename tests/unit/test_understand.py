import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.session import Focus, Offer, Session
from bot.understand import Intent, Understanding, understand
from bot.understand.days import find_day
from bot.understand.questions import LONGEST, clauses, shortened
from knowledge.catalogue import Catalogue
from knowledge.guide import Guide, Item, Situation, Variant
from knowledge.places import Region
from knowledge.snapshot import Snapshot

TODAY = date(2026, 3, 4)
REGIONS = (
    Region("P", "吉林省"),
    Region("H", "长春市", "P"),
    Region("N", "南关区", "H"),
    Region("C", "朝阳区", "H"),
    Region("E", "二道区", "H"),
    Region("T", "九台区", "H"),
    Region("J", "长春净月高新技术产业开发区", "H"),
    Region("K", "长春经济技术开发区", "H"),
    Region("Q", "长春汽车经济技术开发区", "H"),
)
ITEMS = (
    Item(
        "id",
        "居民身份证丢失补领",
        "公安局",
        aliases=("补身份证", "身份证丢了", "身份证掉了补办", "身份证找不着了", "身份证搞丢了"),
    ),
    Item("tmp", "临时居民身份证申领", "公安局", aliases=("临时身份证",)),
    Item("pass", "普通护照换发", "公安局", aliases=("护照过期换新", "护照到期", "换护照", "办护照", "护照")),
    Item("marry", "结婚登记", "民政局", aliases=("领结婚证", "领证结婚", "办结婚证")),
    Item("firm", "个体工商户设立登记", "市场监管局", aliases=("办营业执照", "开个小店", "营业执照")),
    Item("close", "个体工商户注销登记", "市场监管局", aliases=("注销营业执照", "店不开了")),
    Item("food", "食品经营许可新办", "市场监管局", aliases=("开饭店", "食品经营许可证", "办食品许可证", "餐饮许可")),
    Item("live", "居住证申领", "公安局", aliases=("办居住证", "暂住证", "居住证")),
    Item("fund", "租房提取住房公积金", "公积金中心", aliases=("公积金提取", "租房取公积金")),
    Item("move", "户口迁移审批", "公安局", aliases=("迁户口", "户口迁过来", "户口迁移")),
    Item("birth", "新生儿出生登记", "公安局", aliases=("孩子上户口", "新生儿落户", "给娃上户口")),
    Item("estate", "不动产抵押权登记", "自然资源局", aliases=("房子抵押登记",)),
    Item("away", "基本医疗保险异地就医备案", "医保局", aliases=("异地就医备案", "去外地看病")),
    Item(
        "card",
        "残疾人证新办",
        "残联",
        aliases=("办残疾证",),
        variants=(Variant("居住地申请"), Variant("户籍地申请")),
    ),
)
GUIDES = (
    Guide("id", situations=(Situation("未满16周岁,由监护人代为申领"), Situation("年满16周岁本人申领"))),
    Guide(
        "marry",
        situations=tuple(Situation(each) for each in ("双方均为内地居民", "一方或双方曾离婚", "涉外、涉港澳台、华侨")),
    ),
    Guide("card", "居住地申请"),
    Guide("card", "户籍地申请"),
)
SNAPSHOT = Snapshot.of(Catalogue(items=ITEMS, guides=GUIDES, regions=REGIONS))
SESSIONS = {
    "-": Session(),
    "focus": Session(focus=Focus("id")),
    "offers": Session(
        offers=(
            Offer("item", "id", "居民身份证丢失补领"),
            Offer("item", "tmp", "临时居民身份证申领"),
            Offer("item", "pass", "普通护照换发"),
        )
    ),
    "situations": Session(
        pending=Focus("marry"),
        offers=tuple(
            Offer("situation", each, each) for each in ("双方均为内地居民", "一方或双方曾离婚", "涉外、涉港澳台、华侨")
        ),
    ),
    "variants": Session(
        pending=Focus("card"),
        offers=(Offer("variant", "居住地申请", "居住地申请"), Offer("variant", "户籍地申请", "户籍地申请")),
    ),
    "regions": Session(
        pending=Focus("id"),
        offers=(
            Offer("region", "N", "南关区"),
            Offer("region", "J", "长春净月高新技术产业开发区"),
            Offer("region", "Q", "长春汽车经济技术开发区"),
        ),
    ),
}
ROWS = [
    (line.split("\t") + [""] * 8)[:8]
    for line in (Path(__file__).parent / "data" / "utterances.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def ask(text: str, context: str = "-") -> Understanding:
    return understand(text, SESSIONS[context], SNAPSHOT, TODAY)


@pytest.mark.parametrize("row", ROWS, ids=[f"{n}:{row[0]}:{row[1]}" for n, row in enumerate(ROWS)])
def test_utterances(row):
    context, text, intent, facets, region, pick, elsewhere, day = row
    found = ask(text, context)
    regions = [found.region] if found.region else found.regions
    assert found.intent.value == intent
    assert " ".join(found.facets) == facets
    assert " ".join(each.code for each in regions) == region
    assert ("-" if pick == "-" else str(found.pick or "")) == pick
    assert (found.pick is None) or pick != "-"
    assert found.elsewhere == elsewhere
    assert (found.day.isoformat() if found.day else "") == day


def test_the_table_is_large_and_covers_every_intent():
    assert len(ROWS) >= 250
    assert {row[2] for row in ROWS} == {intent.value for intent in Intent}


def test_two_questions_on_different_items():
    found = ask("身份证丢了怎么办,还有护照过期了咋换")
    assert [each.match.candidates[0].code for each in (found, *found.also)] == ["id", "pass"]
    joined = ask("身份证丢了怎么办还有护照过期了咋换要多少钱")
    assert [each.match.candidates[0].code for each in joined.also] == ["pass"]
    assert joined.also[0].facets == ("fees",)


@pytest.mark.parametrize(
    "text", ["身份证丢了,要带啥,在哪办,多少钱", "我身份证丢了,补身份证要带什么", "我租房,想提取公积金,要什么材料"]
)
def test_one_question_stays_one(text):
    assert ask(text).also == ()


def test_what_was_said_is_not_asked_again():
    found = ask("残疾人证新办在老家申请要带啥")
    assert (found.item.code, found.variant.name) == ("card", "户籍地申请")
    assert ask("孩子8岁,居民身份证丢失补领").situation == "未满16周岁,由监护人代为申领"
    assert ask("那孩子未满16呢", "focus").situation == "未满16周岁,由监护人代为申领"
    assert ask("身份证丢了").situation == ""


def test_another_action_on_the_item_in_focus():
    found = understand("那注销呢", Session(focus=Focus("firm")), SNAPSHOT, TODAY)
    assert found.intent is Intent.ASK
    assert found.match.candidates[0].code == "close"


def test_several_picks():
    found = ask("1、3", "offers")
    assert [found.pick, *(each.pick for each in found.also)] == [1, 3]


def test_small_talk_does_not_ask_the_matcher(monkeypatch):
    monkeypatch.setattr(type(SNAPSHOT.matcher), "match", lambda *_, **__: pytest.fail("matched"))
    for text in ("你好", "谢谢", "转人工", "中心在哪", "今天天气怎么样", "净月", "2", "着火了", "要带啥"):
        ask(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("大后天", date(2026, 3, 7)),
        ("下周六", date(2026, 3, 14)),
        ("这周日", date(2026, 3, 8)),
        ("周三", TODAY),
        ("元旦", date(2027, 1, 1)),
        ("春节", date(2027, 2, 5)),
        ("端午", date(2026, 6, 19)),
        ("中秋", date(2026, 9, 25)),
        ("2月30号", None),
        ("2月1日", date(2027, 2, 1)),
        ("2026年5月6日", date(2026, 5, 6)),
        ("15号", date(2026, 3, 15)),
        ("1号", date(2026, 4, 1)),
        ("31号", date(2026, 3, 31)),
        ("3号窗口", None),
        ("身份证", None),
    ],
)
def test_days(text, day):
    assert find_day(text, TODAY) == day


def test_days_at_the_end_of_time():
    assert find_day("明天", date.max) is None
    assert find_day("下周一", date.max) is None
    assert find_day("端午", date.max) is None


def test_a_long_story_keeps_its_beginning_and_its_end():
    story = "我家的事说来话长。" * 100 + "最后想问身份证丢了怎么补?"
    short = shortened(story)
    assert len(short) <= LONGEST
    assert short.startswith("我家的事")
    assert short.endswith("身份证丢了怎么补?")
    assert "我家的事说来话长。" * 3 in short


def test_clauses():
    assert clauses("身份证丢了怎么办 护照呢") == ("身份证丢了怎么办", "护照呢")
    assert clauses("身份证丢了怎么办还有护照呢") == ("身份证丢了怎么办", "还有护照呢")
    assert clauses("") == ()


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=700), st.sampled_from(sorted(SESSIONS)), st.dates())
def test_any_text(text, context, today):
    found = understand(text, SESSIONS[context], SNAPSHOT, today)
    assert isinstance(found.intent, Intent)
    assert found.pick is None or 1 <= found.pick <= len(SESSIONS[context].offers)
    assert (found.item is None) or found.match is not None


PIECES = sorted({row[1] for row in ROWS})


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=6), st.sampled_from(sorted(SESSIONS)))
def test_any_mixture_of_real_messages(pieces, context):
    for text in (",".join(pieces), "".join(pieces)):
        found = ask(text, context)
        assert found == ask(text, context), "pure"


@pytest.mark.parametrize(
    "piece",
    [
        "要",
        "我",
        "能",
        "能让",
        "要带",
        "怎么",
        "什么",
        "你好",
        "的",
        "1 ",
        "第",
        "一",
        "吗",
        "证",
        "在哪",
        "查他的",
        "是",
    ],
)
def test_no_text_takes_long(piece):
    text = piece * (LONGEST // len(piece))
    ask(text)
    start = time.process_time()
    ask(text)
    assert time.process_time() - start < 0.25


def test_what_a_text_says_is_told_anew_where_other_regions_are_known() -> None:
    one = Snapshot.of(Catalogue(items=ITEMS, regions=REGIONS))
    other = Snapshot.of(Catalogue(items=ITEMS, regions=REGIONS[:2]))
    text = "南关区护照到期怎么换"
    for snapshot, named in ((one, "N"), (other, None), (one, "N")):
        region = understand(text, Session(), snapshot, TODAY).region
        assert (region.code if region else None) == named


@pytest.mark.parametrize(
    "text", ["春节是哪天", "今天星期几", "现在几点", "明天几号", "明年中秋节是几月几号", "国庆节是星期几啊"]
)
@pytest.mark.parametrize("focus", [None, Focus("id"), Focus("pass")])
def test_what_a_calendar_or_a_clock_says_is_asked_of_no_item(text: str, focus: Focus | None) -> None:
    assert understand(text, Session(focus=focus), SNAPSHOT, TODAY).intent is Intent.OUT_OF_SCOPE


@pytest.mark.parametrize("text", ["春节上班吗", "国庆节开门不", "今天几点下班"])
def test_opening_hours_are_asked_with_the_same_words(text: str) -> None:
    assert understand(text, Session(), SNAPSHOT, TODAY).intent is Intent.CENTRE


def test_what_something_is_is_a_question_of_its_own() -> None:
    understood = understand("什么是结婚证", Session(focus=Focus("id")), SNAPSHOT, TODAY)
    assert understood.intent is Intent.ASK
    assert understood.match is not None
    assert understood.match.candidates[0].code == "marry"
    assert understand("什么是量子纠缠", Session(focus=Focus("id")), SNAPSHOT, TODAY).intent is Intent.OUT_OF_SCOPE


def test_the_clause_that_is_for_sure_says_what_a_long_story_is_about() -> None:
    story = "昨儿跟老伴儿去公园溜达回来坐公交车人挤人乱哄哄的，身份证丢了，这可急死我了你说说这叫什么事儿"
    found = understand(story, Session(), SNAPSHOT, TODAY).match
    assert found is not None
    assert found.candidates[0].code == "id"
