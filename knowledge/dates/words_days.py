"""How days are said: each wording with what it means. The first that fits a place of the text wins."""

import re
from collections.abc import Callable, Iterator

from knowledge.dates.bounds import After
from knowledge.dates.bounds import Nth as NthDay
from knowledge.dates.context import DayNode, Unreadable
from knowledge.dates.model import Unread
from knowledge.dates.months import DayOfMonth, Month, MonthDay, MonthPart, OneMonth, Year, YearRef
from knowledge.dates.numerals import NUMERAL as N
from knowledge.dates.numerals import number
from knowledge.dates.relative import Ahead, Counted
from knowledge.dates.token import Kind, Nth, Shift, Value
from knowledge.dates.weeks import Week, Weekday, Weekend

__all__ = ["W", "Wording", "day_words", "year_ref"]

Wording = tuple[Kind, str, Callable[[re.Match[str]], Value]]

W = r"(?:周|星期|礼拜)"
_WD = "[一二三四五六日天1-7]"
_WEEKDAYS = {**{char: n for n, char in enumerate("一二三四五六日", 1)}, "天": 7, **{str(n): n for n in range(1, 8)}}
_THIS = r"(?:(?P<which>上上|上|这|本|下下下|[下大再]下|下)(?:一)?个?)"
_SHIFTS = {
    "上上": -2,
    "上": -1,
    "这": 0,
    "本": 0,
    "当": 0,
    "下": 1,
    "次": 1,
    "下下": 2,
    "大下": 2,
    "再下": 2,
    "下下下": 3,
}
_MONTH = r"(?P<which>上上|上|这|本|当|下下|下|次)(?:一)?个?月份?"
_PART = r"(?P<part>上旬|中旬|下旬|上半月?|下半月?|初|底|末|中(?![心学午旬国秋间介断]))"
_YEAR = r"(?:(?P<rel>[今明后去前本来])年度?|(?P<year>(?<!\d)(?:\d\d)?\d\d|二[零〇一二三四五六七八九]{3})年)"
_YEARS = {"前": -2, "去": -1, "今": 0, "本": 0, "明": 1, "来": 1, "后": 2}
_UNIT = rf"(?P<unit>工作日|天|日|{W}|(?<=[个半])月|年)"
_SMALL = r"(?P<unit>小时|钟头|分钟|刻钟)"
_COUNT = rf"(?P<count>半|{N}个半|{N})个?"
_AFTER = r"(?:之后|以后|过后|后(?!天))"
_NO_THING = "(?!楼|线|窗|厅|口|证|门|柜|院|店|路|桌|机|令|文|站|馆|仓|室|厂|台|通|码|地|段|大街|公)"


def _count(found: re.Match[str]) -> int:
    value = number(found["count"])
    if value < 0:
        raise Unreadable(Unread.NOTHING)
    return value


def _unit(found: re.Match[str]) -> str:
    return {"日": "天", "星期": "周", "礼拜": "周"}.get(found["unit"], found["unit"])


def _ahead(sign: int, *, within: bool = False) -> Callable[[re.Match[str]], DayNode]:
    def make(found: re.Match[str]) -> DayNode:
        unit, said = _unit(found), found["count"]
        if said.endswith("半"):  # 半个月, 一个半月, 半年
            whole = number(said[:-2]) if len(said) > 1 else 0
            days = {"月": 15, "年": 183, "周": 3, "天": 0, "工作日": 0}[unit]
            return Ahead(sign * (whole * {"月": 30, "年": 365}.get(unit, 7) + days), "天", within)
        return Ahead(sign * _count(found), unit, within)

    return make


def minutes(found: re.Match[str]) -> int:
    """Minutes of a length of time such as 一个半小时."""
    each = {"分钟": 1, "刻钟": 15}.get(found["unit"], 60)
    said = found["count"]
    if said.endswith("半"):
        return (number(said[:-2]) * each if len(said) > 1 else 0) + each // 2
    return _count(found) * each


def year_ref(found: re.Match[str]) -> YearRef | None:
    """The year in a wording that has ``_YEAR`` in it, or None."""
    if found["rel"]:
        return YearRef(shift=_YEARS[found["rel"]])
    if found["year"]:
        value = number(found["year"])
        return YearRef(number=value if value > 99 else 2000 + value)
    return None


def _whole_year(found: re.Match[str]) -> DayNode:
    return Year(year_ref(found), found["part"].removeprefix("年").removesuffix("年"))


def _fixed(first: int, last: int) -> Callable[[re.Match[str]], DayNode]:
    return lambda _: Counted(first, last)


def _part(found: re.Match[str]) -> str:
    return found["part"].removesuffix("月")


