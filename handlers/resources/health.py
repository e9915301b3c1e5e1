"""What ``/readyz`` and ``doctor`` ask: one check a part."""

from collections.abc import Callable

from affairs.catalogue import Catalogues
from affairs.errors import StoreUnavailable
from handlers.services import Health, HealthCheck, State
from integrations.fallback import FallbackConversations
from integrations.wechat.client import WeChatClient
from integrations.wechat.faults import WeChatFault
from knowledge.snapshot import Snapshot

__all__ = ["catalogue_check", "database_check", "store_check", "wechat_check"]


def database_check(catalogues: Catalogues) -> HealthCheck:
    """DOWN when the database does not answer a query."""

    async def check() -> Health:
        try:
            await catalogues.in_force()
        except StoreUnavailable as error:
            return Health(State.DOWN, str(error))
        return Health(State.OK)

    return check


def catalogue_check(snapshot: Callable[[], Snapshot]) -> HealthCheck:
    """DEGRADED while there is nothing to answer from."""

    async def check() -> Health:
        if snapshot().catalogue.items:
            return Health(State.OK)
        return Health(State.DEGRADED, "the catalogue is empty: banshitong guides import FILE")

    return check


def store_check(conversations: FallbackConversations) -> HealthCheck:
    """DEGRADED while Redis is away and the database stands in."""

    async def check() -> Health:
        if await conversations.probe():
            return Health(State.OK)
        return Health(State.DEGRADED, "Redis does not answer; conversations are kept in the database")

    return check


def wechat_check(client: WeChatClient) -> HealthCheck:
    """DEGRADED when WeChat is out of reach or refuses the credentials. Uses the cached token."""

    async def check() -> Health:
        try:
            await client.callback_addresses()
        except WeChatFault as fault:
            return Health(State.DEGRADED, f"WeChat: {type(fault).__name__} {fault.code}")
        return Health(State.OK)

    return check
