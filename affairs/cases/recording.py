"""What comes in of a case: recorded once, in whatever order, and never a step back."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from affairs.advising.next_steps import lead_on
from affairs.applications.application import ApplicationState
from affairs.applications.ports import Act
from affairs.approval.errors import FieldFault
from affairs.approval.system import Receipt
from affairs.approval.updates import ProgressUpdate, UpdateKind
from affairs.cases.case import Case, CaseEvent, Phase, Standing, Waiting
from affairs.cases.news import news_of, undelivered
from affairs.cases.opening import case_of
from affairs.cases.reporting import REPORT
from affairs.cases.story import judged, position
from affairs.cases.timing import case_limits
from affairs.cases.words import REMEDIES
from affairs.clock import Limits, WorkCalendar
from affairs.errors import NoSuchCase
from affairs.notifications.inbox import tell
from affairs.ports import Clock, UnitOfWork, UnitOfWorkFactory
from affairs.supervision.alerts import UNDELIVERED, RefusalNotice
from affairs.supervision.planning import plan_cards
from affairs.supervision.thresholds import ThresholdsOf
from knowledge.snapshot import Snapshot

__all__ = ["Cases", "Recorded"]


NAME_LENGTH = 200
MOMENT = timedelta(milliseconds=1)


class Recorded(StrEnum):
    """What became of an update."""

    APPLIED = "applied"
    LATE = "late"
    BACKWARD = "backward"
    UNKNOWN = "unknown"
    SEEN = "seen"
    """It was recorded before: nothing was done."""


@dataclass(frozen=True, slots=True)
class _Change:
    """One update upon a case: before and after, by all that is known."""

    before: Case
    after: Case
    update: ProgressUpdate
    standing: Standing
    limits: Limits


_Known = tuple[Case, Sequence[CaseEvent]]


class Cases:
    """Use cases that write cases. ``reported_to`` are the names of systems that hear of those that are over."""

    def __init__(
        self,
        unit_of_work: UnitOfWorkFactory,
        snapshot: Callable[[], Snapshot],
        calendar: Callable[[], WorkCalendar],
        clock: Clock,
        thresholds: ThresholdsOf | None = None,
        reported_to: Sequence[str] = (),
    ) -> None:
        self._reported_to = reported_to
        self._unit_of_work, self._snapshot, self._calendar, self._clock = unit_of_work, snapshot, calendar, clock
        self._thresholds = thresholds or ThresholdsOf()

    async def received(self, receipts: Sequence[Receipt]) -> Sequence[Case]:
        """Systems have taken applications over, under their own numbers; once is enough. Raises NoSuchCase."""
        now, calendar = self._clock.now(), self._calendar()
        told = {receipt.application_no: receipt for receipt in receipts}
        async with self._unit_of_work() as uow:
            known = await self._all_locked(uow, sorted(told))
            after = {number: _with(case, told[number], calendar) for number, (case, _events) in known.items()}
            changed = [case for number, case in after.items() if case != known[number][0]]
            await uow.cases.save(changed)
            limits = [(case, case_limits(case, known[case.application_no][1], calendar, now)) for case in changed]
            await plan_cards(uow, limits, self._snapshot(), self._thresholds, calendar, now)
            await uow.commit()
        return [after[receipt.application_no] for receipt in receipts]

    async def rejected(self, application_no: str, *, system: str, reason: str, faults: Sequence[FieldFault]) -> None:
        """A system will not take it, however often it is sent: staff are told why, and the applicant that they are.

        Raises NoSuchCase.
        """
        now = self._clock.now()
        why = "；".join([reason, *(f"{fault.field}：{fault.reason}" for fault in faults)])
        event = f"{system}:{hashlib.blake2b(why.encode(errors='replace'), digest_size=16).hexdigest()}"
        async with self._unit_of_work() as uow:
            case = await self._locked(uow, application_no)
            notice = RefusalNotice(application_no, event, now, why, "", "")
            if await uow.supervision.refuse(case, notice, now=now, kind=UNDELIVERED):
                title, text = undelivered(case)
                key = f"undelivered:{application_no}:{event}"
                await tell(uow, case.citizen_id, key, title, text, now=now, application_no=application_no)
            await uow.commit()

    async def record_update(self, update: ProgressUpdate) -> Recorded:
        """Record what happened: the story, the state, the application, the notice, the cards; all of it or nothing.

        The same event twice is SEEN. One that would go back is kept as BACKWARD and moves nothing; one that
        happened before what is known already is LATE. Raises NoSuchCase.
        """
        update = _named(update)
        async with self._unit_of_work() as uow:
            before = await self._locked(uow, update.application_no or await _number(uow, update))
            known = await uow.cases.events(before.application_no)
            recorded = await self._record(uow, before, known, update)
            if recorded is not Recorded.SEEN:
                await uow.commit()
        return recorded

    async def supplemented(self, application_no: str, *, system: str, key: str, handed_in: datetime) -> Recorded:
        """A system took over what the applicant handed in upon a correction: the stop of the clock ends.

        The day is that on which it was handed in to us (电子签名法 §11), however long the delivery took. The same
        ``key`` again is SEEN. Raises NoSuchCase.
        """
        async with self._unit_of_work() as uow:
            before = await self._locked(uow, application_no)
            known = await uow.cases.events(application_no)
            at = _after_its_question(known, handed_in)
            update = _named(ProgressUpdate(system, key, UpdateKind.CORRECTION_RECEIVED, at, application_no))
            recorded = await self._record(uow, before, known, update)
            if recorded is not Recorded.SEEN:
                await uow.commit()
        return recorded

    async def _record(
        self, uow: UnitOfWork, before: Case, known: Sequence[CaseEvent], update: ProgressUpdate
    ) -> Recorded:
        now, calendar = self._clock.now(), self._calendar()
        event = CaseEvent(update, now, judged(update, known))
        if not await uow.cases.append(before.application_no, event):
            return Recorded.SEEN
        change = _changed(before, [*known, event], event, calendar, now)
        await uow.cases.save([change.after])
        planned = [(change.after, change.limits)]
        await plan_cards(uow, planned, self._snapshot(), self._thresholds, calendar, now)
        await _move_application(uow, change, now)
        await _tell(uow, change, now)
        await self._report(uow, change, now)
        await lead_on(uow, self._snapshot(), change.before, change.after, now)
        return Recorded(event.standing)

    async def _report(self, uow: UnitOfWork, change: _Change, now: datetime) -> None:
        """Once it is over: to each that hears of cases, but the one that decided it."""
        if change.before.finished or not change.after.finished:
            return
        number = change.after.application_no
        for name in self._reported_to:
            if name != change.after.system:
                payload = {"application_no": number, "system": name}
                await uow.outbox.put(REPORT, f"{REPORT}:{name}:{number}", payload, now=now)

    async def _locked(self, uow: UnitOfWork, application_no: str) -> Case:
        """The case, locked; opened on the spot where a system speaks of it before its receipt was recorded."""
        case = await uow.cases.get(application_no, lock=True)
        return case if case is not None else (await self._all_locked(uow, [application_no]))[application_no][0]

    async def _all_locked(self, uow: UnitOfWork, numbers: Sequence[str]) -> Mapping[str, _Known]:
        """Cases with what happened to them, locked; those that are not there yet are opened. Raises NoSuchCase."""
        found = dict(await uow.cases.several(numbers, lock=True))
        absent = [number for number in numbers if number not in found]
        if absent:
            applications = await uow.applications.several(absent)
            submitted = [each for each in applications.values() if each.submitted_at is not None]
            if len(submitted) < len(absent):
                raise NoSuchCase
            opened = {each.application_no: case_of(each, self._snapshot()) for each in submitted}
            new = await uow.cases.add(list(opened.values()))
            found |= {number: (opened[number], ()) for number in new}
            others = [number for number in absent if number not in new]
            found |= await uow.cases.several(others, lock=True) if others else {}
        return found


def _with(case: Case, receipt: Receipt, calendar: WorkCalendar) -> Case:
    number = receipt.receipt_no or case.receipt_no
    return replace(case, system=receipt.system, receipt_no=number, calendar=calendar.mark)


def _after_its_question(known: Sequence[CaseEvent], handed_in: datetime) -> datetime:
    """When an answer came by the clock of whoever asked, which may go before ours: none precedes its question.

    What was asked after it was handed in is another question.
    """
    asked = [
        event.update.at
        for event in known
        if event.update.kind is UpdateKind.CORRECTION_ASKED and event.recorded_at <= handed_in
    ]
    return max([handed_in, *(at + MOMENT for at in asked)])


def _named(update: ProgressUpdate) -> ProgressUpdate:
    """The update, a name too long for the store in short."""
    if len(update.event_id) <= NAME_LENGTH:
        return update
    return replace(update, event_id=hashlib.blake2b(update.event_id.encode(errors="replace")).hexdigest())


async def _number(uow: UnitOfWork, update: ProgressUpdate) -> str:
    """Our number of the case that the update names by the system's own. Raises NoSuchCase."""
    number = await uow.cases.by_receipt(update.system, update.receipt_no) if update.receipt_no else None
    if number is None:
        raise NoSuchCase
    return number


