"""Names of people and organisations: Han characters however rare, the · of ethnic names, Latin names of foreigners."""

import re
import unicodedata
from typing import Final

from affairs.precheck.finding import Severity
from affairs.precheck.flaw import Flaw, Read
from affairs.precheck.typing_habits import dotted, narrowed, tidy
from knowledge.forms.patterns import PATTERNS

__all__ = ["read_name", "read_organisation"]

_LAW: Final = "《中华人民共和国居民身份证法》第四条"
_NAMES: Final = "《企业名称登记管理规定》"
_HAN: Final = (
    r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    r"\U00020000-\U0002a6df\U0002a700-\U0002ebef\U0002ebf0-\U0002ee5f\U0002f800-\U0002fa1f\U00030000-\U000323af"
)
_CHINESE: Final = re.compile(rf"[{_HAN}]+(?:·[{_HAN}]+)*")
_LATIN: Final = re.compile(r"[A-Za-z\u00c0-\u024f]+(?:[ '.\-·][A-Za-z\u00c0-\u024f]+\.?)*")
_BETWEEN_HAN: Final = re.compile(rf"(?<=[{_HAN}·]) +(?=[{_HAN}·])")
_LONGEST: Final = 50
_ORGANISATION: Final = (2, 100)


def read_name(text: str) -> Read[str]:
    """A person's name with · between its parts and no spaces between Han characters."""
    name = _BETWEEN_HAN.sub("", narrowed(dotted(tidy(text))))
    name = name.upper() if _LATIN.fullmatch(name) else name
    if any(unicodedata.category(char) in {"Co", "Cn", "Cs"} for char in name):
        return Read.unfit(_no_such_character())
    if len(name) > _LONGEST:
        return Read.unfit(Flaw("name.length", f"姓名超过{_LONGEST}个字。", "请只填姓名，不要加其他说明。", _LAW))
    if _CHINESE.fullmatch(name):
        return Read(name, () if len(name) > 1 else (_single(),))
    if _LATIN.fullmatch(name):
        return Read(name, () if len(name) > 1 else (_single(),))
    return Read.unfit(
        Flaw(
            "name.characters",
            "姓名里有不该出现的数字或符号。",
            "请按证件上的姓名填写；少数民族姓名中间的点写“·”，外国人姓名写护照上的拉丁字母。",
            _LAW,
        )
    )


def _no_such_character() -> Flaw:
    return Flaw(
        "name.private-character",
        "姓名里有一个字是输入法自造的，在别的电脑上显示不出来。",
        "请换用新版输入法的生僻字（手写或笔画）输入；仍打不出的，先提交其他内容，由窗口人员代为补录。",
        "GB 18030-2022《信息技术 中文编码字符集》",
    )


def _single() -> Flaw:
    return Flaw("name.single", "姓名只有一个字。", "请核对有没有漏写姓或名。", _LAW, Severity.WARNING)


def read_organisation(text: str, pattern: str = "") -> Read[str]:
    """An organisation's name, of the shape that ``pattern`` names.

    Brackets become the usual ones, so that names compare equal however they were typed.
    """
    name = dotted(narrowed(tidy(text)))
    if any(unicodedata.category(char) in {"Co", "Cn", "Cs"} for char in name):
        return Read.unfit(_no_such_character())
    low, high = _ORGANISATION
    if not low <= len(name) <= high or not re.search(rf"[{_HAN}A-Za-z]", name) or "\n" in name:
        return Read.unfit(
            Flaw(
                "organisation.name",
                "这不像是一个单位的全称。",
                f"请按营业执照或登记证书填写全称（{low}到{high}个字），不要写简称或地址。",
                _NAMES,
            )
        )
    if pattern and not PATTERNS[pattern].fits(name):
        shape = PATTERNS[pattern]
        said = f"{shape.title}不能这样起。"
        return Read.unfit(Flaw(f"pattern.{pattern}", said, f"请参照“{shape.example}”填写。", shape.source))
    return Read(name)
