"""What goes along with a hand-over: the story so far, and a short summary built from it. Pure.

The transcript is made of what was asked (scrubbed, as the knowledge desk has it) and of what it was answered with;
words of forms are never part of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

__all__ = ["WORDS", "Asked", "Brief", "summary_of"]

WORDS = 500
"""Characters of the citizen's own words that are kept."""
NAMED = 3
SHORT = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the conversation before, and the names of the items it was answered with."""

    at: datetime
    text: str = field(repr=False)
    outcome: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Brief:
    """The story. ``words`` are the citizen's own, ``findings`` what the check of the application found."""

    words: str = field(default="", repr=False)
    item: str = ""
    variant: str = ""
    situation: str = ""
    region: str = ""
    application: str = ""
    cases: tuple[str, ...] = ()
    findings: tuple[str, ...] = field(default=(), repr=False)
    transcript: tuple[Asked, ...] = field(default=(), repr=False)
    summary: str = field(default="", repr=False)


def summary_of(brief: Brief) -> str:
    """A few lines for citizen and advisor alike; nothing in it that is not in the brief."""
    item = brief.item + "".join(f"（{each}）" for each in (brief.variant, brief.situation) if each)
    lines = [
        f"想问：{brief.words}" if brief.words else "",
        f"事项：{item}" if item else "",
        f"地点：{brief.region}" if brief.region else "",
        f"申报号：{brief.application}" if brief.application else "",
        f"在办：{'、'.join(brief.cases[:NAMED])}" if brief.cases else "",
        _findings(brief.findings),
        _asked(brief.transcript),
    ]
    return "\n".join(filter(None, lines))


def _findings(findings: Sequence[str]) -> str:
    if not findings:
        return ""
    more = f"等 {len(findings)} 处" if len(findings) > NAMED else ""
    return f"检查发现：{'；'.join(each[:SHORT] for each in findings[:NAMED])}{more}"


def _asked(transcript: Sequence[Asked]) -> str:
    questions = list(dict.fromkeys(each.text[:SHORT] for each in transcript if each.text))
    return f"刚才问过：{'；'.join(questions[-NAMED:])}" if questions else ""
