"""A whole guide as the API gives it: the item, what is published, and where else it differs."""

from pydantic import BaseModel

from knowledge.guide import Guide, Item
from knowledge.snapshot import Snapshot

__all__ = ["GuideDetail", "detail_of"]


class RegionOut(BaseModel):
    """A region that has a guide of its own."""

    code: str
    name: str


class SuccessorOut(BaseModel):
    """An item to ask for instead of one that is no longer in force."""

    code: str
    name: str


class GuideDetail(BaseModel):
    """One guide. ``guide`` is null for an item that is no longer in force (see ``state_note``)."""

    code: str
    name: str
    department: str
    state: str
    state_note: str
    successors: list[SuccessorOut]
    themes: list[str]
    variants: list[str]
    regions: list[RegionOut]
    region: RegionOut | None
    variant: str
    guide: Guide | None
    missing_disclosures: list[str]
    sample: bool
    catalogue_version: int


def detail_of(snapshot: Snapshot, item: Item, guide: Guide | None) -> GuideDetail:
    """The detail of ``guide``, which is one of ``item``'s."""
    catalogue = snapshot.catalogue
    published = catalogue.guides_by_item.get(item.code, ())
    codes = dict.fromkeys(each.region for each in published if each.region)
    return GuideDetail(
        code=item.code,
        name=item.name,
        department=item.department,
        state=item.state,
        state_note=item.state_note,
        successors=[
            SuccessorOut(code=code, name=catalogue.items_by_code[code].name)
            for code in item.successors
            if code in catalogue.items_by_code
        ],
        themes=list(item.themes),
        variants=[variant.name for variant in item.variants],
        regions=[region for code in codes if (region := _region(snapshot, code))],
        region=_region(snapshot, guide.region) if guide else None,
        variant=guide.variant if guide else "",
        guide=guide,
        missing_disclosures=[str(each) for each in guide.missing_disclosures()] if guide else [],
        sample=catalogue.sample,
        catalogue_version=catalogue.version,
    )


def _region(snapshot: Snapshot, code: str) -> RegionOut | None:
    region = snapshot.catalogue.regions_by_code.get(code)
    return RegionOut(code=region.code, name=region.name) if region else None