def _changed(
    before: Case, events: Sequence[CaseEvent], event: CaseEvent, calendar: WorkCalendar, now: datetime
) -> _Change:
    """The case by all its events."""
    at, update = position(events), event.update
    after = replace(
        before,
        system=before.system or update.system,
        receipt_no=before.receipt_no or update.receipt_no,
        department=update.department if update.kind is UpdateKind.ACCEPTED and update.department else before.department,
        phase=at.phase,
        waiting=at.waiting,
        stage=at.stage,
        stage_since=at.since,
        foreign=at.foreign,
        accepted_at=at.accepted_at,
        finished_at=at.finished_at,
        changed_at=now,
        calendar=calendar.mark,
    )
    told = case_limits(after, events, calendar, now)
    term = told.promised or told.statutory
    if after.finished and term is not None:
        after = replace(after, days_used=term.used, on_time=not term.overdue)
    return _Change(before, after, update, event.standing, told)


async def _move_application(uow: UnitOfWork, change: _Change, now: datetime) -> None:
    """The application follows: open to be supplemented while a correction is, closed when the case is."""
    to = _application_state(change)
    if to is None:
        return
    application = await uow.applications.get(change.after.application_no, lock=True)
    if application is None or application.state not in {ApplicationState.SUBMITTED, ApplicationState.CORRECTION}:
        return
    if application.state is to:
        return
    moved = replace(application, state=to, revision=application.revision + 1, changed_at=now)
    await uow.applications.save(moved)
    update = change.update
    said = {
        "reason": update.reason,
        "until": update.until.isoformat() if update.until else "",
        "lines": [[line.place, line.reason, line.rule] for line in update.corrections],
    }
    details = {name: value for name, value in said.items() if value}
    await uow.applications.record(Act(moved.application_no, now, "system", to.value, moved.revision, details))


