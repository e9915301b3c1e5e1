"""提醒下一步: asked for in so many words, one is told what comes next in a project when a step of it is done."""

import re
from dataclasses import replace

from affairs.advising.interests import Interests
from bot import phrases
from bot.flows.asks import Follow
from bot.flows.turn import Step, Turn, say
from bot.messages import Incoming, ReplyKind

__all__ = ["asks_to_follow", "followed", "following"]

_FOLLOWS = re.compile(
    r"(?:请|帮我|我要|我想)?(?:(?:提醒|订阅|通知)我?(?:办)?下一步(?:的材料|要什么材料|该办什么|办什么)?"
    r"|办(?:好|完)了?(?:请|再)?(?:提醒|通知|告诉)我?下一步(?:该办什么|办什么|要什么材料)?)[吧了啊呀。！!～~]*"
)


def asks_to_follow(text: str) -> bool:
    """Whether the words ask to be told of the next step, and for nothing else."""
    return "下一步" in text and _FOLLOWS.fullmatch("".join(text.split())) is not None


def following(turn: Turn) -> Step:
    """The step that still has to put it down."""
    return replace(say(turn, phrases.APOLOGY), asks=Follow())


async def followed(interests: Interests, incoming: Incoming, step: Step) -> Step:
    """The step with its answer, for who signed in, or is known by the chat's own log-in. Raises StoreUnavailable."""
    known = await interests.follow_next(incoming.citizen_id, incoming.channel, incoming.user)
    text = phrases.NEXT_FOLLOWED if known else phrases.NEXT_SIGN_IN
    return replace(step, reply=replace(step.reply, kind=ReplyKind.SMALLTALK, text=text), asks=None)
