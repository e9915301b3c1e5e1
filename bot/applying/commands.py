"""Words that steer: back, skip, pause, correct. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

__all__ = ["CODE", "Command", "Said", "asks", "code_in", "is_resume", "said"]


class Command(StrEnum):
    """What is to be done instead of taking the words as an answer."""

    BACK = "back"
    SKIP = "skip"
    NONE = "none"
    """没有: skips what may be skipped, and is an answer elsewhere."""
    PAUSE = "pause"
    DISCARD = "discard"
    CORRECT = "correct"
    DONE = "done"
    KEEP = "keep"
    SUBMIT = "submit"
    SHOW = "show"
    RESUME = "resume"


@dataclass(frozen=True, slots=True)
class Said:
    """The command, and of a correction what is to be corrected."""

    command: Command | None = None
    what: str = ""


_END = r"[吧啊呀了哈呢。！!~～ ]*"
_PATTERNS: MappingProxyType[Command, str] = MappingProxyType(
    {
        Command.BACK: r"(?:返回|回)?上一?(?:步|项|题|个)|返回|后退|退回",
        Command.SKIP: r"跳过|略过|不填|这项?跳过|先?不交|以后再交",
        Command.NONE: r"没有|无|暂无|没",
        Command.PAUSE: r"先?(?:不办|不填|暂停|停)(?:一下)?|(?:改天|下次|回头|晚点|以后)再(?:办|填|说)|退出|取消|先到这",
        Command.DISCARD: (
            r"(?:我要|我想|帮我|请)?(?:放弃|删除?掉?|作废|取消)(?:这[个份次])?(?:草稿|申请|申报)(?:草稿)?"
            r"|放弃(?:办理)?"
        ),
        Command.DONE: r"好|完|完成|发完|传完|拍完|就这些|没有?了|下一[项步个]|继续",
        Command.KEEP: r"对|对的|是的?|没错|正确|不变|不改|保留|就这个|嗯+|可以|行|ok",
        Command.SUBMIT: r"(?:确认|现在|马上|直接)?提交(?:申请|申报)?|确认",
        Command.SHOW: r"(?:看看?|查看|检查)(?:一?下|一遍)?(?:填了什么|已填的?|内容|全部)?|汇总|填了什么",
        Command.RESUME: r"(?:继续|接着)(?:办理?|填写?|申报|申请)|继续我的申[报请]|(?:我要)?(?:在线|网上)?申请",
    }
)
_WHOLE = tuple((command, re.compile(f"(?:{text}){_END}", re.IGNORECASE)) for command, text in _PATTERNS.items())
_RESUME = re.compile(f"(?:我要|我想|想)?(?:{_PATTERNS[Command.RESUME]}){_END}")
_CORRECT = re.compile(
    r"(?:我要|我想|要|请|帮我|把)?(?:改|修改|更改|更正|重填|重新填|重新?交|重传)(?:一?下)?(.{1,30}?)(?:[吧。!！]|改一?下)*"
)
_ASKING = re.compile(
    r"[?？]|[吗呢嘛么]$|怎么|咋|什么|啥|哪[里儿个些]|在哪|多少|几天|几点|多久|为什么|如何|能不能|可不可以|要不要|需不需要"
)
CODE = re.compile(r"(?:预登记(?:号|码)?[:： ]*)?YD[- ]?([0-9A-Z]{4})[- ]?([0-9A-Z]{4})", re.IGNORECASE)
"""The code of a pre-registration as one types it."""
_LONGEST = 40


def said(text: str) -> Said:
    """The command of a message; an empty one when it is none."""
    words = text.strip()
    if not words or len(words) > _LONGEST:
        return Said()
    for command, pattern in _WHOLE:
        if pattern.fullmatch(words):
            return Said(command)
    correction = _CORRECT.fullmatch(words)
    return Said(Command.CORRECT, correction[1].strip("：: 「」“”")) if correction else Said()


def is_resume(text: str) -> bool:
    """Whether somebody wants to go on with an application; cheap, for it is asked of every message."""
    return len(text) <= _LONGEST and ("继续" in text or "接着" in text) and _RESUME.fullmatch(text.strip()) is not None


def code_in(text: str) -> str:
    """The code of a pre-registration, eight characters; '' when the message is none."""
    found = CODE.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    return (found[1] + found[2]).upper() if found else ""


def asks(text: str) -> bool:
    """Whether the words look like a question of the citizen's own."""
    return _ASKING.search(text.strip()) is not None
