"""Which findings an answer can change, so that after a change only these are sought anew.

The checks of answers take a few milliseconds and are simply done again; reading text in
files is what takes time: a file is read again only when its slot is among the affected.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from knowledge.forms import Form, MaterialSlot
from knowledge.forms.walking import keys_in

__all__ = ["Dependence"]


@dataclass(frozen=True)
class Dependence:
    """By field, slot and rule, the fields whose answers its findings depend on."""

    fields: Mapping[str, frozenset[str]]
    slots: Mapping[str, frozenset[str]]
    rules: Mapping[str, frozenset[str]]
    situation: frozenset[str]

    @classmethod
    def of(cls, form: Form) -> "Dependence":
        """Work it out once for a form."""
        shown = {field.key: keys_in(field.when) for field in form.fields()}
        decided = _closed(frozenset().union(*(keys_in(each.when) for each in form.decisions)), shown)
        return cls(
            {f.key: _closed({f.key} | keys_in(f.when) | keys_in(f.required_when), shown) for f in form.fields()},
            {slot.key: _slot(slot, form, decided, shown) for slot in form.materials},
            {rule.id: _closed(keys_in(rule.when) | keys_in(rule.must), shown) for rule in form.rules},
            decided,
        )

    def affected_slots(self, changed: Collection[str]) -> frozenset[str]:
        """The slots whose findings may be others once the answers ``changed`` are."""
        return frozenset(slot for slot, keys in self.slots.items() if keys & set(changed))

    def affected_rules(self, changed: Collection[str]) -> frozenset[str]:
        """The rules (by id) that may be broken or mended by it."""
        return frozenset(rule for rule, keys in self.rules.items() if keys & set(changed))

    def affected_fields(self, changed: Collection[str]) -> frozenset[str]:
        """The fields that may be asked for, required or wrong otherwise than before."""
        return frozenset(field for field, keys in self.fields.items() if keys & set(changed))


def _closed(keys: Iterable[str], shown: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The keys, and those that decide whether they are asked for."""
    reached: set[str] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting.extend(shown.get(key, ()))
    return frozenset(reached)


def _slot(
    slot: MaterialSlot, form: Form, decided: frozenset[str], shown: Mapping[str, frozenset[str]]
) -> frozenset[str]:
    keys: set[str] = set()
    # Alternatives are judged together: what decides one of them decides all.
    for each in form.materials if slot.one_of else (slot,):
        if each.key == slot.key or each.one_of == slot.one_of:
            keys |= keys_in(each.when) | keys_in(each.required_when)
            keys |= decided if each.situations else frozenset()
    keys |= {comparison.field for comparison in slot.compare}
    keys |= {slot.valid_on} - {"", "today"}
    return _closed(keys, shown)
