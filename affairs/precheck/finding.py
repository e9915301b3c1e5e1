"""One thing found by a check: where, what is wrong, how to mend it, and by which rule."""

from dataclasses import dataclass

from knowledge.forms import Severity

__all__ = ["Finding", "Severity"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the 一次性告知 list.

    ``place`` is the key of the field or material slot (``materials.licence``), ``message`` and
    ``remedy`` are in citizen words, ``rule`` names the rule within our rule sets and ``source``
    the law, standard or guide it comes from.
    """

    severity: Severity
    place: str
    message: str
    remedy: str
    rule: str
    source: str
