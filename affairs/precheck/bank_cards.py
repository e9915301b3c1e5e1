"""Bank card numbers: ISO/IEC 7812-1 (13–19 digits, Luhn's check digit)."""

from typing import Final

from stdnum import luhn

from affairs.precheck.flaw import Flaw, Read
from affairs.precheck.typing_habits import compact

__all__ = ["read_bank_card"]

STANDARD: Final = "JR/T 0008-2000《银行卡发卡行标识代码及卡号》"
_SHORTEST, _LONGEST = 13, 19
_LOOK_AGAIN: Final = "请对照银行卡正面的卡号逐位核对；填的是存折账号的，请换成卡号。"


def read_bank_card(text: str) -> Read[str]:
    """The digits."""
    number = compact(text)
    if not (number.isascii() and number.isdigit() and _SHORTEST <= len(number) <= _LONGEST):
        return Read.unfit(Flaw("bank-card.length", "银行卡号应当是13到19位数字。", _LOOK_AGAIN, STANDARD))
    if not luhn.is_valid(number):
        return Read.unfit(
            Flaw("bank-card.check", "卡号对不上（最后一位是校验码），多半抄错了一位。", _LOOK_AGAIN, STANDARD)
        )
    return Read(number)
