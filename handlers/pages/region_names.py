"""Names of regions on one page, told apart where two are called the same."""

from collections import Counter
from collections.abc import Iterable

from knowledge.catalogue import Catalogue

__all__ = ["region_names"]


def region_names(catalogue: Catalogue, codes: Iterable[str]) -> dict[str, str]:
    """Name by code, in order and without unknown codes; equal names stand behind the region above them."""
    known = catalogue.regions_by_code
    regions = [known[code] for code in dict.fromkeys(codes) if code in known]
    borne = Counter(region.name for region in regions)
    return {
        region.code: known[region.parent].name + region.name
        if borne[region.name] > 1 and region.parent in known
        else region.name
        for region in regions
    }
