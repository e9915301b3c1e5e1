"""What tells people and editors: the knowledge desk, news, subscriptions, and who vouches for staff."""

from contextlib import AsyncExitStack
from dataclasses import dataclass

from affairs.administration import CalendarDesk
from affairs.advising.interests import Interests
from affairs.advising.sweep import Advising
from affairs.clock.editing import Calendars
from affairs.dead_letters import DeadLetters
from affairs.knowledge_desk import KnowledgeDesk
from affairs.learning import Learning
from affairs.news.articles import Articles
from affairs.ports import Clock, UnitOfWorkFactory
from affairs.staff.oidc import IdentityProvider
from handlers.resources.background import background
from handlers.resources.catalogue import Followed
from handlers.resources.identity import open_provider, provider_check
from handlers.resources.people import People
from handlers.services import HealthCheck
from handlers.settings import Settings
from integrations.bulletin import BulletinHolder

__all__ = ["Portal", "open_portal"]


@dataclass(frozen=True, slots=True)
class Portal:
    """The use cases, and the headlines for the bot."""

    learning: Learning
    knowledge: KnowledgeDesk
    articles: Articles
    bulletin: BulletinHolder
    calendar: CalendarDesk
    dead_letters: DeadLetters
    interests: Interests
    advising: Advising
    provider: IdentityProvider | None


async def open_portal(
    settings: Settings,
    uow: UnitOfWorkFactory,
    clock: Clock,
    stack: AsyncExitStack,
    followed: Followed,
    people: People,
    checks: dict[str, HealthCheck],
) -> Portal:
    """The portal, its headlines followed until ``stack`` closes."""
    provider = await stack.enter_async_context(open_provider(settings, clock))
    if provider is not None:
        checks["oidc"] = provider_check(provider)
    articles = Articles(uow, clock)
    bulletin = BulletinHolder(articles)
    await bulletin.refresh()
    await stack.enter_async_context(background(bulletin.keep_fresh()))
    learning = Learning(uow, followed.catalogues, clock, current=followed.holder)
    return Portal(
        learning=learning,
        knowledge=KnowledgeDesk(uow, clock, learning, followed.catalogues),
        articles=articles,
        bulletin=bulletin,
        calendar=CalendarDesk(uow, clock, Calendars(uow, clock)),
        dead_letters=DeadLetters(uow, clock),
        interests=Interests(uow, clock, followed.holder),
        advising=Advising(uow, clock, followed.catalogues, followed.holder, people.licences),
        provider=provider,
    )
