"""Whether forms agree with the guides that they stand beside."""

from collections.abc import Iterable, Sequence

from knowledge.catalogue import Catalogue
from knowledge.forms import Form
from knowledge.forms.conditions import Every, Within
from knowledge.forms.walking import nodes
from knowledge.forms.wholes import conditions_of
from knowledge.guide import Guide
from knowledge.importers.faults import FaultLog, Where

__all__ = ["check_forms"]


def check_forms(forms: Iterable[tuple[Form, Where]], catalogues: Sequence[Catalogue], faults: FaultLog) -> None:
    """Note where a form speaks of an item, a situation or a material that no guide has.

    The last of ``catalogues`` that has the item counts. A required material for which a form has no slot is a
    warning: it could not be handed in.
    """
    regions = {code for catalogue in catalogues for code in catalogue.regions_by_code}
    for form, where in forms:
        for code in sorted(_regions_named(form) - regions):
            faults.error("unknown-region", f"区划「{code}」不存在,请先列出", where, "within")
        having = [catalogue for catalogue in catalogues if form.item_code in catalogue.items_by_code]
        if not having:
            faults.error("unknown-item", f"没有编码为「{form.item_code}」的事项", where, "item_code")
            continue
        guides = [g for g in having[-1].guides_by_item.get(form.item_code, ()) if g.variant == form.variant]
        if not guides and having[-1].guides_by_item.get(form.item_code):
            faults.error("unknown-variant", f"办事指南没有业务办理项「{form.variant}」", where, "variant")
        elif guides:
            _agree(form, guides, faults, where)


def _regions_named(form: Form) -> set[str]:
    every = [node for condition in conditions_of(form) for node in nodes(condition)]
    every += [inner for node in every if isinstance(node, Every) for inner in nodes(node.of)]
    return {node.region for node in every if isinstance(node, Within)}


def _agree(form: Form, guides: Sequence[Guide], faults: FaultLog, where: Where) -> None:
    listed = {
        (situation, material.name): material.required is not False
        for guide in guides
        for situation, materials in (("", guide.materials), *((s.name, s.materials) for s in guide.situations))
        for material in materials
    }
    situations = {situation.name for guide in guides for situation in guide.situations}
    for decision in form.decisions:
        if decision.situation not in situations:
            faults.error("unknown-situation", f"办事指南没有情形「{decision.situation}」", where, "decisions")
    offered: set[tuple[str, str]] = set()
    for slot in form.materials:
        places = [(situation, slot.name) for situation in slot.situations or sorted(situations | {""})]
        missing = [place for place in places if place not in listed]
        if missing and (slot.situations or len(missing) == len(places)):
            told = "、".join(filter(None, (situation for situation, _ in missing))) if slot.situations else ""
            reason = f"办事指南{f'的情形「{told}」' if told else ''}没有材料「{slot.name}」,名称要与指南一致"
            faults.error("unknown-material", reason, where, "materials")
        offered.update(places)
    for (situation, name), required in listed.items():
        if required and (situation, name) not in offered:
            told = f"「{situation}」的" if situation else ""
            faults.doubt("material-without-slot", f"指南{told}必需材料「{name}」在表单里没有位置", where, "materials")
