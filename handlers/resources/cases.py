"""What cases need: the calendar, the platform's phones, the thresholds of supervision."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from affairs.approval.errors import FieldFault
from affairs.cases.recording import Cases
from affairs.cases.rejections import Rejections
from affairs.cases.viewing import CaseViewing
from affairs.clock import WorkCalendar
from affairs.notifications.inbox import Inbox
from affairs.people.ports import CitizenLogin
from affairs.ports import Clock, UnitOfWorkFactory
from affairs.ratings.rating_desk import RatingDesk
from affairs.supervision.board import Board
from affairs.supervision.sweep import Supervision
from affairs.supervision.thresholds import ThresholdsOf
from knowledge.snapshot import Snapshot

__all__ = ["CaseDesk", "case_desk"]


@dataclass(frozen=True, slots=True)
class DeliveryOutcomes:
    """What is done with what became of a delivery (:class:`integrations.delivery.cases.Outcomes`)."""

    cases: Cases
    rejections: Rejections

    async def received(self, application_no: str, *, system: str, receipt_no: str) -> None:
        """The system has the case."""
        await self.cases.received(application_no, system=system, receipt_no=receipt_no)

    async def rejected(self, application_no: str, *, system: str, reason: str, faults: Sequence[FieldFault]) -> None:
        """It was refused for good."""
        await self.rejections.rejected(application_no, system=system, reason=reason, faults=faults)


@dataclass(frozen=True, slots=True)
class CaseDesk:
    """The use cases on cases and on what follows from them."""

    cases: Cases
    outcomes: DeliveryOutcomes
    viewing: CaseViewing
    inbox: Inbox
    ratings: RatingDesk
    supervision: Supervision
    board: Board


def case_desk(
    unit_of_work: UnitOfWorkFactory,
    snapshot: Callable[[], Snapshot],
    calendar: Callable[[], WorkCalendar],
    login: CitizenLogin,
    clock: Clock,
    thresholds: ThresholdsOf,
) -> CaseDesk:
    """The use cases over these ports."""
    cases = Cases(unit_of_work, snapshot, calendar, clock, thresholds)
    return CaseDesk(
        cases=cases,
        outcomes=DeliveryOutcomes(cases, Rejections(unit_of_work, clock)),
        viewing=CaseViewing(unit_of_work, snapshot, calendar, login, clock),
        inbox=Inbox(unit_of_work, clock),
        ratings=RatingDesk(unit_of_work, calendar, clock),
        supervision=Supervision(unit_of_work, snapshot, calendar, clock, thresholds),
        board=Board(unit_of_work, clock),
    )
