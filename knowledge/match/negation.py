"""What a text says is *not* meant: 不是身份证，是护照; 没丢，就是到期了.

A denial counts only where the text says something else beside it; a condition (不是本地人能办吗)
is none. Works on normalised text, in which a blank stands for punctuation.
"""

import re

from knowledge.match.things import things

__all__ = ["affirmed"]

_VERBS = "说|问|讲|办|指|要|想|找|弄|申请|咨询"
_WHO = "我|俺|咱|现在|就|只"
_CONTRAST = re.compile(
    rf"(?:(?:{_WHO})*(?:{_VERBS})+的)?(?:并不是|并非|不是|不要|不办|不问|别(?:跟我)?说)(?:是|{_VERBS}|去|再)*"
    rf"(?P<denied>[^\s]{{1,14}}?)"
    rf"(?:\s*(?:而|{_WHO})*(?:是(?!不是|否)|只是|就是)|\s+(?:{_WHO})+(?:{_VERBS})|\s+(?:{_VERBS}))(?:{_VERBS}|是|去)*(?=[^\s]{{2,}})"
)
"""不是 X，是 Y; 不要 X，我要 Y: X goes."""

_SHORT = re.compile(r"(?:^|\s)不是(?P<denied>[^\s是]{2,10})\s+(?=[^\s]{2,})")
"""不是 X，Y, where X ends a clause and asks nothing."""

_AFTER = re.compile(r"(?<=[^\s]{2})\s*(?<!是)(?:而|并)?不是(?P<denied>[^\s是]{2,8})(?=\s|$)")
"""Y，不是 X."""

_STATE = re.compile(
    r"(?P<denied>(?:并?没有?|并?未)(?:丢失?|遗失|弄丢|坏|破|损坏|过期|到期|掉))(?:了|呢)?(?=\s|$|是|就|只|但|不过)"
)
"""没丢，就是到期了."""

_QUESTION = re.compile(r"[吗么嘛呢]$|能|可以|怎|咋|如何|哪|多少|几")
_LEAST = 2


def affirmed(text: str) -> str:
    """A normalised text without what it denies; the text itself when it denies nothing, or everything.

    What the denied words are about stays where nothing else is named: 不是护照丢了是到期 → 护照 到期.
    """
    if not any(sign in text for sign in "不没未别非"):
        return text
    left, denied = text, []
    for pattern in (_CONTRAST, _SHORT, _AFTER, _STATE):
        found = [each for each in pattern.finditer(left) if not _QUESTION.search(each["denied"])]
        denied += [each["denied"] for each in found]
        for each in reversed(found):
            left = f"{left[: each.start()]} {left[each.end() :]}"
    if not denied:
        return text
    if not things().of(left):
        left = " ".join((*things().pattern.findall(" ".join(denied)), left))
    left = " ".join(left.split())
    return left if len(left.replace(" ", "")) >= _LEAST else text
