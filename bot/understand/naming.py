"""Whether a short message in mid-talk is about the guide in focus, or names something else."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from bot.understand.asking import situations_of
from bot.understand.signs import Signs
from bot.understand.wordings import REMEMBERED, bare
from knowledge.facets import Facet
from knowledge.guide import Item
from knowledge.match import Decision, MatchResult
from knowledge.text import normalise

__all__ = ["aside", "content", "named", "shares", "unnamed"]

LONGEST = 12
"""Characters of subject beyond which a message is taken to be a question of its own."""

RUN = 2
SOUNDS_LIKE = 1.3
"""Least part of the sound in a score for words that are spelled otherwise (户照过期)."""

SAYING = 5
"""Characters of a colloquial wording that can only mean one thing (爸妈留给我)."""
REFERS = re.compile(r"(?:你|您)?(?:刚才|刚刚|上面|前面)?(?:说|讲|写|列)的|原件|复印件")
NEW = re.compile(
    r"(?:想|要|需要|打算)(?:去)?(?:办|申请|注销|变更|补|换|领|开|注册|查|买|卖|报)|"
    r"怎么办|咋办|咋整|咋弄|怎么弄|如何办|怎么申请|点办|换个"
)
GENERIC = re.compile(
    r"已经|快要?|到期|过期|期满|今年|去年|明年|以前|之前|现在|当时|后来|本来|\d+|周?岁|岁数|丢失?|遗失|弄丢|找不到|没了|坏了?|第一次|首次|头一回|头一次|"
    r"外地人?|外省|本地人?|本省|农村|城里|乡下|老伴儿?|老公|老婆|媳妇|爱人|儿子|女儿|闺女|孩子|小孩|娃|老人|爸妈?|妈|爹|娘|父母|家里?人?|朋友|对象|双方|我俩|"
    r"腿脚|不方便|不好|行动|有空|没空|时间|多少|几[个天年月次]?|钱|够|满|差|交|缴|领|拿|到账|下来|批|上门|本人|自己|补|换|缺|少|会不会|还能|需要|必须|可以|没有|没|有|"
    r"一直|从来|真的|肯定|应该|好像|反正|就行|情况|一般|普通|正常|特殊|年|月|天|号|日|家|住|租的?|房东|工作|上班|忙|急|着急|早|晚|快点|贵|便宜|远|近|麻烦|简单|难"
)


def aside(signs: Signs, found: MatchResult, item: Item) -> bool:
    """Whether a short message names nothing but what belongs to ``item``, the one in focus."""
    if len(signs.subject) > LONGEST or NEW.search(signs.compact) or _closer(signs, found, item):
        return False
    return _covered(signs, found, item)


def _closer(signs: Signs, found: MatchResult, item: Item) -> bool:
    """Whether what matched best has clearly more of the very words than the item in focus."""
    if not found.candidates:
        return False
    if any(len(word) >= SAYING for word in found.tokens) or _in_words(signs, found, item):
        return True
    if not content(signs.subject):
        return False
    said = _runs((signs.subject,))
    theirs = _runs((normalise(found.candidates[0].phrase),)) & said
    ours = max((len(_runs((normalise(name),)) & said) for name in (*_own_names(signs, item), *item.aliases)), default=0)
    return len(theirs) >= RUN and len(theirs) > ours + 1


def _in_words(signs: Signs, found: MatchResult, item: Item) -> bool:
    """Whether a whole name of what matched best stands in the text, longer than any of the item's."""
    best = found.candidates[0]
    theirs = [normalise(each).replace(" ", "") for each in (best.phrase, best.name)]
    ours = [normalise(each).replace(" ", "") for each in (item.name, *item.aliases)]
    longest = max((len(each) for each in theirs if each in signs.compact), default=0)
    return longest >= RUN and longest > max((len(each) for each in ours if each in signs.compact), default=0)


def _covered(signs: Signs, found: MatchResult, item: Item) -> bool:
    """Whether every word of substance is one of the item's own, and none names what matched better."""
    words = content(signs.subject)
    own = "\n".join(normalise(name) for name in _own_names(signs, item))
    strange = [word for word in words if not shares(word, own)]
    if not strange:
        return True
    aliases = "\n".join(map(normalise, item.aliases))
    return not _named(strange, found) and all(shares(word, aliases) for word in strange)


def unnamed(signs: Signs, found: MatchResult) -> bool:
    """Whether a short message has words of substance of which none is in what it matched."""
    if len(signs.subject) > LONGEST or NEW.search(signs.compact) or not found.candidates:
        return False
    words = content(signs.subject)
    return found.decision is not Decision.DECLINE and not _named(words, found)


def named(signs: Signs, found: MatchResult) -> bool:
    """Whether words of substance in the message are words of what it matched."""
    return _named(content(signs.subject), found)


@lru_cache(maxsize=REMEMBERED)
def content(subject: str) -> tuple[str, ...]:
    """The words of substance in a subject: neither fillers nor what could be said of any matter."""
    left = GENERIC.sub(" ", subject).split()
    return tuple(word for each in left if len(word := bare(each)) >= RUN)


def _named(words: Iterable[str], found: MatchResult) -> bool:
    if not found.candidates:
        return False
    best = found.candidates[0]
    if best.parts.get("sound", 0.0) >= SOUNDS_LIKE and found.decision is Decision.ANSWER:
        return True
    names = f"{normalise(best.phrase)}\n{normalise(best.name)}"
    return any(shares(word, names) for word in words)


def _own_names(signs: Signs, item: Item) -> Iterator[str]:
    yield item.name
    for variant in item.variants:
        yield from (variant.name, *variant.aliases)
    for situation in situations_of(signs, item, None):
        yield from (situation.name, *situation.aliases)
    if Facet.MATERIALS in signs.facets or REFERS.search(signs.compact):
        yield from _materials(signs, item)


def _materials(signs: Signs, item: Item) -> Iterator[str]:
    for situation in situations_of(signs, item, None):
        yield from (material.name for material in situation.materials)
    for guide in signs.snapshot.catalogue.guides_by_item.get(item.code, ())[:1]:
        yield from (material.name for material in guide.materials)


def shares(word: str, names: str) -> bool:
    """Whether a run of the word stands in one of the names, a line each."""
    return any(word[at : at + RUN] in names for at in range(len(word) - RUN + 1))


def _runs(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name[at : at + RUN] for name in names for at in range(len(name) - RUN + 1))
