"""The daily sweep: deals the cards whose day has come, once each, some at a time."""

from collections.abc import Callable, Sequence
from datetime import datetime

from affairs.cases.timing import case_limits
from affairs.clock import WorkCalendar, china_day
from affairs.notifications.inbox import tell
from affairs.ports import Clock, UnitOfWork, UnitOfWorkFactory
from affairs.supervision.alerts import Alert
from affairs.supervision.planning import plan_cards
from affairs.supervision.thresholds import ThresholdsOf
from knowledge.snapshot import Snapshot

__all__ = ["Supervision"]

BATCH = 5000
REPLANNED = 100
"""Cases planned anew in one transaction: each costs about a third of a millisecond."""


class Supervision:
    """Use cases of electronic supervision. Cards are planned where cases are recorded; here they are dealt."""

    def __init__(
        self,
        unit_of_work: UnitOfWorkFactory,
        snapshot: Callable[[], Snapshot],
        calendar: Callable[[], WorkCalendar],
        clock: Clock,
        thresholds: ThresholdsOf | None = None,
    ) -> None:
        self._unit_of_work, self._snapshot, self._calendar, self._clock = unit_of_work, snapshot, calendar, clock
        self._thresholds = thresholds or ThresholdsOf()

    async def sweep(self) -> int:
        """Deal every card that is due; how many were new. Any number of sweeps may run beside each other."""
        await self._replan()
        dealt = 0
        while (found := await self.deal_some()) is not None:
            dealt += found
        return dealt

    async def deal_some(self) -> int | None:
        """One transaction of the sweep: how many new cards it dealt; None when nothing more is due."""
        now = self._clock.now()
        async with self._unit_of_work() as uow:
            dealt = await uow.supervision.deal(china_day(now), BATCH, now=now)
            for number in dealt.granted:
                await _granted(uow, number, now)
            await uow.commit()
        return dealt.fresh if dealt.found else None

    async def alerts(self, *, limit: int, before: int | None = None, department: str = "") -> Sequence[Alert]:
        """What supervision was told, the latest first."""
        async with self._unit_of_work(read_only=True) as uow:
            return await uow.supervision.alerts(limit=limit, before=before, department=department)

    async def _replan(self) -> None:
        """Plan anew what was planned by another calendar, in order of the numbers."""
        after = ""
        while numbers := await self._replanned(after):
            after = numbers[-1]

    async def _replanned(self, after: str) -> Sequence[str]:
        now, calendar = self._clock.now(), self._calendar()
        async with self._unit_of_work() as uow:
            numbers = await uow.cases.counted_otherwise(calendar.mark, after, REPLANNED)
            await self._plan(uow, numbers, calendar, now)
            await uow.commit()
        return numbers

    async def _plan(self, uow: UnitOfWork, numbers: Sequence[str], calendar: WorkCalendar, now: datetime) -> None:
        known = (await uow.cases.several(numbers, lock=True)).values()
        open_ones = [(case, case_limits(case, events, calendar, now)) for case, events in known if not case.finished]
        await plan_cards(uow, open_ones, self._snapshot(), self._thresholds, calendar, now)
        await uow.cases.planned([case.application_no for case, _ in open_ones], calendar.mark)


async def _granted(uow: UnitOfWork, number: str, now: datetime) -> None:
    """超时默认: the applicant is told that silence agreed, and where to have it put in writing."""
    case = await uow.cases.get(number)
    if case is None:
        return
    words = (
        f"您申报的“{case.item_name}”（申报号 {number}）超过法定期限没有决定，"
        "按该事项的规定视为同意。请联系审批部门出具书面决定。"
    )
    await tell(uow, case.citizen_id, f"granted:{number}", "超时默认", words, now=now, application_no=number)
