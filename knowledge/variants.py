"""Which variant (业务办理项) or situation (情形) of an item the citizen already named.

Only what tells the siblings apart counts: a run of characters that all of them share
weighs nothing, one that a single sibling has weighs most. Ages are compared with the
limits the names give (未满16周岁). When no sibling is clearly ahead, none is picked.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from math import log

from knowledge.guide import Situation, Variant
from knowledge.region_names import plain
from knowledge.sieve import Sieve
from knowledge.wordlists import word_rows

__all__ = ["likely", "pick_situation", "pick_variant"]

LEAST = 0.55
"""Least weight of what was said for a pick, in units of a bigram only one sibling has."""

AHEAD = 1.34
"""The best must outweigh the second best by this factor."""

ALIKE = 0.75
"""Share of the best score with which a name is still in question."""

AGE = re.compile(r"(\d{1,3}|[一二三四五六七八九十]{1,3})(?:周?岁|来岁|多岁)(?!以[上下内]|及)")
LIMIT = re.compile(r"(未满|不满|不足|小于|低于|年满|已满|满|超过)?(\d{1,3})周?岁(以下|以上|及以上|及以下|以内|未满)?")
SITUATION_MARK = re.compile(r"^情形\s*\d*\s*[:：.、]?\s*")
NEGATED = re.compile(r"(?:从来?|都|也|还)*(?:没有|没(?!了)|不是|不在|并非|未曾|未(?!成年|满))[一-鿿]{1,4}")
NOT = re.compile(r"没|不|未|初婚|头婚")
DIGITS = {char: n for n, char in enumerate("零一二三四五六七八九")}


def pick_variant(text: str, variants: Sequence[Variant], known: Iterable[str] = ()) -> Variant | None:
    """The variant a normalised text names, or None: not said, or not clear.

    ``known`` are the item's name and aliases: words of the name tell nothing apart, those of an
    alias only where the variant's own name has them.
    """
    if len(variants) < 2:
        return None
    best = _pick(text, tuple((variant.name, *variant.aliases) for variant in variants), tuple(known))
    return None if best is None else variants[best]


def pick_situation(text: str, situations: Sequence[Situation], known: Iterable[str] = ()) -> Situation | None:
    """The situation a normalised text names, or None: not said, or not clear; as :func:`pick_variant`."""
    if len(situations) < 2:
        return None
    best = _pick(text, tuple((situation.name, *situation.aliases) for situation in situations), tuple(known))
    return None if best is None else situations[best]


def likely(text: str, names: Sequence[str]) -> tuple[int, ...]:
    """The places of the names, two at least and not all, that a normalised text speaks for about alike; else ()."""
    said = plain(text).lower()
    if len(names) < 3 or not said:
        return ()
    scores = _scores(said, tuple((name,) for name in names), ())
    best = max(scores)
    fitting = tuple(n for n, score in enumerate(scores) if score >= best * ALIKE) if best >= LEAST / 2 else ()
    return fitting if 1 < len(fitting) < len(names) else ()


@lru_cache(maxsize=8192)  # the same few questions are asked all day, each of them two or three times in a turn
def _pick(text: str, siblings: tuple[tuple[str, ...], ...], known: tuple[str, ...]) -> int | None:
    said = plain(text).lower()
    if len(siblings) < 2 or not said:
        return None
    whole = [n for n, names in enumerate(_siblings(siblings)[0]) if said in names]
    return whole[0] if len(whole) == 1 else _clear(_scores(said, siblings, known))


def _scores(said: str, siblings: tuple[tuple[str, ...], ...], known: Iterable[str]) -> list[float]:
    """How much of what tells the siblings apart was said of each."""
    labels, weights, limits = _siblings(siblings)
    grams, official = _grams(NEGATED.sub(" ", said)), _official(said)
    item_name, *aliases = *known, ""
    grams -= _grams(plain(item_name).lower())
    usual = grams & frozenset(gram for name in aliases for gram in _grams(plain(name).lower()))
    heard = [grams - (usual - _grams(plain(names[0]).lower())) for names in siblings]
    scores = [
        sum(weight for gram, weight in own.items() if gram in said_of or any(gram in word for word in words))
        for own, said_of, words in zip(
            weights, heard, _within(official, labels, item_name, aliases, siblings), strict=True
        )
    ]
    ages = [_years(match[1]) for match in AGE.finditer(said)]
    return [score + sum(_fits(age, limit) for age in ages) for score, limit in zip(scores, limits, strict=True)]


def _within(
    words: frozenset[str],
    labels: Sequence[set[str]],
    item_name: str,
    aliases: Sequence[str],
    siblings: Sequence[tuple[str, ...]],
) -> list[list[str]]:
    """For each sibling the words in one of its names, but for those that are the item's own."""
    usual = {word for word in words if any(word in alias for alias in aliases)}
    new = [word for word in words if word not in item_name]
    return [
        [word for word in new if any(word in name for name in own) and (word not in usual or word in names[0])]
        for own, names in zip(labels, siblings, strict=True)
    ]


def _clear(scores: Sequence[float]) -> int | None:
    order = sorted(range(len(scores)), key=lambda n: -scores[n])
    first, second = scores[order[0]], max(0.0, scores[order[1]])
    return order[0] if first >= LEAST and first >= AHEAD * second and first - second >= LEAST / 2 else None


@lru_cache(maxsize=4096)
def _siblings(
    siblings: tuple[tuple[str, ...], ...],
) -> tuple[list[set[str]], list[dict[str, float]], list[str]]:
    """Names, weights of the runs that tell each apart, and names joined for their age limits."""
    labels = [{plain(SITUATION_MARK.sub("", name)).lower() for name in names} for names in siblings]
    runs = [frozenset().union(*(_grams(name) for name in names)) for names in labels]
    spread = Counter(run for own in runs for run in own)
    top = log(len(siblings) + 1e-9)
    weights = [
        {run: log(len(siblings) / spread[run]) / top * (0.2 if len(run) == 1 else 1.0) for run in own} for own in runs
    ]
    useful = [{run: weight for run, weight in own.items() if weight > 0 and len(run) > 1} for own in weights]
    return labels, useful, ["|".join(names) for names in labels]


def _grams(text: str) -> frozenset[str]:
    return frozenset(text[n : n + 2] for n in range(len(text) - 1))


def _official(said: str) -> frozenset[str]:
    """The official words for what was said, each as a whole."""
    stated, denied = NEGATED.sub(" ", said), NEGATED.findall(said)
    return frozenset(
        word
        for (_, words), pattern in _sayings().possible(" ".join((stated, *denied)))
        if pattern.search(stated) or any((found := pattern.search(each)) and NOT.search(found[0]) for each in denied)
        for word in words
    )


@cache
def _sayings() -> Sieve[tuple[int, frozenset[str]]]:
    rows = enumerate(word_rows("variant_words.tsv"))
    return Sieve({(place, frozenset(words.split())): re.compile(pattern) for place, (pattern, words) in rows})


def _years(digits: str) -> int:
    if digits.isdecimal():
        return int(digits)
    tens, ten, ones = digits.rpartition("十")
    return (DIGITS.get(tens[-1:], 1) * 10 if ten else 0) + DIGITS.get(ones[-1:], 0)


def _fits(age: int, names: str) -> float:
    """2 when the names give an age limit that ``age`` meets, −2 when it does not, else 0."""
    for before, years, after in LIMIT.findall(names):
        under = before in ("未满", "不满", "不足", "小于", "低于") or "下" in after or after in ("以内", "未满")
        if before or after:
            return 2.0 if (age < int(years)) == under else -2.0
    return 0.0
