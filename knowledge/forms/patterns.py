"""Named shapes of numbers and names that fields and conditions may ask for."""

import re
from dataclasses import dataclass
from typing import Final

__all__ = ["PATTERNS", "Pattern"]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A shape: what it is called, what it looks like, an example, and where it is laid down."""

    title: str
    shape: re.Pattern[str]
    example: str
    source: str

    def fits(self, text: str) -> bool:
        """Whether the whole text has this shape."""
        return self.shape.fullmatch(text) is not None


_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"

PATTERNS: Final[dict[str, Pattern]] = {
    "real_estate_certificate": Pattern(
        "不动产权证书号",
        re.compile(rf"[{_PROVINCES}]\(\d{{4}}\)[\u4e00-\u9fff]{{1,12}}不动产权第\d{{7}}号"),
        "云(2023)云江区不动产权第0001234号",
        "《不动产登记暂行条例实施细则》",
    ),
    "food_licence": Pattern(
        "食品经营许可证编号",
        re.compile(r"JY[1-3]\d{13}"),
        "JY25301990001234",
        "《食品经营许可和备案管理办法》",
    ),
    "plate": Pattern(
        "机动车号牌号码",
        re.compile(rf"[{_PROVINCES}][A-Z](?:[A-HJ-NP-Z0-9]{{5}}|[A-HJ-NP-Z0-9]{{6}}|[A-HJ-NP-Z0-9]{{4}}挂)"),
        "云A12345",
        "GA 36-2018《中华人民共和国机动车号牌》",
    ),
    "transport_qualification": Pattern(
        "道路运输从业资格证号",
        re.compile(r"\d{18}|\d{17}X|\d{19}"),
        "530199199001011237",
        "《道路运输从业人员管理规定》",
    ),
    "project_code": Pattern(
        "投资项目在线审批监管平台项目代码",
        re.compile(r"\d{4}-\d{6}-\d{2}-\d{2}-\d{6}"),
        "2405-530199-04-01-123456",
        "《企业投资项目核准和备案管理条例》",
    ),
    "planning_permit": Pattern(
        "建设工程规划许可证号",
        re.compile(r"建字第\d{15}号|建字第\d{6}\d{4}[A-Z]{2}\d{7}号"),
        "建字第530199202400012号",
        "《中华人民共和国城乡规划法》第四十条",
    ),
    "company_name": Pattern(
        "公司名称",
        re.compile(r".*[\u4e00-\u9fff].*有限(?:责任)?公司"),
        "云州云江甲乙科技有限公司",
        "《中华人民共和国公司法》第七条",
    ),
    "trader_name": Pattern(
        "个体工商户名称",
        re.compile(r"(?!.*(?:公司|企业|集团|农民专业合作社)).*[\u4e00-\u9fff].*"),
        "云江区甲乙小吃店",
        "《企业名称登记管理规定实施办法》",
    ),
    "industry_code": Pattern(
        "国民经济行业代码", re.compile(r"[A-T]?\d{4}"), "6210", "GB/T 4754-2017《国民经济行业分类》"
    ),
}
"""Every shape by its name."""
