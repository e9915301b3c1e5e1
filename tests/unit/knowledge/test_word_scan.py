"""Many lists in one pass find what each finds by itself."""

from hypothesis import given
from hypothesis import strategies as st

from knowledge.match.lexicon import Words, actions, colloquial, forms, noise, small_talk
from knowledge.match.query import scan_of
from knowledge.match.things import things
from knowledge.match.word_scan import WordScan, leftmost
from knowledge.text import normalise
from knowledge.wordlists import word_rows

LETTERS = "办证照 a"
WORDS = st.lists(st.text(LETTERS, min_size=1, max_size=4), max_size=8)
SPOKEN = sorted({*colloquial()[0], *noise(), *actions().in_speech, *things().words})
SAID = st.lists(st.one_of(st.sampled_from(SPOKEN), st.sampled_from("的证一 x怎")), max_size=8).map("".join)


@given(st.dictionaries(st.sampled_from("abc"), WORDS), st.text(LETTERS, max_size=12))
def test_each_list_is_found_as_if_it_were_alone(lists: dict[str, list[str]], text: str) -> None:
    found = WordScan(lists).spans(text)
    assert {name: sorted(spans) for name, spans in found.items()} == {
        name: sorted(Words(words).spans(text)) for name, words in lists.items()
    }


@given(SAID)
def test_the_shipped_lists_are_found_as_before(text: str) -> None:
    found = scan_of(colloquial()[0], small_talk()).spans(text)
    alone = {"known": colloquial()[0], "noise": noise(), "doing": actions().in_speech, **small_talk(), **forms()}
    for name, words in alone.items():
        assert sorted(found[name]) == sorted(words.spans(text)), name
    assert actions().of_spans(text, found["doing"]) == actions().of_speech(text)
    assert leftmost(found["things"]) == [match.span() for match in things().pattern.finditer(text)]
    assert things().of_spans(text, found["things"]) == things().of(text)


def test_all_words_are_as_texts_are() -> None:
    assert all(normalise(word) == word for row in word_rows("things.tsv") for word in row[1].split())
