"""The gate before publishing: a catalogue goes out only when its regression set is not answered worse.

Asked are the questions that both versions carry, with what the new one wants for them; so
a question that comes with the change cannot hide what the change spoils. A source of real
data that is brought into sample data is not measured by the sample's questions.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from affairs.errors import GateRefused
from knowledge.catalogue import Catalogue
from knowledge.learning import RegressionQuestion, question_key
from knowledge.regression import Change, Comparison, ask_all, compared, sample
from knowledge.snapshot import Snapshot

__all__ = ["LIMIT", "Examined", "examine", "refusal", "told", "worth_examining"]

LIMIT = 2_000
"""Questions asked at most; of more a sample is asked, always the same one."""

_SMALL = 10_000
_LEAST = 200
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Examined:
    """Answers before and after: to all questions of the new set, and to the ``common`` ones of both sets."""

    whole: Comparison
    common: Comparison

    @property
    def refused(self) -> tuple[Change, ...]:
        """The questions for which the gate stays closed; () = it opens."""
        return refusals(self.common)


def worth_examining(before: Catalogue, after: Catalogue) -> bool:
    """Whether there is anything to ask, and a version before to compare with."""
    return bool(before.items and after.regression)


def examine(before: Snapshot, after: Catalogue) -> Examined:
    """Ask both versions (CPU work: an index is built, and a millisecond a question)."""
    known = {question_key(question.question) for question in before.catalogue.regression}
    limit = _LEAST if max(len(before.catalogue.items), len(after.items)) > _SMALL else LIMIT
    common = sample([each for each in after.regression if _is_of(known, each)], limit)
    fresh = sample([each for each in after.regression if not _is_of(known, each)], limit)
    questions = (*common, *fresh)
    old, new = ask_all(before, questions), ask_all(Snapshot.of(after, before), questions)
    size = len(common)
    return Examined(compared(old, new), compared(old[:size], new[:size]))


def _is_of(keys: set[str], question: RegressionQuestion) -> bool:
    return question_key(question.question) in keys


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
