"""The gate before publishing: a catalogue goes out only when its regression set is not answered worse.

Asked are the questions that both versions carry, with what the new one wants for them; so
a question that comes with the change cannot hide what the change spoils. A source of real
data that is brought into sample data is not measured by the sample's questions.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from affairs.errors import GateRefused
from knowledge.catalogue import Catalogue
from knowledge.learning import RegressionQuestion, question_key
from knowledge.regression import Change, Comparison, compare, sample
from knowledge.snapshot import Snapshot

__all__ = ["LIMIT", "common_questions", "examine", "refusal", "refusals", "told"]

LIMIT = 2_000
"""Questions asked at most; of more a sample is asked, always the same one."""

_SMALL = 10_000
_LEAST = 200
_NAMED = 5


def common_questions(before: Catalogue, after: Catalogue) -> tuple[RegressionQuestion, ...]:
    """The questions of both, as the newer one wants them; fewer of a catalogue that takes long to ask."""
    known = {question_key(question.question) for question in before.regression}
    both = [question for question in after.regression if question_key(question.question) in known]
    large = max(len(before.items), len(after.items)) > _SMALL
    return sample(both, _LEAST if large else LIMIT)


def examine(before: Snapshot, after: Catalogue, questions: tuple[RegressionQuestion, ...]) -> Comparison:
    """Ask both versions (CPU work: an index is built, and a millisecond a question)."""
    return compare(before, Snapshot.of(after, before), questions)


def refusals(comparison: Comparison) -> tuple[Change, ...]:
    """The questions for which the gate stays closed; () = it opens.

    It closes when fewer wanted items come first, or among the first three, than before, and
    when an off-topic question comes nearer to a guide.
    """
    spoiled = tuple(change for change in comparison.worse if change.after.off_topic)
    before, after = comparison.before, comparison.after
    if after.recall_1 < before.recall_1 or after.recall_3 < before.recall_3:
        return comparison.worse
    return spoiled


def refusal(worse: tuple[Change, ...]) -> GateRefused:
    """The refusal, naming the questions."""
    questions = tuple(change.question.question for change in worse)
    named = "、".join(f"「{question}」" for question in questions[:_NAMED])
    more = f"等 {len(questions)} 个问题" if len(questions) > _NAMED else ""
    return GateRefused(f"没有发布：下列问题会答得更差：{named}{more}。", worse=questions)


def told(comparison: Comparison) -> Mapping[str, Any]:
    """The figures as they are kept with the version."""
    return {"before": asdict(comparison.before), "after": asdict(comparison.after)}
