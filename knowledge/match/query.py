"""What a text says: its weighted grams, what it stands for, what shall be done."""

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.match.grams import gram
from knowledge.match.lexicon import Spans, Words, actions, colloquial, forms, noise, small_talk
from knowledge.match.negation import affirmed
from knowledge.match.sound import sound_of
from knowledge.match.spelling import Spelling
from knowledge.match.things import things
from knowledge.text import normalise

__all__ = ["MAX_QUERY", "Query", "read"]

MAX_QUERY = 120
"""Characters of a text that are matched; what follows is hardly ever the subject."""

NOISE_WEIGHT = 0.2
"""Weight of a character that says nothing about the subject."""


@dataclass(frozen=True, slots=True)
class Query:
    """A text ready to be matched.

    ``grams`` and ``sounds`` map a gram's number to its weight; ``words`` are the colloquial
    words found and ``spans`` where; ``action`` are bits of :class:`Actions`, ``things`` of
    :class:`Things`; ``weights`` has one number a character; ``tone`` counts words of small
    talk and of asking, by kind.
    """

    text: str
    weights: tuple[float, ...]
    grams: Mapping[int, float]
    sounds: Mapping[int, float]
    words: tuple[str, ...]
    spans: Spans
    action: int
    things: int
    tone: Mapping[str, int]

    @property
    def subject(self) -> str:
        """The text without the words that say nothing."""
        return "".join(c for c, weight in zip(self.text, self.weights, strict=True) if weight >= 1) or self.text


def _grams(text: str, weights: tuple[float, ...]) -> dict[int, float]:
    found: dict[int, float] = {}
    for place, character in enumerate(text):
        if character == " ":
            continue
        key, weight = gram(character), weights[place]
        found[key] = max(found.get(key, 0.0), weight)
        if place + 1 < len(text) and text[place + 1] != " ":
            key, weight = gram(character, text[place + 1]), (weight + weights[place + 1]) / 2
            found[key] = max(found.get(key, 0.0), weight)
    return found


def _tone(typed: str, business: Spans, talk: Mapping[str, Words]) -> dict[str, int]:
    """How many words of each kind there are; small talk only outside the spans of ``business``."""
    counts = {
        kind: sum(not any(s <= start and end <= e for s, e in business) for start, end in words.apart(typed))
        for kind, words in talk.items()
    }
    for kind, words in forms().items():
        counts[kind] = len({typed[start:end] for start, end in words.spans(typed)})
    return counts


def read(
    text: str,
    spelling: Spelling | None = None,
    known: Words | None = None,
    talk: Mapping[str, Words] | None = None,
) -> Query:
    """Read ``text``, whatever it is: normalised here, only its start is looked at, and not what it denies.

    With ``spelling`` homophone typing errors are mended first. ``known`` are the everyday
    words for official business, ``talk`` those of small talk by kind; the shipped ones when not given.
    """
    typed = affirmed(normalise(text)[:MAX_QUERY].rstrip())
    text = typed if spelling is None else spelling.mend(typed)
    weights = [1.0] * len(text)
    for start, end in noise().apart(text):
        weights[start:end] = [NOISE_WEIGHT] * (end - start)
    known = known or colloquial()[0]
    spans = known.widest(text)
    for start, end in spans:
        weights[start:end] = [1.0] * (end - start)
    fixed = tuple(weights)
    return Query(
        text,
        fixed,
        _grams(text, fixed),
        _grams(sound_of(text), fixed),
        tuple(text[start:end] for start, end in spans),
        spans,
        actions().of_speech(text),
        things().of(text),
        _tone(typed, spans if typed == text else known.widest(typed), small_talk() if talk is None else talk),
    )
