"""Situations of life that a text names (开饭店, 孩子出生), whatever items they need.

A wording stands in a text as it is, or with ``*`` for up to four characters (开*饭店). It
names the situation only when it is nearly all that the text says: 开饭店 does, 饭店的食品经营
许可证丢了 does not. A scenario's name must be all of it: 结婚 does, 结婚登记 is an item.
"""

import re
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache

from knowledge.fillers import without_fillers
from knowledge.learning import Scenario
from knowledge.text import normalise

__all__ = ["ScenarioIndex"]

LONGEST = 60
"""A text beyond this length (characters) tells more than a situation."""

BESIDE = 3
"""Characters that may say something else beside an alias."""

REMEMBERED = 2048
"""Texts whose scenario is remembered."""

_GAP = ".{0,4}?"


class ScenarioIndex:
    """The scenarios of a catalogue, found by their wordings. Immutable; look-ups never raise."""

    def __init__(self, scenarios: Sequence[Scenario]) -> None:
        self.scenarios = tuple(scenarios)

    @cached_property
    def _patterns(self) -> tuple[tuple[re.Pattern[str], int, Scenario], ...]:
        """Pattern, and how much may stand beside it."""
        return tuple(
            (pattern, 0 if wording == scenario.name else BESIDE, scenario)
            for scenario in self.scenarios
            for wording in (scenario.name, *scenario.aliases)
            if (pattern := _pattern(wording)) is not None
        )

    def find(self, text: str) -> Scenario | None:
        """The scenario that the text names; of several the one whose words cover most of it."""
        if not self.scenarios:
            return None
        return self._found(text) if len(text) <= LONGEST else self._looked_for(text)

    @cached_property
    def _found(self) -> Callable[[str], Scenario | None]:
        return lru_cache(maxsize=REMEMBERED)(self._looked_for)

    def _looked_for(self, text: str) -> Scenario | None:
        said = normalise(text).replace(" ", "")
        best: tuple[int, Scenario] | None = None
        for pattern, allowed, scenario in self._patterns if len(said) <= LONGEST else ():
            found = pattern.search(said)
            size = found.end() - found.start() if found else 0
            if found and size > (best[0] if best else 0) and _beside(said, *found.span()) <= allowed:
                best = size, scenario
        return best[1] if best else None


def _pattern(wording: str) -> re.Pattern[str] | None:
    """The wording as a pattern; None when it has fewer than two characters."""
    parts = [re.escape(normalise(part).replace(" ", "")) for part in wording.split("*")]
    return re.compile(_GAP.join(parts)) if sum(map(len, parts)) > 1 else None


def _beside(text: str, start: int, end: int) -> int:
    """How many characters of the text say something beside ``text[start:end]``."""
    return len(without_fillers(f"{text[:start]} {text[end:]}"))
