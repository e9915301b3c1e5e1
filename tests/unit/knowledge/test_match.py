import os
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.questions import catalogue, hold_out, off_topic, own_questions, read_real_data
from knowledge.catalogue import Catalogue
from knowledge.evaluation import evaluate_matcher
from knowledge.guide import Item, ItemState, Variant
from knowledge.learning import Synonym
from knowledge.match import Decision, Matcher
from knowledge.match.calibration import MEANT, WEIGHTS
from knowledge.match.decision import SIGNS
from knowledge.match.lexicon import actions, colloquial, forms, small_talk
from knowledge.match.parts import PARTS
from knowledge.match.query import read
from knowledge.match.spelling import Spelling
from knowledge.text import normalise
from knowledge.wordlists import word_rows

NAMES = (
    "食品经营许可新办",
    "食品经营许可变更",
    "食品经营许可延续",
    "食品经营许可注销",
    "食品经营许可补发",
    "普通护照首次申请",
    "普通护照补发",
    "内地居民结婚登记",
    "内地居民离婚登记",
    "机动车转移登记",
    "机动车注册登记",
    "提取公积金",
    "失业保险金申领",
    "户外广告的审批",
    "养犬登记",
)
ITEMS = tuple(Item(code=f"I{number}", name=name) for number, name in enumerate(NAMES))
CATALOGUE = Catalogue(items=ITEMS)
MATCHER = Matcher.of(CATALOGUE)


def first(text, matcher=MATCHER):
    return matcher.match(text).candidates[0].name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("食品经营许可注销", "食品经营许可注销"),
        ("小饭馆不干了许可证咋销", "食品经营许可注销"),
        ("食品证快到期了", "食品经营许可延续"),
        ("饭店换老板了食品证要改", "食品经营许可变更"),
        ("食品证弄丢了", "食品经营许可补发"),
        ("俺想开个小饭馆", "食品经营许可新办"),
        ("護照丟了怎麼補辦", "普通护照补发"),
        ("头一回办护照", "普通护照首次申请"),
        ("俺俩要扯证", "内地居民结婚登记"),
        ("过不下去了想离婚", "内地居民离婚登记"),
        ("买的二手车过户", "机动车转移登记"),
        ("刚提的新车上牌", "机动车注册登记"),
        ("租房子想把公积金取出来", "提取公积金"),
        ("被公司裁了能领失业金不", "失业保险金申领"),
        ("门口想挂个广告牌", "户外广告的审批"),
        ("我家狗子要办狗证", "养犬登记"),
        ("失业宝险金", "失业保险金申领"),
        ("户照补发", "普通护照补发"),
    ],
)
def test_citizens_words_find_the_item(text, name):
    assert first(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "今天天气怎么样",
        "给我讲个笑话",
        "你就是个傻子",
        "红烧肉怎么做",
        "",
        "   ",
        "???",
        "asdfghjkl",
        "😀😀",
        "的的的",
        "\ud800",
    ],
)
def test_off_topic_is_declined(text):
    assert MATCHER.match(text).decision is Decision.DECLINE


@pytest.mark.parametrize("text", ["护照", "食品经营许可", "食品证", "登记"])
def test_a_bare_subject_of_several_items_is_never_declined(text):
    assert MATCHER.match(text).decision is not Decision.DECLINE


def test_the_full_name_is_answered():
    for item in ITEMS:
        result = MATCHER.match(item.name)
        assert (result.candidates[0].code, result.decision) == (item.code, Decision.ANSWER)


def test_what_two_items_share_is_asked_back():
    twins = Matcher.of(Catalogue(items=(Item("A", "甲区排污许可核发"), Item("B", "乙区排污许可核发"))))
    result = twins.match("排污许可核发")
    assert result.decision is Decision.CLARIFY
    assert {candidate.code for candidate in result.candidates} == {"A", "B"}


def test_aliases_variants_and_their_aliases_are_known():
    item = Item(
        "V", "居民身份证办理", aliases=("整个身份证",), variants=(Variant("丢失补领", aliases=("身份证找不着喽",)),)
    )
    matcher = Matcher.of(Catalogue(items=(*ITEMS, item)))
    for text in ("整个身份证", "丢失补领", "身份证找不着喽"):
        assert matcher.match(text).candidates[0].code == "V"
    assert matcher.match("身份证找不着喽").candidates[0].phrase == "身份证找不着喽"


def test_an_abolished_item_is_found_still():
    gone = Item("G", "会计从业资格证办理", state=ItemState.ABOLISHED)
    assert Matcher.of(Catalogue(items=(*ITEMS, gone))).match("会计证咋办").candidates[0].code == "G"


@pytest.mark.parametrize("items", [(), (Item("A", ""),), (Item("A", "!!!"),), (Item("A", "护照"),)])
@pytest.mark.parametrize("text", ["", "护照", "今天天气", "!!!"])
def test_tiny_and_nameless_catalogues(items, text):
    result = Matcher.of(Catalogue(items=items)).match(text)
    assert len(result.candidates) <= len(items)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400), st.integers(0, 20))
