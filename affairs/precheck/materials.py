"""Which materials an application needs, as far as its answers say."""

from dataclasses import dataclass
from enum import StrEnum

from affairs.precheck.examination import Examination
from knowledge.forms import MaterialSlot
from knowledge.forms.evaluation import evaluate
from knowledge.forms.truth import Truth, all_of

__all__ = ["Need", "Needed", "materials_needed"]


class Need(StrEnum):
    """Whether a material has to be handed in."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    UNDECIDED = "undecided"
    """It depends on answers that are not given yet."""
    SHARED = "shared"
    """The authority looks it up itself (数据共享核验): nothing to hand in."""


@dataclass(frozen=True, slots=True)
class Needed:
    """A slot of the form that counts for this application."""

    slot: MaterialSlot
    need: Need


def materials_needed(examination: Examination) -> tuple[Needed, ...]:
    """The slots that count, in the form's order; those of other situations are left out."""
    return tuple(
        Needed(slot, need) for slot in examination.form.materials if (need := _need(slot, examination)) is not None
    )


def _need(slot: MaterialSlot, examination: Examination) -> Need | None:
    applies = all_of((_in_situation(slot, examination), evaluate(slot.when, examination.facts)))
    if applies is not True:
        return Need.UNDECIDED if applies is None else None
    if not slot.originals and not slot.copies:
        return Need.SHARED
    if slot.required_when is None:
        return Need.REQUIRED if slot.required else Need.OPTIONAL
    required = evaluate(slot.required_when, examination.facts)
    return {True: Need.REQUIRED, False: Need.OPTIONAL, None: Need.UNDECIDED}[required]


def _in_situation(slot: MaterialSlot, examination: Examination) -> Truth:
    if not slot.situations:
        return True
    situations = examination.situations
    if any(name in situations.held for name in slot.situations):
        return True
    return None if any(name in situations.open for name in slot.situations) else False
