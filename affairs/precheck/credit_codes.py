"""统一社会信用代码 after GB 32100-2015 (checked by python-stdnum)."""

from typing import Final

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from affairs.precheck.flaw import Flaw, Read
from affairs.precheck.typing_habits import compact

__all__ = ["read_credit_code"]

STANDARD: Final = "GB 32100-2015《法人和其他组织统一社会信用代码编码规则》"
_LENGTH: Final = 18
_OLD_LENGTH: Final = 15
_ALPHABET: Final = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")
_LOOK_AGAIN: Final = "请对照营业执照或登记证书右上角的代码逐位核对后重填。"


def read_credit_code(text: str) -> Read[str]:
    """The code in capitals."""
    code = compact(text)
    flaw = _shape(code)
    if flaw is None:
        try:
            uscc.validate(code)
        except ValidationError:
            said = "代码对不上（最后一位是校验码），多半是有一位抄错了。"
            flaw = Flaw("credit-code.check", said, _LOOK_AGAIN, STANDARD)
    return Read.unfit(flaw) if flaw else Read(code)


def _shape(code: str) -> Flaw | None:
    if len(code) == _OLD_LENGTH and code.isascii() and code.isdigit():
        return Flaw(
            "credit-code.registration-number",
            "这是15位的旧工商注册号，不是统一社会信用代码。",
            "请填写换发后的营业执照上18位的代码；还没有换照的，请先换照。",
            "《国务院关于批转发展改革委等部门法人和其他组织统一社会信用代码制度建设总体方案的通知》（国发〔2015〕33号）",
        )
    if len(code) != _LENGTH:
        return Flaw("credit-code.length", f"统一社会信用代码应当是18位，这里是{len(code)}位。", _LOOK_AGAIN, STANDARD)
    if not set(code) <= _ALPHABET:
        return Flaw(
            "credit-code.characters",
            "代码里有不会出现的字符（代码只用数字和大写字母，没有I、O、Z、S、V）。",
            "看看是不是把数字1、0、2、5写成了字母I、O、Z、S。",
            STANDARD,
        )
    return None
