"""Replies within what one passive WeChat message carries; what is over waits for 更多."""

from dataclasses import replace

from bot import phrases
from bot.flows.items import QUEUED
from bot.flows.turn import Setting, Step
from bot.messages import Reply, ReplyKind
from bot.split import size, split_text
from knowledge.snapshot import Snapshot

__all__ = ["REPLY_BYTES", "fitted"]

REPLY_BYTES = 1900
"""Text, options and links together; WeChat takes 2,048 bytes (2,047 by one source) in a text reply."""

_LEAST = 400
_FRAME = 8


def fitted(step: Step, snapshot: Snapshot, setting: Setting) -> Step:
    """The step with its text cut to fit and the remainder at the head of the session's ``rest``."""
    mark = _mark(step.reply, snapshot)
    budget = max(_LEAST, REPLY_BYTES - _appended(step.reply, setting) - size(mark) - 1)
    text, rest = step.reply.text, step.session.rest
    if size(text) > budget:
        head, *tail = split_text(text, budget - size(phrases.MORE_HINT) - 1)
        text, rest = head, (*tail, *rest)
    if rest and "回复“更多”" not in text and not step.reply.choices:
        text = f"{text}\n{phrases.MORE_HINT}"
    elif rest and step.reply.choices and any(each.startswith(QUEUED) for each in rest):
        text = f"{text}\n{phrases.REST_HINT}"
    reply = replace(step.reply, text=_marked(text, mark, asking=bool(step.reply.choices)))
    return replace(step, reply=reply, session=step.session.changed(rest=rest))


def _mark(reply: Reply, snapshot: Snapshot) -> str:
    return phrases.SAMPLE_MARK if snapshot.catalogue.sample and reply.kind is ReplyKind.ANSWER else ""


def _marked(text: str, mark: str, *, asking: bool) -> str:
    """The mark on a line of its own: last, but before the sentence that leads to options."""
    if not mark:
        return text
    head, _, lead = text.rpartition("\n")
    return "\n".join(filter(None, (head, mark, lead) if asking and head else (text, mark)))


def _appended(reply: Reply, setting: Setting) -> int:
    """Bytes of what the channel appends: options and links."""
    options = sum(size(choice.label) + _FRAME for choice in reply.choices)
    links = sum(size(link.title) + size(setting.base_url) + size(link.path) + _FRAME for link in reply.links)
    return options + links
