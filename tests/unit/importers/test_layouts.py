from knowledge.catalogue import Catalogue
from knowledge.guide import GuideKey, Item, TimeLimit
from knowledge.importers import derived_code, read
from knowledge.places import Region, RegionLevel
from tests.unit.importers.sources import text, told, workbook

MATERIAL_ROWS = [
    "区划名称", "上级区划名称", "主项名称", "业务办理项名称", "承诺办结时限", "是否收费",
    "受理条件", "办理地点", "办理时间", "咨询方式", "情形", "材料名称",
]  # fmt: skip


def row(material, situation="无情形", variant="无", *, days="5", contact="0431-85695018", region="朝阳区"):
    return [
        region,
        "长春市,吉林省",
        "生育津贴",
        variant,
        days,
        "否",
        "已参保",
        "甲路1号",
        "工作日9:00-17:00",
        contact,
        situation,
        material,
    ]


def material_rows(tmp_path, *rows):
    return read([workbook(tmp_path / "a.xlsx", ("事项", [MATERIAL_ROWS, *rows]))])


def test_material_rows_are_grouped_into_guides(tmp_path):
    imported = material_rows(
        tmp_path,
        row("申请表"),
        row("身份证"),
        row("身份证"),
        row("病历", "情形2：中止妊娠"),
        row("申请表", "支付", variant="支付"),
        row("申请表", region="南关区"),
    )
    catalogue = imported.catalogue
    assert len(catalogue.guides) == 3
    (item,) = catalogue.items
    assert item.code == derived_code("生育津贴")
    assert [variant.name for variant in item.variants] == ["支付"]
    first = catalogue.guides[0]
    assert [one.name for one in first.materials] == ["申请表", "身份证"]
    assert [(one.name, [m.name for m in one.materials]) for one in first.situations] == [("情形2：中止妊娠", ["病历"])]
    assert first.promised == TimeLimit(5)
    assert first.fee.charged is False
    assert first.phones == ("0431-85695018",)
    assert first.venues[0].closed_on_holidays is True
    assert catalogue.guides[1].situations == ()  # it only repeated the variant
    assert told(imported, "duplicate-row") == [("a.xlsx", 4, "")]
    regions = {region.name: region for region in catalogue.regions}
    assert regions["朝阳区"].parent == regions["长春市"].code
    assert regions["长春市"].parent == regions["吉林省"].code
    assert [region.level for region in catalogue.regions] == [
        RegionLevel.PROVINCE, RegionLevel.CITY, RegionLevel.DISTRICT, RegionLevel.DISTRICT,
    ]  # fmt: skip


def test_rows_of_one_guide_that_differ_are_told_and_the_first_holds(tmp_path):
    imported = material_rows(tmp_path, row("申请表"), row("身份证", days="9", contact="152****5404"))
    assert imported.catalogue.guides[0].promised == TimeLimit(5)
    assert told(imported, "differing-rows") == [("a.xlsx", 3, "咨询方式"), ("a.xlsx", 3, "承诺办结时限")]


def test_numbers_with_a_mask_are_told_and_never_called(tmp_path):
    imported = material_rows(tmp_path, row("申请表", contact="152****5404"))
    guide = imported.catalogue.guides[0]
    assert (guide.phones, guide.consultation) == ((), "152****5404")
    assert told(imported, "masked-phone") == [("a.xlsx", 2, "咨询方式")]


def test_provincial_blanks_are_as_above(tmp_path):
    rows = [
        ["事项名称", "省级主管部门", "情形简称", "关联材料名称"],
        ["教师资格认定", "教育厅", "本科毕业", "毕业证书,居民身份证"],
        ["", "教育厅", "", "机构的章程,首届理事会、董事会 或者联合管理委员会组成人员名单"],
        ["", "", "博士", "学位证书"],
        ["", "", "", "体检证明"],
        ["注销", "教育厅", "", "申请表"],
    ]
    imported = read([workbook(tmp_path / "a.xlsx", ("Sheet", rows))])
    assert imported.layout == "provincial"
    first, second = imported.catalogue.guides
    assert [(one.name, [m.name for m in one.materials]) for one in first.situations] == [
        ("本科毕业", ["毕业证书", "居民身份证", "机构的章程,首届理事会、董事会 或者联合管理委员会组成人员名单"]),
        ("博士", ["学位证书", "体检证明"]),
    ]
    assert [one.name for one in second.materials] == ["申请表"]
    assert imported.catalogue.items[0].department == "教育厅"
    assert told(imported, "comma-in-material") == [("a.xlsx", 3, "关联材料名称")]


def test_plain_rows_of_one_item_are_its_guides(tmp_path):
    imported = read(
        [
            text(
                tmp_path / "a.csv",
                "事项名称,实施编码,部门,区划,业务办理项,别名,承诺办结时限,是否收费,收费标准,收费依据,设定依据,申请材料,常见问题,状态\n"
                "身份证补领,A1,公安局,云州市/云江区,,身份证丢了|补办身份证,20个工作日,是,40元,发改价格〔2003〕2322号,"
                '《居民身份证法》第十一条（2011-10-29）,"户口簿\n【代办】\n委托书","问:贵吗\n答:40元",在用\n'
                "身份证补领,A1,公安局,云州市/云江区,异地,,30日,,免费,,,,,\n"
                "身份证补领,A1,公安局,,,身份证遗失,,,,,,,,\n",
                "gb18030",
            )
        ]
    )
    assert not imported.errors
    (item,) = imported.catalogue.items
    assert item.aliases == ("身份证丢了", "补办身份证", "身份证遗失")
    first, second = imported.catalogue.guides
    assert first.fee.charged is True
    assert first.fee.standard == "40元"
    assert second.fee.charged is False
    assert second.key == GuideKey("A1", "异地", first.region)
    assert [one.name for one in first.situations] == ["代办"]
    assert imported.catalogue.regions_by_code[first.region].name == "云江区"


def test_names_codes_and_regions_of_the_catalogue_imported_into_are_met_again(tmp_path):
    known = Catalogue(
        items=(Item("115301", "身份证补领", "公安局"),), regions=(Region("5301", "云江区", aliases=("云江",)),)
    )
    path = text(tmp_path / "a.csv", "事项名称,区划,承诺办结时限\n身份证补领,云江,5\n")
    (guide,) = read([path], known=known).catalogue.guides
    assert guide.key == GuideKey("115301", "", "5301")


def test_progress_tells_every_thousand_rows_and_the_last(tmp_path):
    path = text(tmp_path / "a.csv", "事项名称\n" + "".join(f"事项{n}\n" for n in range(2500)))
    seen = []
    read([path], progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1000, 2500), (2000, 2500), (2500, 2500)]


def test_a_hundred_thousand_rows(tmp_path):
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(MATERIAL_ROWS) + "\n")
        for n in range(100_000):
            guide, material = divmod(n, 5)
            name, region = divmod(guide, 20)
            file.write(
                f'{region}区,"长春市,吉林省",事项{name},无,5,否,条件{name},甲路{region}号,工作日9:00-17:00,0431-8569{region:04},无情形,材料{material}\n'
            )
    imported = read([path])
    assert len(imported.catalogue.guides) == 20_000
    assert len(imported.catalogue.items) == 1_000
    assert len(imported.catalogue.regions) == 22
    assert all(len(guide.materials) == 5 for guide in imported.catalogue.guides)
    assert not imported.errors
    first, other = imported.catalogue.guides[0], imported.catalogue.guides[20]
    assert first.venues is other.venues  # one address, hours and phone, read once
