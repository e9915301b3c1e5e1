"""Whatever is published, a reply with its options and links fits one message."""

from datetime import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answers.prose import clipped, full_width, unnumbered
from bot.flows.turn import Setting
from bot.messages import Incoming, Kind
from bot.router import receive
from bot.session import Session
from bot.split import size
from integrations.wechat.render import parts_of
from knowledge.catalogue import Catalogue
from knowledge.guide import Fee, Guide, Item, LegalBasis, Material, Situation, Step, TimeLimit, Variant
from knowledge.places import Region, Venue
from knowledge.snapshot import Snapshot

NOW = datetime(2026, 3, 4, 10, 30)  # noqa: DTZ001 - local time of the centre
BASE = "https://zwfw.example.gov.cn/banshi"
SETTING = Setting("C", BASE)
LIMIT = 2000
REGIONS = (Region("C", "江城市"), *(Region(f"D{n}", f"第{n}区", "C") for n in range(12)))

words = st.text(st.sampled_from("申请登记材料身份证户口簿原件复印件（），。；、,;()1. 9A"), min_size=1, max_size=120)
long_words = st.one_of(words, words.map(lambda text: text * 12))
materials = st.lists(st.builds(Material, name=words, note=words, originals=st.integers(0, 9)), max_size=30).map(tuple)
venues = st.lists(
    st.builds(Venue, name=words, address=long_words, windows=words, hours_text=long_words), max_size=8
).map(tuple)
names = st.lists(words, min_size=1, max_size=12, unique=True)


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    variants = draw(st.one_of(st.just([""]), names))
    name = "甲事项" + draw(words)
    item = Item("a", name, "某局", variants=tuple(Variant(each) for each in variants if each))
    guides = tuple(
        Guide(
            "a",
            variant,
            region,
            conditions=draw(long_words),
            materials=draw(materials),
            situations=tuple(Situation(each, draw(materials)) for each in draw(st.one_of(st.just([]), names))),
            steps=draw(st.lists(st.builds(Step, name=words, description=long_words), max_size=9).map(tuple)),
            legal_basis=draw(st.lists(st.builds(LegalBasis, title=words, article=words), max_size=30).map(tuple)),
            promised=draw(st.none() | st.builds(TimeLimit, days=st.integers(0, 90), note=long_words)),
            fee=Fee(True, draw(long_words), draw(words)),
            venues=draw(venues),
            phones=draw(st.lists(st.from_regex(r"0\d{3}-\d{8}", fullmatch=True), max_size=20).map(tuple)),
            agent_note=draw(long_words),
        )
        for variant in variants
        for region in draw(st.sampled_from((("C",), ("D0", "D1"), tuple(f"D{n}" for n in range(12)))))
    )
    return Snapshot.of(Catalogue((item, Item("b", "乙事项办理", "某局")), guides, REGIONS, sample=True))


QUESTIONS = (
    "甲事项",
    "甲事项要带什么材料，几天，多少钱，在哪办",
    "1",
    "流程和依据",
    "谁能办",
    "电话",
    "更多",
    "2",
    "能代办吗",
    "更多",
    "都要",
)


@given(snapshots(), st.permutations(QUESTIONS[1:]))
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_reply_fits_one_message(snapshot: Snapshot, later: list[str]) -> None:
    session = Session()
    for question in (QUESTIONS[0], *later):
        step = receive(Incoming("t", "u", Kind.TEXT, text=question), session, snapshot, NOW, SETTING)
        session = step.session
        parts = parts_of(step.reply, BASE)
        assert len(parts) == 1
        assert size(parts[0]) <= LIMIT


@given(long_words, st.integers(8, 200))
def test_clipping_leaves_a_beginning_that_fits(text: str, length: int) -> None:
    cut = clipped(text, length)
    assert len(cut) <= max(length, 2) + 2
    assert text.startswith(cut.removesuffix("……")[: len(cut) - 2] if cut != text else text)


@given(st.text(st.sampled_from("申请3A-(),;:?。")))
def test_full_width_changes_signs_only_and_not_twice(text: str) -> None:
    once = full_width(text)
    assert full_width(once) == once
    assert once.translate(str.maketrans("，；：？！（）", ",;:?!()")).replace(" ", "") == text.replace(" ", "")


def test_chinese_signs_between_chinese_words_alone() -> None:
    assert full_width("出国 (境)定居,应终止") == "出国（境）定居，应终止"
    assert full_width("（一)按照规定;(二)非因") == "（一）按照规定；（二）非因"
    for same in ("电话0431-1,0431-2", "9:00-12:00,13:00", "https://a.b/c(d),e?x=1", "A(B)C 5(天)", "Ⅰ类(A)"):
        assert full_width(same) == same


def test_one_condition_bears_no_number() -> None:
    assert unnumbered("1. 年满18周岁") == "年满18周岁"
    assert unnumbered("（一）年满18周岁") == "年满18周岁"
    assert unnumbered("2019年以后取得") == "2019年以后取得"
    assert unnumbered("1.5倍") == "1.5倍"
    assert clipped("1. 2019年以后取得所得的个人。 2. 2018年以前", 24) == "1. 2019年以后取得所得的个人……"
