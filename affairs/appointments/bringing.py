"""What to bring (带什么): the guides' materials for the situation of an appointment. Pure."""

from collections.abc import Sequence

from affairs.appointments.appointment import Appointment
from affairs.appointments.supply import Supply
from affairs.directory import guide_of
from affairs.errors import DomainError
from knowledge.guide import Material
from knowledge.snapshot import Snapshot

__all__ = ["item_names", "materials_of"]


def item_names(snapshot: Snapshot, items: Sequence[str]) -> str:
    """What the items are called, the code where one is not known any more."""
    known = snapshot.catalogue.items_by_code
    return "、".join(known[code].name if code in known else code for code in items)


def materials_of(snapshot: Snapshot, supply: Supply, appointment: Appointment) -> Sequence[Material]:
    """The materials of all its items by the guides of the venue's region, each name once."""
    venue = supply.venues_by_code.get(appointment.venue)
    region = venue.region if venue and venue.region in snapshot.catalogue.regions_by_code else ""
    brought: dict[str, Material] = {}
    for item in appointment.items:
        for material in _materials(snapshot, item, region, appointment.situation):
            brought.setdefault(material.name, material)
    return tuple(brought.values())


def _materials(snapshot: Snapshot, item: str, region: str, situation: str) -> Sequence[Material]:
    """What the region's guide asks for in the situation; in its first one where none was said."""
    try:
        _, guide = guide_of(snapshot, item, region=region)
    except DomainError:
        return ()
    if guide is None:
        return ()
    said = [each for each in guide.situations if each.name == situation] or guide.situations[:1]
    return (*guide.materials, *(said[0].materials if said else ()))
