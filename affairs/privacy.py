"""Personal data taken out of free text before it is kept or logged.

Rather too much is taken than too little: what is left serves the knowledge desk, which
needs the words of a question, never whose it was (个人信息保护法 第四条, 第二十八条).
"""

import re
from functools import lru_cache

from knowledge.sieve import Sieve

__all__ = ["scrub"]

# Latin letters and digits in half and full width, as typed on Chinese keyboards.
_ALNUM = r"0-9A-Za-z０-９Ａ-Ｚａ-ｚ"
_GAP = r"[\s\-]?"
_HAN = r"\u4e00-\u9fff\u3400-\u4dbf"
_SAYS_NAME = (
    r"(?:(?:我|本人|名字?|孩子|儿子|女儿|爸爸?|妈妈?|老公|老婆|丈夫|妻子|父亲|母亲|爱人|他|她)叫做?"
    r"|姓名(?:是|为|叫)?|名字(?:是|为))"
)
# A verb or particle after 叫 means that no name follows (我叫了车, 我叫不动他).
_NOT_A_NAME = r"(?![了不个车他她你我什啥])"
_COMPOUND = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|夏侯|端木|司徒|南宫|完颜"
_SURNAME = (
    "[赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严魏陶姜谢邹苏潘葛范彭鲁袁柳唐薛雷贺罗毕郝邵汪毛戴宋庞熊纪舒屈项祝"
    "董梁杜贾江郭梅林钟徐邱骆夏蔡田樊胡霍卢莫丁邓洪崔龚程陆段侯刘龙叶黎赖卓温庄柴阎聂曾辛尹姚廖黄傅肖]"
)
_OF_SOMEBODY = (
    r"(?=名下|的(?:身份证|手机|电话|号码|住址|地址|社保|医保|公积金|工资|存款|银行|房|车牌|婚姻|户口|档案|征信|病历))"
)
_AFTER_NAME = "我想要办的在是来去问需该怎咋今现,，。和、"

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+", re.ASCII), "[邮箱]"),
    (re.compile(rf"(?<![{_ALNUM}])\d(?:{_GAP}\d){{16}}{_GAP}[\dXxＸｘ](?![{_ALNUM}])"), "[身份证号]"),
    (
        re.compile(rf"(?<![{_ALNUM}])[1-9]\d{{5}}\d{{2}}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{{3}}(?![{_ALNUM}])"),
        "[身份证号]",
    ),
    (
        re.compile(rf"(?<![{_ALNUM}])(?=[0-9A-Z]*[A-Z])[0-9A-HJ-NP-Y]{{2}}\d{{6}}[0-9A-HJ-NP-Y]{{10}}(?![{_ALNUM}])"),
        "[信用代码]",
    ),
    (re.compile(r"(?<![\w\-])o[\w\-]{27}(?![\w\-])", re.ASCII), "[用户号]"),
    (re.compile(r"(?<!\d)(?:\+?86[\s\-]?)?1[3-9]\d[\s\-]?\d{4}[\s\-]?\d{4}(?!\d)"), "[手机号]"),
    (re.compile(rf"(?<!\d)\d(?:{_GAP}\d){{15,18}}(?!\d)"), "[银行卡号]"),
    (re.compile(r"(?<!\d)0\d{2,3}[\s\-]?\d{7,8}(?!\d)"), "[电话]"),
    (
        re.compile(
            r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Za-z][·•\s\-]?"
            r"(?:[A-HJ-NP-Za-hj-np-z0-9]{5,6}|[A-HJ-NP-Za-hj-np-z0-9]{4}[挂学警港澳使领])(?![A-Za-z0-9])"
        ),
        "[车牌号]",
    ),
    (re.compile(rf"(?<![{_ALNUM}])[EeGgPpDdSsHhMm][A-Za-z]?\d{{7,8}}(?![{_ALNUM}])"), "[证件号]"),
    (re.compile(r"(微信号?[:：是\s]{0,3})[A-Za-z][\w\-]{5,19}", re.ASCII), r"\1[微信号]"),
    (re.compile(r"[零〇一二三四五六七八九幺两]{9,}"), "[号码]"),
    (re.compile(r"\d{9,}"), "[号码]"),
    (
        re.compile(
            rf"({_SAYS_NAME}[:：\s]{{0,2}}){_NOT_A_NAME}"
            rf"(?:[{_HAN}]{{1,6}}·[{_HAN}]{{1,6}}|(?:{_COMPOUND}|[{_HAN}])(?:(?![{_AFTER_NAME}])[{_HAN}]){{1,2}})"
        ),
        r"\1[姓名]",
    ),
    (  # somebody else's data asked for: 帮我查一下张三的身份证号
        re.compile(
            rf"(查(?:一?下|询|查|看|找)?|看看|看一下|知道|邻居|同事|同学|朋友|老板|房东|前夫|前妻)"
            rf"(?:{_COMPOUND}|{_SURNAME})(?:(?![区市县省镇乡局所司店院校馆厅村])[{_HAN}]){{1,2}}{_OF_SOMEBODY}"
        ),
        r"\1[姓名]",
    ),
)


SHORT = 64
"""Characters of a text of which it is remembered that it is plain."""
_SIEVE = Sieve({number: pattern for number, (pattern, _) in enumerate(_RULES)})


class _Suspect(Exception):
    """Something in a text is somebody's data."""


@lru_cache(maxsize=8192)  # a town asks the same few questions all day, and each is looked at several times
def _checked(text: str) -> None:
    """Raises _Suspect, so that only plain texts are remembered."""
    if any(pattern.search(text) for _, pattern in _SIEVE.possible(text)):
        raise _Suspect


def scrub(text: str) -> str:
    """``text`` with identity numbers, phones, cards, plates, mails and stated names as placeholders.

    Never raises; running it twice changes nothing more. Short public numbers (12345, 110) stay.
    """
    try:
        (_checked if len(text) <= SHORT else _checked.__wrapped__)(text)
    except _Suspect:
        for pattern, placeholder in _RULES:
            text = pattern.sub(placeholder, text)
    return text
