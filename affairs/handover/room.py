"""The use cases of hand-overs, put together."""

from dataclasses import dataclass

from affairs.handover.asking import Asking
from affairs.handover.canned import CannedAnswers
from affairs.handover.context import Contexts
from affairs.handover.correcting import Correcting
from affairs.handover.desk import AdvisorDesk
from affairs.handover.office import Office
from affairs.handover.ports import Watching
from affairs.handover.sweep import HandoverSweep
from affairs.handover.telling import TellCitizen
from affairs.handover.viewing import HandoverViewing

__all__ = ["HandoverRoom"]


@dataclass(frozen=True, slots=True)
class HandoverRoom:
    """Everything one can do with hand-overs."""

    asking: Asking
    desk: AdvisorDesk
    contexts: Contexts
    correcting: Correcting
    canned: CannedAnswers
    telling: TellCitizen
    sweep: HandoverSweep
    office: Office
    viewing: HandoverViewing
    watching: Watching
