"""The index of one catalogue: postings by item, by name, by phrase and by sound."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from knowledge.guide import Item
from knowledge.learning import Synonym
from knowledge.match.fields import Fields
from knowledge.match.grams import grams_of_all
from knowledge.match.lexicon import Words, actions, colloquial, small_talk, warm_up
from knowledge.match.phrases import PhraseTable
from knowledge.match.postings import Numbers, Postings, Terms, Vocabulary
from knowledge.match.presence import standing
from knowledge.match.query import scan_of
from knowledge.match.sound import sound_of
from knowledge.match.spelling import Spelling
from knowledge.match.things import things
from knowledge.match.word_scan import WordScan
from knowledge.text import normalise

__all__ = ["Index"]

K1 = 1.2
B_DOCUMENT = 0.5
B_NAME = 0.3


@dataclass(frozen=True, slots=True)
class Index:
    """All that is looked up for a question. ``meanings`` has for a colloquial word the
    terms of its official words that occur in the catalogue, ``lists`` are what is looked for in a question, such
    words among them, the shipped ones and the catalogue's own synonyms, and of the words of small talk those that
    stand in none of its phrases; ``actions`` the bits of each item's name,
    ``things`` those of all its phrases.
    """

    phrases: PhraseTable
    terms: Vocabulary
    by_item: Postings
    by_phrase: Postings
    fields: Fields
    lists: WordScan
    meanings: Mapping[str, Numbers]
    actions: Numbers
    things: tuple[int, ...]
    spelling: Spelling

    @classmethod
    def of(cls, items: Iterable[Item], synonyms: Iterable[Synonym] = ()) -> "Index":
        """Index the names, aliases, variants and variants' aliases of ``items``."""
        warm_up()
        known, meanings = _everyday(synonyms)
        phrases = PhraseTable.of(items)
        count, firsts = len(phrases.items), phrases.starts[:-1]
        found = Terms.of(phrases.texts)
        sounds = Terms.of([sound_of(text) for text in phrases.texts])
        by_phrase = Postings.of(found, len(phrases.texts), k1=K1, b=B_DOCUMENT)
        by_item = by_name = by_phrase
        if len(phrases.texts) != count:
            by_item = Postings.of(found.joined(phrases.owners), count, k1=K1, b=B_DOCUMENT)
            official = np.zeros(len(phrases.texts), dtype=bool)
            official[firsts] = True
            by_name = Postings.of(found.only(official).joined(phrases.owners), count, k1=K1, b=B_NAME)
            sounds = sounds.joined(phrases.owners)
        by_sound = Postings.of(sounds, count, k1=K1, b=B_DOCUMENT)
        kinds = actions()
        bits = np.fromiter((kinds.of_name(phrases.texts[first]) for first in firsts), np.int64, count)
        return cls(
            phrases,
            found.vocabulary,
            by_item.forward(),
            by_phrase.forward(),
            Fields.of(found.vocabulary, sounds.vocabulary, by_item, by_sound, by_name),
            scan_of(known, _talk(phrases, found.vocabulary)),
            _meanings(phrases, found.vocabulary, meanings),
            bits,
            tuple(things().of_all(phrases.names(item)) for item in range(count)),
            Spelling.of(found.vocabulary.keys, np.diff(by_phrase.starts)),
        )


def _everyday(synonyms: Iterable[Synonym]) -> tuple[Words, Mapping[str, tuple[str, ...]]]:
    """The everyday words, shipped and the catalogue's own, and the official words each stands for."""
    known, meanings = colloquial()
    own = {normalise(each.word): tuple(map(normalise, each.meanings)) for each in synonyms}
    own = {word: terms for word, terms in own.items() if word}
    if not own:
        return known, meanings
    together = {**meanings, **{word: (*meanings.get(word, ()), *terms) for word, terms in own.items()}}
    return Words(together), together


def _talk(phrases: PhraseTable, terms: Vocabulary) -> dict[str, Words]:
    """The words of small talk, by kind, but for those that are business here (电视剧制作许可)."""
    business = standing({word for words in small_talk().values() for word in words}, phrases.texts, terms)
    return {kind: Words(word for word in words if word not in business) for kind, words in small_talk().items()}


def _meanings(phrases: PhraseTable, terms: Vocabulary, meanings: Mapping[str, tuple[str, ...]]) -> dict[str, Numbers]:
    """For each everyday word the grams of those of its official words that the catalogue has."""
    official = standing(dict.fromkeys(term for words in meanings.values() for term in words), phrases.texts, terms)
    found = {term: terms.find(grams_of_all([term])[0]) for term in official}
    return {
        word: np.unique(np.concatenate([found[term] for term in words if term in found]))
        for word, words in meanings.items()
        if any(term in found for term in words)
    }