def _month(found: re.Match[str]) -> int:
    return number(found["month"])


def _shift(found: re.Match[str]) -> int:
    return _SHIFTS[found["which"]]


def _nth(found: re.Match[str]) -> Nth:
    said = found["number"] or found["single"] or "一"
    count = number(said)
    backward = found[0].startswith(("最后", "倒数"))
    kind = found["kind"]
    if kind.endswith("末"):
        kind = "末"
    elif kind in {"工作日", "上班日"}:
        kind = "工作日"
    elif kind != "天":
        kind = str(_WEEKDAYS[kind[-1]]) if kind[-1] in _WEEKDAYS else "周"
    return Nth(-count if backward else count, kind)


def _offset(found: re.Match[str]) -> tuple[int, int]:
    said = found[0].removeprefix("的")
    if said in {"第二天", "次日", "翌日", "隔天"}:
        return (1, 1)
    count = number(found["count"]) * (1 if found["unit"] in {"天", "日"} else 7)
    if said.startswith("前"):
        return (-count, -count if "第" in said else -1)
    return (count if "第" in said else 1, count)


def day_words() -> Iterator[Wording]:
    """Every wording of days but the festivals."""
    yield from _dates()
    yield from _lengths()
    yield from _near()
    yield from _weeks()
    yield from _months()


def _dates() -> Iterator[Wording]:
    def full(found: re.Match[str]) -> DayNode:
        return MonthDay(int(found["m"]), int(found["d"]), YearRef(number=int(found["y"])))

    yield Kind.DAYS, r"(?<![\d.])(?P<y>(?:19|2[01])\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})[日号]?(?!\d)", full
    yield Kind.DAYS, r"(?<!\d)(?P<y>2[01]\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)(?!\d)", full
    no_more = r"(?![\d./:%-]|[点时米元万千公平号个天岁人])"
    short = rf"(?<![\d./-])(?P<m>1[0-2]|0?[1-9])(?P<s>[-/.])(?P<d>3[01]|[12]\d|0?[1-9]){no_more}"
    yield Kind.DAYS, short, lambda found: MonthDay(int(found["m"]), int(found["d"]))
    yield Kind.DAYS, rf"(?:{_YEAR}的?)(?P<part>年?[底末初]|上半年|下半年)(?!级)", _whole_year
    yield Kind.DAYS, r"(?P<part>年[底末初]|上半年|下半年)(?P<rel>)(?P<year>)", _whole_year
    yield Kind.DAYS, r"(?<![\d一二三四五六七八九十两几半])年内", lambda _: Year(YearRef())
    yield Kind.YEAR, _YEAR, year_ref


def _lengths() -> Iterator[Wording]:
    two = r"(?<![十百])(?P<a>[一二两三四五六七八九])(?:到|至|-)?(?P<b>[二三四五六七八九])[天日]"
    digits = r"(?<!\d)(?P<a>\d)(?:到|至|-)(?P<b>\d)[天日]"
    yield Kind.DAYS, f"{two}(?:之内|以内|内)", lambda found: Counted(0, number(found["b"]))
    for wording in (two, digits):
        yield Kind.DAYS, wording + _AFTER, lambda found: Counted(number(found["a"]), number(found["b"]))
    yield Kind.DAYS, r"(?:再)?过(?:个)?(?:一两|两)天", _fixed(2, 3)
    yield Kind.DAYS, rf"(?:再?过|等)?{_COUNT}{_UNIT}{_AFTER}", _ahead(1)
    yield Kind.DAYS, rf"再?过{_COUNT}{_UNIT}", _ahead(1)
    yield Kind.DAYS, rf"{_COUNT}{_UNIT}(?:之内|以内|内)", _ahead(1, within=True)
    coming = rf"(?:未来|接下来|今后|往后|接着)(?:的)?(?P<count>{N})个?(?P<unit>天|日|{W})"
    yield Kind.DAYS, coming, lambda found: Counted(1, _count(found) * (7 if _unit(found) == "周" else 1))
    yield Kind.DAYS, rf"{_COUNT}{_UNIT}(?:之前|以前|前)", _ahead(-1)
    yield Kind.SHIFT, rf"(?:再?过|等)?{_COUNT}{_SMALL}(?:{_AFTER})", lambda found: Shift(minutes(found))
    yield Kind.SHIFT, rf"再?过{_COUNT}{_SMALL}", lambda found: Shift(minutes(found))
    yield Kind.SHIFT, rf"{_COUNT}{_SMALL}(?:之内|以内|内)", lambda found: Shift(minutes(found), within=True)


