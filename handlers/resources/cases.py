"""What cases need: the calendar, the platform's phones, the thresholds of supervision."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from affairs.cases.recording import Cases
from affairs.cases.viewing import CaseViewing
from affairs.clock import WorkCalendar
from affairs.notifications.inbox import Inbox
from affairs.people.ports import CitizenLogin
from affairs.ports import Clock, UnitOfWorkFactory
from affairs.ratings.rating_desk import RatingDesk
from affairs.supervision.board import Board
from affairs.supervision.bulletin import Bulletins
from affairs.supervision.office import SupervisionOffice
from affairs.supervision.sweep import Supervision
from affairs.supervision.thresholds import ThresholdsOf
from knowledge.guide import TimeLimit
from knowledge.snapshot import Snapshot

__all__ = ["CaseDesk", "case_desk"]


@dataclass(frozen=True, slots=True)
class CaseDesk:
    """The use cases on cases and on what follows from them."""

    cases: Cases
    viewing: CaseViewing
    inbox: Inbox
    ratings: RatingDesk
    supervision: Supervision
    board: Board
    bulletins: Bulletins
    oversight: SupervisionOffice


def case_desk(
    unit_of_work: UnitOfWorkFactory,
    snapshot: Callable[[], Snapshot],
    calendar: Callable[[], WorkCalendar],
    login: CitizenLogin,
    clock: Clock,
    thresholds: ThresholdsOf,
    rectified: TimeLimit,
    reported_to: Sequence[str],
) -> CaseDesk:
    """The use cases over these ports; a bad rating is to be set right within ``rectified``."""
    return CaseDesk(
        cases=Cases(unit_of_work, snapshot, calendar, clock, thresholds, reported_to),
        viewing=CaseViewing(unit_of_work, snapshot, calendar, login, clock),
        inbox=Inbox(unit_of_work, clock),
        ratings=RatingDesk(unit_of_work, calendar, clock, within=rectified),
        supervision=Supervision(unit_of_work, snapshot, calendar, clock, thresholds),
        board=Board(unit_of_work, clock),
        bulletins=Bulletins(unit_of_work),
        oversight=SupervisionOffice(unit_of_work, clock),
    )
