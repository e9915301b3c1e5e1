"""公民身份号码 after GB 11643-1999, and the numbers of residence permits that follow it.

The first six digits are the region of first registration and stay when regions are
renamed or abolished, so only the province is checked. Numbers of 港澳台居民居住证 begin with
81, 82, 83 (《港澳台居民居住证申领发放办法》第五条); that of the 外国人永久居留身份证 of 2023 with 9, its province in
the second and third place. All have the birth date in places 7–14 and the check digit of ISO 7064 MOD 11-2.
"""

import re
from collections.abc import Collection
from datetime import date
from typing import Final

from affairs.precheck.flaw import Flaw, Read
from affairs.precheck.typing_habits import compact
from knowledge.forms import IdDocument
from knowledge.forms.evaluation import full_years

__all__ = ["OLDEST", "birth_date", "check_digit", "read_id_number"]

OLDEST: Final = 120
"""Ages (full years) above it are taken for a slip."""

STANDARD: Final = "GB 11643-1999《公民身份号码》"
_LAW: Final = "《中华人民共和国居民身份证法》第三条"
_LENGTH: Final = 18
_OLD_LENGTH: Final = 15
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"
_PROVINCES: Final = frozenset(
    map(str, (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71))
)
_HMT: Final = frozenset({"81", "82", "83"})
_FOREIGNER: Final = "9"
_OLD_FOREIGN: Final = re.compile(r"[A-Z]{3}\d{12}")
_LOOK_AGAIN: Final = "请对照证件逐位核对后重填。"
_DOCUMENTS: Final = {
    IdDocument.RESIDENT: "居民身份证",
    IdDocument.HMT_RESIDENCE: "港澳台居民居住证",
    IdDocument.FOREIGN_RESIDENCE: "外国人永久居留身份证",
}


def check_digit(first: str) -> str:
    """The eighteenth place for the first seventeen digits (ISO 7064 MOD 11-2)."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(first, _WEIGHTS, strict=True)) % 11]


def birth_date(number: str) -> date | None:
    """The date in places 7–14; None when there is no such day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def read_id_number(text: str, today: date, documents: Collection[IdDocument] = ()) -> Read[str]:
    """The number with a capital X; ``documents`` are those whose numbers are taken (none given = 居民身份证)."""
    number = compact(text)
    flaw = _shape(number) or _document(number, documents or (IdDocument.RESIDENT,)) or _birth(number, today)
    if flaw is None and check_digit(number[:17]) != number[17]:
        flaw = Flaw(
            "id-number.check-digit", "号码的最后一位（校验码）对不上，多半是有一位抄错了。", _LOOK_AGAIN, STANDARD
        )
    return Read.unfit(flaw) if flaw else Read(number)


def _shape(number: str) -> Flaw | None:
    if len(number) == _OLD_LENGTH and number.isascii() and number.isdigit():
        return Flaw(
            "id-number.fifteen",
            "这是15位的旧号码，第一代居民身份证自2013年1月1日起已停止使用。",
            "请填写现在身份证上的18位号码；手里只有一代证的，先到派出所换领。",
            "《中华人民共和国居民身份证法》第二十三条",
        )
    if _OLD_FOREIGN.fullmatch(number):
        return Flaw(
            "id-number.old-foreign",
            "这是旧版外国人永久居留身份证的号码，网上还不能核验。",
            "已换新版的请填18位新号码；没换的请到窗口办理。",
            "国家移民管理局《关于签发启用新版外国人永久居留身份证的公告》（2023年）",
        )
    if len(number) != _LENGTH:
        return Flaw("id-number.length", f"身份号码应当是18位，这里是{len(number)}位。", _LOOK_AGAIN, STANDARD)
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return Flaw(
            "id-number.characters",
            "身份号码前17位都是数字，最后一位是数字或字母X，这里混进了别的字。",
            _LOOK_AGAIN,
            STANDARD,
        )
    return None


def _document(number: str, documents: Collection[IdDocument]) -> Flaw | None:
    if number[0] == _FOREIGNER:
        kind, province = IdDocument.FOREIGN_RESIDENCE, number[1:3]
    elif number[:2] in _HMT:
        kind, province = IdDocument.HMT_RESIDENCE, "11"
    else:
        kind, province = IdDocument.RESIDENT, number[:2]
    if province not in _PROVINCES:
        return Flaw(
            "id-number.province",
            "号码开头不是任何一个省份的代码。",
            _LOOK_AGAIN,
            "GB/T 2260《中华人民共和国行政区划代码》",
        )
    if kind not in documents:
        taken = "、".join(_DOCUMENTS[each] for each in _DOCUMENTS if each in documents)
        return Flaw(
            "id-number.document",
            f"这是{_DOCUMENTS[kind]}的号码，这里只能填{taken}的号码。",
            f"请填{taken}上的号码；没有的请到窗口咨询。",
            _LAW,
        )
    return None


def _birth(number: str, today: date) -> Flaw | None:
    birth = birth_date(number)
    if birth is None:
        return Flaw("id-number.birth-date", "号码第7到14位是出生日期，这里填的日期不存在。", _LOOK_AGAIN, STANDARD)
    if birth > today:
        return Flaw("id-number.born-later", "按这个号码，出生日期还没有到。", _LOOK_AGAIN, STANDARD)
    if full_years(birth, today) > OLDEST:
        return Flaw(
            "id-number.too-old",
            f"按这个号码，年龄已经超过{OLDEST}岁。",
            "请核对出生年份；确实无误的，请到窗口办理。",
            STANDARD,
        )
    return None
