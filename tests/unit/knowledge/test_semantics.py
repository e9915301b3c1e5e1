"""Vectors of meaning beside the words: asked where words leave it open, and only there."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.adapter import Pairs, centred, packed, train, unpacked
from knowledge.catalogue import Catalogue
from knowledge.guide import Item
from knowledge.match import Decision, Matcher, Semantics
from knowledge.match.semantics import Meaning, meant_with
from knowledge.semantic import Vectors, encoder, installed
from knowledge.snapshot import Snapshot
from knowledge.synthetic import synthetic_questions
from knowledge.vector_file import CHUNK, SAVED_AFTER, VectorFile

NAMES = (
    "食品许可证核发（经营）",
    "食品许可证核发（生产）",
    "普通护照补发",
    "居民身份证换领",
    "机动车驾驶证补领",
    "医疗器械备案",
)
CATALOGUE = Catalogue(items=tuple(Item(code=name, name=name) for name in NAMES))
MATCHER = Matcher.of(CATALOGUE)
TOPICS = ("经营", "生产", "护照", "身份", "驾驶", "医疗")


class Topics:
    """An encoder that knows six topics, and counts what it was asked."""

    name, size = "topics-1", len(TOPICS)

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        rows = np.array([[0.01 + (topic in text) for topic in TOPICS] for text in texts], dtype=np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def _semantics(topics: Topics, adapter: Vectors | None = None) -> Semantics:
    table = MATCHER.index.phrases
    return Semantics.of(topics, table, topics.encode(table.texts), adapter)


def test_a_clear_question_asks_no_vectors() -> None:
    topics = Topics()
    semantics = _semantics(topics)
    topics.asked.clear()
    clear = MATCHER.match("普通护照补发", semantics=semantics)
    assert clear == MATCHER.match("普通护照补发")
    assert not clear.unsure
    assert not topics.asked


def test_small_talk_asks_no_vectors() -> None:
    topics = Topics()
    semantics = _semantics(topics)
    topics.asked.clear()
    assert MATCHER.match("今天天气怎么样", semantics=semantics).decision is Decision.DECLINE
    assert not topics.asked


def test_an_open_question_is_settled_by_meaning() -> None:
    open_question = "食品许可证核发"
    assert MATCHER.match(open_question).unsure
    topics = Topics()
    # The adapter turns "neither" towards the second topic.
    for wanted, turn in ((NAMES[0], 0), (NAMES[1], 1)):
        adapter = np.zeros((topics.size, topics.size), dtype=np.float32)
        adapter[:, turn] = -1 if (_question(topics, open_question).sum() < 0) else 1
        found = MATCHER.match(open_question, semantics=_semantics(topics, adapter))
        assert found.candidates[0].name == wanted
        assert "semantic" in found.candidates[0].parts
        assert found.candidates[0].parts["semantic"] > found.candidates[1].parts["semantic"]


def _question(topics: Topics, text: str) -> Vectors:
    return centred(topics.encode([text])[0], _semantics(topics).mean)


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=40))
def test_any_text_is_matched_and_probabilities_stay_within_bounds(text: str) -> None:
    found = MATCHER.match(text, semantics=_semantics(Topics()))
    assert all(0 <= each.confidence <= 1 for each in found.candidates)
    assert sum(each.confidence for each in found.candidates) <= 1 + 1e-9
    assert 0 <= found.margin <= 1
    plain = MATCHER.match(text)
    if not found.vectors:
        assert found.decision is plain.decision
    assert found.unsure == plain.unsure


@given(st.floats(0, 1), st.floats(-1, 1), st.floats(-1, 1))
def test_the_nearer_a_phrase_the_likelier_is_the_catalogue_meant(meant: float, one: float, other: float) -> None:
    low, high = (meant_with(Meaning(np.zeros(1), closest, 0.5), meant) for closest in sorted((one, other)))
    assert 0 <= low <= high <= 1


def test_vectors_can_decline_what_words_took_and_take_what_words_declined() -> None:
    none = np.zeros(1)
    assert meant_with(Meaning(none, 0.3, 0.5), 0.5) < 0.25
    assert meant_with(Meaning(none, 0.8, 0.5), 0.1) > 0.5
    assert meant_with(Meaning(none, 0.5, 0.5), 0.4) == pytest.approx(0.4)


def test_a_snapshot_asks_with_what_it_was_deepened_by() -> None:
    snapshot, topics = Snapshot.of(CATALOGUE), Topics()
    deep = snapshot.deepened(_semantics(topics))
    assert deep.version == snapshot.version
    assert "semantic" in deep.match("食品许可证核发").candidates[0].parts
    assert "semantic" not in snapshot.match("食品许可证核发").candidates[0].parts
    assert Snapshot.of(CATALOGUE, deep).semantics is None


def test_a_text_is_encoded_once_in_its_life(tmp_path: Path) -> None:
    texts = [f"事项{n}护照" for n in range(70)]
    first = Topics()
    file = VectorFile(tmp_path, first)
    assert list(file.encoding(texts)) == [32, 64, 70]
    again = Topics()
    kept = VectorFile(tmp_path, again)
    assert not kept.missing(texts)
    assert list(kept.encoding(texts)) == []
    assert np.array_equal(kept.rows(texts), file.rows(texts))
    assert not again.asked
    assert list(kept.encoding([*texts[:3], "新的"])) == [1]
    assert VectorFile(tmp_path, again).missing(texts) == texts[3:]


def test_a_build_that_is_killed_goes_on_from_what_was_saved(tmp_path: Path) -> None:
    texts = [f"事项{n}护照" for n in range(SAVED_AFTER + 3 * CHUNK)]
    work = VectorFile(tmp_path, Topics()).encoding(texts)
    while next(work) < SAVED_AFTER + CHUNK:
        pass
    del work
    again = Topics()
    file = VectorFile(tmp_path, again)
    assert file.missing(texts) == texts[SAVED_AFTER:]
    assert list(file.encoding(texts)) == [CHUNK, 2 * CHUNK, 3 * CHUNK]
    assert again.asked == texts[SAVED_AFTER:]
    assert not VectorFile(tmp_path, Topics()).missing(texts)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"\x93NUMPY", b"x" * 1000])
def test_a_broken_file_of_vectors_costs_encoding_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "phrases-topics-1.npz").write_bytes(content)
    file = VectorFile(tmp_path, Topics())
    assert list(file.encoding(["护照"])) == [1]
    assert not VectorFile(tmp_path, Topics()).missing(["护照"])


def test_a_folder_that_cannot_be_written_costs_only_the_memory_of_it(tmp_path: Path) -> None:
    (tmp_path / "vectors").write_text("a file where a folder should be")
    file = VectorFile(tmp_path / "vectors", Topics())
    assert list(file.encoding(["护照"])) == [1]
    assert file.rows(["护照"]).shape == (1, len(TOPICS))


def _pairs(seed: int) -> Pairs:
    """Questions that are their names and one direction of chatter: what an adapter can learn to ignore."""
    chance, none = np.random.default_rng(seed), np.zeros(64, dtype=np.float32)
    names = centred(chance.normal(size=(300, 64)).astype(np.float32), none)
    wanted = np.repeat(np.arange(300), 3)
    noise = chance.normal(size=(900, 64)) * np.where(np.arange(64) < 8, 0.5, 0.02)
    questions = centred((names[wanted] + noise).astype(np.float32), none)
    return Pairs(questions, names, wanted, np.ones(len(names), dtype=np.int64), np.zeros(len(wanted), dtype=bool))


def test_the_adapter_learns_and_is_the_same_each_time() -> None:
    pairs = _pairs(3)
    matrix = train(pairs)
    assert np.array_equal(matrix, train(pairs))

    def right(by: Vectors) -> float:
        return float(np.mean((pairs.questions @ by @ pairs.items.T).argmax(1) == pairs.wanted))

    assert right(matrix) > right(np.eye(64, dtype=np.float32)) + 0.02


def test_items_that_only_meaning_brings_up_are_candidates_too() -> None:
    """More candidates than words alone give: every one of them is judged."""
    items = tuple(Item(f"I{number}", f"食品许可证核发第{number}类") for number in range(90))
    far = (Item("F", "餐饮单位开办审批"), Item("V", "兽药经营核准"))

    class Stub:
        def asked(self, _text: str) -> Meaning:
            return Meaning(np.array([-1.0] * len(items) + [9.0, 3.0]), 0.8, 0.5)

    matcher = Matcher.of(Catalogue(items=(*items, *far)))
    found = matcher.match("食品许可证核发", semantics=Stub(), limit=200)  # type: ignore[arg-type]
    assert found.vectors
    assert len(found.candidates) > 40
    assert found.candidates[0].code == "F"


def test_an_alias_asked_is_left_out_of_its_own_item() -> None:
    phrases = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, -1.0]], dtype=np.float32)
    items = np.stack([phrases[:2].mean(0), phrases[2]])
    pairs = Pairs(phrases[1:], items, np.array([0, 1]), np.array([2, 1]), np.array([True, True]))
    assert np.allclose(pairs.others(np.array([0, 1])), [[1.0, 0.0], [0.0, -1.0]])
    strange = replace(pairs, own=np.array([False, False]))
    assert np.allclose(strange.others(np.array([0])), items[:1])
    assert np.allclose(pairs.items, items), "looking changes nothing"


def test_nothing_to_learn_from_changes_nothing() -> None:
    pairs = _pairs(3)
    none = replace(pairs, questions=pairs.questions[:0], wanted=pairs.wanted[:0], own=pairs.own[:0])
    assert np.array_equal(train(none), np.eye(64, dtype=np.float32))


def test_an_adapter_survives_its_store_and_broken_ones_are_none() -> None:
    matrix = train(_pairs(5))
    stored = unpacked(packed(matrix))
    assert stored is not None
    assert np.allclose(stored, matrix, atol=1e-2)
    for broken in (None, b"", b"123", packed(matrix)[:-2], packed(np.full((2, 2), np.nan, dtype=np.float32))):
        assert unpacked(broken) is None


def test_synthetic_questions_are_the_same_each_time_and_mean_their_item() -> None:
    asked = synthetic_questions(CATALOGUE)
    assert asked == synthetic_questions(CATALOGUE)
    assert {code for _, code in asked} == set(NAMES)
    assert all(question.strip() for question, _ in asked)
    assert len(asked) > 3 * len(NAMES)
    assert sum(question == code for question, code in asked) < len(asked) / 4


def test_the_real_encoder_is_there_exactly_when_the_extra_is() -> None:
    real = encoder()
    if real is None:
        assert not installed()
        return
    rows = real.encode(["身份证丢了", "补办居民身份证", "排污许可"])
    assert rows.shape == (3, real.size)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-3)
    assert rows[0] @ rows[1] > rows[0] @ rows[2]
    assert np.array_equal(real.encode(["排污许可"])[0], rows[2])
