"""A small catalogue of its own for conversations: two districts, variants, situations."""

from datetime import time

import pytest

from knowledge.catalogue import Catalogue
from knowledge.guide import Fee, Guide, Item, ItemState, Material, Situation, TimeLimit, Variant
from knowledge.places import Hours, Region, RegionLevel, Span, Venue
from knowledge.snapshot import Snapshot
from tests.dialogue import Hall

CITY, NORTH, SOUTH, STREET = "100", "101", "102", "1021"
REGIONS = (
    Region(CITY, "江城市", "", RegionLevel.CITY),
    Region(NORTH, "北湖区", CITY, RegionLevel.DISTRICT, latitude=30.0, longitude=110.0),
    Region(SOUTH, "南岭区", CITY, RegionLevel.DISTRICT, latitude=29.5, longitude=110.0),
    Region(STREET, "柳树街道", SOUTH, RegionLevel.STREET),
)
WEEK = (Hours((1, 2, 3, 4, 5), (Span(time(9), time(12)), Span(time(13), time(17)))),)


def _venue(name: str, address: str, region: str, **more: object) -> Venue:
    return Venue(name, address, hours_text="周一至周五9:00-12:00,13:00-17:00", hours=WEEK, region=region, **more)  # type: ignore[arg-type]


CENTRE = _venue("江城市政务服务中心", "江城市中山路1号", CITY, code="c", centre=True, phones=("0800-1000001",))
NORTH_HALL = _venue("北湖大厅", "北湖区湖滨路8号", NORTH, code="n")
SOUTH_HALLS = tuple(
    _venue(name, f"南岭区{name}路{n}号", region)
    for n, (name, region) in enumerate(
        [("岭东街道", SOUTH), ("岭西街道", SOUTH), ("岭北街道", SOUTH), ("岭中街道", SOUTH), ("柳树街道", STREET)], 1
    )
)
IDENTITY = tuple(Material(name) for name in ("居民户口簿", "近期照片"))
ITEMS = (
    Item("dog", "养犬登记证办理", "公安局", aliases=("给狗上户口", "狗证怎么办"), themes=("生活",)),
    Item(
        "shop",
        "小餐饮店登记",
        "市场监督管理局",
        aliases=("开小饭馆", "早餐店办证"),
        variants=(Variant("堂食"), Variant("外卖")),
    ),
    Item("pension", "高龄老人津贴申领", "民政局", aliases=("老人补贴",)),
    Item(
        "old",
        "婚前医学检查证明",
        "卫健委",
        state=ItemState.ABOLISHED,
        state_note="婚前医学检查证明已于2003年取消。",
        successors=("dog",),
    ),
    Item("gone", "暂住证办理", "公安局", state=ItemState.MERGED, successors=("missing",)),
    Item("sealed", "印章刻制备案", "公安局", aliases=("刻公章",)),
    Item("empty", "航道养护许可", "交通局"),
)
GUIDES = (
    Guide(
        "dog",
        region=NORTH,
        materials=IDENTITY,
        promised=TimeLimit(3),
        fee=Fee(False),
        venues=(NORTH_HALL,),
        phones=("0800-2000001",),
        online_url="https://dog.example.cn",
    ),
    Guide(
        "dog",
        region=SOUTH,
        materials=IDENTITY,
        promised=TimeLimit(5),
        fee=Fee(True, "50元"),
        venues=SOUTH_HALLS,
        phones=("152****5404",),
    ),
    *(
        Guide(
            "shop",
            variant,
            region,
            materials=(Material(f"{variant}申请书"),),
            promised=TimeLimit(2),
            fee=Fee(False),
            venues=(hall,),
            phones=(phone,),
        )
        for region, hall, phone in ((NORTH, NORTH_HALL, "0800-2000002"), (SOUTH, SOUTH_HALLS[0], "0800-3000002"))
        for variant in ("堂食", "外卖")
    ),
    Guide(
        "pension",
        region=CITY,
        situations=tuple(
            Situation(name, tuple(Material(f"{name}证明{n}") for n in range(1, 4)))
            for name in ("本人申请", "子女代办", "养老机构代办")
        ),
        promised=TimeLimit(0),
        venues=(CENTRE,),
        phones=("0800-1000009",),
    ),
    Guide("sealed", region=NORTH, materials=IDENTITY, venues=(NORTH_HALL,), phones=("0800-2000003",)),
)


@pytest.fixture(scope="session")
def snapshot() -> Snapshot:
    return Snapshot.of(Catalogue(ITEMS, GUIDES, REGIONS, (CENTRE, NORTH_HALL), name="江城", version=3))


@pytest.fixture
def hall(snapshot: Snapshot) -> Hall:
    return Hall(snapshot)
