"""Applications by their facts: ``good.yaml`` of each item, and one file for each way to get it wrong.

A fault lays its ``answers`` over the good ones (null takes one away), its ``files`` (by slot) and
``licences`` (by type) likewise, and lists under ``findings`` exactly what is to be found:
severity, place, rule.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from affairs.precheck import Context, Examination, Finding, FoundLicence, Supplied, check_fields, check_slots, examine
from knowledge.catalogue import Catalogue
from knowledge.forms import FileKind, FileText, Form
from knowledge.regions import RegionTree

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    """One application and what is to be found wrong with it."""

    name: str
    given: dict[str, Any]

    def form(self, catalogue: Catalogue) -> Form:
        """The form it was begun with."""
        form = catalogue.form_for(self.given["item"], self.today, self.given.get("variant", ""))
        assert form is not None
        return form

    @property
    def today(self) -> date:
        """The day of the check."""
        return self.given["today"]

    @property
    def answers(self) -> dict[str, Any]:
        """The answers as JSON has them."""
        return {key: _json(value) for key, value in self.given["answers"].items()}

    @property
    def licences(self) -> dict[str, FoundLicence]:
        """The electronic licences found."""
        return {kind: FoundLicence(kind, **facts) for kind, facts in self.given.get("licences", {}).items()}

    def context(self, regions: RegionTree) -> Context:
        """What is known of the applicant."""
        known = dict(self.given.get("known", {}))
        for licence in self.licences.values():
            known |= dict(licence.known())
        return Context(self.today, regions, known)

    @property
    def supplied(self) -> list[Supplied]:
        """What was handed in."""
        pieces = []
        for slot, given in self.given.get("files", {}).items():
            for number, facts in enumerate(given if isinstance(given, list) else [given]):
                pieces.append(_piece(slot, number, facts))
        return pieces

    @property
    def expected(self) -> list[str]:
        """The findings, each as severity, place and rule."""
        return list(self.given["findings"])

    def examine(self, catalogue: Catalogue, regions: RegionTree) -> Examination:
        """The answers read."""
        return examine(self.form(catalogue), self.answers, self.context(regions))

    def findings(self, catalogue: Catalogue, regions: RegionTree) -> tuple[Finding, ...]:
        """All that is found, as a precheck gives it."""
        examination = self.examine(catalogue, regions)
        return (*check_fields(examination), *check_slots(examination, self.supplied, self.licences))


def _piece(slot: str, number: int, facts: dict[str, Any]) -> Supplied:
    facts = dict(facts)
    kind = facts.pop("kind", "jpeg")
    texts = {FileText(text): value for text, value in facts.pop("texts", {}).items()}
    name = facts.pop("name", f"{slot}-{number + 1}")
    return Supplied(slot, name, None if kind == "paper" else FileKind(kind), texts=texts, **facts)


def _json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [_json(each) for each in value]
    return {key: _json(each) for key, each in value.items()} if isinstance(value, dict) else value


def _laid_over(good: dict[str, Any], fault: dict[str, Any]) -> dict[str, Any]:
    whole = {**good, **fault}
    for part in ("answers", "files", "licences", "known"):
        laid = {**good.get(part, {}), **fault.get(part, {})}
        whole[part] = {key: value for key, value in laid.items() if value is not None}
    return whole


def cases() -> Iterator[Case]:
    """Every application of the table, the good ones too."""
    for folder in sorted(path for path in FOLDER.iterdir() if (path / "good.yaml").is_file()):
        good = yaml.safe_load((folder / "good.yaml").read_text(encoding="utf-8"))
        for file in sorted(folder.glob("*.yaml")):
            fault = yaml.safe_load(file.read_text(encoding="utf-8"))
            yield Case(f"{folder.name}/{file.stem}", _laid_over(good, fault))
