"""The wordings of intents and fillers, compiled once from ``knowledge/lexicon``."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from bot.understand.model import Intent
from knowledge.sieve import Sieve
from knowledge.wordlists import word_rows

__all__ = ["REMEMBERED", "alone", "always", "bare", "often", "without"]

WHOLE = 30
"""A message longer than this is no mere command or greeting."""

REMEMBERED = 8192
"""Messages whose wordings are not looked for again: a town asks the same few all day."""

EDGE = (
    "请问一下|请问|你好啊?|您好|你们好|大家好|嗨|喂|哈喽|hello|hi|那个啥|那个|那么?|就是|就|嗯+|额+|呃+|哦+|啊+|麻烦问一?下|麻烦您?|"
    "不好意思|打扰一?下|打扰了|想问一?下|我想问一?下|问一?下|问下|咨询一?下|亲|老师|师傅|同志|我说|话说|对了|还有|另外"
)
TAIL = "吗|嘛|么|呢|吧|啊|呀|哦|噢|哟|呗|哈|啦|了|的|嘞|滴|谢谢您?|谢谢你|多谢|好吗|行吗|可以吗|请问"
START = re.compile(f"^(?:{EDGE})+")
END = re.compile(f"(?:{TAIL})+$")


@cache
def _patterns(mode: str) -> Sieve[Intent]:
    pieces: dict[str, str] = {}
    wordings: dict[Intent, list[str]] = {}
    for row in word_rows("intents.tsv"):
        text = row[-1]
        for piece, meaning in pieces.items():
            text = text.replace(f"{{{piece}}}", meaning)
        if row[0].startswith("@"):
            pieces[row[0][1:]] = text
        elif row[1] == mode:
            wordings.setdefault(Intent(row[0]), []).append(text)
    return Sieve({intent: re.compile("|".join(texts), re.IGNORECASE) for intent, texts in wordings.items()})


def _found(mode: str, text: str) -> Iterator[Intent]:
    unless = _patterns("unless")
    for intent, pattern in _patterns(mode).possible(text):
        if pattern.search(text) and not (intent in unless and unless[intent].search(text)):
            yield intent


@lru_cache(maxsize=REMEMBERED)
def always(text: str, typed: str) -> frozenset[Intent]:
    """Intents that win over any question; ``text`` without blanks, ``typed`` as it came."""
    found = set(_found("always", text))
    if _patterns("always")[Intent.INJECTION].search(typed):
        found.add(Intent.INJECTION)
    return frozenset(found)


def often(text: str) -> tuple[Intent, ...]:
    """Intents that a wording anywhere in the text speaks for, in the order of the list."""
    return tuple(_found("often", text))


@lru_cache(maxsize=REMEMBERED)
def alone(text: str) -> Intent | None:
    """The intent that the whole text is, greetings and particles around it aside."""
    if len(text) > WHOLE:
        return None
    possible = tuple(_patterns("alone").possible(text))
    if not possible:
        return None
    for whole in dict.fromkeys((text, END.sub("", START.sub("", text)), START.sub("", text), END.sub("", text))):
        for intent, pattern in possible:
            if whole and pattern.fullmatch(whole):
                return intent
    return None


def without(intent: Intent, text: str) -> str:
    """The text without the wordings of an intent that may stand anywhere."""
    return _patterns("often")[intent].sub(" ", text).strip()


WITHIN_WORDS = "人个件项张份次回趟证天日号点完好补换领约家住区市县地着过得会上下用交看干行做和与亲问批审出下"
"""Single characters that are fillers on their own, but as often a part of a word (身份证, 会计, 用地)."""

ALONE = re.compile(rf"(?<!\S)[{WITHIN_WORDS}]+(?!\S)")


@cache
def _fillers() -> re.Pattern[str]:
    words = {word for row in word_rows("fillers.tsv") for word in row[0].split()} - set(WITHIN_WORDS)
    return re.compile("|".join(sorted(words, key=len, reverse=True)))


def bare(text: str) -> str:
    """What is left when the words that name no subject are gone; '' = no subject at all."""
    return "".join(ALONE.sub(" ", _fillers().sub(" ", text)).split())
