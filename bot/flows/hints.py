"""Which of several sub-items the words already point at, where they do not decide."""

from collections.abc import Sequence

from knowledge.text import normalise

__all__ = ["hinted"]

_LEAST = 2
"""Pairs of characters in common that count as a hint: three characters in a row."""


def hinted(text: str, item_name: str, variants: Sequence[str]) -> Sequence[str]:
    """The variants that share most with the text beside the item's name and what all have in
    common; a single one merely comes first; all of them when the text hints at none.
    """
    said = _pairs(normalise(text).replace(normalise(item_name), " "))
    pairs = [_pairs(normalise(name)) for name in variants]
    common = frozenset.intersection(*pairs) if pairs else frozenset()
    scores = [len((own - common) & said) for own in pairs]
    best = max(scores, default=0)
    if best < _LEAST:
        return variants
    fitting = [name for name, score in zip(variants, scores, strict=True) if score == best]
    return fitting if len(fitting) > 1 else [*fitting, *(name for name in variants if name not in fitting)]


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))
