"""Checks of the answers: each by itself, then by the form's rules."""

from collections.abc import Iterator

from affairs.precheck.examination import Examination, missing
from affairs.precheck.finding import Finding, Severity
from affairs.precheck.flaw import Flaw
from knowledge.forms import Rule
from knowledge.forms.conditions import Every
from knowledge.forms.evaluation import evaluate, row_truths

__all__ = ["check_fields"]


def check_fields(examination: Examination) -> tuple[Finding, ...]:
    """All that is wrong with the answers, in the form's order: a field's own flaws, then the rules it breaks.

    Rules whose place is a material come last.
    """
    form = examination.form
    broken = _broken(examination)
    found: list[Finding] = []
    for field in form.fields():
        if field.key in examination.flaws:
            found.extend(_finding(placed.place, placed.flaw) for placed in examination.flaws[field.key])
        elif examination.required(field):
            found.append(_finding(field.key, missing(field, form)))
        found.extend(each for rule in broken if rule.place == field.key for each in _told(rule, examination))
    found.extend(_undecided(examination))
    slots = {slot.key for slot in form.materials}
    found.extend(each for rule in broken if rule.place in slots for each in _told(rule, examination))
    return tuple(found)


def _broken(examination: Examination) -> tuple[Rule, ...]:
    facts = examination.facts
    return tuple(
        rule
        for rule in examination.form.rules
        if evaluate(rule.when, facts) is True and evaluate(rule.must, facts) is False
    )


def _finding(place: str, flaw: Flaw) -> Finding:
    return Finding(flaw.severity, place, flaw.message, flaw.remedy, flaw.rule, flaw.source)


def _told(rule: Rule, examination: Examination) -> Iterator[Finding]:
    """The broken rule at its place; at each row that breaks it, where it is one about every row there."""
    places = [f"materials.{rule.place}" if examination.form.material(rule.place) else rule.place]
    if isinstance(rule.must, Every) and rule.must.key == rule.place:
        rows = row_truths(rule.must, examination.facts)
        places = [f"{rule.place}[{number}]" for number, truth in enumerate(rows) if truth is False]
    for place in places:
        yield Finding(rule.severity, place, rule.message, rule.remedy, rule.id, rule.source)


def _undecided(examination: Examination) -> Iterator[Finding]:
    """All is answered, and it is no situation that the guide knows."""
    form, situations = examination.form, examination.situations
    if form.decisions and not situations.held and not situations.open:
        yield Finding(
            Severity.ERROR,
            "situation",
            "按您的回答，您的情况不在本事项可以网上申请的情形里。",
            "请核对前面的选择；没有选错的，请到窗口咨询或转人工。",
            "situation.none",
            form.source,
        )
