"""``banshitong learn``: from what was not understood to the next catalogue version."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

import click

from affairs.desk_report import Group, Report
from affairs.learning import Learned, Learning
from handlers.cli.running import print_json, run, settings_or_refuse
from handlers.resources import open_learning
from knowledge.regression import Change, Comparison, Figures, Outcome

__all__ = ["change_document", "change_line", "comparison_document", "figures_document", "learn_group"]

days_option = click.option(
    "--days", default=7.0, type=click.FloatRange(min=0, min_open=True, max=400), help="How far back to look."
)
force_option = click.option("--force", is_flag=True, help="Publish although the regression set is answered worse.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("learn")
def learn_group() -> None:
    """The knowledge desk: what was not understood, and teaching it.

    Example: banshitong learn report --days 30
    """


@learn_group.command("report")
@days_option
@click.option("--limit", default=50, type=click.IntRange(1, 1000), help="Groups at most.")
@click.option("--private", is_flag=True, help="Leave out words that fewer than two conversations used.")
@json_option
def report_command(days: float, limit: int, private: bool, as_json: bool) -> None:
    """Questions that were unanswered or misread, put together, with items that may have been meant.

    Example: banshitong learn report --days 30 --private
    """
    report = _with_learning(lambda learning: learning.report(days=days, private=private, limit=limit))
    if as_json:
        print_json(asdict(report))
        return
    for line in _report_lines(report):
        click.echo(line)


@learn_group.command("hot")
@days_option
@click.option("--limit", default=10, type=click.IntRange(1, 100))
@json_option
def hot_command(days: float, limit: int, as_json: bool) -> None:
    """The items most asked for, with wordings fit for the menu and the welcome message.

    Example: banshitong learn hot --days 7 --limit 5
    """
    hot = _with_learning(lambda learning: learning.hot(days=days, limit=limit))
    if as_json:
        print_json([asdict(item) for item in hot])
        return
    for item in hot:
        click.echo(f"{item.threads}\t{item.code}\t{item.name}\t{item.wording}")


@learn_group.command("accept")
@click.argument("code")
@click.argument("phrase")
@force_option
@json_option
def accept_command(code: str, phrase: str, force: bool, as_json: bool) -> None:
    """Make PHRASE an alias of the item CODE, and a question of the regression set.

    Example: banshitong learn accept 115301990100-4-09-0103 身份证搞没了
    """
    _taught(_with_learning(lambda learning: learning.accept_phrasing(code, phrase, force=force)), as_json)


@learn_group.command("synonym")
@click.argument("word")
@click.argument("meaning")
@force_option
@json_option
def synonym_command(word: str, meaning: str, force: bool, as_json: bool) -> None:
    """Make WORD stand for the official words of MEANING (blanks between several).

    Example: banshitong learn synonym 红本本 "结婚证 婚姻登记"
    """
    _taught(_with_learning(lambda learning: learning.add_synonym(word, meaning, force=force)), as_json)


@learn_group.command("out-of-scope")
@click.argument("text")
@force_option
@json_option
def out_of_scope_command(text: str, force: bool, as_json: bool) -> None:
    """Answer the question TEXT with no guide from now on.

    Example: banshitong learn out-of-scope 哪里可以买到彩票
    """
    _taught(_with_learning(lambda learning: learning.mark_out_of_scope(text, force=force)), as_json)


@learn_group.command("mistake")
@click.argument("question")
@click.argument("codes", nargs=-1)
@force_option
@json_option
def mistake_command(question: str, codes: tuple[str, ...], force: bool, as_json: bool) -> None:
    """Put QUESTION, answered wrongly, into the regression set with the CODES wanted (none = no item is meant).

    Example: banshitong learn mistake 孩子上学要居住证吗 115301990100-4-09-0110
    """
    _taught(_with_learning(lambda learning: learning.report_mistake(question, codes, force=force)), as_json)


def _with_learning(act: Callable[[Learning], Awaitable[Any]]) -> Any:
    settings = settings_or_refuse()

    async def work() -> Any:
        async with open_learning(settings) as learning:
            return await act(learning)

    return run(work())


def _taught(learned: Learned, as_json: bool) -> None:
    if as_json:
        left_out = [moment.isoformat() for moment in learned.left_out]
        document = comparison_document(learned.regression) if learned.regression else {}
        print_json(
            {"version": learned.version.number, "known": learned.regression is None, **document, "left_out": left_out}
        )
        return
    if learned.regression is None:
        click.echo(f"known already in catalogue version {learned.version.number}: nothing was changed")
        return
    click.echo(f"catalogue version {learned.version.number}: {learned.version.note}")
    before, after = figures_document(learned.regression.before), figures_document(learned.regression.after)
    for name, value in after.items():
        click.echo(f"{name:16} {before[name]} -> {value}")
    for change in learned.regression.changed:
        click.echo(change_line(change))
    for moment in learned.left_out:
        click.echo(f"the version of {moment:%Y-%m-%d %H:%M} could not take it over: teach it again then", err=True)


def comparison_document(comparison: Comparison) -> dict[str, Any]:
    """Figures before and after, and every question that changed, as JSON."""
    return {
        "before": figures_document(comparison.before),
        "after": figures_document(comparison.after),
        "changed": [change_document(change) for change in comparison.changed],
    }


def figures_document(figures: Figures) -> dict[str, float]:
    """The figures by the names that ``evaluate`` uses."""
    return {name.replace("recall_", "recall@"): value for name, value in asdict(figures).items()}


def change_document(change: Change) -> dict[str, Any]:
    """One question that is answered otherwise, as JSON."""
    return {
        "question": change.question.question,
        "wanted": list(change.question.items),
        "before": _outcome(change.before),
        "after": _outcome(change.after),
        "verdict": _verdict(change),
    }


def change_line(change: Change) -> str:
    """The same in one line."""
    wanted = "|".join(change.question.items) or "none"
    before, after = (f"{each.decision} rank {each.rank or '-'}" for each in (change.before, change.after))
    return f"{_verdict(change):7} {change.question.question}  (wanted {wanted}): {before} -> {after}"


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {"rank": outcome.rank or None, "decision": outcome.decision.value, "first": outcome.first}


def _verdict(change: Change) -> str:
    return "worse" if change.worse else "better" if change.better else "other"


def _report_lines(report: Report) -> list[str]:
    head = (
        f"{report.start:%Y-%m-%d %H:%M} - {report.end:%Y-%m-%d %H:%M}: {report.asked} asked, "
        f"{report.unanswered} unanswered, {report.misread} misread; {report.settled} groups settled, "
        f"{report.suppressed} kept private"
    )
    return [head, *(line for group in report.groups for line in _group_lines(group))]


def _group_lines(group: Group) -> list[str]:
    human = f", {group.human} asked for a human" if group.human else ""
    shown = f", shown {group.shown}" if group.shown else ""
    title = f"{group.kind} x{group.count} ({group.threads} conversations{human}{shown}): {' / '.join(group.examples)}"
    suggested = [
        f"    {each.code}  {each.name}  confidence {each.confidence}" + (f", chosen {each.chosen}x" * bool(each.chosen))
        for each in group.suggestions
    ]
    return [title, *suggested]
