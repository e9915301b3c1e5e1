"""Homophone typing errors (营业职照 → 营业执照), mended by what the catalogue calls things."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from knowledge.match.lexicon import colloquial, noise
from knowledge.match.sound import sound_of

__all__ = ["Spelling"]


WORD = 2
"""A pair of a known word counts as if it stood in so many phrases; rarer pairs mend nothing."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """Known pairs of characters, and by their sound the commonest ones first."""

    known: Mapping[str, int]
    by_sound: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Spelling":
        """What can be spelled by these texts and by the colloquial words."""
        counts: dict[str, int] = {}
        for text in texts:
            for start in range(len(text) - 1):
                pair = text[start : start + 2]
                counts[pair] = counts.get(pair, 0) + 1
        for words in (colloquial()[1], noise()):
            for word in words:
                for start in range(len(word) - 1):
                    counts.setdefault(word[start : start + 2], WORD)
        by_sound: dict[str, list[str]] = {}
        for pair in sorted(counts, key=lambda pair: (-counts[pair], pair)):
            by_sound.setdefault(sound_of(pair), []).append(pair)
        return cls(counts, {sound: tuple(pairs) for sound, pairs in by_sound.items()})

    def mend(self, text: str) -> str:
        """``text`` with characters replaced that stand in no known pair, where a homophone would."""
        lost = [text[start : start + 2] not in self.known for start in range(len(text) - 1)]
        if not any(lost):
            return text
        fixed = {place for start, end in noise().spans(text) for place in range(start, end)}
        signs = list(text)
        for place in range(len(text)):
            before, after = place == 0 or lost[place - 1], place == len(lost) or lost[place]
            if before and after and place not in fixed:
                signs[place] = self._homophone(signs, place, fixed)
        return "".join(signs)

    def _homophone(self, signs: list[str], place: int, fixed: Set[int]) -> str:
        best, most = signs[place], 1
        for start in (place - 1, place):
            if not 0 <= start < len(signs) - 1 or {start, start + 1} & fixed:
                continue
            pair = signs[start] + signs[start + 1]
            kept = 0 if start == place - 1 else 1
            for other in self.by_sound.get(sound_of(pair), ()):
                if other[kept] == pair[kept] and self.known[other] > most:
                    best, most = other[1 - kept], self.known[other]
        return best
