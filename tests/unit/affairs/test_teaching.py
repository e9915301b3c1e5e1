"""What each act makes of a catalogue, and what an import leaves of it."""

from dataclasses import replace

import pytest

from affairs.errors import InvalidValue, NoSuchItem
from affairs.learned import has_learned, with_learned
from affairs.merging import merge
from affairs.teaching import mistake_reported, out_of_scope_marked, phrasing_accepted, synonym_added
from knowledge.catalogue import Catalogue
from knowledge.guide import Guide, Item
from knowledge.learning import OutOfScope, RegressionQuestion, Scenario, ScenarioStep, Synonym

BASE = Catalogue(items=(Item("A", "居民身份证丢失补领", aliases=("身份证丢了",)), Item("B", "普通护照首次申请")))


def test_an_accepted_phrasing_is_an_alias_and_a_question() -> None:
    taught = phrasing_accepted("A", " 证件  搞没了 ")(BASE)
    assert taught.items[0].aliases == ("身份证丢了", "证件 搞没了")
    assert taught.regression == (RegressionQuestion("证件 搞没了", ("A",)),)
    assert phrasing_accepted("A", "證件搞沒了")(taught) == taught, "again is nothing more"
    both = phrasing_accepted("B", "证件搞没了")(taught)
    assert both.regression[0].items == ("A", "B")


def test_a_phrasing_comes_back_into_scope() -> None:
    base = replace(BASE, out_of_scope=(OutOfScope("本本没了"), OutOfScope("天气")))
    assert phrasing_accepted("B", "本本没了吗")(base).out_of_scope == (OutOfScope("天气"),)


@pytest.mark.parametrize("phrase", ["", "  ", "!", "证", "长" * 101, "我叫张三丰要补证", "补证110101199003078515"])
def test_a_phrasing_that_must_not_be_kept_is_refused(phrase: str) -> None:
    with pytest.raises(InvalidValue):
        phrasing_accepted("A", phrase)


def test_unknown_items_are_refused() -> None:
    for act in (phrasing_accepted("Z", "证件没了"), mistake_reported("证件没了", ("A", "Z"))):
        with pytest.raises(NoSuchItem):
            act(BASE)


def test_synonyms_grow_and_must_mean_something() -> None:
    taught = synonym_added("本本", "护照 首次")(BASE)
    taught = synonym_added("本本", "护照 补领")(taught)
    assert taught.synonyms == (Synonym("本本", ("护照", "首次", "补领")),)
    with pytest.raises(InvalidValue):
        synonym_added("本本", "彩票")(BASE)
    with pytest.raises(InvalidValue):
        synonym_added("护照", "護照")


def test_what_is_out_of_scope_is_off_topic_and_never_an_items_name() -> None:
    taught = out_of_scope_marked("护照封皮哪里买")(BASE)
    assert taught.out_of_scope == (OutOfScope("护照封皮哪里买"),)
    assert taught.regression == (RegressionQuestion("护照封皮哪里买"),)
    assert out_of_scope_marked("護照封皮哪裡買?")(taught) == taught
    with pytest.raises(InvalidValue):
        out_of_scope_marked("身份证丢了吗")(BASE)


def test_a_mistake_says_what_is_wanted_from_now_on() -> None:
    taught = mistake_reported("证件没了", ("A",))(BASE)
    taught = mistake_reported("证件没了吗", ("B", "A", "B"))(taught)
    assert taught.regression == (RegressionQuestion("证件没了", ("B", "A")),)
    assert mistake_reported("证件没了", ())(taught).regression == (RegressionQuestion("证件没了"),)


LEARNED = replace(
    phrasing_accepted("A", "卡没了")(BASE),
    guides=(Guide("A"), Guide("B")),
    synonyms=(Synonym("本本", ("护照",)),),
    out_of_scope=(OutOfScope("天气"),),
    scenarios=(Scenario("出国", steps=(ScenarioStep("B", "先办"), ScenarioStep("A"))),),
)


def test_an_import_keeps_what_was_learned() -> None:
    source = Catalogue(
        items=(Item("A", "居民身份证丢失补领", aliases=("补身份证",)), Item("N", "新事项")),
        guides=(Guide("A"), Guide("N")),
        synonyms=(Synonym("本本", ("户口簿",)), Synonym("红本", ("护照",))),
        regression=(RegressionQuestion("新的事", ("N",)),),
    )
    whole = with_learned(LEARNED, source, merge(LEARNED, source))
    assert whole.items_by_code["A"].aliases == ("补身份证", "卡没了"), "the accepted phrasing stays, the old alias goes"
    assert whole.synonyms == (Synonym("本本", ("户口簿",)), Synonym("红本", ("护照",)))
    assert [question.question for question in whole.regression] == ["卡没了", "新的事"]
    assert (whole.out_of_scope, whole.scenarios) == (LEARNED.out_of_scope, LEARNED.scenarios)


def test_a_replacement_keeps_what_it_does_not_bring_and_drops_what_points_nowhere() -> None:
    source = Catalogue(items=(Item("B", "普通护照首次申请"),), synonyms=(Synonym("红本", ("护照",)),))
    whole = with_learned(LEARNED, source, source, replaced=True)
    assert whole.synonyms == source.synonyms
    assert whole.regression == ()
    assert whole.scenarios == (Scenario("出国", steps=(ScenarioStep("B", "先办"),)),)
    assert whole.out_of_scope == LEARNED.out_of_scope


def test_real_data_in_the_place_of_sample_data_keeps_nothing_of_it() -> None:
    source = Catalogue(items=(Item("B", "普通护照首次申请"),))
    whole = with_learned(replace(LEARNED, sample=True), source, source, replaced=True)
    assert not has_learned(whole)


def test_an_item_that_got_its_official_code_keeps_its_questions() -> None:
    derived = Catalogue(items=(Item("BST-1", "居住证申领"),))
    learned = phrasing_accepted("BST-1", "办暂住的证")(derived)
    source = Catalogue(items=(Item("1153-1", "居住证申领"),), guides=(Guide("1153-1"),))
    whole = with_learned(learned, source, merge(learned, source))
    assert whole.regression == (RegressionQuestion("办暂住的证", ("1153-1",)),)
    assert whole.items_by_code["1153-1"].aliases == ("办暂住的证",)


def test_nothing_learned_costs_nothing() -> None:
    source = Catalogue(items=(Item("N", "新事项"),))
    whole = merge(BASE, source)
    assert with_learned(BASE, source, whole) is whole