def test_any_text_gives_a_sound_result(text, limit):
    result = MATCHER.match(text, limit=limit)
    confidences = [candidate.confidence for candidate in result.candidates]
    assert len(confidences) <= limit
    assert confidences == sorted(confidences, reverse=True)
    assert all(0 <= confidence <= 1 for confidence in confidences)
    assert sum(confidences) <= 1 + 1e-9
    assert 0 <= result.margin <= 1
    assert len({candidate.code for candidate in result.candidates}) == len(result.candidates)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(NAMES),
    st.sampled_from(["请问", "我想问一下", "麻烦", ""]),
    st.sampled_from(["怎么办", "咋整", "", "呀"]),
)
def test_politeness_changes_nothing(name, before, after):
    assert first(before + name + after) == name


def test_a_huge_text_is_quick_and_harmless():
    assert MATCHER.match("护照补发" + "啊" * 5_000_000).candidates[0].name == "普通护照补发"


def test_every_part_of_the_score_is_kept():
    candidate = MATCHER.match("护照补发").candidates[0]
    assert set(candidate.parts) == set(PARTS) == set(WEIGHTS)
    assert candidate.score == pytest.approx(sum(WEIGHTS[part] * value for part, value in candidate.parts.items()))
    assert tuple(MEANT) == SIGNS


def test_results_do_not_depend_on_threads_or_on_what_was_asked_before():
    texts = [name + "怎么办" for name in NAMES] * 20
    wanted = [MATCHER.match(text) for text in texts]
    found: dict[int, list[object]] = {}

    def ask(number):
        found[number] = [MATCHER.match(text) for text in texts]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(results == wanted for results in found.values())


def test_building_again_gives_the_same():
    again = Matcher.of(CATALOGUE)
    assert all(again.match(name) == MATCHER.match(name) for name in NAMES)
    assert again.size == len(NAMES)


def test_spelling_mends_only_what_stands_in_no_known_pair():
    spelling: Spelling = MATCHER.index.spelling
    assert spelling.mend("失业宝险金") == "失业保险金"
    assert spelling.mend("失业保险金申领") == "失业保险金申领"
    assert spelling.mend("失保业险金申领") == "失业保险金申领", "neighbours that changed places"
    assert spelling.mend("") == ""
    assert spelling.mend("一") == "一"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("食品经营许可变更", "change"),
        ("普通护照补发", "replace"),
        ("排污许可延续", "renew"),
        ("机动车注销登记", "cancel"),
    ],
)
def test_kinds_of_doing_are_read_off_names(name, kind):
    assert actions().of_name(name) >> actions().kinds.index(kind) & 1


def test_the_word_lists_are_well_formed():
    words, meanings = colloquial()
    assert len(words) > 2000
    for word, terms in meanings.items():
        assert normalise(word) == word, word
        assert terms, word
    assert all(len(row) == 3 for row in word_rows("actions.tsv"))
    assert set(small_talk()) == {"talk", "topics"}
    assert set(forms()) == {"asks", "does", "howto", "chats"}


def test_words_of_small_talk_are_business_where_the_catalogue_has_them():
    shows = Matcher.of(Catalogue(items=(Item("tv", "电视剧制作许可"), Item("id", "身份证补领"))))
    cards = Matcher.of(Catalogue(items=(Item("id", "身份证补领"),)))
    assert shows.match("电视剧制作许可怎么办").decision is Decision.ANSWER
    assert read("想看电视剧", lists=shows.index.lists).tone["talk"] == 0
    assert read("想看电视剧", lists=cards.index.lists).tone["talk"] == 1


REAL = pytest.mark.skipif(not os.environ.get("BANSHITONG_TEST_DATA"), reason="BANSHITONG_TEST_DATA names no folder")


@REAL
@pytest.mark.real_data
def test_real_names_and_held_out_phrasings():
    data = read_real_data()
    kept, asked = hold_out(data.phrasings)
    part = catalogue(data.names, kept)
    figures = evaluate_matcher(Matcher.of(part), part, [(one.text, one.names) for one in asked])
    assert figures["recall@1"] >= 0.78
    assert figures["recall@3"] >= 0.92
    assert figures["declined"] <= 0.03
    full = catalogue(data.names, data.phrasings)
    matcher = Matcher.of(full)
    figures = evaluate_matcher(matcher, full, [(one.text, one.names) for one in own_questions()])
    assert figures["recall@1"] >= 0.84
    assert figures["recall@3"] >= 0.94
    assert figures["declined"] <= 0.03
    assert figures["precision"] >= 0.9
    figures = evaluate_matcher(matcher, full, [(one.text, one.names) for one in off_topic()])
    assert figures["declined"] >= 0.95


def test_a_synonym_of_the_catalogue_is_understood() -> None:
    items = (Item("a", "居民身份证丢失补领"), Item("b", "机动车驾驶证补领"), Item("c", "户口迁移审批"))
    before = Matcher.of(Catalogue(items=items)).match("咔咔片掉了")
    learned = Matcher.of(Catalogue(items=items, synonyms=(Synonym("咔咔片", ("身份证",)),)))
    assert [each.code for each in learned.match("咔咔片掉了").candidates][:1] == ["a"]
    assert before.decision is not Decision.ANSWER
