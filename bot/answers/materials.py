"""要带的材料, and the forms among them."""

from bot import phrases
from bot.answers.section import Section, View
from knowledge.guide import Guide, Material, Situation

__all__ = [
    "brief_materials",
    "form_section",
    "materials_depend_on_situation",
    "materials_section",
    "situations_briefly",
]

_BRIEF = 8
_SHORT_LIST = 6
_NOTHING = frozenset({"无", "无需材料", "无需提交材料", "不需要材料", "无需提供材料", "无材料"})


def materials_section(view: View) -> Section:
    """The complete list for the situation (all lists, a situation each, when none was said)."""
    title = phrases.TITLES["materials"]
    guide = view.guide
    if not guide.materials and not guide.situations:
        return Section(title, (phrases.UNPUBLISHED,), published=False)
    if view.situation is None and guide.situations and materials_depend_on_situation(guide):
        return Section(title, tuple(line for each in guide.situations for line in _of_situation(each)))
    return Section(title, tuple(numbered(chosen(view))) or (phrases.NO_MATERIALS,))


def chosen(view: View) -> tuple[Material, ...]:
    """The materials of the view's situation, else those of every situation (无需材料 is none)."""
    return tuple(each for each in _chosen(view) if each.name.strip() not in _NOTHING)


def _chosen(view: View) -> tuple[Material, ...]:
    if view.situation is not None:
        return view.situation.materials or view.guide.materials
    if view.guide.materials or not view.guide.situations:
        return view.guide.materials
    return view.guide.situations[0].materials


def numbered(materials: tuple[Material, ...]) -> list[str]:
    """``1. 户口簿(原件1份)`` and so on; a single one bears no number."""
    if len(materials) == 1:
        return [describe(materials[0])]
    return [f"{n}. {describe(each)}" for n, each in enumerate(materials, 1)]


def describe(material: Material) -> str:
    """One material with its copies and note in brackets."""
    parts = []
    if material.originals:
        parts.append(phrases.COPIES.format(originals=material.originals))
    if material.copies:
        parts.append(phrases.PHOTOCOPIES.format(copies=material.copies))
    if material.required is False:
        parts.append(phrases.IF_NEEDED)
    if material.note and material.note not in material.name:
        parts.append(material.note.strip().rstrip("。"))
    name = " ".join(material.name.split())
    return phrases.NOTED.format(name=name, note=phrases.COMMA.join(parts)) if parts else name


def materials_depend_on_situation(guide: Guide) -> bool:
    """Whether the situations differ in their lists."""
    lists = {tuple(each.name for each in situation.materials) for situation in guide.situations}
    return len(lists) > 1


def situations_briefly(guide: Guide) -> bool:
    """Whether all situations' lists are short enough to be shown together."""
    total = sum(len(each.materials) for each in guide.situations)
    return len(guide.situations) <= 2 and total <= 2 * _SHORT_LIST


def brief_materials(view: View) -> str:
    """The names in one line, at most eight, and how many there are."""
    materials = chosen(view)
    names = "、".join(" ".join(each.name.split()) for each in materials[:_BRIEF])
    return names + (phrases.MORE_MATERIALS.format(total=len(materials)) if len(materials) > _BRIEF else "")


def form_section(view: View) -> Section:
    """Forms to fill in: where to download them, else that the window has them."""
    title = phrases.TITLES["forms"]
    materials = [*chosen(view), *(each for situation in view.guide.situations for each in situation.materials)]
    urls = dict.fromkeys((each.name, each.blank_form_url) for each in materials if each.blank_form_url)
    if urls:
        return Section(title, tuple(phrases.FORM_HERE.format(name=name, url=url) for name, url in urls))
    names = dict.fromkeys(each.name for each in materials if each.name.endswith(("表", "书")) or "表格" in each.name)
    if names:
        return Section(title, (phrases.FORM_AT_WINDOW.format(names="、".join(names)),))
    return Section(title, (phrases.NO_FORM,), published=False)


def _of_situation(situation: Situation) -> list[str]:
    lines = numbered(situation.materials) or [phrases.NO_MATERIALS]
    note = [situation.note] if situation.note else []
    return [phrases.SITUATION.format(name=situation.name), *lines, *note]
