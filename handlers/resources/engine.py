"""The conversation of one process."""

from contextlib import AsyncExitStack
from dataclasses import dataclass

from affairs.advising.interests import Interests
from affairs.cases.viewing import CaseViewing
from affairs.hall.desk import Hall
from affairs.matters.asking import MatterAsking
from affairs.ports import Clock, UnitOfWorkFactory
from bot.applying.desk import ChatDesk
from bot.engine import Engine
from bot.handing.desk import HandoverDesk
from bot.ports import Conversations
from handlers.resources.catalogue import Followed
from handlers.settings import Settings
from integrations.bulletin import BulletinHolder
from integrations.calendar import CalendarHolder
from integrations.preferences import StoredPreferences
from integrations.recorder import BufferedRecorder

__all__ = ["Talk", "open_engine"]


@dataclass(frozen=True, slots=True)
class Talk:
    """What a conversation reaches beside the catalogue."""

    conversations: Conversations
    calendar: CalendarHolder
    cases: CaseViewing
    desk: ChatDesk
    advisors: HandoverDesk
    hall: Hall
    bulletin: BulletinHolder
    interests: Interests
    matters: MatterAsking


async def open_engine(
    settings: Settings,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
    stack: AsyncExitStack,
    followed: Followed,
    talk: Talk,
) -> Engine:
    """The engine; what it records is written in the background, and the rest of it when ``stack`` closes."""
    return Engine(
        followed.holder,
        talk.conversations,
        recorder=await stack.enter_async_context(BufferedRecorder(unit_of_work)),
        preferences=await stack.enter_async_context(StoredPreferences(unit_of_work, clock)),
        clock=clock,
        home_region=settings.region,
        base_url=settings.public_url,
        office_hours=settings.office_hours,
        deepened=followed.meanings,
        calendar=talk.calendar,
        cases=talk.cases,
        desk=talk.desk,
        advisors=talk.advisors,
        hall=talk.hall,
        interests=talk.interests,
        matters=talk.matters,
        bulletin=talk.bulletin,
    )
