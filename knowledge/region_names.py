"""Short names of a region, derived from its official name by rule.

长春净月高新技术产业开发区 → 净月, 净月区, 净月高新区 …; 南关区 → 南关; 长春汽车经济技术开发区 →
汽开, 汽开区. A name that begins with its parent's name is also known without it.
"""

import re
from collections.abc import Iterator, Sequence
from enum import IntEnum
from functools import lru_cache

from knowledge.places import Region

__all__ = ["Strength", "plain", "surfaces"]


class Strength(IntEnum):
    """How surely a surface means the region."""

    STRONG = 0
    """The name itself, or a short name of a district or larger."""
    WEAK = 1
    """A word that may be anything (幸福, 和平): only where a place is expected."""
    GENERIC = 2
    """Said of several regions (开发区)."""


ZONES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("高新技术产业开发区", ("高新技术开发区", "高新开发区", "高新区", "高新", "开发区")),
    ("经济技术开发区", ("经济开发区", "经开区", "经开", "开发区")),
    ("生态旅游度假区", ("旅游度假区", "度假区", "旅游区")),
    ("旅游度假区", ("度假区", "旅游区")),
    ("国际合作示范区", ("合作示范区", "示范区", "合作区")),
    ("经济开发区", ("经开区", "开发区")),
    ("工业园区", ("园区",)),
    ("开发区", ()),
    ("示范区", ()),
    ("新区", ()),
    ("片区", ()),
)
ORDINARY = re.compile(
    r"^(?:汽车|经济|工业|旅游|生态|国际|科技|空港|航空|软件|文化|物流|农业|保税|临港|中韩|高新|综合|城市|开发|示范|合作|产业)$"
)
PEOPLES = re.compile(
    r"(?:各族|(?:朝鲜|满|回|蒙古|锡伯|壮|苗|瑶|土家|侗|藏|彝|羌|白|傣|黎|畲|维吾尔|哈萨克|布依|哈尼)族)+(?=自治|乡|镇)"
)
LARGE = re.compile(
    r"^(.{2,}?)(?:维吾尔自治区|壮族自治区|回族自治区|特别行政区|自治区|自治州|自治县|省|市|县|区|旗|地区|盟)$"
)
STREET = re.compile(r"^(.{2,}?)(?:街道办事处|街道|民族乡|乡|镇|苏木|农场|林场)$")
COMMUNITY = re.compile(r"^(.{3,}?)(?:社区居民委员会|居民委员会|村民委员会|社区居委会|居委会|村委会|社区|村)$")
OFFICE = re.compile(r"(?:人民政府|办事处|管理委员会|管委会)$")
BRACKETED = re.compile(r"[(（\[【].*?[)）\]】]")
LEVEL_ALONE = re.compile(r"^(?:街道|社区|新?村|镇|乡|新?区|县|市|旗|林场|农场)(?:办事处)?$")
NOT_LETTERS = re.compile(r"[\W_]+")


@lru_cache(maxsize=8192)  # names of variants and situations are looked at again in every turn
def plain(name: str) -> str:
    """The name without brackets' signs, spaces and punctuation."""
    return NOT_LETTERS.sub("", name)


def surfaces(path: Sequence[Region]) -> Iterator[tuple[str, Strength]]:
    """Every surface of ``path[0]`` (its ancestors follow), with its strength; may repeat."""
    region, above = path[0], path[1:]
    yield from ((plain(alias), Strength.STRONG) for alias in region.aliases)
    prefixes = tuple(_prefixes(above))
    for name in {plain(region.name), plain(BRACKETED.sub("", region.name))}:
        bare = OFFICE.sub("", name) or name
        prefix = next((p for p in prefixes if bare.startswith(p) and not LEVEL_ALONE.match(bare[len(p) :] or "区")), "")
        yield name, Strength.STRONG
        yield NOT_LETTERS.sub(" ", region.name).strip(), Strength.STRONG  # as normalised text has brackets
        for surface, strength in _of_name(bare.removeprefix(prefix)):
            yield surface, strength
            if prefix and strength is Strength.STRONG:
                yield prefix + surface, strength


def _prefixes(above: Sequence[Region]) -> Iterator[str]:
    names = [plain(region.name) for region in above]
    yield from names
    yield from (match[1] for name in names if (match := LARGE.match(name)))


def _of_name(name: str) -> Iterator[tuple[str, Strength]]:
    yield name, Strength.STRONG
    zone = next((zone for zone in ZONES if name.endswith(zone[0])), None)
    if zone is not None:
        yield from _of_zone(name.removesuffix(zone[0]), zone[1])
        return
    if match := PEOPLES.search(name):
        name = name[: match.start()] + name[match.end() :]
        yield name, Strength.STRONG
    if match := STREET.match(name) or COMMUNITY.match(name):
        yield match[1], Strength.WEAK
    elif match := LARGE.match(name):
        yield match[1], Strength.STRONG


def _of_zone(core: str, shorts: tuple[str, ...]) -> Iterator[tuple[str, Strength]]:
    if "开发区" in shorts or not shorts:
        yield "开发区", Strength.GENERIC
    for short in shorts:
        if core or short != "开发区":
            yield core + short, Strength.STRONG
    if len(core) < 2:
        return
    yield core + "区", Strength.STRONG
    yield core, Strength.WEAK if ORDINARY.match(core) else Strength.STRONG
    if ORDINARY.match(core) and "经开" in shorts:
        yield core[0] + "开", Strength.STRONG
        yield core[0] + "开区", Strength.STRONG
