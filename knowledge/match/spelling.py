"""Slips of typing (营业职照, 营执业照 → 营业执照), mended by what the catalogue calls things."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from operator import add
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.match.grams import Keys, gram, grams_of_all, pair_of
from knowledge.match.lexicon import colloquial, noise
from knowledge.match.sound import sound_of
from knowledge.match.things import things

__all__ = ["Spelling"]

WORD = 2
"""A pair of a known word counts as if it stood in so many phrases; rarer pairs mend nothing."""

SWAPPED = 2
"""Pairs that are lost, at least, where two neighbours changed places."""

STRANGE = 8
"""More lost pairs than that are other words, not a slip: nothing is swapped."""

_FIRST_PAIR = 1 << 21


@dataclass(frozen=True, slots=True)
class Spelling:
    """Known pairs of characters, sorted, with how often they occur; and the same by sound, and as text."""

    pairs: Keys
    counts: NDArray[np.int64]
    sounds: Keys
    by_sound: NDArray[np.int64]
    times: Mapping[str, int]

    @classmethod
    def of(cls, grams: Keys, counts: NDArray[np.int64]) -> "Spelling":
        """What can be spelled by a catalogue's grams and by the colloquial words."""
        everyday = np.unique(grams_of_all([*colloquial()[1], *noise()])[0])
        everyday = everyday[everyday >= _FIRST_PAIR]
        own = grams >= _FIRST_PAIR
        pairs, places = np.unique(np.concatenate((grams[own], everyday)), return_inverse=True)
        times = np.zeros(len(pairs), dtype=np.int64)
        np.maximum.at(times, places, np.concatenate((counts[own], np.full(len(everyday), WORD))))
        first, second = pair_of(pairs)
        sounds = (_sounds(first) << np.uint64(21)) | _sounds(second)
        order = np.argsort(sounds, kind="stable")
        return cls(pairs, times, sounds[order], order, _by_text(first, second, times))

    def knows(self, keys: Keys) -> NDArray[np.bool_]:
        """Which of these 2-grams can be spelled."""
        return self._find(keys) >= 0

    def mend(self, text: str) -> str:
        """``text`` with neighbours swapped where only so they stand in known pairs, and with characters
        replaced that stand in no known pair, where a homophone would.

        Nouns of things stay: they are spelled right, whether the catalogue has them or not.
        """
        lost = self._lost(text)
        if SWAPPED <= sum(lost) <= STRANGE and (sorted_out := self._in_order(text, lost)) != text:
            text, lost = sorted_out, self._lost(sorted_out)
        alone = [place for place, before in enumerate((True, *lost)) if before and (place == len(lost) or lost[place])]
        if not alone or not any(lost):
            return text
        kept = [*noise().spans(text), *(found.span() for found in things().pattern.finditer(text))]
        fixed = {place for start, end in kept for place in range(start, end)}
        signs = list(text)
        for place in alone:
            if place not in fixed:
                signs[place] = self._homophone(signs, place, fixed)
        return "".join(signs)

    def _lost(self, text: str) -> list[bool]:
        """Of each pair of neighbours, whether nobody knows it."""
        times = self.times
        return [text[n : n + 2] not in times for n in range(len(text) - 1)]

    def _in_order(self, text: str, lost: list[bool]) -> str:
        """``text`` with the first two neighbours swapped whose pairs are lost, and none is once they are swapped."""
        for place in range(len(lost)):
            first, end = max(place - 1, 0), min(place + 2, len(lost))
            if sum(lost[first:end]) < SWAPPED:
                continue
            swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
            if all(self.times.get(swapped[pair : pair + 2], 0) >= WORD for pair in range(first, end)):
                return swapped
        return text

    def _find(self, keys: Keys) -> NDArray[np.int64]:
        places = np.minimum(self.pairs.searchsorted(keys), len(self.pairs) - 1)
        return np.where(self.pairs[places] == keys, places, -1)

    def _homophone(self, signs: list[str], place: int, fixed: AbstractSet[int]) -> str:
        best, most = signs[place], WORD - 1
        for start in (place - 1, place):
            if not 0 <= start < len(signs) - 1 or {start, start + 1} & fixed:
                continue
            first_is_wrong = start == place
            sound = np.uint64(gram(*sound_of(signs[start] + signs[start + 1])))
            low, high = self.sounds.searchsorted(sound), self.sounds.searchsorted(sound, "right")
            for number in self.by_sound[low:high].tolist():
                first, second = divmod(int(self.pairs[number]), _FIRST_PAIR)
                right, kept = (first, second) if first_is_wrong else (second, first)
                if kept == ord(signs[place + 1 if first_is_wrong else place - 1]) and self.counts[number] > most:
                    best, most = chr(right), int(self.counts[number])
        return best


def _by_text(first: NDArray[np.uint32], second: NDArray[np.uint32], times: NDArray[np.int64]) -> dict[str, int]:
    """How often each pair of characters occurs: a text's own pairs are looked up without an array for each."""
    pairs = map(add, map(chr, first.tolist()), map(chr, second.tolist()))
    return dict(zip(pairs, times.tolist(), strict=True))


def _sounds(points: NDArray[np.uint32]) -> NDArray[Any]:
    known, places = np.unique(points, return_inverse=True)
    return np.array([ord(sound_of(chr(point))) for point in known.tolist()], dtype=np.uint64)[places]
