"""The clock against worked examples: see ``examples.yaml``."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from affairs.clock import CHINA, NATIONAL, ClockEvent, ClockKind, Limits, Rules, SpecialProcedure, explain, limits
from affairs.clock.explain import Why
from affairs.clock.irregular import Irregular
from affairs.clock.reckoning import Reckoning
from knowledge.guide import LimitUnit, TimeLimit

EXAMPLES = yaml.safe_load((Path(__file__).parent / "examples.yaml").read_text(encoding="utf-8"))
TELLING = {Irregular.NOT_TOLD, Irregular.NOT_FILED}


def moment(written: Any) -> datetime:
    told = written if isinstance(written, datetime) else datetime.fromisoformat(str(written))
    return told if told.tzinfo else told.replace(tzinfo=CHINA)


def limit(written: Any) -> TimeLimit | None:
    if written is None:
        return None
    if isinstance(written, int):
        return TimeLimit(written)
    return TimeLimit(int(written.removesuffix("n")), LimitUnit.CALENDAR_DAYS)


def event(number: int, kind: str, at: Any, options: dict[str, Any] | None = None) -> ClockEvent:
    told = dict(options or {})
    procedure = told.pop("procedure", None)
    return ClockEvent(
        str(number), ClockKind(kind), moment(at), procedure=SpecialProcedure(procedure) if procedure else None, **told
    )


def of(example: dict[str, Any]) -> Limits:
    rules = Rules(
        silence_accepts=example.get("silence_accepts", True), longest_extension=example.get("longest_extension")
    )
    events = [event(number, *row) for number, row in enumerate(example["events"])]
    return limits(
        events, limit(example.get("statutory")), limit(example.get("promised")), NATIONAL, moment(example["now"]), rules
    )


def figures(term: Reckoning | None, told: Limits) -> dict[str, Any] | None:
    if term is None:
        return None
    days = explain(term, told.stops, NATIONAL)
    return {
        "due": term.due,
        "used": term.used,
        "left": term.left,
        "overdue": term.overdue,
        "extended": term.extended,
        "stopped": sum(day.why is Why.STOPPED for day in days),
        "provisional": term.provisional,
    }


@pytest.mark.parametrize("example", EXAMPLES, ids=[example["name"] for example in EXAMPLES])
def test_worked_example(example: dict[str, Any]) -> None:
    told = of(example)
    found: dict[str, Any] = {
        "accepted": told.acceptance.accepted_on,
        "state": told.state,
        "waiting": told.acceptance.waiting,
        "irregular": [each.kind for each in told.irregularities if each.kind not in TELLING],
        "statutory": figures(told.statutory, told),
        "promised": figures(told.promised, told),
        "delivery": figures(told.delivery, told),
        "acceptance": figures(told.acceptance.term, told),
    }
    for name, expected in example["expect"].items():
        if isinstance(expected, dict):
            assert found[name] is not None, name
            assert {key: found[name][key] for key in expected} == expected, name
        else:
            assert found[name] == expected, name


def test_there_are_enough_and_each_cites_its_law() -> None:
    assert len(EXAMPLES) >= 60
    assert all(example["law"] and example["expect"] for example in EXAMPLES)
    assert len({example["name"] for example in EXAMPLES}) == len(EXAMPLES)
    assert all(isinstance(each, date) for example in EXAMPLES for each in _days(example["expect"]))


def _days(expected: dict[str, Any]) -> list[Any]:
    return [term["due"] for term in expected.values() if isinstance(term, dict) and "due" in term]
