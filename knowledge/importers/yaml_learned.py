"""What was learned from citizens, as four files beside ``catalogue.yaml`` of a YAML folder."""

from collections.abc import Callable
from typing import Any

from knowledge.catalogue import Catalogue
from knowledge.importers.assembly import Assembly
from knowledge.importers.faults import Where
from knowledge.importers.yaml_nodes import Node
from knowledge.importers.yaml_values import Decoder, encode
from knowledge.learning import OutOfScope, RegressionQuestion, Scenario, Synonym, question_key
from knowledge.text import normalise

__all__ = ["LEARNED_FILES", "learned_files", "read_learned"]

_KEYS: dict[type, Callable[[Any], str]] = {
    Synonym: lambda entry: normalise(entry.word),
    OutOfScope: lambda entry: question_key(entry.text),
    RegressionQuestion: lambda entry: question_key(entry.question),
    Scenario: lambda entry: str(entry.name),
}

LEARNED_FILES: dict[str, type] = {
    "synonyms.yaml": Synonym,
    "out_of_scope.yaml": OutOfScope,
    "regression.yaml": RegressionQuestion,
    "scenarios.yaml": Scenario,
}
"""The files, by name, and what each is a list of."""


def read_learned(node: Node, decoder: Decoder, assembly: Assembly, place: str) -> None:
    """Add the entries of one of :data:`LEARNED_FILES` to ``assembly``."""
    kind = LEARNED_FILES[place.rsplit("/", 1)[-1]]
    for number, child in enumerate(decoder.sequence(node, "")):
        path = f"[{number}]"
        if kind is OutOfScope and not isinstance(child.value, dict):
            text = decoder.value(str, child, path)
            entry = OutOfScope(text) if text else None
        else:
            entry = decoder.record(kind, child, path)
        if entry is not None:
            assembly.learn(_KEYS[kind](entry), entry, Where(place, child.line))


def learned_files(catalogue: Catalogue) -> dict[str, list[Any]]:
    """What to write, by file name; nothing for what the catalogue has none of."""
    content: dict[str, list[Any]] = {
        "synonyms.yaml": [encode(each) for each in catalogue.synonyms],
        "out_of_scope.yaml": [each.text for each in catalogue.out_of_scope],
        "regression.yaml": [encode(each) for each in catalogue.regression],
        "scenarios.yaml": [encode(each) for each in catalogue.scenarios],
    }
    return {name: entries for name, entries in content.items() if entries}
