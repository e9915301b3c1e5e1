"""How a catalogue answers its regression set: question by question, and against another version.

A question is asked as the bot asks the matcher: without the regions and the facets it
names. One that is declined counts as missed, whatever was considered.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.learning import RegressionQuestion, question_key
from knowledge.match import Decision, MatchResult
from knowledge.snapshot import Snapshot
from knowledge.subject import subject_of
from knowledge.text import normalise

__all__ = [
    "Change",
    "Comparison",
    "Figures",
    "Outcome",
    "ask",
    "ask_all",
    "compare",
    "compared",
    "figures",
    "found_for",
    "sample",
]

CONSIDERED = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question: the wanted item's rank (from 1; 0 = not shown), and the first item shown."""

    question: RegressionQuestion
    rank: int
    decision: Decision
    first: str = ""

    @property
    def off_topic(self) -> bool:
        """Whether no item at all is meant by the question."""
        return not self.question.items

    @property
    def right(self) -> bool:
        """Whether the wanted item is the first; for an off-topic question, whether none is shown."""
        return self.rank == 1 if self.question.items else self.decision is Decision.DECLINE


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares (0…1) of the questions that mean an item; ``off_topic_guided`` of those that mean none."""

    questions: int
    recall_1: float
    recall_3: float
    answered: float
    clarified: float
    declined: float
    off_topic: int = 0
    off_topic_guided: float = 0.0


@dataclass(frozen=True, slots=True)
class Change:
    """One question that is not answered as before."""

    before: Outcome
    after: Outcome

    @property
    def question(self) -> RegressionQuestion:
        """The question, with what is wanted now."""
        return self.after.question

    @property
    def worse(self) -> bool:
        """Whether the wanted item fell in rank, or an off-topic question came nearer to a guide."""
        if self.after.off_topic:
            return _GUIDANCE[self.after.decision] > _GUIDANCE[self.before.decision]
        return _place(self.after) > _place(self.before)

    @property
    def better(self) -> bool:
        """The opposite of :attr:`worse`; a change can be neither."""
        return Change(self.after, self.before).worse


@dataclass(frozen=True, slots=True)
class Comparison:
    """Figures of the same questions before and after, and the questions that changed."""

    before: Figures
    after: Figures
    changed: tuple[Change, ...] = ()

    @property
    def worse(self) -> tuple[Change, ...]:
        """The questions that are answered worse."""
        return tuple(change for change in self.changed if change.worse)


_GUIDANCE = {Decision.DECLINE: 0, Decision.CLARIFY: 1, Decision.ANSWER: 2}


def _place(outcome: Outcome) -> int:
    return outcome.rank or CONSIDERED + 1


def found_for(snapshot: Snapshot, text: str, limit: int = CONSIDERED) -> MatchResult:
    """What the matcher finds for a question as it was typed."""
    said = normalise(text)
    return snapshot.match(subject_of(said, snapshot.regions), said=said, limit=limit)


def ask(snapshot: Snapshot, question: RegressionQuestion) -> Outcome:
    """Ask one question of the set."""
    result = found_for(snapshot, question.question)
    codes = [candidate.code for candidate in result.candidates]
    shown = [] if result.decision is Decision.DECLINE else codes
    rank = next((place for place, code in enumerate(shown, 1) if code in question.items), 0)
    return Outcome(question, rank, result.decision, codes[0] if codes else "")


def ask_all(snapshot: Snapshot, questions: Sequence[RegressionQuestion]) -> tuple[Outcome, ...]:
    """Ask them all, in order (CPU work: a millisecond a question or less)."""
    return tuple(ask(snapshot, question) for question in questions)


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """The figures of these outcomes; shares of nothing are 0."""
    asked = [outcome for outcome in outcomes if not outcome.off_topic]
    off_topic = [outcome for outcome in outcomes if outcome.off_topic]
    return Figures(
        questions=len(asked),
        recall_1=_share(outcome.rank == 1 for outcome in asked),
        recall_3=_share(1 <= outcome.rank <= 3 for outcome in asked),
        answered=_share(outcome.decision is Decision.ANSWER for outcome in asked),
        clarified=_share(outcome.decision is Decision.CLARIFY for outcome in asked),
        declined=_share(outcome.decision is Decision.DECLINE for outcome in asked),
        off_topic=len(off_topic),
        off_topic_guided=_share(outcome.decision is not Decision.DECLINE for outcome in off_topic),
    )


def compare(before: Snapshot, after: Snapshot, questions: Sequence[RegressionQuestion]) -> Comparison:
    """Ask the same questions of two versions."""
    return compared(ask_all(before, questions), ask_all(after, questions))


def compared(old: Sequence[Outcome], new: Sequence[Outcome]) -> Comparison:
    """What became of the same questions, in the same order."""
    changed = tuple(
        Change(one, other)
        for one, other in zip(old, new, strict=True)
        if (one.rank, one.decision, one.first) != (other.rank, other.decision, other.first)
    )
    return Comparison(figures(old), figures(new), changed)


def sample(questions: Sequence[RegressionQuestion], limit: int) -> tuple[RegressionQuestion, ...]:
    """At most ``limit`` of the questions, the same ones each time, in their order."""
    if len(questions) <= limit:
        return tuple(questions)
    chosen = sorted(range(len(questions)), key=lambda number: _digest(questions[number]))[:limit]
    return tuple(questions[number] for number in sorted(chosen))


def _digest(question: RegressionQuestion) -> bytes:
    return hashlib.blake2b(question_key(question.question).encode(), digest_size=8).digest()


def _share(hits: Iterable[bool]) -> float:
    counted = list(hits)
    return round(sum(counted) / len(counted), 4) if counted else 0.0
