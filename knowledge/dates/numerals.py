"""Chinese numerals as they stand in dates: 三, 十五, 二十八, 廿三, 卅, 两, 二〇二六, and digits."""

__all__ = ["NUMERAL", "number"]

NUMERAL = r"(?:\d{1,4}|[零〇一二两三四五六七八九十廿卅百]{1,6})"
"""A numeral within a regular expression."""

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"廿": 20, "卅": 30}


def number(text: str) -> int:
    """The value of a numeral; -1 for one that is none (十百三)."""
    if text.isdigit() and text.isascii():
        return int(text)
    if all(char in _DIGITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    total, pending = 0, -1
    for char in text:
        if char in _DIGITS:
            pending = _DIGITS[char]
        elif char in _TENS and pending < 0 and total % 100 == 0:
            total += _TENS[char]
        elif char == "十" and total % 100 == 0:
            total, pending = total + (1 if pending < 0 else pending) * 10, -1
        elif char == "百" and total == 0 and pending > 0:
            total, pending = pending * 100, -1
        else:
            return -1
    return total + max(pending, 0)
