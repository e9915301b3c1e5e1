"""Mobile and other telephone numbers of the mainland (《电信网编号计划》)."""

import re
from typing import Final

from affairs.precheck.flaw import Flaw, Read
from affairs.precheck.typing_habits import compact

__all__ = ["read_mobile", "read_phone"]

PLAN: Final = "工业和信息化部《电信网编号计划（2017年版）》"
_MOBILE: Final = re.compile(r"1[3-9]\d{9}", re.ASCII)
_PHONE: Final = re.compile(
    r"(?:(?:010|02\d)[2-9]\d{7}|0[3-9]\d{2}[2-9]\d{6,7})\d{0,6}|400\d{7}|95\d{3,4}|12\d{3}|11\d", re.ASCII
)
_COUNTRY: Final = re.compile(r"^(?:\+|00)86")
_DIGITS: Final = 11


def read_mobile(text: str) -> Read[str]:
    """Eleven digits."""
    number = _COUNTRY.sub("", compact(text))
    if _MOBILE.fullmatch(number):
        return Read(number)
    if _PHONE.fullmatch(number):
        message = "这是固定电话，办理进度要用短信通知，需要手机号码。"
    elif not (number.isascii() and number.isdigit()):
        message = "手机号码应当全是数字。"
    elif len(number) != _DIGITS:
        message = f"手机号码应当是11位，这里是{len(number)}位。"
    else:
        message = "这不像是手机号码（手机号以13到19开头）。"
    return Read.unfit(Flaw("mobile.shape", message, "请填写能收到短信的11位手机号码。", PLAN))


def read_phone(text: str) -> Read[str]:
    """A mobile number, or one with its area code, digits alone."""
    number = _COUNTRY.sub("", compact(text).replace("(", "").replace(")", ""))
    if _MOBILE.fullmatch(number) or _PHONE.fullmatch(number):
        return Read(number)
    return Read.unfit(
        Flaw("phone.shape", "这不是完整的电话号码。", "固定电话请连区号一起写，如0871-60000000；手机写11位号码。", PLAN)
    )
