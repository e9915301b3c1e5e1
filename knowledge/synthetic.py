"""Questions that citizens might ask, made from official names, to train on without any labels."""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from knowledge.catalogue import Catalogue
from knowledge.learning import Synonym
from knowledge.match.lexicon import Words, actions, colloquial
from knowledge.segment import Segmenter
from knowledge.text import normalise

__all__ = ["Speech", "synthetic_questions"]

PER_NAME = 5
SWAPPED, DROPPED, MOVED = 0.7, 0.25, 0.2
"""How often an official word becomes an everyday one, a word is dropped, two words change places."""

BEFORE = ("", "", "", "我想", "我要", "请问", "想问一下", "怎么", "俺想", "帮我", "公司要")
AFTER = (
    "",
    "",
    "",
    "怎么办",
    "咋办",
    "去哪办",
    "要什么材料",
    "需要带啥",
    "怎么弄",
    "找谁",
    "多少钱",
    "能办吗",
    "流程是什么",
)


class Speech:
    """Says official names in everyday words: the word lists read backwards."""

    def __init__(self, synonyms: Iterable[Synonym] = ()) -> None:
        self._everyday = _everyday()
        for synonym in synonyms:
            for term in map(normalise, synonym.meanings):
                self._everyday = {**self._everyday, term: (*self._everyday.get(term, ()), normalise(synonym.word))}
        self._official = Words(term for term in self._everyday if term)
        self._segmenter = Segmenter.of(())

    def questions(self, name: str, count: int = PER_NAME) -> tuple[str, ...]:
        """``count`` questions that mean ``name``, at most: equal ones count once. The same each time."""
        chance = random.Random(f"synthetic:{name}")  # noqa: S311 - the same each time is the point
        return tuple(dict.fromkeys(filter(None, (self._question(normalise(name), chance) for _ in range(count)))))

    def _question(self, name: str, chance: random.Random) -> str:
        words = list(self._said(name, chance))
        kept = [word for word in words if chance.random() >= DROPPED] or words
        if len(kept) > 1 and chance.random() < MOVED:
            place = chance.randrange(len(kept) - 1)
            kept[place], kept[place + 1] = kept[place + 1], kept[place]
        return normalise(f"{chance.choice(BEFORE)}{''.join(kept)}{chance.choice(AFTER)}")

    def _said(self, name: str, chance: random.Random) -> Iterator[str]:
        """The words of a name, official ones often as citizens say them."""
        last = 0
        for start, end in sorted(self._official.apart(name)):
            yield from self._segmenter.cut(name[last:start])
            term, last = name[start:end], end
            yield chance.choice(self._everyday[term]) if chance.random() < SWAPPED else term
        yield from self._segmenter.cut(name[last:])


@cache
def _everyday() -> Mapping[str, tuple[str, ...]]:
    """Everyday words for each official one."""
    found: dict[str, list[str]] = {}
    for word, terms in colloquial()[1].items():
        for term in terms:
            found.setdefault(normalise(term), []).append(word)
    kinds = actions()
    for term, bits in kinds.official.items():
        found.setdefault(term, []).extend(word for word, said in kinds.spoken.items() if said & bits)
    return {term: tuple(dict.fromkeys(words)) for term, words in found.items()}


def synthetic_questions(catalogue: Catalogue, count: int = PER_NAME) -> Sequence[tuple[str, str]]:
    """(question, item code) of every item, about ``count`` each, in catalogue order; deterministic."""
    speech = Speech(catalogue.synonyms)
    return [(question, item.code) for item in catalogue.items for question in speech.questions(item.name, count)]
