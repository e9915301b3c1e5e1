"""Projects (scenarios of the catalogue) as rows of steps: what comes after an item. Pure."""

from collections.abc import Iterator

from knowledge.learning import Scenario
from knowledge.snapshot import Snapshot

__all__ = ["NEXT_STEP", "later_steps"]

NEXT_STEP = "next-step"
"""Kind of the outbox row: a case was granted whose item has later ones in a project; the payload names the case."""


def later_steps(snapshot: Snapshot, item_code: str) -> Iterator[tuple[Scenario, str]]:
    """The items that come after this one in a project, each with its project, the next first."""
    for scenario in snapshot.catalogue.scenarios:
        codes = [step.item for step in scenario.steps]
        if item_code in codes:
            yield from ((scenario, code) for code in codes[codes.index(item_code) + 1 :])
