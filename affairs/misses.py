"""Which questions were not answered, or were misread, as the record of what was asked shows. Pure.

*Unanswered*: declined, or options were shown and none was picked. *Misread*: corrected by
the citizen, or answered and at once asked anew in other words, with another item.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from affairs.ports import AskedQuestion
from knowledge.clusters import likeness
from knowledge.learning import question_key

__all__ = ["Miss", "MissKind", "misses", "threads"]

AT_ONCE = timedelta(minutes=5)
AFTERWARDS = timedelta(minutes=15)
SAME_MATTER = 0.25
"""Cosine from which a question right after another is taken for the same in other words."""

_LOOKED_AT = 6


class MissKind(StrEnum):
    """In which way the citizen was not served."""

    UNANSWERED = "unanswered"
    MISREAD = "misread"


@dataclass(frozen=True, slots=True)
class Miss:
    """One question that went wrong. ``chosen`` is the item found in the end in the same thread ('' = none),
    ``human`` whether a human was asked for after it, ``followed`` what was asked right after it.
    """

    kind: MissKind
    question: AskedQuestion
    thread: str
    chosen: str = ""
    human: bool = False
    followed: str = ""


def threads(asked: Sequence[AskedQuestion]) -> dict[str, list[AskedQuestion]]:
    """The questions by conversation, each in order; one without a thread is alone."""
    grouped: dict[str, list[AskedQuestion]] = defaultdict(list)
    for number, question in enumerate(asked):
        grouped[question.thread or f"#{question.id or number}"].append(question)
    return grouped


def misses(asked: Sequence[AskedQuestion]) -> list[Miss]:
    """Every question that went wrong, by thread, in order."""
    found = []
    for thread, questions in threads(asked).items():
        told = [question for question in questions if question.outcome != "smalltalk"]
        for at, question in enumerate(told):
            after = told[at + 1 : at + 1 + _LOOKED_AT]
            kind = _kind(question, after[0] if after else None)
            if kind is not None:
                found.append(_miss(kind, question, thread, after))
    return found


def _kind(question: AskedQuestion, following: AskedQuestion | None) -> MissKind | None:
    match question.outcome:
        case "declined":
            return MissKind.UNANSWERED
        case "corrected":
            return MissKind.MISREAD
        case "clarified" if len(question.shown) > 1 and not question.chosen:
            settled = following is not None and (following.chosen or following.outcome == "corrected")
            return None if settled else MissKind.UNANSWERED
        case "answered" if following is not None and _asked_anew(question, following):
            return MissKind.MISREAD
        case _:
            return None


def _asked_anew(question: AskedQuestion, following: AskedQuestion) -> bool:
    item = _item(following)
    return (
        bool(item)
        and not following.chosen
        and item not in question.shown
        and following.asked_at - question.asked_at <= AT_ONCE
        and question_key(question.text) != question_key(following.text)
        and likeness(question.text, following.text) >= SAME_MATTER
    )


def _miss(kind: MissKind, question: AskedQuestion, thread: str, after: Sequence[AskedQuestion]) -> Miss:
    soon = [each for each in after if each.asked_at - question.asked_at <= AFTERWARDS]
    wrong = question.shown if kind is MissKind.MISREAD else ()
    return Miss(
        kind,
        question,
        thread,
        chosen=next((_item(each) for each in soon if _leads_to(question, each) and _item(each) not in wrong), ""),
        human=any(each.outcome == "handover" for each in soon),
        followed=soon[0].text if soon else "",
    )


def _leads_to(question: AskedQuestion, later: AskedQuestion) -> bool:
    """Whether the later question is about the same matter, so far as one can see."""
    return bool(_item(later)) and (bool(later.chosen) or likeness(question.text, later.text) >= SAME_MATTER)


def _item(question: AskedQuestion) -> str:
    """The item a question ended with; '' when none was settled on."""
    if question.chosen:
        return question.chosen
    return question.shown[0] if question.outcome == "answered" and question.shown else ""
