"""What the bot would say of an item: the same questions asked of two catalogues, for editors. Pure.

CPU work of some milliseconds a question: not on an event loop.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.flows.turn import Setting
from bot.messages import Incoming
from bot.router import receive
from bot.session import Session
from knowledge.guide import GuideKey
from knowledge.snapshot import Snapshot

__all__ = ["Rehearsed", "rehearsed"]

ASKED = ("", "需要什么材料", "有什么条件", "要多久", "多少钱", "在哪里办", "电话是多少", "怎么办理", "能在网上办吗")


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """One question with the answers before and after."""

    question: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        """Whether the answers differ."""
        return self.before != self.after


def rehearsed(before: Snapshot, after: Snapshot, key: GuideKey, now: datetime) -> tuple[Rehearsed, ...]:
    """The questions people ask of an item, and what is answered where the guide holds."""
    item = after.catalogue.items_by_code[key.item_code]
    name = key.variant or item.name
    asked = [name + words for words in ASKED]
    return tuple(Rehearsed(text, _said(before, text, key, now), _said(after, text, key, now)) for text in asked)


def _said(snapshot: Snapshot, text: str, key: GuideKey, now: datetime) -> str:
    incoming = Incoming(channel="rehearsal", user="", text=text)
    return receive(incoming, Session(region=key.region), snapshot.lexical, now, Setting(key.region)).reply.text
