"""A catalogue's answers to its regression set, and what changed between two versions."""

from dataclasses import replace

from knowledge.catalogue import Catalogue
from knowledge.guide import Item
from knowledge.importers import read, sample_path
from knowledge.learning import OutOfScope, RegressionQuestion, Synonym, question_key
from knowledge.match import Decision
from knowledge.regression import Change, Outcome, ask, ask_all, compare, figures, sample
from knowledge.snapshot import Snapshot

CATALOGUE = Catalogue(
    items=(
        Item("A", "居民身份证丢失补领", aliases=("身份证丢了",)),
        Item("B", "普通护照首次申请"),
        Item("C", "城镇污水排入排水管网许可"),
    ),
    regression=(RegressionQuestion("身份证丢了", ("A",)), RegressionQuestion("办护照", ("B",))),
)


def test_outcomes_and_figures() -> None:
    snapshot = Snapshot.of(CATALOGUE)
    outcomes = ask_all(snapshot, CATALOGUE.regression)
    assert [outcome.rank for outcome in outcomes] == [1, 1]
    told = figures(outcomes)
    assert (told.questions, told.recall_1, told.recall_3, told.off_topic) == (2, 1.0, 1.0, 0)
    assert figures(()).recall_1 == 0.0


def test_what_is_out_of_scope_is_declined_however_it_is_put() -> None:
    snapshot = Snapshot.of(replace(CATALOGUE, out_of_scope=(OutOfScope("护照封皮哪里买"), OutOfScope("?"))))
    for said in ("护照封皮哪里买", "請問護照封皮哪裡買？", "护照封皮,哪里买呀"):
        assert snapshot.match(said).decision is Decision.DECLINE
        assert not snapshot.match("护照封皮", said=said).candidates
    assert snapshot.match("护照").decision is not Decision.DECLINE
    assert snapshot.match("").decision is Decision.DECLINE


def test_a_comparison_names_what_changed() -> None:
    before = Snapshot.of(CATALOGUE)
    after = Snapshot.of(replace(CATALOGUE, out_of_scope=(OutOfScope("办护照"),)), before)
    compared = compare(before, after, CATALOGUE.regression)
    assert (compared.before.recall_1, compared.after.recall_1) == (1.0, 0.5)
    assert [change.question.question for change in compared.worse] == ["办护照"]
    back = compare(after, before, CATALOGUE.regression)
    assert not back.worse
    assert back.changed[0].better


def test_an_off_topic_question_is_worse_the_nearer_it_comes_to_a_guide() -> None:
    question = RegressionQuestion("天气")
    declined, clarified, answered = (
        Outcome(question, 0, decision) for decision in (Decision.DECLINE, Decision.CLARIFY, Decision.ANSWER)
    )
    assert Change(declined, clarified).worse
    assert Change(clarified, answered).worse
    assert Change(answered, declined).better
    assert declined.right
    assert not clarified.right


def test_a_sample_is_always_the_same_and_in_order() -> None:
    questions = [RegressionQuestion(f"问题{number}") for number in range(500)]
    chosen = sample(questions, 50)
    assert chosen == sample(questions, 50)
    assert len(set(chosen)) == 50
    assert list(chosen) == [question for question in questions if question in chosen]
    assert sample(questions, 500) == tuple(questions)


def test_keys_are_the_same_for_the_same_question() -> None:
    assert question_key("请问身份证丢了吗？") == question_key("身份證丟了")
    assert question_key("吗") == "吗"
    assert question_key("!!") == ""


def test_indexes_are_taken_over_where_nothing_they_are_built_from_changed() -> None:
    base = Snapshot.of(CATALOGUE)
    same = Snapshot.of(replace(CATALOGUE, regression=(), version=2), base)
    assert same.matcher is base.matcher
    assert same.regions is base.regions
    assert same.version == 2
    other = Snapshot.of(replace(CATALOGUE, items=CATALOGUE.items[:2]), base)
    assert other.matcher is not base.matcher
    worded = Snapshot.of(replace(CATALOGUE, synonyms=(Synonym("本本", ("护照",)),)), base)
    assert worded.matcher is not base.matcher


def test_the_sample_catalogue_has_a_question_for_every_item() -> None:
    catalogue = read([sample_path()]).catalogue
    asked = {code for question in catalogue.regression for code in question.items}
    assert asked == set(catalogue.items_by_code)
    assert sum(not question.items for question in catalogue.regression) >= 20
    snapshot = Snapshot.of(catalogue)
    outcome = ask(snapshot, RegressionQuestion("身份证丢了怎么办", ("115301990100-4-09-0103",)))
    assert outcome.rank == 1
