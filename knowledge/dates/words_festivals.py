"""How holidays, festivals and lunar dates are said."""

import re
from collections.abc import Iterator

from knowledge.dates.bounds import After, Before
from knowledge.dates.context import DayNode
from knowledge.dates.festivals import NAMES, Festival, LunarDate, NextHoliday
from knowledge.dates.lunar import SOLAR_TERMS
from knowledge.dates.numerals import NUMERAL as N
from knowledge.dates.numerals import number
from knowledge.dates.token import Kind
from knowledge.dates.words_days import Wording

__all__ = ["festival_words"]

_NO_PLACE = "(?!路|街|大道|大街|广场|小区|村|镇|乡|中学|小学|学校|大厦|公园|桥|花园|机场|医院|社区|勋章|奖|红旗手)"
_OFF = "(?P<off>假期|小长假|长假|黄金周|期间|放假|假日)"
_DAY = "(?P<day>[当那]天|当日|正日子)"
_ASIDE = rf"(?:的?(?:{_OFF}|{_DAY}))?"
_NUMBERS = ("五一", "十一", "三八", "六一", "七一", "八一", "五四")
_NEED_MARK = {
    *("妇女", "儿童", "青年", "劳动", "父亲", "母亲", "教师", "情人", "愚人", "建军", "建党", "植树", "消费者权益"),
    *("团圆", "国家公祭", "寒衣"),
}
"""Words that name a festival only with 节 or 日 behind them."""
_TERMS_KNOWN = {"清明", "冬至", "夏至", "立春", "立夏", "立秋", "立冬", "春分", "秋分"}
_WEATHER = set(SOLAR_TERMS) - _TERMS_KNOWN
_LUNAR_MONTHS = {"正": 1, "冬": 11, "腊": 12}
_LUNAR_DAY = r"初?(?P<d>[一二三四五六七八九十廿卅\d]{1,3})[日号]?(?![点时:])"
_EITHER = {
    "八月十五": (8, 15),
    "二月二": (2, 2),
    "三月三": (3, 3),
    "五月五": (5, 5),
    "七月七": (7, 7),
    "九月九": (9, 9),
}
_EITHER["七月十五"] = (7, 15)


def festival_words() -> Iterator[Wording]:
    """Every wording, the longer ones first."""
    yield from _lunar_words()
    yield from _named()
    yield Kind.DAYS, r"(?<![\d一二三四五六七八九十两几半今明后去前本来])年前", lambda _: Before(Festival("春节"))
    yield Kind.DAYS, r"(?<![\d一二三四五六七八九十两几半今明后去前本来])年后", lambda _: After(Festival("春节"))
    yield Kind.DAYS, "(?:放完假|过完节|收假|假期结束)(?:(?:之|以)?后)?", lambda _: After(NextHoliday())
    holiday = "(?:小?长假|假期|节假日|放假|(?<![细情季环章关调春])节)(?=(?:之|以|过)?[前后])"
    yield Kind.DAYS, holiday, lambda _: NextHoliday()


def _lunar(found: re.Match[str]) -> DayNode:
    said = found["m"]
    month = _LUNAR_MONTHS.get(said) or number(said)
    return LunarDate(month, number(found["d"]), leap=bool(found["leap"]))


def _lunar_words() -> Iterator[Wording]:
    yield Kind.DAYS, rf"(?:农历|阴历|旧历|古历)的?(?P<leap>闰)?(?P<m>[正冬腊]|{N})月份?{_LUNAR_DAY}", _lunar
    yield Kind.DAYS, rf"(?P<leap>闰)?(?P<m>[正冬腊])月{_LUNAR_DAY}", _lunar
    early = r"(?P<d>(?<=初)[一二三四五六七八九十]|廿[一二三四五六七八九]?)"
    yield Kind.DAYS, rf"(?P<leap>闰)?(?P<m>{N})月(?:初(?=[一二三四五六七八九十]))?{early}[日号]?", _lunar
    either = "|".join(_EITHER)
    tail = r"(?![日号零〇一二三四五六七八九十\d点时:个]|龙抬头)"
    yield Kind.DAYS, f"(?P<said>{either}){tail}", lambda found: LunarDate(*_EITHER[found["said"]], perhaps=True)
    new_year = r"(?:大年|年)初(?P<d>[一二三四五六七八九十])(?!年)|(?<![年月])初(?P<e>[四五六七八九十])(?![级年中])"
    yield Kind.DAYS, new_year, lambda found: LunarDate(1, number(found["d"] or found["e"]))


def _festival(found: re.Match[str]) -> DayNode:
    return Festival(found["name"], all_off=bool(found["off"]), day=bool(found["day"]))


def _named() -> Iterator[Wording]:
    plain = sorted({*NAMES, "小年"} - set(_NUMBERS) - _NEED_MARK - _WEATHER, key=len, reverse=True)
    marked = "|".join(sorted(_NEED_MARK, key=len, reverse=True))
    yield Kind.DAYS, rf"(?P<name>{marked})[节日]{_ASIDE}{_NO_PLACE}", _festival
    yield (
        Kind.DAYS,
        rf"(?:二月二)?(?P<name>{'|'.join(plain)})(?:佳?节|夜)?{_ASIDE}(?![轻纪])(?!节目){_NO_PLACE}",
        _festival,
    )
    numbers = rf"(?<![零〇一二三四五六七八九十百\d第周期拜月初])(?P<name>{'|'.join(_NUMBERS)})"
    no_count = r"(?![点月号日时个年人名条岁元万千百分钟小工家楼班线零〇一二三四五六七八九十\d:])"
    yield Kind.DAYS, rf"{numbers}(?:劳动|妇女|儿童|国庆|青年|建党|建军)?节?{_ASIDE}{no_count}{_NO_PLACE}", _festival
    yield Kind.DAYS, rf"(?P<name>{'|'.join(_WEATHER)})(?P<off>)(?:节气)?(?P<day>当天|那天|节气|(?=[前后]))", _festival
