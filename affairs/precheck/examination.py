"""One reading of an application's answers, from which every check draws.

Which fields are asked for depends on other answers; what is answered in a field that is
not asked for does not count. Fields are read in the order in which they depend on each other.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final

from affairs.precheck.flaw import Flaw
from affairs.precheck.reading import Placed, ReadingRoom, is_empty
from knowledge.forms import Column, Field, FieldType, Form
from knowledge.forms.evaluation import evaluate
from knowledge.forms.sources import source_type
from knowledge.forms.truth import Truth
from knowledge.forms.values import Facts, Value
from knowledge.forms.walking import keys_in
from knowledge.regions import RegionTree

__all__ = ["Context", "Examination", "Situations", "examine", "missing"]

_CHOSEN: Final = {FieldType.CHOICE, FieldType.CHOICES, FieldType.YES_NO}


@dataclass(frozen=True, slots=True)
class Context:
    """What an application is judged with beside its answers.

    ``today`` in the centre's time zone. ``known`` is what is known of the applicant by the names of
    :mod:`knowledge.forms.sources` (dates as ISO texts); leave out what is not known.
    """

    today: date
    regions: RegionTree = field(default_factory=lambda: RegionTree(()))
    known: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Situations:
    """The situations (情形) that hold, and those that further answers may bring about."""

    held: tuple[str, ...]
    open: tuple[str, ...]


@dataclass(frozen=True)
class Examination:
    """The answers read. ``applies`` says of every field whether it is asked for: yes, no, not known yet."""

    form: Form
    facts: Facts
    applies: Mapping[str, Truth]
    flaws: Mapping[str, tuple[Placed, ...]]

    def required(self, field: Field) -> bool:
        """Whether the field has to be answered."""
        if self.applies[field.key] is not True:
            return False
        return field.required if field.required_when is None else evaluate(field.required_when, self.facts) is True

    @cached_property
    def situations(self) -> Situations:
        """What the answers decide; a form without decisions has no situations."""
        truths = {each.situation: evaluate(each.when, self.facts) for each in self.form.decisions}
        return Situations(
            tuple(name for name, truth in truths.items() if truth is True),
            tuple(name for name, truth in truths.items() if truth is None),
        )


def examine(form: Form, answers: Mapping[str, object], context: Context) -> Examination:
    """Read the answers. Total: never raises, whatever they are; keys that the form does not have are passed over."""
    room = ReadingRoom(context.today, context.regions)
    known = _known(context, room)
    values: dict[str, Value] = {}
    given: set[str] = set()
    applies: dict[str, Truth] = {}
    flaws: dict[str, tuple[Placed, ...]] = {}
    for each in _in_order(form):
        facts = Facts(context.today, values, frozenset(given), known)
        applies[each.key] = evaluate(each.when, facts)
        raw = answers.get(each.key)
        if applies[each.key] is not True or is_empty(raw):
            continue
        given.add(each.key)
        value, flaws[each.key] = room.read(each, raw)
        if value is not None:
            values[each.key] = value
    return Examination(form, Facts(context.today, values, frozenset(given), known), applies, flaws)


def _known(context: Context, room: ReadingRoom) -> Mapping[str, Value]:
    """What is known, read as the answers are, so that both compare."""
    known: dict[str, Value] = {}
    for source, text in context.known.items():
        kind = source_type(source)
        if kind is None:
            continue
        value = room.cell(Column(source, source, kind), text).value
        known[source] = value if value is not None else text
    return known


def _in_order(form: Form) -> Iterator[Field]:
    """Every field after those that its ``when`` asks for."""
    fields = {each.key: each for each in form.fields()}
    done: set[str] = set()

    def follow(each: Field, above: frozenset[str]) -> Iterator[Field]:
        for key in sorted(keys_in(each.when) - done - above):
            if key in fields:
                yield from follow(fields[key], above | {each.key})
        if each.key not in done:
            done.add(each.key)
            yield each

    for each in fields.values():
        yield from follow(each, frozenset())


def missing(field: Field, form: Form) -> Flaw:
    """What is said of a field that has to be answered and is not."""
    verb = "选择" if field.type in _CHOSEN else "填写"
    hint = f"（{field.help}）" if field.help else ""
    source = field.source or form.source
    return Flaw("answer.missing", f"没有{verb}「{field.label}」。", f"请{verb}「{field.label}」{hint}。", source)
