"""Messages that say nothing: keyboard noise, and numbers that belong to a person."""

import re

from bot.understand.asking import match
from bot.understand.signs import Signs
from bot.understand.wordings import bare
from knowledge.text import normalise

__all__ = ["personal", "unreadable"]

HAN = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[a-z]+")
SYLLABLES = re.compile(
    r"(?:(?:[zcs]h?|[bpmfdtnlgkhjqxryw])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|"
    r"ou|ua|ue|ui|un|uo|ve|a|e|i|o|u|v))+"
)
IDENTITY = re.compile(r"[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dx]")
MOBILE = re.compile(r"(?<!\d)(?:86)?1[3-9]\d{9}(?!\d)")
NUMBER_WORDS = re.compile(r"(?:身份证|证件|手机|电话|联系)?(?:号码?|方式)|身份证|手机|电话|姓名|名字|叫")
A_NAME = 4


def unreadable(signs: Signs) -> bool:
    """Whether a text of Latin letters is neither pinyin nor a word of an item it matches."""
    if HAN.search(signs.text):
        return False
    words = LATIN.findall(signs.text)
    if words and all(SYLLABLES.fullmatch(word) for word in words) and len(signs.compact) > 2:
        return False
    found = match(signs)
    known = normalise(found.candidates[0].phrase) if found.candidates else ""
    return not any(len(word) > 1 and word in known for word in words)


def personal(signs: Signs) -> bool:
    """Whether the message is nothing but an identity or a telephone number, perhaps with a name."""
    left = MOBILE.sub(" ", IDENTITY.sub(" ", signs.text))
    if left == signs.text or signs.hints or signs.facets or signs.asks:
        return False
    return len(bare(NUMBER_WORDS.sub(" ", left))) < A_NAME
