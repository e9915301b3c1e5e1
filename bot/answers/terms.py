"""费用, 多久办好, 谁能办, 依据, 步骤, 结果, 网办, 代办."""

from bot import phrases
from bot.answers.places import plain
from bot.answers.prose import unnumbered
from bot.answers.section import Section, View
from knowledge.guide import CaseType, Channel, Guide, LegalBasis, LimitUnit, Step, TimeLimit

__all__ = [
    "agent_section",
    "basis_section",
    "conditions_section",
    "fee_section",
    "online_section",
    "process_section",
    "result_section",
    "time_section",
]


def days(limit: TimeLimit) -> str:
    """``5个工作日``, ``10天``."""
    unit = phrases.WORKING_DAYS if limit.unit is LimitUnit.WORKING_DAYS else phrases.CALENDAR_DAYS
    return unit.format(days=limit.days)


def time_section(view: View) -> Section:
    """Promised first, then what the law allows."""
    guide, parts = view.guide, []
    if (guide.promised and guide.promised.days == 0) or (
        guide.promised is None and guide.case_type is CaseType.IMMEDIATE
    ):
        parts.append(phrases.ON_THE_SPOT)
    elif guide.promised:
        parts.append(phrases.PROMISED.format(days=days(guide.promised)))
    if guide.statutory and guide.statutory.days:
        parts.append(phrases.STATUTORY.format(days=days(guide.statutory)))
    notes = [limit.note for limit in (guide.promised, guide.statutory) if limit and limit.note]
    return _published("time_limit", phrases.COMMA.join(parts), *dict.fromkeys(notes))


def fee_section(view: View) -> Section:
    """Free, or how much and on which basis."""
    fee = view.guide.fee
    if fee.charged is None:
        return _published("fees", fee.standard)
    if not fee.charged:
        return _published("fees", phrases.FREE)
    told = phrases.CHARGED.format(standard=fee.standard) if fee.standard else phrases.CHARGED_UNKNOWN
    return _published("fees", told + (phrases.FEE_BASIS.format(basis=fee.basis) if fee.basis else ""))


def conditions_section(view: View) -> Section:
    """As published, a line each."""
    lines = _lines(view.guide.conditions)
    return _published("conditions", *(map(unnumbered, lines) if len(lines) == 1 else lines))


def basis_section(view: View) -> Section:
    """《title》article, a line each."""
    return _published("legal_basis", *map(_cite, view.guide.legal_basis))


def process_section(view: View) -> Section:
    """The stages with who and how long, else the published prose."""
    steps = tuple(f"{n}. {_step(step)}" for n, step in enumerate(view.guide.steps, 1))
    return _published("process", *(steps or _lines(view.guide.process)))


def result_section(view: View) -> Section:
    """What one gets, how long it holds."""
    guide = view.guide
    validity = [phrases.VALIDITY.format(validity=guide.result_validity)] if guide.result_validity else []
    return _published("result", "、".join(guide.results), *validity)


def online_section(view: View) -> Section:
    """The address to apply at, or that there is none."""
    guide = view.guide
    if guide.online_url:
        return _published("online", phrases.ONLINE_HERE.format(url=guide.online_url))
    if {Channel.COMPUTER, Channel.MOBILE} & set(guide.channels):
        return _published("online", phrases.ONLINE_YES)
    return Section(phrases.TITLES["online"], (phrases.ONLINE_NO,), published=bool(guide.channels))


def agent_section(view: View) -> Section:
    """Whether somebody else may go."""
    guide: Guide = view.guide
    if guide.agent_allowed is None and not guide.agent_note:
        return Section(phrases.TITLES["agent"], (phrases.AGENT_UNKNOWN,), published=False)
    told = {True: phrases.AGENT_YES, False: phrases.AGENT_NO, None: ""}[guide.agent_allowed]
    return _published("agent", told + guide.agent_note)


def _published(facet: str, *lines: str) -> Section:
    kept = tuple(line for line in lines if line)
    title = phrases.TITLES[facet]
    if not kept:
        return Section(title, (phrases.UNPUBLISHED,), published=False)
    return Section(title, kept)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(plain(line) for line in text.splitlines() if line.strip())


def _cite(basis: LegalBasis) -> str:
    title = basis.title if basis.title.startswith("《") else f"《{basis.title}》"
    return title + basis.article


def _step(step: Step) -> str:
    limit = ""
    if step.limit:
        limit = phrases.STEP_LIMIT.format(days=days(step.limit)) if step.limit.days else phrases.ON_THE_SPOT_LEGALLY
    notes = phrases.COMMA.join(filter(None, (step.actor, limit)))
    told = phrases.NOTED.format(name=step.name, note=notes) if notes else step.name
    return phrases.LINE.format(title=told, text=plain(step.description)) if step.description else told
