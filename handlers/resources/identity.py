"""The identity provider of staff, where one is configured."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from affairs.errors import ServiceUnavailable
from affairs.ports import Clock
from handlers.services import Health, HealthCheck, State
from handlers.settings import Settings
from integrations.oidc import OidcProvider

__all__ = ["CALLBACK", "open_provider", "provider_check"]

CALLBACK = "/console/login/oidc/callback"
SECONDS = 8.0
"""A person waits for it: longer than this, and they are told that it is away."""


@asynccontextmanager
async def open_provider(settings: Settings, clock: Clock) -> AsyncIterator[OidcProvider | None]:
    """The provider of the settings; None without one. Nothing is asked of it yet."""
    if not settings.oidc_issuer:
        yield None
        return
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS)) as session:
        yield OidcProvider(
            session,
            clock,
            issuer=settings.oidc_issuer,
            client_id=settings.oidc_client_id,
            client_secret=settings.oidc_client_secret.get_secret_value(),
            claim=settings.oidc_claim,
            redirect=settings.public_url + CALLBACK,
        )


def provider_check(provider: OidcProvider) -> HealthCheck:
    """DEGRADED while the provider does not answer: passwords still open the desk."""

    async def check() -> Health:
        try:
            await provider.check()
        except ServiceUnavailable as error:
            return Health(State.DEGRADED, f"identity provider: {error}")
        return Health(State.OK)

    return check
