"""What a text says: its weighted grams, what it stands for, what shall be done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from knowledge.match.grams import SHIFT
from knowledge.match.lexicon import actions, colloquial, forms, noise, small_talk
from knowledge.match.negation import affirmed
from knowledge.match.sound import sound_of
from knowledge.match.spelling import Spelling
from knowledge.match.things import things
from knowledge.match.word_scan import Spans, WordScan, apart, widest
from knowledge.text import normalise

__all__ = ["MAX_QUERY", "Query", "read", "scan_of"]

MAX_QUERY = 120
"""Characters of a text that are matched; what follows is hardly ever the subject."""

NOISE_WEIGHT = 0.2
"""Weight of a character that says nothing about the subject."""
_BLANK = ord(" ")


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
    doing: Spans
    action: int
    things: int
    tone: Mapping[str, int]
    subject: str


def _grams(text: str, weights: tuple[float, ...]) -> dict[int, float]:
    found: dict[int, float] = {}
    points, last = [*map(ord, text)], len(text) - 1
    for place, point in enumerate(points):
        if point == _BLANK:
            continue
        weight = weights[place]
        if found.get(point, 0.0) < weight:
            found[point] = weight
        if place < last and (second := points[place + 1]) != _BLANK:
            key, weight = point << SHIFT | second, (weight + weights[place + 1]) / 2
            if found.get(key, 0.0) < weight:
                found[key] = weight
    return found


def _tone(typed: str, found: Mapping[str, Spans], business: Spans) -> dict[str, int]:
    """How many words of each kind there are; small talk only outside the spans of ``business``."""
    counts = {
        kind: sum(not any(s <= start and end <= e for s, e in business) for start, end in apart(found[kind]))
        if found[kind]
        else 0
        for kind in small_talk()
    }
    for kind in forms():
        counts[kind] = len({typed[start:end] for start, end in found[kind]})
    return counts


def scan_of(known: Iterable[str], talk: Mapping[str, Iterable[str]]) -> WordScan:
    """Everything that is looked for in a text: with ``known``, the everyday words for official business, and
    ``talk``, the words of small talk by kind.
    """
    shipped: dict[str, Iterable[str]] = {
        "noise": noise(),
        "doing": actions().in_speech,
        "things": things().words,
    }
    return WordScan({**shipped, "known": known, **talk, **forms()})


@cache
def _shipped() -> WordScan:
    return scan_of(colloquial()[0], small_talk())


def read(text: str, spelling: Spelling | None = None, lists: WordScan | None = None) -> Query:
    """Read ``text``, whatever it is: normalised here, only its start is looked at, and not what it denies.

    With ``spelling`` homophone typing errors are mended first. ``lists`` are those of :func:`scan_of`; of the
    shipped words when not given.
    """
    lists = lists or _shipped()
    typed = affirmed(normalise(text)[:MAX_QUERY].rstrip())
    text = typed if spelling is None else spelling.mend(typed)
    found = lists.spans(text)
    said = found if typed == text else lists.spans(typed)
    spans = widest(found["known"])
    weights = _weights(text, apart(found["noise"]), spans)
    return Query(
        text,
        weights,
        _grams(text, weights),
        _grams(sound_of(text), weights),
        tuple(text[start:end] for start, end in spans),
        spans,
        found["doing"],
        actions().of_spans(text, found["doing"]),
        things().of_spans(text, found["things"]),
        _tone(typed, said, widest(said["known"])),
        "".join(c for c, weight in zip(text, weights, strict=True) if weight >= 1) or text,
    )


def _weights(text: str, noise: Spans, telling: Spans) -> tuple[float, ...]:
    """A weight for each character: what says nothing counts less, but within a word that tells something."""
    weights = [1.0] * len(text)
    for start, end in noise:
        weights[start:end] = [NOISE_WEIGHT] * (end - start)
    for start, end in telling:
        weights[start:end] = [1.0] * (end - start)
    return tuple(weights)
