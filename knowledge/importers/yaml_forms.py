"""Forms as files ``*.form.yaml`` beside the guides of a YAML folder (docs/forms.md)."""

from collections.abc import Iterable, Iterator
from typing import Any

from knowledge.forms import Condition, Form, NotationError, Option, check, parse
from knowledge.importers.assembly import Assembly
from knowledge.importers.faults import FaultLog, Where
from knowledge.importers.yaml_nodes import Node
from knowledge.importers.yaml_values import Decoder, encode

__all__ = ["form_files", "is_form", "read_form"]


def is_form(place: str) -> bool:
    """Whether a file of this name is a form."""
    return place.endswith((".form.yaml", ".form.yml"))


def read_form(node: Node, assembly: Assembly, place: str) -> None:
    """Add the form of one file to ``assembly``, if it holds together."""
    form = _FormDecoder(place, assembly.faults).record(Form, node, "")
    if form is None:
        return
    for fault in check(form):
        line = _node(node, fault.path).line
        assembly.faults.error(fault.code, fault.reason, Where(place, line), _told(fault.path))
    assembly.form(form, Where(place, node.line))


def form_files(stem: str, forms: Iterable[Form]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Names and contents of the files for an item's forms."""
    for number, form in enumerate(forms):
        yield f"{stem}.form.yaml" if number == 0 else f"{stem}.{number + 1}.form.yaml", encode(form)


class _FormDecoder(Decoder):
    """Reads conditions and short-hand options beside what a decoder reads."""

    def __init__(self, place: str, faults: FaultLog) -> None:
        super().__init__(place, faults)

    def value(self, kind: Any, node: Node, path: str) -> Any:
        """One value of an annotated kind, or None with a fault."""
        if kind in (Condition, Condition | None):
            return self._condition(node, path)
        if kind is Option and isinstance(node.value, str):
            return Option(node.value.strip())
        return super().value(kind, node, path)

    def _condition(self, node: Node, path: str) -> Condition | None:
        try:
            return parse(_plain(node))
        except NotationError as error:
            self.fault("odd-condition", error.reason, _node(node, error.path), path + _told(error.path, within=True))
            return None


def _plain(node: Node) -> Any:
    if isinstance(node.value, dict):
        return {key: _plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [_plain(child) for child in node.value]
    # A date in a condition is written as it is read: an ISO text.
    return node.value.isoformat() if hasattr(node.value, "isoformat") else node.value


def _node(root: Node, path: tuple[str | int, ...]) -> Node:
    """The node a path leads to, or the last one on the way that is there."""
    node = root
    for step in path:
        value = node.value
        if isinstance(value, dict) and step in value:
            node = value[str(step)]
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            node = value[step]
        else:
            break
    return node


def _told(path: tuple[str | int, ...], *, within: bool = False) -> str:
    told = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return told if within else told.removeprefix(".")
