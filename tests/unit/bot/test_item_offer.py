"""A guide that says to talk first leads to somebody to talk with; no other does, and none where nobody is."""

from dataclasses import replace
from datetime import datetime

import pytest

from affairs.clock import CHINA
from bot.capabilities import Capabilities
from bot.flows.turn import Setting
from bot.handing.phrases import ITEM_OFFER
from bot.messages import Incoming
from bot.router import receive
from bot.session import Session
from knowledge.catalogue import Catalogue
from knowledge.guide import Guide, Item, Material
from knowledge.snapshot import Snapshot

NOW = datetime(2026, 3, 2, 10, tzinfo=CHINA)
ADVISED = Setting(capabilities=Capabilities(advisors=True))
GUIDE = Guide("A", materials=(Material("申请书"),))


def told(guide: Guide, setting: Setting = ADVISED, text: str = "名木古树移植要带什么材料") -> str:
    snapshot = Snapshot.of(
        Catalogue(items=(Item("A", "名木古树移植"), Item("B", "占道施工许可")), guides=(guide, Guide("B")))
    )
    return receive(Incoming("wechat", "o", text=text), Session(), snapshot, NOW, setting).reply.text


@pytest.mark.parametrize("words", ["须咨询后再来", "请先咨询专员", "重大项目人工咨询"])
def test_the_item_says_so(words: str):
    for guide in (replace(GUIDE, notes=words), replace(GUIDE, consultation=words)):
        assert told(guide).endswith(ITEM_OFFER)
        assert "申请书" in told(guide)


def test_it_does_not():
    assert ITEM_OFFER not in told(GUIDE)
    assert ITEM_OFFER not in told(replace(GUIDE, notes="咨询电话见上"))
    assert ITEM_OFFER not in told(replace(GUIDE, notes="请先咨询专员"), text="占道施工许可要什么材料")
    assert ITEM_OFFER not in told(replace(GUIDE, notes="请先咨询专员"), Setting())