def _application_state(change: _Change) -> ApplicationState | None:
    """Where the update brings the application; None = nowhere."""
    if change.after.finished:
        withdrawn = change.after.phase is Phase.WITHDRAWN
        return ApplicationState.WITHDRAWN if withdrawn else ApplicationState.CLOSED
    if change.update.kind is UpdateKind.CORRECTION_ASKED and change.after.waiting is Waiting.CORRECTION:
        return ApplicationState.CORRECTION
    answered = change.update.kind in {UpdateKind.CORRECTION_RECEIVED, UpdateKind.ACCEPTED}
    return ApplicationState.SUBMITTED if answered and change.after.waiting is not Waiting.CORRECTION else None


async def _tell(uow: UnitOfWork, change: _Change, now: datetime) -> None:
    """The applicant's notice; of a refusal, supervision's too (双告知)."""
    update, case = change.update, change.after
    opened = case.waiting is not change.before.waiting or case.phase is not change.before.phase
    if change.standing is not Standing.APPLIED and not (change.standing is Standing.LATE and opened):
        return
    news = news_of(case, update, now)
    if news is not None:
        key = f"case:{update.system}:{update.event_id}"
        number = case.application_no
        await tell(uow, case.citizen_id, key, news.title, news.text, now=now, application_no=number, urgent=news.urgent)
    if update.kind in {UpdateKind.REFUSED, UpdateKind.ACCEPTANCE_REFUSED}:
        remedies = update.remedies or "".join(REMEDIES)
        name = f"{update.system}:{update.event_id}"
        notice = RefusalNotice(case.application_no, name, update.at, update.reason, update.basis, remedies)
        await uow.supervision.refuse(case, notice, now=now)
