"""The way through an application: its fields, its materials, delivery, the summary. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from affairs.applications.application import Application
from affairs.precheck import Examination, Need, Needed, Severity, materials_needed
from knowledge.forms import Column, Field, FieldType, Form, MaterialSlot

__all__ = ["COURIER", "SUMMARY", "Cell", "Path", "cell_of", "slot_key"]

COURIER, SUMMARY = "courier", "summary"
_SLOT = "materials."
_CELL = re.compile(r"([a-z][a-z0-9_]*)\[(\d{1,2})\]\.([a-z][a-z0-9_]*)")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table."""

    field: Field
    row: int
    column: Column

    @property
    def following(self) -> str:
        """The key of the next cell in the row; '' after the last."""
        columns = self.field.columns
        at = columns.index(self.column) + 1
        return f"{self.field.key}[{self.row}].{columns[at].key}" if at < len(columns) else ""


def cell_of(form: Form, key: str) -> Cell | None:
    """The cell that ``table[row].column`` names."""
    found = _CELL.fullmatch(key)
    field = form.field(found[1]) if found else None
    if found is None or field is None:
        return None
    column = next((each for each in field.columns if each.key == found[3]), None)
    return Cell(field, int(found[2]), column) if column else None


def slot_key(slot: MaterialSlot) -> str:
    """The key of a material on the way."""
    return f"{_SLOT}{slot.key}"


@dataclass(frozen=True)
class Path:
    """One application on its way. ``courier``: the guide delivers results."""

    application: Application
    examination: Examination
    courier: bool = False

    @property
    def form(self) -> Form:
        """The form that it was begun with."""
        return self.examination.form

    @cached_property
    def asked(self) -> tuple[Field, ...]:
        """The fields that are asked for as things stand, in order; their places here are the numbers people see."""
        return tuple(each for each in self.form.fields() if self.examination.applies[each.key] is True)

    @cached_property
    def needed(self) -> tuple[Needed, ...]:
        """The materials that count as things stand."""
        return materials_needed(self.examination)

    @cached_property
    def _order(self) -> dict[str, int]:
        keys = [each.key for each in self.form.fields()]
        keys += [slot_key(each) for each in self.form.materials]
        return {key: place for place, key in enumerate([*keys, COURIER, SUMMARY])}

    def slot(self, key: str) -> MaterialSlot | None:
        """The material that a key names."""
        return self.form.material(key.removeprefix(_SLOT)) if key.startswith(_SLOT) else None

    def number(self, field: Field) -> int:
        """The number of a field that is asked for."""
        return self.asked.index(field) + 1 if field in self.asked else 0

    def filled(self, slot: MaterialSlot) -> bool:
        """Whether something is in the slot, or was handed in at a counter."""
        return slot.key in self.application.brought or bool(self.application.in_slot(slot.key))

    def alternatives(self, slot: MaterialSlot) -> tuple[MaterialSlot, ...]:
        """The slots one of which is enough; the slot alone when it has none."""
        if not slot.one_of:
            return (slot,)
        return tuple(
            each.slot for each in self.needed if each.slot.one_of == slot.one_of and each.need is not Need.SHARED
        )

    def after(self, upto: str) -> str:
        """The key that is next: what was passed and is wanting all the same, else what follows ``upto``."""
        passed = self._order.get(upto, -1)
        for field in self.asked:
            if self._order[field.key] <= passed and self._wanting(field):
                return field.key
        for key in self._stops():
            if self._order[key] > passed:
                return key
        return SUMMARY

    def before(self, at: str) -> str:
        """The key of what was asked before; '' at the beginning."""
        here = self._order.get(at.partition("[")[0], 0)
        keys = [each.key for each in self.asked] + [slot_key(each.slot) for each in self._open_slots()]
        earlier = [key for key in keys if self._order[key] < here]
        return earlier[-1] if earlier else ""

    def resumed(self) -> str:
        """Up to where one who comes back has passed: just before the first thing that is wanting."""
        keys = [each.key for each in self.asked]
        for place, field in enumerate(self.asked):
            if self._wanting(field):
                return keys[place - 1] if place else ""
        return keys[-1] if keys else ""

    def further(self, one: str, other: str) -> str:
        """Whichever of two keys comes later on the way."""
        return one if self._order.get(one, -1) >= self._order.get(other, -1) else other

    def _stops(self) -> Sequence[str]:
        keys = [each.key for each in self.asked]
        keys += [slot_key(each.slot) for each in self._open_slots() if not self._satisfied(each.slot)]
        if self.courier and self.application.courier is None:
            keys.append(COURIER)
        return [*keys, SUMMARY]

    def _open_slots(self) -> list[Needed]:
        return [each for each in self.needed if each.need is Need.REQUIRED]

    def _satisfied(self, slot: MaterialSlot) -> bool:
        return any(self.filled(each) for each in self.alternatives(slot))

    def _wanting(self, field: Field) -> bool:
        given = field.key in self.examination.facts.given
        if not given:
            return self.examination.required(field)
        flaws = self.examination.flaws.get(field.key, ())
        return any(each.flaw.severity is Severity.ERROR for each in flaws)

    def named(self, what: str) -> str:
        """The key of the field or material that somebody calls so (第3项, 姓名); '' = none, or several."""
        number = re.fullmatch(r"第?\s*(\d{1,2})\s*[项个条]?", what)
        if number:
            index = int(number[1])
            return self.asked[index - 1].key if 1 <= index <= len(self.asked) else ""
        if what in {"地址", "快递", "收件地址", "收件人", "快递地址"} and self.courier and self.application.courier:
            return COURIER
        names = [(each.label, each.key) for each in self.asked]
        names += [(each.slot.title, slot_key(each.slot)) for each in self.needed if each.need is not Need.SHARED]
        same = [key for name, key in names if name == what]
        within = [key for name, key in names if what in name or name in what]
        found = same or within
        return found[0] if found else ""

    def is_rows(self, key: str) -> bool:
        """Whether the key names a table."""
        field = self.form.field(key)
        return field is not None and field.type is FieldType.ROWS
