"""What of a question goes to the matcher: neither the regions nor the facets it names."""

import re
from collections.abc import Iterable, Sequence

from knowledge.facets import Facet, facet_spans
from knowledge.regions import RegionMention, RegionTree

__all__ = ["cut", "subject_of"]

ACTION = re.compile(r"补办|补领|换领|申领|注销|变更|补|换|报销|备案|登记|打印|审批|报名")
LONG_NUMBER = re.compile(r"[a-z]{0,3}\d{7,}[a-z0-9]*")
NOUN = 2
INTERROGATIVE = re.compile(r"[多几哪啥咋怎何谁钱什]")


def subject_of(text: str, regions: RegionTree) -> str:
    """The subject of a normalised text, as the bot asks for it; the text itself when nothing else is left."""
    return cut(text, regions.mentions(text), facet_spans(text)) or text


def cut(text: str, mentions: Iterable[RegionMention], spans: Sequence[tuple[Facet, int, int]]) -> str:
    """A normalised text without these regions, facets and long numbers, but with the actions within facets."""
    cuts = [(mention.start, mention.end, "") for mention in mentions]
    cuts += [(start, end, _kept(text[start:end])) for _, start, end in spans]
    pieces, last = [], 0
    for start, end, kept in sorted(cuts):
        if start >= last:
            pieces += [text[last:start], kept]
        last = max(last, end)
    return " ".join(LONG_NUMBER.sub(" ", "".join((*pieces, text[last:]))).split())


def _kept(asked: str) -> str:
    """A bare noun may be a part of an item's name (同期资料); of a question the action is kept."""
    noun = len(asked) <= NOUN and not INTERROGATIVE.search(asked)
    return asked if noun else " ".join(ACTION.findall(asked))
