"""Canned answers (常用语): kept by advisors for each other, with variables that are filled from the conversation."""

import re
from collections.abc import Mapping, Sequence

from affairs.errors import InvalidValue
from affairs.handover.handover import Canned
from affairs.handover.speaking import fit_words
from affairs.ports import Clock, UnitOfWorkFactory
from affairs.privacy import scrub
from affairs.staff import audit
from affairs.staff.model import new_id
from affairs.staff.permissions import Actor, Permission

__all__ = ["STANDARD", "VARIABLES", "CannedAnswers", "filled"]

VARIABLES = ("姓名", "事项", "申报号", "工作人员", "地点", "电话", "时间")
"""What ``{…}`` may name."""
_NAMED = re.compile(r"\{([^{}]*)\}")
TITLE, TEXT = 20, 400


STANDARD = (
    Canned("greeting", "问候", "您好，我是{工作人员}，您的情况我看到了，请稍等，我核对一下。"),
    Canned("place", "办理地点", "{事项}可以到{地点}办理，办公时间{时间}，咨询电话{电话}。"),
    Canned("photo", "请发照片", "请把材料拍清楚发给我：四角都在画面里，不要反光。"),
    Canned("closing", "结束前确认", "还有别的问题吗？没有的话我先结束这次咨询，之后随时可以再找我们。"),
)


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its variables filled in; one that is not known stays visible as 【…】, never as a silent gap."""
    return _NAMED.sub(lambda found: values.get(found[1], "") or f"【{found[1]}】", text)


class CannedAnswers:
    """Use cases of advisors."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, clock: Clock) -> None:
        self._unit_of_work, self._clock = unit_of_work, clock

    async def all(self, actor: Actor) -> Sequence[Canned]:
        """Those that come with the product, then the centre's own."""
        actor.require(Permission.HANDOVER)
        async with self._unit_of_work(read_only=True) as uow:
            return [*STANDARD, *await uow.canned.all()]

    async def add(self, actor: Actor, title: str, text: str) -> None:
        """Keep one. Raises InvalidValue: empty words, a variable that is none, something personal."""
        actor.require(Permission.HANDOVER)
        name, words = fit_words(title, TITLE), fit_words(text, TEXT)
        if not name or not words:
            raise InvalidValue("请写标题和内容。", field="text" if name else "title")
        if unknown := [each for each in _NAMED.findall(words) if each not in VARIABLES]:
            raise InvalidValue(f"没有“{unknown[0][:10]}”这个变量，可用：{'、'.join(VARIABLES)}。", field="text")
        if scrub(words) != words and "{" not in words:
            raise InvalidValue("常用语里不能有个人信息。", field="text")
        canned = Canned(new_id(), name, words, actor.staff_id)
        async with self._unit_of_work() as uow:
            await uow.canned.add(canned)
            target = audit.ObjectRef("canned", canned.id)
            await uow.audit.append(audit.entry_of(actor, audit.Act.CANNED_ADDED, target, self._clock.now()))
            await uow.commit()

    async def remove(self, actor: Actor, canned_id: str) -> None:
        """Throw one away; one that is not there is gone already."""
        actor.require(Permission.HANDOVER)
        async with self._unit_of_work() as uow:
            if await uow.canned.remove(canned_id):
                target = audit.ObjectRef("canned", canned_id)
                await uow.audit.append(audit.entry_of(actor, audit.Act.CANNED_REMOVED, target, self._clock.now()))
            await uow.commit()
