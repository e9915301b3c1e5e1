"""Which fields of a guide a facet rests on: guides that agree in them give one answer."""

from collections.abc import Callable, Hashable
from types import MappingProxyType

from knowledge.facets import Facet
from knowledge.guide import Channel, Guide, Material

__all__ = ["OVERVIEW", "depends_on"]

OVERVIEW = (Facet.MATERIALS, Facet.PLACE, Facet.TIME_LIMIT, Facet.FEES, Facet.PHONE, Facet.HOURS)
_ONLINE = (Channel.COMPUTER, Channel.MOBILE)


def depends_on(facet: Facet, guide: Guide) -> Hashable:
    """A value equal for two guides exactly when the facet's answer is the same."""
    return _FIELDS[facet](guide)


def _names(materials: tuple[Material, ...]) -> Hashable:
    return tuple(sorted((each.name, each.originals or 0, each.copies or 0, each.note) for each in materials))


def _materials(guide: Guide) -> Hashable:
    situations = tuple((each.name, _names(each.materials)) for each in guide.situations)
    return _names(guide.materials), situations


def _places(guide: Guide) -> Hashable:
    return tuple((venue.name, venue.address, venue.windows) for venue in guide.venues)


def _hours(guide: Guide) -> Hashable:
    return tuple(sorted(venue.hours_text for venue in guide.venues))


def _phones(guide: Guide) -> Hashable:
    return guide.phones or tuple(phone for venue in guide.venues for phone in venue.phones), guide.consultation


def _forms(guide: Guide) -> Hashable:
    return _materials(guide), tuple(sorted(each.blank_form_url for each in guide.materials))


_FIELDS: MappingProxyType[Facet, Callable[[Guide], Hashable]] = MappingProxyType(
    {
        Facet.MATERIALS: _materials,
        Facet.CONDITIONS: lambda guide: guide.conditions,
        Facet.FEES: lambda guide: guide.fee,
        Facet.TIME_LIMIT: lambda guide: (guide.promised, guide.statutory, guide.case_type),
        Facet.PLACE: _places,
        Facet.HOURS: _hours,
        Facet.PHONE: _phones,
        Facet.PROCESS: lambda guide: (guide.steps, guide.process),
        Facet.LEGAL_BASIS: lambda guide: guide.legal_basis,
        Facet.RESULT: lambda guide: (guide.results, guide.result_validity),
        Facet.ONLINE: lambda guide: (guide.online_url, tuple(each for each in guide.channels if each in _ONLINE)),
        Facet.AGENT: lambda guide: (guide.agent_allowed, guide.agent_note, guide.visits),
        Facet.FORMS: _forms,
    }
)
