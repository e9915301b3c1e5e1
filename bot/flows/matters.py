"""诉求 in the chat: send a complaint or a suggestion (投诉：…); see who has it and until when (我的投诉怎么样了)."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace

from affairs.errors import DomainError, StoreUnavailable
from affairs.matters.asking import Followed, MatterAsking, Raised
from affairs.matters.matter import MatterKind, MatterState
from affairs.matters.words import TIER_WORDS, day_words
from affairs.ports import IdempotencyKey
from bot import phrases
from bot.flows.asks import MattersAsk
from bot.flows.matter_words import said
from bot.flows.turn import Step, Turn, say
from bot.messages import Incoming, ReplyKind
from bot.understand import Intent

__all__ = ["about_matters", "matters_told", "sends"]

MOST = 5
"""Matters that are listed in one reply."""
SHORTEST, LONGEST, TITLE = 6, 600, 20
"""Characters of what is sent, and of the title that is made of it."""
_SUGGESTING = frozenset({"建议", "建議", "意见", "意見"})
_KIND_WORDS = {MatterKind.COMPLAINT: "投诉", MatterKind.SUGGESTION: "建议", MatterKind.CONSULTATION: "咨询"}


def about_matters(turn: Turn) -> Step:
    """The step that still has to look what became of one's own."""
    return replace(say(turn, phrases.APOLOGY), asks=MattersAsk())


def sends(turn: Turn, words: str) -> Step | None:
    """The step that still has to send what is complained of, word for word; None where the words send nothing."""
    found = None if turn.understanding.intent is Intent.EMERGENCY else said(words)
    if found is None:
        return None
    word, content, nameless = found
    if nameless:
        return _kept_out(say(turn, phrases.MATTER_NAMELESS))
    if len(content) < SHORTEST:
        return _kept_out(say(turn, phrases.MATTER_SHORT))
    if len(content) > LONGEST:
        return _kept_out(say(turn, phrases.MATTER_LONG.format(most=LONGEST)))
    kind = MatterKind.SUGGESTION if word in _SUGGESTING else MatterKind.COMPLAINT
    return _kept_out(replace(say(turn, phrases.APOLOGY), asks=MattersAsk(kind, content)))


async def matters_told(matters: MatterAsking, incoming: Incoming, step: Step) -> Step:
    """The step with its answer: one's own alone, by who signed in or the chat's own log-in. Raises StoreUnavailable."""
    ask = step.asks if isinstance(step.asks, MattersAsk) else MattersAsk()
    if not ask.content:
        found = await matters.of_whom(incoming.citizen_id, incoming.channel, incoming.user, limit=MOST)
        return _answered(step, phrases.MATTER_SIGN_IN if found is None else listed(found))
    try:
        who = (incoming.citizen_id, incoming.channel, incoming.user)
        made = await matters.raise_by(*who, _raised(ask), _once(incoming, ask))
    except StoreUnavailable:
        raise
    except DomainError as error:
        return _answered(step, phrases.ERROR_SENTENCES[error.code])
    return _answered(step, phrases.MATTER_SIGN_IN if made is None else sent(made))


def sent(made: Followed) -> str:
    """That it is there: its number, who has it, until when."""
    matter = made.matter
    kind, until = _KIND_WORDS[matter.kind], day_words(matter.promised)
    return phrases.MATTER_SENT.format(kind=kind, number=matter.id, holder=TIER_WORDS[matter.tier], until=until)


def listed(found: Sequence[Followed]) -> str:
    """Each with who has it and until when, or how it was answered."""
    if not found:
        return phrases.MATTER_NONE
    return "\n\n".join(_told(each) for each in found)


def _told(followed: Followed) -> str:
    matter = followed.matter
    head = phrases.MATTER_HEAD.format(kind=_KIND_WORDS[matter.kind], title=matter.written.title, number=matter.id)
    if matter.state is MatterState.ANSWERED:
        day = day_words(matter.answered_at or matter.promised)
        return head + phrases.MATTER_ANSWERED.format(day=day, answer=matter.written.answer)
    holder = TIER_WORDS[matter.tier] + (f"（{followed.holder}）" if followed.holder else "")
    until = day_words(matter.extended_to or matter.promised)
    waits = phrases.MATTER_PROPOSED if matter.state is MatterState.PROPOSED else phrases.MATTER_HELD
    return head + waits.format(holder=holder, until=until)


def _raised(ask: MattersAsk) -> Raised:
    first = re.split(r"[，。！？,.!?\n]", ask.content, maxsplit=1)[0] or ask.content
    return Raised(MatterKind(ask.kind), first[:TITLE], ask.content)


def _once(incoming: Incoming, ask: MattersAsk) -> IdempotencyKey:
    """A message that WeChat sends again, or that is worked out again, is the same complaint."""
    digest = hashlib.sha256(ask.content.encode("utf-8", "replace")).digest()
    return IdempotencyKey(f"{incoming.channel}:{incoming.once}"[:100], digest)


def _answered(step: Step, text: str) -> Step:
    return replace(step, reply=replace(step.reply, kind=ReplyKind.SMALLTALK, text=text), asks=None)


def _kept_out(step: Step) -> Step:
    """What somebody complains of is not for the knowledge desk."""
    return replace(step, recorded=False)
