"""How hours are said, and the small words that bind an expression together."""

import re
from collections.abc import Callable, Iterator

from knowledge.dates.clock import Hour, Limit
from knowledge.dates.context import DayNode
from knowledge.dates.numerals import NUMERAL as N
from knowledge.dates.numerals import number
from knowledge.dates.relative import SameDay
from knowledge.dates.token import Kind, Shift, Value
from knowledge.dates.words_days import W, Wording, minutes

__all__ = ["binding_words", "time_words"]

_PART_WORDS = {
    "凌晨": "凌晨",
    "清晨|拂晓": "清晨",
    "大?清早": "清早",
    "一大?早(?!上)|一上班|刚上班|[一刚]开门": "一早",
    "早上|早晨|早间|(?<=[今明昨后天])早(?![点些一])|早(?=\\d{1,2}[点:时]|[七八九十]点)": "早上",
    "上午|[上前]半天": "上午",
    "中午|晌午|正午|午间|午休(?:时间)?|(?<=[今明后昨天])午": "中午",
    "午后|(?:吃完)?午饭后": "午后",
    "下午|[下后]半天|下班前": "下午",
    "傍晚|黄昏": "傍晚",
    "晚上|晚间|夜里|夜晚|夜间|(?<=[今明昨后天])[晚夜](?![点些一])|晚(?=\\d{1,2}[点:时]|[五六七八九十]点)": "晚上",
    "深夜|半夜|午夜": "深夜",
}
_NO_POINT = r"(?:(?<![早快慢有多少近远好宜高低差])|(?!一点))"
_NO_TALK = r"(?![心击菜评名赞子了]|建议|要求|意见|问题|原因|疑问)"
_TEENS = r"零[一二三四五六七八九]|[二三四五]?十[一二三四五六七八九]?"


def _quarter(text: str) -> int:
    return 15 * number(text)


def _hour(found: re.Match[str]) -> Hour:
    minute = 0
    if found["half"]:
        minute = 30
    elif found["quarter"]:
        minute = _quarter(found["quarter"])
    elif found["m"] or found["bare"]:
        minute = number(found["m"] or found["bare"])
    return Hour(number(found["h"]), minute)


def _short_of(found: re.Match[str]) -> Hour:
    """差一刻九点."""
    less = _quarter(found["quarter"]) if found["quarter"] else number(found["m"])
    whole = number(found["h"]) * 60 - less
    return Hour(whole // 60, whole % 60)


def _written(found: re.Match[str]) -> Hour:
    return Hour(int(found["h"]), int(found["m"]), written=len(found["h"]) == 2)


def _as(value: Value) -> Callable[[re.Match[str]], Value]:
    return lambda _: value


def time_words() -> Iterator[Wording]:
    """Hours and parts of the day."""
    less = rf"(?:(?P<quarter>[一1])刻钟?|(?P<m>{N})分钟?)"
    yield Kind.HOUR, rf"差{less}(?:就|到|不到)?(?P<h>{N})点钟?", _short_of
    yield Kind.HOUR, rf"(?P<h>{N})点差{less}", _short_of
    yield Kind.HOUR, r"(?<![\d:])(?P<h>\d{1,2}):(?P<m>\d{2})(?::\d{2})?(?![\d:])", _written
    past = (
        rf"(?:(?P<half>半)|(?P<quarter>[一二三123])刻钟?|过?(?P<m>{N})分(?!钟)"
        rf"|(?P<bare>\d{{2}}|{_TEENS})(?![\d个号日月天人楼点元块岁名分零〇一二三四五六七八九十])|整)?"
    )
    yield Kind.HOUR, rf"{_NO_POINT}(?P<h>{N})(?:点钟?|时(?![候间段限效刻])){_NO_TALK}{past}", _hour
    for words, part in _PART_WORDS.items():
        yield Kind.PART, words, _as(part)


_EARLIER = "提前|往前(?:推|挪|提|移)?|提早|早"
_LATER = "推迟|延后|延期|往后(?:推|延|挪|移)?|后延|顺延|改晚|晚|推后"
_LENGTH = rf"(?P<count>半|{N}个半|{N})个?(?P<unit>天|日|{W}|月|小时|钟头|分钟|刻钟)"


def _moved(sign: int) -> Callable[[re.Match[str]], Value]:
    def make(found: re.Match[str]) -> DayNode | Shift:
        if found["unit"] in {"小时", "钟头", "分钟", "刻钟"}:
            return Shift(sign * minutes(found), moving=True)
        unit = {"日": "天", "星期": "周", "礼拜": "周"}.get(found["unit"], found["unit"])
        count = 15 if found["count"].endswith("半") else number(found["count"])
        return SameDay(sign * count, "天" if found["count"].endswith("半") else unit)

    return make


def binding_words() -> Iterator[Wording]:
    """What relates, bounds, excludes or changes; must be tried after the days that begin alike."""
    verbs = "改|换|调|挪|移|延|推迟|延后|延期|提前|顺延|推|变更|调整|修改|更改|改约|改签"
    yield Kind.CHANGE, f"(?:{verbs})(?:成|到|至|为|在)", _as(None)
    yield Kind.SHIFT, f"(?:{_EARLIER}){_LENGTH}", _moved(-1)
    yield Kind.SHIFT, f"(?:{_LATER}){_LENGTH}", _moved(1)
    yield Kind.EVERY, f"每(?:个|一)?(?:{W}|天|日|月|年|逢)|天天|隔天|隔{W}", _as(None)
    nearest = "最近的?(?=时间|时段|空位|空闲|号|一天|有|能|可)"
    quick = "最早|最快|尽快|尽早|越快越好|越早越好|第一时间|早一?点|早些|快一?点|随时|现在|马上|立刻|立即|这会儿"
    yield Kind.SOONEST, f"{quick}|{nearest}|只要有(?:号|空位)", _as(None)
    yield Kind.LATEST, "最晚|最迟|至迟|不晚于|不迟于", _as(Limit.BEFORE)
    yield Kind.LATEST, "不早于", _as(Limit.AFTER)
    vague = "过几天|改天|改日|过些(?:天|日子)|过一?阵子?|过段时间|哪天|几天(?:之|以)?后|有空|抽空|下次|晚一?点|晚些"
    yield Kind.VAGUE, vague, _as(None)
    yield Kind.NOT_NEXT, "不要|不是|除了|除(?!夕)|别约|避开|不想", _as(None)
    refused = "不行|不可以|不方便|没空|没时间|有事|来不了|去不了|不能去|不能来|[不要]上班|加班"
    yield Kind.NOT_LAST, f"(?:我|就|都|也|可能|恐怕)?(?:{refused})(?!吗)", _as(None)


def limit_words() -> Iterator[Wording]:
    """What stands right behind a day or an hour."""
    yield Kind.LIMIT, "左右|前后|上下|来钟", _as(Limit.AROUND)
    yield Kind.LIMIT, "多钟?", _as(Limit.OVER)
    yield Kind.LIMIT, "之前|以前|前(?![台面提往期几年后天日者门进排])", _as(Limit.BEFORE)
    yield Kind.LIMIT, "之后|以后|过后|后(?![天面续台年补者门排期日来勤顾半])", _as(Limit.AFTER)
    yield Kind.FROM, "起|开始|往后", _as(None)
    yield Kind.TO, "到|至|-", _as(None)
    yield Kind.OR, "或者|或是|或|还是|要么|和|跟|与|及|、|,|;|/", _as(None)
