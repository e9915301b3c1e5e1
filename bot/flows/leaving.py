"""退订: no more of what was subscribed to. Notices of one's own cases and appointments are no subscriptions."""

import re
from dataclasses import replace

from affairs.advising.interests import Interests
from bot import phrases
from bot.flows.asks import Leave
from bot.flows.turn import Step, Turn, say
from bot.messages import Incoming, ReplyKind

__all__ = ["asks_to_leave", "leaving", "left"]

_LEAVES = re.compile(
    r"(?:我要|我想|想|请|帮我|给我)?(?:全部|都)?(?:退订|取消(?:全部|所有)?的?订阅|td|(?:不要|别)再?(?:给我|向我)?(?:发|推送|推)"
    r"(?:这些|这种)?(?:消息|通知|提醒|政策|信息|东西)?了?|(?:不想|不要)再?收到?(?:这些|这种)?(?:消息|通知|提醒|推送)?了?)"
    r"(?:全部|所有)?(?:订阅|提醒|推送|消息)?[吧了啊呀。！!～~ ]*",
    re.IGNORECASE,
)


def asks_to_leave(text: str) -> bool:
    """Whether the words ask to be told no more, and for nothing else."""
    return _LEAVES.fullmatch("".join(text.split())) is not None


def leaving(turn: Turn) -> Step:
    """The step that still has to end the subscriptions."""
    return replace(say(turn, phrases.APOLOGY), asks=Leave())


async def left(interests: Interests, incoming: Incoming, step: Step) -> Step:
    """The step with its answer: one's own alone, by who signed in or the chat's own log-in. Raises StoreUnavailable."""
    known = incoming.citizen_id
    ended = await (interests.leave(known) if known else interests.leave_all(incoming.channel, incoming.user))
    text = phrases.UNSUBSCRIBED.format(count=ended) if ended else phrases.NO_SUBSCRIPTIONS
    return replace(step, reply=replace(step.reply, kind=ReplyKind.SMALLTALK, text=text), asks=None)
