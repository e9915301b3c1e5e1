"""Which of the offered options a message picks: by number, by ordinal, or by its words."""

import re
from collections.abc import Sequence

from bot.session import Offer
from knowledge.facets import strip_facets
from knowledge.region_names import plain
from knowledge.variants import likely

__all__ = ["narrowed", "number_picks", "word_pick"]

DIGITS = {char: n for n, char in enumerate("零一二三四五六七八九")} | {"两": 2, "俩": 2}
LONGEST = 24
"""No longer text is a number with a few words around it."""
NUMBER = r"(\d{1,2}|[一二三四五六七八九两]?十[一二三四五六七八九]?|[一二三四五六七八九两])"
LEAD = r"(?:那|就|我|嗯|是|好|的|应该|想|要|选|选择|选中|办|看|问|回复|按|点|说|挑|第|序号|选项|编号|我选|我要|查)*"
TAIL = r"(?:个|项|条|种|号|样|件|点|款)?(?:那个|这个|选项|事项)?(?:吧|啊|呀|呗|的|了|好了|就行|就好|谢谢|哈|嘛|呢)*"
COUNTING = re.compile(r"[\d一二三四五六七八九十两最末倒]")
"""No number, and no last one, is said without any of these."""
ONE = re.compile(rf"{LEAD}{NUMBER}{TAIL}")
LAST = re.compile(rf"{LEAD}(?:最后|末尾|最末|最下面|最底下|倒数第一)(?:那|的)?(?:一)?{TAIL}")
SEVERAL = re.compile(rf"(?:{NUMBER}(?:[ 、,，和跟及与]|$)+)+")
ASKING = re.compile(r"怎么|咋|如何|什么|啥|哪|多少|几|吗$")
NOISE = re.compile(
    r"^(?:我?(?:想|要|选|选择|办|问的是|问|就是|是|说的是|属于)+|那个?|就|嗯|哦|应该是|大概是)+|(?:那个|这个|的|吧|啊|呀|呗|呢|了|那种|这种|情况)+$"
)


def number_picks(text: str, count: int) -> tuple[int, ...] | None:
    """The 1-based numbers that the normalised text is, those of ``count`` options only.

    None when the text is no number at all; () when it is one that was not offered.
    A long number (an application, a phone) is never a pick.
    """
    if len(text) > LONGEST or not COUNTING.search(text):
        return None
    words = strip_facets(text).strip()
    if (match := LAST.fullmatch(plain(words))) is not None:
        return (count,) if count else ()
    if SEVERAL.fullmatch(text):
        numbers = [_value(each) for each in re.findall(NUMBER, text)]
        return tuple(dict.fromkeys(n for n in numbers if 1 <= n <= count))
    if match := ONE.fullmatch(plain(words)):
        return tuple(n for n in (_value(match[1]),) if 1 <= n <= count)
    return None


def word_pick(text: str, offers: Sequence[Offer]) -> int | None:
    """The 1-based number of the one option whose words the text has, or None."""
    said = plain(text).lower()
    labels = [plain(offer.label).lower() for offer in offers]
    whole = [n for n, label in enumerate(labels, 1) if label == said]
    if len(whole) == 1:
        return whole[0]
    core = NOISE.sub("", said)
    if len(core) < 2:
        return None
    inside = [n for n, label in enumerate(labels, 1) if core in label]
    if len(inside) == 1:
        return inside[0]
    if inside or ASKING.search(said):
        return None
    holding = [n for n, label in enumerate(labels, 1) if len(label) > 1 and label in said]
    longest = [n for n in holding if all(labels[m - 1] in labels[n - 1] for m in holding)]
    return longest[0] if len(longest) == 1 else None


def narrowed(text: str, offers: Sequence[Offer]) -> tuple[Offer, ...]:
    """The options, two at least and not all, that have the words, or speak for them alike; else ()."""
    said = plain(text).lower()
    core = NOISE.sub("", said)
    labels = [plain(offer.label).lower() for offer in offers]
    fitting = [n for n, label in enumerate(labels) if len(core) > 1 and core in label]
    if not fitting:
        fitting = list(likely(text, [offer.label for offer in offers]))
    return tuple(offers[n] for n in fitting) if 1 < len(fitting) < len(offers) else ()


def _value(digits: str) -> int:
    if digits.isdecimal():
        return int(digits)
    tens, ten, ones = digits.rpartition("十")
    return (DIGITS.get(tens, 1) * 10 if ten else 0) + DIGITS.get(ones, 0)
