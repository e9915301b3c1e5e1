"""What changed between two forms of one item, in words for those who had begun with the older one."""

from dataclasses import dataclass

from knowledge.forms.form import Form

__all__ = ["Difference", "difference"]


@dataclass(frozen=True, slots=True)
class Difference:
    """Labels of fields, titles of materials and messages of rules: new, gone, and asked for otherwise."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def difference(old: Form, new: Form) -> Difference:
    """How ``new`` differs from ``old`` in what it asks for; the order of fields, and helps, are no difference."""
    before, after = _parts(old), _parts(new)
    return Difference(
        tuple(title for key, (title, _) in after.items() if key not in before),
        tuple(title for key, (title, _) in before.items() if key not in after),
        tuple(title for key, (title, part) in after.items() if key in before and before[key][1] != part),
    )


def _parts(form: Form) -> dict[str, tuple[str, object]]:
    parts: dict[str, tuple[str, object]] = {}
    for field in form.fields():
        parts[f"field {field.key}"] = (field.label, _unhelped(field))
    for slot in form.materials:
        parts[f"slot {slot.key}"] = (slot.title, _unhelped(slot))
    for rule in form.rules:
        parts[f"rule {rule.id}"] = (rule.message, (rule.when, rule.must, rule.severity))
    for decision in form.decisions:
        parts[f"decision {decision.situation}"] = (decision.situation, decision.when)
    return parts


def _unhelped(part: object) -> tuple[object, ...]:
    names = (name for kind in type(part).__mro__ for name in getattr(kind, "__slots__", ()))
    return tuple(getattr(part, name) for name in sorted(names) if name not in {"help", "example", "sample_url"})
