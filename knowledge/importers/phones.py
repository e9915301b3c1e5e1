"""Telephone numbers out of a cell (咨询电话, 咨询方式), in one form: 0431-85695018, 0431-85695018转802.

Numbers with a mask (152****5404) cannot be called: they stay in the text, never
among the phones.
"""

import re
import unicodedata
from functools import lru_cache

__all__ = ["read_phones"]

_DASHES = re.compile(r"[\u2010-\u2015\u2212\ufe58\ufe63~—–－─]+")
_ABROAD = re.compile(r"\+?86[-\s]0?(\d{2,3})[-\s](?=\d{7,8}(?!\d))")
_MASKED = re.compile(r"(?<!\d)\d{2,20}\*{2,}\d*")
_EXTENSION = r"(?:\s*(?:转|分机|ext\.?)\s*(?P<{0}>\d{{1,6}})|-(?P<{0}b>\d{{1,5}})(?![\d-]))?"
_NUMBER = re.compile(
    r"(?<![\d*])(?:\+?86[-\s]?(?=0?\d{2,3}-|1[3-9]))?"
    r"(?:"
    rf"(?P<area>\(?0\d{{2,3}}\)?)[-\s]*(?:(?P=area)[-\s]*)?(?P<local>[1-9]\d{{2,3}}[\s-]?\d{{4}}|[1-9]\d{{2,6}}){_EXTENSION.format('e')}"
    r"|(?P<mobile>1[3-9]\d[-\s]?\d{4}[-\s]?\d{4})"
    r"|(?P<free>[48]00-?\d{3}-?\d{4}|[48]00-?\d{4}-?\d{3})"
    rf"|(?P<town>[2-8]\d{{2}}[ -]?\d{{4}}|[2-8]\d{{3}}[ -]?\d{{4}}){_EXTENSION.format('t')}"
    r"|(?P<short>1(?:10|14|19|20|22|\d{4})|9[56]\d{3,6})"
    r")(?![\d*])"
)
_ONLY_MARKS = re.compile(
    r"[-\s,;、。/|\"'“”:()及和或]*(?:(?:咨询|联系|服务|办公|监督|投诉)?(?:电话|热线)[\s:,;、/]*)*", re.IGNORECASE
)


@lru_cache(maxsize=50_000)
def read_phones(text: str) -> tuple[tuple[str, ...], str]:
    """The numbers of ``text`` without repetition, and the text where it says more than numbers ('' otherwise)."""
    plain = _ABROAD.sub(r"0\1-", _DASHES.sub("-", unicodedata.normalize("NFKC", text)))
    phones = tuple(dict.fromkeys(_phone(found) for found in _NUMBER.finditer(_MASKED.sub(_blanked, plain))))
    rest = _NUMBER.sub("", _MASKED.sub("*", plain))
    told = "" if _ONLY_MARKS.fullmatch(rest) else text.strip().strip('"“”').strip()
    return phones, told


def _blanked(found: re.Match[str]) -> str:
    return "*" * len(found[0])


def _phone(found: re.Match[str]) -> str:
    extension = found["e"] or found["eb"] or found["t"] or found["tb"]
    tail = f"转{extension}" if extension else ""
    if found["area"]:
        return f"{found['area'].strip('()')}-{_digits(found['local'])}{tail}"
    if found["free"]:
        digits = _digits(found["free"])
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    return _digits(found["mobile"] or found["town"] or found["short"]) + tail


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
