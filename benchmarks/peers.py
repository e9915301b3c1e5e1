"""What else could find an item: plain engines over the same names, for comparison."""

import logging
from collections.abc import Callable, Sequence

import bm25s
import jieba
import numpy as np
from rapidfuzz import fuzz, process

from knowledge.guide import Item
from knowledge.match.grams import grams_of_all
from knowledge.match.postings import Postings, Terms
from knowledge.text import normalise

__all__ = ["Engine", "engines"]

Engine = Callable[[str], list[str]]
"""Names for a question, best first (a few)."""

DEPTH = 30


def _owners(items: Sequence[Item], *, aliases: bool) -> tuple[list[str], list[str]]:
    pairs = [(text, item.name) for item in items for text in (item.name, *(item.aliases if aliases else ()))]
    return [normalise(text) for text, _ in pairs], [name for _, name in pairs]


def _fuzzy(items: Sequence[Item], scorer: Callable[..., float]) -> Engine:
    texts, names = _owners(items, aliases=True)

    def find(question: str) -> list[str]:
        best = process.extract(normalise(question), texts, scorer=scorer, limit=DEPTH)
        return list(dict.fromkeys(names[place] for _, _, place in best))

    return find


def _words(items: Sequence[Item]) -> Engine:
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    texts, names = _owners(items, aliases=True)
    index = bm25s.BM25()
    index.index([tokenizer.lcut(text) for text in texts], show_progress=False)

    def find(question: str) -> list[str]:
        scores = index.get_scores(tokenizer.lcut(normalise(question)))
        return list(dict.fromkeys(names[place] for place in np.argsort(-scores, kind="stable")[:DEPTH]))

    return find


def _characters(texts: Sequence[str], names: Sequence[str]) -> Engine:
    terms = Terms.of(texts)
    postings = Postings.of(terms, len(texts), k1=1.2, b=0.75)

    def find(question: str) -> list[str]:
        known = terms.vocabulary.find(np.unique(grams_of_all([normalise(question)])[0]))
        known = known[known >= 0]
        (scores,) = postings.scores(known, np.ones(len(known), dtype=np.float32))
        return list(dict.fromkeys(names[place] for place in np.argsort(-scores, kind="stable")[:DEPTH]))

    return find


def engines(items: Sequence[Item]) -> dict[str, Engine]:
    """The plain engines over these items, by what they are called in the tables."""
    names = [item.name for item in items]
    documents = [normalise(" ".join((item.name, *item.aliases))) for item in items]
    return {
        "rapidfuzz WRatio, all phrases": _fuzzy(items, fuzz.WRatio),
        "rapidfuzz token_set_ratio, all phrases": _fuzzy(items, fuzz.token_set_ratio),
        "jieba + BM25 (bm25s), all phrases": _words(items),
        "characters 1-2 BM25, names": _characters([normalise(name) for name in names], names),
        "characters 1-2 BM25, all phrases": _characters(*_owners(items, aliases=True)),
        "characters 1-2 BM25, a document an item": _characters(documents, names),
    }
