"""The knowledge desk's report: what was not understood, put together, with what may have been meant. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from affairs.misses import Miss, MissKind, misses, threads
from affairs.ports import AskedQuestion
from knowledge.clusters import cluster
from knowledge.guide import ItemState
from knowledge.learning import RegressionQuestion, question_key
from knowledge.regression import ask, found_for
from knowledge.snapshot import Snapshot

__all__ = ["Group", "HotItem", "Report", "Suggestion", "hot_items", "report_of"]

EXAMPLES = 3
SUGGESTED = 3
PRIVATE = 2
"""Threads that must have asked the like, for the words to be shown in a private report."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An item that may have been meant: the matcher's confidence (0…1), and how many chose it in the end."""

    code: str
    name: str
    confidence: float
    chosen: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Questions alike that went wrong in one way.

    ``human`` counts those after which a human was asked for; ``shown`` the item shown most
    where it was misread ('' = none); ``examples`` are the wordings asked most.
    """

    kind: MissKind
    count: int
    threads: int
    human: int
    examples: tuple[str, ...]
    suggestions: tuple[Suggestion, ...]
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Groups, the largest first. ``asked`` counts all questions of the period but small talk.

    ``settled`` groups are left out because the catalogue in force has them out of scope, or
    in its regression set and answers them; ``suppressed`` ones because too few asked the like.
    """

    start: datetime
    end: datetime
    asked: int
    unanswered: int
    misread: int
    groups: tuple[Group, ...]
    settled: int = 0
    suppressed: int = 0


@dataclass(frozen=True, slots=True)
class HotItem:
    """An item much asked for: by how many threads, and a wording that is published (never a citizen's own)."""

    code: str
    name: str
    threads: int
    wording: str


def report_of(
    asked: Sequence[AskedQuestion], snapshot: Snapshot, start: datetime, end: datetime, *, private: bool, limit: int
) -> Report:
    """Put the misses of a period together (CPU work: a second for thousands)."""
    found = misses(asked)
    known = {question_key(question.question): question for question in snapshot.catalogue.regression}
    groups: list[Group] = []
    settled = suppressed = 0
    for kind in MissKind:
        for members in _clustered([miss for miss in found if miss.kind is kind]):
            if all(_settled(miss, snapshot, known) for miss in members):
                settled += 1
            elif private and len({miss.thread for miss in members}) < PRIVATE:
                suppressed += 1
            else:
                groups.append(_group(kind, members, snapshot))
    groups.sort(key=lambda group: (-group.count, group.kind, group.examples))
    return Report(
        start,
        end,
        asked=sum(question.outcome != "smalltalk" for question in asked),
        unanswered=sum(miss.kind is MissKind.UNANSWERED for miss in found),
        misread=sum(miss.kind is MissKind.MISREAD for miss in found),
        groups=tuple(groups[:limit]),
        settled=settled,
        suppressed=suppressed,
    )


def _clustered(found: Sequence[Miss]) -> list[list[Miss]]:
    by_key: dict[str, list[Miss]] = {}
    for miss in found:
        by_key.setdefault(question_key(miss.question.text), []).append(miss)
    keys = sorted(by_key, key=lambda key: (-len(by_key[key]), key))
    return [[miss for number in numbers for miss in by_key[keys[number]]] for numbers in cluster(keys)]


def _settled(miss: Miss, snapshot: Snapshot, known: Mapping[str, RegressionQuestion]) -> bool:
    wanted = known.get(question_key(miss.question.text))
    return snapshot.out_of_scope(miss.question.text) or (wanted is not None and ask(snapshot, wanted).right)


def _group(kind: MissKind, members: Sequence[Miss], snapshot: Snapshot) -> Group:
    wordings = Counter(miss.question.text for miss in members)
    shown = Counter(miss.question.shown[0] for miss in members if kind is MissKind.MISREAD and miss.question.shown)
    return Group(
        kind,
        count=len(members),
        threads=len({miss.thread for miss in members}),
        human=sum(miss.human for miss in members),
        examples=tuple(text for text, _ in wordings.most_common(EXAMPLES)),
        suggestions=_suggestions(members, snapshot),
        shown=shown.most_common(1)[0][0] if shown else "",
    )


def _suggestions(members: Sequence[Miss], snapshot: Snapshot) -> tuple[Suggestion, ...]:
    """What people chose in the end, then what the matcher finds for the leading words."""
    items = snapshot.catalogue.items_by_code
    chosen = Counter(miss.chosen for miss in members if miss.chosen in items)
    found = found_for(snapshot, members[0].question.text, limit=SUGGESTED).candidates
    confidence = {candidate.code: candidate.confidence for candidate in found}
    codes = dict.fromkeys((*(code for code, _ in chosen.most_common(SUGGESTED)), *confidence))
    return tuple(
        Suggestion(code, items[code].name, round(confidence.get(code, 0.0), 4), chosen[code]) for code in codes
    )


def hot_items(asked: Sequence[AskedQuestion], snapshot: Snapshot, limit: int) -> tuple[HotItem, ...]:
    """The items most threads asked for, each counted once a thread."""
    counts: Counter[str] = Counter()
    wordings: dict[str, Counter[str]] = {}
    for questions in threads(asked).values():
        counts.update({code for question in questions if (code := _item_of(question))})
        for question in questions:
            wordings.setdefault(_item_of(question), Counter())[question_key(question.text)] += 1
    hot: list[HotItem] = []
    for code, threads_asking in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        item = snapshot.catalogue.items_by_code.get(code)
        if item is not None and item.state is ItemState.IN_FORCE and len(hot) < limit:
            published = {question_key(name): name for name in (*item.aliases, item.name)}
            said = [key for key, _ in wordings[code].most_common() if key in published]
            hot.append(HotItem(code, item.name, threads_asking, published[said[0]] if said else item.name))
    return tuple(hot)


def _item_of(question: AskedQuestion) -> str:
    if question.chosen:
        return question.chosen
    return question.shown[0] if question.outcome == "answered" and question.shown else ""
