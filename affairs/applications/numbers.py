"""Numbers of applications (申报号) and the like: dictated by phone, typed on a keypad, and not to be guessed."""

import re
import secrets
from datetime import date

__all__ = ["new_number", "number_in"]

_RANDOM_DIGITS = 9
_FORM = re.compile(r"(?<![0-9A-Z])SB([0-9]{15})([0-9])(?![0-9])")
_SPACES = re.compile(r"[\s\-]+")


def new_number(today: date, kind: str = "SB") -> str:
    """``SB`` (申报) or another ``kind``, the day as ``YYMMDD``, nine random digits, a Luhn check digit."""
    body = f"{today:%y%m%d}{secrets.randbelow(10**_RANDOM_DIGITS):0{_RANDOM_DIGITS}d}"
    return f"{kind}{body}{_check_digit(body)}"


def number_in(text: str) -> str | None:
    """The first well-formed number in a text, spaces and hyphens between the digits allowed; None without one."""
    for body, check in _FORM.findall(_SPACES.sub("", text.upper())):
        if _check_digit(body) == int(check):
            return f"SB{body}{check}"
    return None


def _check_digit(digits: str) -> int:
    """ISO/IEC 7812-1 (Luhn): finds every single wrong digit and nearly every swap of neighbours."""
    doubled = (int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return -sum(value // 10 + value % 10 for value in doubled) % 10
