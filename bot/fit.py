"""Replies within what one passive WeChat message carries; what is over waits for 更多."""

from dataclasses import replace

from bot import phrases
from bot.answers.prose import full_width
from bot.flows.items import QUEUED
from bot.flows.turn import Setting, Step
from bot.messages import Choice, Reply, ReplyKind
from bot.split import size, split_text
from knowledge.snapshot import Snapshot

__all__ = ["REPLY_BYTES", "fitted"]

REPLY_BYTES = 1900
"""Text, options and links together; WeChat takes 2,048 bytes (2,047 by one source) in a text reply."""

_LEAST = 240
_HINT = max(size(phrases.MORE_HINT), size(phrases.REST_HINT)) + 1
_CHOICE_FRAME = 6
_LINK_FRAME = 18
"""Bytes of ``12. `` and a line's end; of an anchor around address and title."""


def fitted(step: Step, snapshot: Snapshot, setting: Setting, *, shared: bool = False) -> Step:
    """The step with its text cut to fit and the remainder at the head of the session's ``rest``.

    ``shared``: what it says is of the catalogue alone, and nobody's own.
    """
    step = _chinese(step, shared=shared)
    mark = _mark(step.reply, snapshot)
    budget = max(_LEAST, REPLY_BYTES - _appended(step.reply, setting) - size(mark) - 1)
    text, rest = step.reply.text, step.session.rest
    if size(text) > budget - (_HINT if rest else 0):
        head, *tail = split_text(text, budget - _HINT)
        text, rest = head, (*tail, *rest)
    if rest and "回复“更多”" not in text and not step.reply.choices:
        text = f"{text}\n{phrases.MORE_HINT}"
    elif rest and step.reply.choices and any(each.startswith(QUEUED) for each in rest):
        text = f"{text}\n{phrases.REST_HINT}"
    marked = _marked(text, mark, asking=bool(step.reply.choices and step.session.offers))
    if marked == step.reply.text and rest == step.session.rest:
        return step
    return replace(step, reply=replace(step.reply, text=marked), session=step.session.changed(rest=rest))


def _chinese(step: Step, *, shared: bool) -> Step:
    """The step with Chinese punctuation in what was imported with half-width signs."""
    choices = tuple(Choice(each.n, full_width(each.label)) for each in step.reply.choices)
    text = full_width(step.reply.text, shared=shared)
    if text == step.reply.text and choices == step.reply.choices:
        return step
    return replace(step, reply=replace(step.reply, text=text, choices=choices))


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
    options = sum(size(choice.label) + _CHOICE_FRAME for choice in reply.choices)
    links = sum(size(link.title) + size(setting.base_url) + size(link.path) + _LINK_FRAME for link in reply.links)
    return options + links
