"""The words by which somebody sends a complaint or suggestion in the chat, or asks what became of theirs. Pure."""

import re

__all__ = ["asks_about", "said"]

LONGEST = 40
"""Characters of a message that asks for nothing but what became of one's complaint."""
SHORT_QUESTION = 24
_THEIRS = "投诉|建议|意见|诉求|举报|反映的?(?:问题|事情|事|情况)"
_WORDS = ("投诉", "建议", "意见", "诉求", "举报", "反映")
_LOOK = r"(?P<look>(?:请|麻烦|帮我|帮忙)*(?:查一下|查查|查询|看一下|看看|问一下|查|看))?"
_WHEN = "(?:上次|上回|上个月|上周|之前|昨天|前天|前几天)"
_HEAD = re.compile(
    rf"(?:请问|你好|您好)?{_LOOK}(?P<mine>(?:我|我们){_WHEN}?(?P<made>提交过?|提过?|写过?|发过?|说过?)?(?P<of>的)?|{_WHEN}(?:提|写|发|说)?的?)?"
    rf"(?:那个|那条|那件)?(?P<what>{_THEIRS})"
)
_STRONG = re.compile(
    "怎么样|怎样了|咋样|到哪(?:一)?步|到哪里?了|进度|进展|结果|下文|有(?:没有?)?(?:人管|人处理|消息|回复|答复|回音)|没人(?:管|处理|理)"
    "|(?:还|为什么|怎么)没(?:有)?(?:人|回|答|处理|办|解决|消息|结果)|什么时候(?:能|会|才)?(?:有)?(?:回复|答复|处理|解决|办|结果)"
    "|(?:处理|办|办理|解决|回复|答复|反馈)(?:得|好|完|到|了)"
)
_ELSE = re.compile(
    "电话|材料|奖励|怎么(?:提|写|投|举报|处理|办理|办$)|找谁|哪里提|书|信箱|渠道|方式|多久(?!能)|流程|条件|表$"
)
_SENT = re.compile(
    r"(?P<nameless>匿名)?(?:我们?)?(?:要|想)?(?P<kind>投诉|投訴|举报|舉報|建议|建議|意见|意見)\s*[:：](?P<content>.+)",
    re.DOTALL,
)
_QUESTION = re.compile("[?？吗呢么]$|找谁|是多少|怎么(?!这|那|还|没|能|就|一)")


def asks_about(text: str) -> bool:
    """Whether the words ask what became of one's complaint, and for nothing else."""
    if len(text) > LONGEST or not any(word in text for word in _WORDS):
        return False
    compact = re.sub(r"[\s，,。.!！?？~～]+", "", text)
    found = _HEAD.match(compact)
    if found is None:
        return False
    rest = compact[found.end() :].removeprefix("的").removeprefix("事情").removeprefix("事").rstrip("呀啊呢吧")
    owned = found["mine"] is not None
    if not rest:
        return bool(found["of"] and not found["made"]) or found["look"] is not None
    if _ELSE.search(rest):
        return False
    if owned and found["of"] is None and found["made"] is None and _is_a_verb(found, compact):
        return False
    return _STRONG.match(rest) is not None if not owned else _STRONG.search(rest) is not None


def _is_a_verb(found: re.Match[str], compact: str) -> bool:
    """“我投诉……”, “我建议……” say that one does so now; “我投诉的……” and “上次的投诉” speak of one that was sent."""
    begins = found["mine"].removeprefix("我们").removeprefix("我") == ""
    return begins and found["what"] in {"投诉", "建议", "举报"} and not compact[found.end() :].startswith("的")


def said(text: str) -> tuple[str, str, bool] | None:
    """What is sent by its first word and a colon: which word, what follows, whether without a name.

    None for anything else, and for a short question that only begins like that (建议：身份证丢了怎么补？).
    """
    found = _SENT.fullmatch(text.strip()) if ":" in text or "：" in text else None
    if found is None:
        return None
    content = found["content"].strip()
    if len(content) <= SHORT_QUESTION and _QUESTION.search(content):
        return None
    return found["kind"], content, found["nameless"] is not None
