"""The guide that a request asks for: of its region, else of the home region, else of the first that has one."""

from dataclasses import dataclass

from affairs.directory import find_region, guide_of
from affairs.errors import NoSuchGuide, NoSuchRegion
from handlers.services import Services
from knowledge.guide import Guide, Item
from knowledge.snapshot import Snapshot

__all__ = ["AskedGuide", "asked_guide"]


@dataclass(frozen=True, slots=True)
class AskedGuide:
    """An item, its guide, and the code of the region that was named ('' = none)."""

    snapshot: Snapshot
    item: Item
    guide: Guide | None
    region: str

    @property
    def arbitrary(self) -> bool:
        """Whether nobody chose the region whose guide this is."""
        return bool(self.guide and self.guide.region and not self.region)


def asked_guide(services: Services, code: str, region: str, variant: str) -> AskedGuide:
    """The guide for a region's code or name ('' = not said). Raises NoSuchRegion, NoSuchItem, NoSuchGuide."""
    snapshot = services.snapshot()
    if region:
        named = find_region(snapshot, region).code
        return AskedGuide(snapshot, *guide_of(snapshot, code, region=named, variant=variant), named)
    home = _home(snapshot, services.settings.region)
    if home:
        try:
            return AskedGuide(snapshot, *guide_of(snapshot, code, region=home, variant=variant), home)
        except NoSuchGuide:
            pass
    return AskedGuide(snapshot, *guide_of(snapshot, code, variant=variant), "")


def _home(snapshot: Snapshot, name: str) -> str:
    try:
        return find_region(snapshot, name).code if name else ""
    except NoSuchRegion:
        return ""
