"""What a deployment learned from its citizens, kept beside the items of a catalogue version.

Synonyms and phrases out of scope change what is understood; the regression set says what
must stay understood; scenarios tell which items a situation of life needs.
"""

import re
from dataclasses import dataclass

from knowledge.text import normalise

__all__ = ["OutOfScope", "RegressionQuestion", "Scenario", "ScenarioStep", "Synonym", "question_key"]

_POLITE = re.compile(r"^(?:请问(?:一?下)?|你好|您好|在吗|我?想?问一?下|我?想问|咨询一?下|麻烦问一?下)+")
_PARTICLES = re.compile(r"[吗嘛么呢啊吧呀哦哈啦咯哟]+$")


@dataclass(frozen=True, slots=True)
class Synonym:
    """A word of this place's people (``word``) and the official words it stands for."""

    word: str
    meanings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutOfScope:
    """A question that no item answers, in the words it was asked in."""

    text: str


@dataclass(frozen=True, slots=True)
class RegressionQuestion:
    """A question, and the codes of the items any of which is right; () = nothing is meant (off topic)."""

    question: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScenarioStep:
    """One item of a scenario and, in a citizen's words, why it is needed."""

    item: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A situation of life (开饭店, 孩子出生) and the items it needs, in the order of doing.

    ``aliases`` are wordings that mean it; ``*`` in one stands for up to four characters.
    """

    name: str
    aliases: tuple[str, ...] = ()
    note: str = ""
    steps: tuple[ScenarioStep, ...] = ()


def question_key(text: str) -> str:
    """What two wordings that differ in width, script, marks or politeness have in common; '' for no words."""
    compact = normalise(text).replace(" ", "")
    return _PARTICLES.sub("", _POLITE.sub("", compact)) or compact
