"""Where a place may be looked for: by district, and by distance. Pure."""

from collections.abc import Iterable, Mapping

from affairs.appointments.supply import Supply
from knowledge.regions import RegionTree, distance_km

__all__ = ["distances", "venues_for"]


def venues_for(supply: Supply, regions: RegionTree, codes: Iterable[str], region: str) -> tuple[str, ...]:
    """Of these venues those in a region or below it; where there are none, those of the nearest region above."""
    known = tuple(codes)
    above = {code: _line(supply, regions, code) for code in known}
    within = tuple(code for code in known if region in above[code])
    if within:
        return within
    for upper in (region, *(each.code for each in regions.ancestors(region))):
        there = tuple(code for code in known if supply.venues_by_code[code].region == upper)
        if there:
            return there
    return ()


def distances(
    supply: Supply, regions: RegionTree, codes: Iterable[str], latitude: float, longitude: float
) -> Mapping[str, float]:
    """Kilometres to these venues, by the point of its region where a venue has none; unknown ones are absent."""
    found: dict[str, float] = {}
    for code in codes:
        venue = supply.venues_by_code[code]
        point = (venue.latitude, venue.longitude)
        region = regions.get(venue.region)
        if None in point and region is not None:
            point = (region.latitude, region.longitude)
        if point[0] is not None and point[1] is not None:
            found[code] = distance_km(latitude, longitude, point[0], point[1])
    return found


def _line(supply: Supply, regions: RegionTree, code: str) -> set[str]:
    """The region of a venue, and all above it."""
    region = supply.venues_by_code[code].region
    return {region, *(each.code for each in regions.ancestors(region))}
