"""Where a case stands, as it is said in a chat. Pure."""

from collections.abc import Sequence

from affairs.cases.progress import Deadline, Progress
from affairs.cases.words import day_of, minute_of
from affairs.clock.explain import DayRun, Why
from bot import phrases
from knowledge.guide import LimitUnit

__all__ = ["listed", "told"]

STORY = 4
"""Last events that are told; the mini-program shows all."""


def told(progress: Progress) -> str:
    """One case: its state, both limits, what does not count and why, what to do next."""
    case = progress.case
    lines = [phrases.CASE_HEAD.format(name=case.item_name or case.item_code, no=case.application_no)]
    lines.append(phrases.CASE_STATE.format(state=progress.state))
    for name, deadline in ((phrases.CASE_PROMISED, progress.promised), (phrases.CASE_STATUTORY, progress.statutory)):
        if deadline:
            lines.append(_limit(name, deadline, finished=case.finished))
    lines += _stopped(progress.promised or progress.statutory)
    lines += [*_correction(progress), *_refusal(progress), *_result(progress)]
    for each in progress.story[-STORY:]:
        by = f"（{each.department or each.actor}）" if each.department or each.actor else ""
        lines.append(phrases.CASE_EVENT.format(at=minute_of(each.at), name=each.name, by=by))
    lines.append(phrases.CASE_NEXT.format(todo=progress.todo))
    return "\n".join(lines)


def listed(several: Sequence[Progress]) -> str:
    """A line each."""
    lines = [
        phrases.CASE_LINE.format(
            name=each.case.item_name or each.case.item_code, no=each.case.application_no, state=each.state
        )
        for each in several
    ]
    return "\n".join([phrases.CASES_HEAD, *lines, phrases.CASES_TAIL])


def _limit(name: str, deadline: Deadline, *, finished: bool) -> str:
    term = deadline.term
    unit = "个工作日" if term.unit is LimitUnit.WORKING_DAYS else "天"
    if finished:
        return phrases.CASE_TOOK.format(name=name, days=term.allowed, unit=unit, used=term.used)
    if term.overdue:
        return phrases.CASE_OVERDUE.format(name=name, days=term.allowed, unit=unit, due=_day(deadline), over=-term.left)
    said = phrases.CASE_LIMIT.format(
        name=name, days=term.allowed, unit=unit, used=term.used, left=term.left, due=_day(deadline)
    )
    return said + (phrases.CASE_PROVISIONAL if term.provisional else "")


def _day(deadline: Deadline) -> str:
    due = deadline.term.due
    return f"{due.month}月{due.day}日"


def _stopped(deadline: Deadline | None) -> list[str]:
    """The spans in which the clock stood still; days off are said by their number alone."""
    if deadline is None:
        return []
    spans = [run for run in deadline.days if run.why is Why.STOPPED]
    off = sum(run.days for run in deadline.days if run.why in {Why.WEEKEND, Why.HOLIDAY})
    parts = [*map(_span, spans), *([phrases.CASE_DAYS_OFF.format(days=off)] if off else [])]
    return [phrases.CASE_UNCOUNTED.format(spans="；".join(parts))] if parts else []


def _span(run: DayRun) -> str:
    names = "、".join(run.names)
    first, last = (f"{day.month}月{day.day}日" for day in (run.first, run.last))
    return f"{names}{first}" if run.first == run.last else f"{names}{first}至{last}"


def _correction(progress: Progress) -> list[str]:
    open_ones = [each for each in progress.corrections if each.answered_at is None and not progress.case.finished]
    if not open_ones:
        return []
    last = open_ones[-1]
    until = f"（{day_of(last.until)}前）" if last.until else ""
    lines = [f"{n}. {line.place}：{line.reason}" for n, line in enumerate(last.lines, start=1)]
    return [phrases.CASE_CORRECTION.format(until=until), *(lines or [last.reason] * bool(last.reason))]


def _refusal(progress: Progress) -> list[str]:
    refusal = progress.refusal
    if refusal is None:
        return []
    reason = phrases.CASE_REASON.format(reason=refusal.reason or phrases.CASE_NO_REASON)
    basis = [phrases.CASE_BASIS.format(basis=refusal.basis)] if refusal.basis else []
    return [reason, *basis, *refusal.remedies]


def _result(progress: Progress) -> list[str]:
    result = progress.result
    if result is None:
        return []
    number = f"（{result.licence_number}）" if result.licence_number else ""
    licence = [phrases.CASE_LICENCE.format(name=result.licence_name, number=number)] if result.licence_name else []
    tracking = [phrases.CASE_TRACKING.format(number=result.tracking_number)] if result.tracking_number else []
    return [*licence, *tracking]
