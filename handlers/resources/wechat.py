"""The official account: its outgoing client, its callback, and what is said later."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from affairs.clock import SystemClock
from affairs.ports import UnitOfWorkFactory
from bot.engine import Engine
from handlers.metrics import Metrics
from handlers.resources.stores import person_keys
from handlers.settings import Settings
from handlers.wechat import Callback, ReplyLater
from integrations.delivery.sealed import SealedPayloads
from integrations.wechat.channel import WeChatChannel
from integrations.wechat.client import WeChatClient
from integrations.wechat.tokens import MemoryTokenStore, TokenStore

__all__ = ["later", "open_wechat", "sealed_payloads", "wechat_callback"]


@asynccontextmanager
async def open_wechat(settings: Settings, tokens: TokenStore | None = None) -> AsyncIterator[WeChatClient | None]:
    """The outgoing client of the official account; None without its credentials."""
    secret = settings.wechat_app_secret.get_secret_value()
    if not (settings.wechat_app_id and secret):
        yield None
        return
    async with aiohttp.ClientSession() as session:
        yield WeChatClient(
            session,
            settings.wechat_app_id,
            secret,
            clock=SystemClock(),
            base_url=settings.wechat_api_base,
            store=tokens or MemoryTokenStore(),
        )


def wechat_callback(
    settings: Settings, engine: Engine, unit_of_work: UnitOfWorkFactory, metrics: Metrics
) -> Callback | None:
    """What answers the platform's calls; None while the account is not configured."""
    if not settings.wechat_configured:
        return None
    channel = WeChatChannel(
        settings.wechat_token.get_secret_value(),
        settings.wechat_aes_key.get_secret_value(),
        settings.wechat_app_id,
        clock=SystemClock(),
        mode=settings.wechat_mode.value,
        base_url=settings.public_url,
        tappable=settings.wechat_tappable,
    )
    return Callback(channel, engine, later(unit_of_work, sealed_payloads(settings)), metrics)


def sealed_payloads(settings: Settings) -> SealedPayloads:
    """What closes and opens outbox payloads of conversations."""
    return SealedPayloads(person_keys(settings).seal)


def later(unit_of_work: UnitOfWorkFactory, payloads: SealedPayloads) -> ReplyLater:
    """Puts one row, sealed, into the outbox in a transaction of its own; False when the key is there already."""

    async def put(kind: str, key: str, payload: Mapping[str, Any], *, instead_of: str = "") -> bool:
        async with unit_of_work() as uow:
            if instead_of:
                await uow.outbox.withdraw(instead_of)
            fresh = await uow.outbox.put(kind, key, payloads.close(key, payload), now=SystemClock().now())
            await uow.commit()
            return fresh

    return put
