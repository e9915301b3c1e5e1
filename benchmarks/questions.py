"""Questions, off-topic input and catalogues for the matching figures.

The real names and phrasings are read from the folder that ``BANSHITONG_TEST_DATA``
names; the questions in ``benchmarks/data`` were written for this project, before any
tuning. Everything is split by item, so that what is tuned on one half never sees the
other half's items.
"""

import os
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zlib import crc32

from pypinyin import lazy_pinyin

from knowledge.catalogue import Catalogue
from knowledge.guide import Item
from knowledge.importers import read, sample_path
from knowledge.text import normalise

__all__ = [
    "Asked", "RealData", "adversarial", "catalogue", "fresh_off_topic", "fresh_questions", "half", "hold_out",
    "keywords", "off_topic", "own_questions",
    "read_real_data", "sample_catalogue", "sample_questions", "typo", "unseen_off_topic", "vectors_off_topic",
    "vectors_questions",
]  # fmt: skip

DATA = Path(__file__).parent / "data"
SAMPLE = Path(__file__).parent.parent / "tests" / "data"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the official names any of which is right, and its kind."""

    text: str
    names: frozenset[str]
    kind: str = ""


@dataclass(frozen=True)
class RealData:
    """A city's official item names, and citizen-style phrasings with their items."""

    names: tuple[str, ...]
    phrasings: tuple[Asked, ...]


def _rows(path: Path) -> list[list[str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]


def read_real_data() -> RealData | None:
    """The real names and phrasings, or None where ``BANSHITONG_TEST_DATA`` names no folder."""
    folder = Path(os.environ.get("BANSHITONG_TEST_DATA", "")) / "changchun"
    if not os.environ.get("BANSHITONG_TEST_DATA") or not (folder / "item_names.txt").is_file():
        return None
    names = [name.strip() for name in (folder / "item_names.txt").read_text(encoding="utf-8").splitlines()]
    phrasings = (Asked(text, frozenset(found.split("|"))) for text, found in _rows(folder / "paraphrases.tsv"))
    return RealData(tuple(filter(None, names)), tuple(phrasings))


def own_questions() -> list[Asked]:
    """Hard questions over the real names: dialect, situations, clerks, typing errors, Traditional."""
    return [Asked(text, frozenset(names.split("|")), kind) for kind, text, names in _rows(DATA / "questions.tsv")]


def off_topic() -> list[Asked]:
    """Input that no item answers, for tuning."""
    rows = _rows(DATA / "off_topic.tsv") + _rows(DATA / "off_topic_later.tsv")
    return [Asked(text, frozenset(), kind) for kind, text in rows]


def unseen_off_topic() -> list[Asked]:
    """Input that no item answers, written last and never tuned on."""
    return [Asked(text, frozenset(), kind) for kind, text in _rows(DATA / "off_topic_final.tsv")]


def fresh_off_topic() -> list[Asked]:
    """Input that no item answers, of fourteen kinds, written before what it measures and never tuned on."""
    return [Asked(text, frozenset(), kind) for kind, text in _rows(DATA / "off_topic_fresh.tsv")]


def fresh_questions() -> list[Asked]:
    """Questions over the real names, written before what they measure and never tuned on."""
    return [Asked(text, frozenset(names.split("|")), kind) for kind, text, names in _rows(DATA / "questions_fresh.tsv")]


def vectors_off_topic() -> list[Asked]:
    """Input that no item answers, written before vectors had a say in declining and never tuned on."""
    return [Asked(text, frozenset(), kind) for kind, text in _rows(DATA / "off_topic_vectors.tsv")]


def vectors_questions() -> list[Asked]:
    """Questions over the real names, written before vectors had a say in declining and never tuned on."""
    rows = _rows(DATA / "questions_vectors.tsv")
    return [Asked(text, frozenset(names.split("|")), kind) for kind, text, names in rows]


def adversarial(*, sample: bool) -> list[Asked]:
    """Questions that look like another item's, over the sample catalogue or the real names; without
    names nobody's. Only half 0 was tuned on. Kind "both": all the items shall be offered.
    """
    rows = _rows(DATA / ("adversarial_sample.tsv" if sample else "adversarial.tsv"))
    return [Asked(text, frozenset(filter(None, "".join(names).split("|"))), kind) for kind, text, *names in rows]


def keywords() -> list[Asked]:
    """Messages of a word or two that mean something the catalogue has."""
    return [Asked(text, frozenset(), kind) for kind, text in _rows(DATA / "keywords.tsv")]


def sample_catalogue() -> Catalogue:
    """The sample catalogue that ships with the product."""
    return read([sample_path()]).catalogue


def sample_questions(items: Iterable[Item]) -> list[Asked]:
    """Questions over the sample catalogue; a variant's name stands for its item's."""
    names = {variant.name: item.name for item in items for variant in item.variants}
    rows = [row for path in sorted(SAMPLE.glob("sample_questions_*.tsv")) for row in _rows(path)[1:]]
    return [Asked(text, frozenset(names.get(name, name) for name in found.split("|"))) for text, found in rows]


def half(asked: Iterable[Asked], number: int) -> list[Asked]:
    """Half 0 or 1, by item (by text where there is none): the same for every set."""
    return [one for one in asked if crc32(min(one.names, default=one.text).encode()) % 2 == number]


def hold_out(phrasings: Sequence[Asked], share: float = 0.2) -> tuple[list[Asked], list[Asked]]:
    """Phrasings to index and to ask: of each item this share is asked, at least one."""
    by_item: dict[frozenset[str], list[Asked]] = defaultdict(list)
    for one in phrasings:
        by_item[one.names].append(one)
    chance = random.Random(7)
    kept: list[Asked] = []
    asked: list[Asked] = []
    for own in by_item.values():
        chance.shuffle(own)
        number = max(1, round(len(own) * share))
        asked += own[:number]
        kept += own[number:]
    indexed = {normalise(one.text) for one in kept}
    return kept, [one for one in asked if normalise(one.text) not in indexed]


def catalogue(names: Sequence[str], phrasings: Iterable[Asked] = ()) -> Catalogue:
    """A catalogue of these names with these phrasings as aliases."""
    aliases: dict[str, list[str]] = {name: [] for name in names}
    for one in phrasings:
        for name in one.names & aliases.keys():
            aliases[name].append(one.text)
    return Catalogue(
        items=tuple(Item(code=f"C{n}", name=name, aliases=tuple(aliases[name])) for n, name in enumerate(names))
    )


@cache
def _homophones(common: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for character in common:
        found[lazy_pinyin(character)[0]].append(character)
    return found


def typo(asked: Asked, common: str) -> Asked:
    """The question with one character replaced by a homophone out of ``common``."""
    chance = random.Random(asked.text)
    places = list(range(len(asked.text)))
    chance.shuffle(places)
    for place in places:
        character = asked.text[place]
        others = [c for c in _homophones(common)[lazy_pinyin(character)[0]] if c != character]
        if character >= "\u4e00" and others:
            text = asked.text[:place] + chance.choice(others) + asked.text[place + 1 :]
            return Asked(text, asked.names, "typo")
    return asked
