"""How long the present stage of a case may take, by the steps that the guide publishes. Pure."""

from datetime import datetime

from affairs.cases.case import Case, Phase
from affairs.clock import Limits, Reckoning, WorkCalendar, china_day, reckon
from affairs.clock.stops import united
from knowledge.guide import Guide, TimeLimit

__all__ = ["stage_limit", "stage_term"]

UNDER_WAY = {
    Phase.ACCEPTED: ("审核", "审查", "承办", "办理"),
    Phase.REVIEWED: ("批准", "决定", "审批"),
    Phase.APPROVED: ("办结", "制证", "发证", "颁证"),
}
"""Words of the step that is under way once a phase is reached."""


def stage_limit(case: Case, guide: Guide | None) -> TimeLimit | None:
    """The published limit of the step that is under way: of the authority's own name for it, else of the phase's."""
    steps = [step for step in guide.steps if step.limit is not None] if guide else []
    named = next((step for step in steps if case.stage and step.name == case.stage), None)
    words = UNDER_WAY.get(case.phase, ())
    found = named or next((step for step in steps if any(word in step.name for word in words)), None)
    return found.limit if found else None


def stage_term(
    case: Case, guide: Guide | None, limits: Limits, calendar: WorkCalendar, now: datetime
) -> Reckoning | None:
    """That limit as it stands today, without the days on which the clock stood still."""
    limit = stage_limit(case, guide)
    since = case.stage_since or case.accepted_at
    if limit is None or since is None:
        return None
    today = china_day(now)
    spans = united(stop.span(today) for stop in limits.stops)
    return reckon(limit, china_day(since), max(today, china_day(since)), calendar, spans=spans)
