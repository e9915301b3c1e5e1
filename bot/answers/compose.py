"""A whole answer: the asked facets in their order, then what usually matters next."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from bot import phrases
from bot.answers.fields import OVERVIEW
from bot.answers.materials import brief_materials, form_section, materials_depend_on_situation, materials_section
from bot.answers.places import (
    brief_hours,
    callable_phones,
    hours_section,
    phone_section,
    place_section,
    venue_line,
    venues,
)
from bot.answers.prose import clipped, unnumbered
from bot.answers.section import Section, View
from bot.answers.terms import (
    agent_section,
    basis_section,
    conditions_section,
    fee_section,
    online_section,
    process_section,
    result_section,
    time_section,
)
from knowledge.facets import Facet

__all__ = ["Answer", "answer", "brief", "overview"]

_CONDITIONS_SHOWN = 60
_BRIEF_LINE = 120
_NAMES_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """``text`` to be said now, ``rest`` paragraphs for 更多."""

    text: str
    rest: tuple[str, ...] = ()


_SECTIONS: MappingProxyType[Facet, Callable[[View], Section]] = MappingProxyType(
    {
        Facet.MATERIALS: materials_section,
        Facet.CONDITIONS: conditions_section,
        Facet.FEES: fee_section,
        Facet.TIME_LIMIT: time_section,
        Facet.PLACE: place_section,
        Facet.HOURS: hours_section,
        Facet.PHONE: phone_section,
        Facet.PROCESS: process_section,
        Facet.LEGAL_BASIS: basis_section,
        Facet.RESULT: result_section,
        Facet.ONLINE: online_section,
        Facet.AGENT: agent_section,
        Facet.FORMS: form_section,
    }
)
# What a person asks next at the counter.
_NEXT: MappingProxyType[Facet, tuple[Facet, ...]] = MappingProxyType(
    {
        Facet.MATERIALS: (Facet.PLACE, Facet.HOURS),
        Facet.PLACE: (Facet.HOURS, Facet.PHONE),
        Facet.HOURS: (Facet.PLACE, Facet.PHONE),
        Facet.PHONE: (Facet.HOURS,),
        Facet.CONDITIONS: (Facet.MATERIALS,),
        Facet.PROCESS: (Facet.PLACE, Facet.TIME_LIMIT),
        Facet.FEES: (Facet.TIME_LIMIT,),
        Facet.TIME_LIMIT: (Facet.FEES,),
        Facet.RESULT: (Facet.TIME_LIMIT,),
        Facet.ONLINE: (Facet.PLACE,),
        Facet.AGENT: (Facet.MATERIALS,),
        Facet.FORMS: (Facet.PLACE,),
        Facet.LEGAL_BASIS: (),
    }
)


def answer(view: View, facets: Sequence[Facet], settled: Collection[Facet], heading: str) -> Answer:
    """The asked facets, whole; then the next ones in a line each.

    Of facets that are not ``settled`` (the guide stands for several that differ there)
    nothing is said.
    """
    asked = list(dict.fromkeys(facets))
    sections = [_SECTIONS[facet](view) for facet in asked if facet in settled]
    blocks = [section.text() for section in sections]
    if not all(section.published for section in sections) and Facet.PHONE not in asked:
        blocks.extend(_ask_by_phone(view, settled))
    blocks.extend(brief(view, facet) for facet in _following(asked) if facet in settled)
    rest = tuple("\n".join(section.rest) for section in sections if section.rest)
    return Answer("\n".join((heading, *filter(None, blocks))), rest)


def overview(view: View, settled: Collection[Facet], heading: str) -> Answer:
    """The guide at a glance, far below 2,000 bytes."""
    told = [phrases.DEPARTMENT.format(department=view.item.department)] if view.item.department else []
    if Facet.CONDITIONS in settled:
        told.append(brief(view, Facet.CONDITIONS))
    told.extend(brief(view, facet) for facet in OVERVIEW if facet in settled)
    if Facet.PHONE in settled and not brief(view, Facet.PHONE):
        told.append(phrases.LINE.format(title=phrases.TITLES["phone"], text=phrases.PUBLIC_LINE))
    return Answer("\n".join((heading, *filter(None, told))))


def brief(view: View, facet: Facet) -> str:
    """One line on a facet; '' when nothing is published."""
    section = _SECTIONS[facet](view)
    if not section.published:
        return ""
    told = _BRIEF.get(facet, _first_line)(view, section)
    return phrases.LINE.format(title=section.title, text=told)


def _first_line(_view: View, section: Section) -> str:
    line = section.lines[0]
    return clipped(unnumbered(line) if len(section.lines) == 1 else line, _BRIEF_LINE)


def _brief_conditions(_view: View, section: Section) -> str:
    """The first conditions that have room, whole; a single one bears no number."""
    shown: list[str] = []
    for line in section.lines:
        if shown and len("".join((*shown, line))) > _CONDITIONS_SHOWN:
            break
        shown.append(line)
    if len(shown) == 1:
        shown = [clipped(unnumbered(shown[0]), _CONDITIONS_SHOWN)]
    more = phrases.MORE_CONDITIONS.format(total=len(section.lines)) if len(shown) < len(section.lines) else ""
    return "".join(shown).rstrip("。") + more if more else "".join(shown)


def _brief_materials(view: View, _section: Section) -> str:
    if view.situation is None and view.guide.situations and materials_depend_on_situation(view.guide):
        return phrases.MATERIALS_VARY.format(names=_listed([each.name for each in view.guide.situations]))
    return brief_materials(view) or phrases.NO_MATERIALS


def _listed(names: Sequence[str]) -> str:
    """Names that fit a line, whole ones, and how many there are when not all do."""
    kept: list[str] = []
    for name in names:
        if kept and len("、".join((*kept, name))) > _NAMES_SHOWN:
            return "、".join(kept) + phrases.AND_KINDS.format(count=len(names))
        kept.append(name)
    return "、".join(kept)


def _brief_place(view: View, _section: Section) -> str:
    lines = list(dict.fromkeys(filter(None, map(venue_line, venues(view)))))
    return clipped(lines[0], _BRIEF_LINE) + (phrases.AND_OTHERS.format(count=len(lines)) if len(lines) > 1 else "")


def _brief_phone(view: View, section: Section) -> str:
    return "、".join(callable_phones(view)[:3]) or clipped(section.lines[0], _BRIEF_LINE)


_BRIEF: dict[Facet, Callable[[View, Section], str]] = {
    Facet.MATERIALS: _brief_materials,
    Facet.CONDITIONS: _brief_conditions,
    Facet.PLACE: _brief_place,
    Facet.PHONE: _brief_phone,
    Facet.HOURS: lambda view, _section: clipped(brief_hours(view), _BRIEF_LINE),
}


def _following(asked: Sequence[Facet]) -> list[Facet]:
    """What comes next after the last asked facet (several asked: nothing but what they lack)."""
    if len(asked) > 2:
        return []
    return [facet for facet in dict.fromkeys(n for each in asked for n in _NEXT[each]) if facet not in asked][:2]


def _ask_by_phone(view: View, settled: Collection[Facet]) -> list[str]:
    if Facet.PHONE not in settled:
        return [phrases.ASK_AT_WINDOW]
    phones = callable_phones(view)[:3]
    return [phrases.ASK_BY_PHONE.format(phones="、".join(phones)) if phones else phrases.ASK_AT_WINDOW]
