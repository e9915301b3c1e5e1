"""The gate before publishing: a catalogue goes out only when its regression set is not answered worse.

Asked are the questions that both versions carry, with what the new one wants for them; so
a question that comes with the change cannot hide what the change spoils. A source of real
data that is brought into sample data is not measured by the sample's questions. Where
vectors of meaning are in use the answers with them count as well as those by words alone:
a process that has no vectors yet answers by words.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from affairs.errors import GateRefused
from knowledge.catalogue import Catalogue
from knowledge.learning import RegressionQuestion, question_key
from knowledge.regression import Change, Comparison, ask_all, compare, compared, sample
from knowledge.snapshot import Snapshot

__all__ = ["LIMIT", "Examined", "examine", "refusal", "told", "worth_examining"]

LIMIT = 2_000
"""Questions asked at most; of more a sample is asked, always the same one."""

_SMALL = 10_000
_LEAST = 200
_DEEP = 300
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Examined:
    """Answers before and after: to all questions of the new set, and to the ``common`` ones of both sets.

    ``deep`` is the latter with vectors of meaning, None where there are none.
    """

    whole: Comparison
    common: Comparison
    deep: Comparison | None = None

    @property
    def refused(self) -> tuple[Change, ...]:
        """The questions for which the gate stays closed; () = it opens."""
        return refusals(self.common) or (refusals(self.deep) if self.deep else ())


def worth_examining(before: Catalogue, after: Catalogue) -> bool:
    """Whether there is anything to ask, and a version before to compare with."""
    return bool(before.items and after.regression)


def examine(before: Snapshot, after: Snapshot) -> Examined:
    """Ask both versions (CPU work: a millisecond a question; with vectors up to 17 ms of some more)."""
    known = {question_key(question.question) for question in before.catalogue.regression}
    limit = _LEAST if max(len(before.catalogue.items), len(after.catalogue.items)) > _SMALL else LIMIT
    asked = after.catalogue.regression
    common = sample([each for each in asked if _is_of(known, each)], limit)
    fresh = sample([each for each in asked if not _is_of(known, each)], limit)
    questions = (*common, *fresh)
    old, new = ask_all(before.lexical, questions), ask_all(after.lexical, questions)
    size = len(common)
    deep = None
    if before.semantics is not None and after.semantics is not None:
        deep = compare(before, after, sample(common, _DEEP))
    return Examined(compared(old, new), compared(old[:size], new[:size]), deep)


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