def _near() -> Iterator[Wording]:
    yield Kind.DAYS, "今明(?:两|2)?[天日]?", _fixed(0, 1)
    yield Kind.DAYS, "明后(?:两|2)?[天日]", _fixed(1, 2)
    yield Kind.DAYS, "这一?两[天日]", _fixed(0, 1)
    yield Kind.DAYS, "这几[天日]|最近几[天日]|近几[天日]|近期|近日|最近(?!的|一?个?工作日|有|能|可)", _fixed(0, 6)
    back = "[天日]|儿个?|个儿"
    here = f"{back}|(?=[晚早夜]|上午|下午|中午)"
    for word, ahead in (("大前", -3), ("前", -2), ("大后", 3), ("后", 2)):
        yield Kind.DAYS, f"{word}(?:{back})", _fixed(ahead, ahead)
    for word, ahead in (("昨", -1), ("今", 0), ("明", 1)):
        yield Kind.DAYS, f"{word}(?:{here})", _fixed(ahead, ahead)
    yield Kind.SAME_DAY, "[当同][天日]|同一天|那[天日]", lambda _: None
    yield Kind.OFFSET, rf"的?(?:前|(?<![今往])后)第?(?P<count>{N})个?(?P<unit>[天日]|{W})", _offset
    yield Kind.OFFSET, "的?(?:第二天|次日|翌日|隔天)", _offset


def _weeks() -> Iterator[Wording]:
    def weekday(found: re.Match[str]) -> DayNode:
        return Weekday(_WEEKDAYS[found["day"]], _shift(found) if found["which"] else None)

    kind = rf"(?P<kind>工作日|上班日|{W}末|{W}{_WD}(?!点)|天|{W})"
    yield Kind.NTH, rf"(?:(?:倒数)?第(?P<number>{N})个?|(?:最后|首|头)(?P<single>{N})?个?){kind}", _nth
    yield Kind.NTH, "上班的?第一天|第一天上班|开工|复工", lambda _: Nth(1, "工作日")
    tomorrow = After(Counted(0, 0))
    yield Kind.DAYS, "下(?:一)?个?(?:工作|上班)日", lambda _: NthDay(tomorrow, 1, "工作日")
    yield (
        Kind.DAYS,
        "最近的?(?:一)?个?(?:工作|上班)日",
        lambda _: NthDay(After(Counted(0, 0), included=True), 1, "工作日"),
    )
    yield Kind.WORKDAYS, "工作日|上班日|平日", lambda _: None
    weekend = rf"{_THIS}?(?:{W}末|双休日?|{W}六[日天](?!期))"
    yield Kind.DAYS, weekend, lambda found: Weekend(_shift(found) if found["which"] else 0)
    yield Kind.DAYS, rf"{_THIS}{W}(?P<day>{_WD})(?![点时:\d]|[次遍回])", weekday
    yield Kind.DAYS, rf"(?P<which>){W}(?P<day>{_WD})(?![\d]|[次遍回])", weekday
    yield Kind.DAYS, rf"{_THIS}{W}(?!末)", lambda found: Week(_shift(found))


def _months() -> Iterator[Wording]:
    def month_day(found: re.Match[str]) -> DayNode:
        return MonthDay(_month(found), number(found["day"]))

    day = rf"(?P<day>{N})"
    yield (
        Kind.DAYS,
        rf"{_MONTH}的?{day}[日号]{_NO_THING}",
        lambda found: DayOfMonth(number(found["day"]), _shift(found)),
    )
    yield Kind.DAYS, rf"{_MONTH}的?{_PART}", lambda found: MonthPart(_part(found), OneMonth(_shift(found)))
    yield Kind.DAYS, _MONTH, lambda found: OneMonth(_shift(found))
    month = rf"(?<!\d)(?P<month>{N})月份?"
    yield Kind.DAYS, rf"{month}的?{day}[日号]{_NO_THING}", month_day
    yield Kind.DAYS, rf"{month}{day}(?![零〇一二三四五六七八九十\d点时:个天分]|{W})", month_day
    yield Kind.DAYS, rf"{month}的?{_PART}", lambda found: MonthPart(_part(found), Month(_month(found)))
    yield Kind.DAYS, rf"{month}(?![薪租票龄嫂供费])", lambda found: Month(_month(found))
    yield Kind.DAYS, r"月(?P<part>[初底末中](?![心学]))|(?P<part2>[上中下]旬)", _alone_part
    yield Kind.DAYS, rf"(?<![第\da-z.路街道巷弄]){day}[日号]{_NO_THING}", lambda found: DayOfMonth(number(found["day"]))


def _alone_part(found: re.Match[str]) -> DayNode:
    return MonthPart(found["part"] or found["part2"])
