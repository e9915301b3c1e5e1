"""The access token: one request at a time among all tasks and processes of an account."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from affairs.ports import Clock
from integrations.wechat.limits import TOKEN_LOCK_S, TOKEN_MARGIN_S

__all__ = ["AccessTokens", "MemoryTokenStore", "StoredToken", "TokenStore"]

POLL_S = 0.05
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class StoredToken:
    """An access token, and when it is no longer to be used."""

    value: str = field(repr=False)
    until: datetime


class TokenStore(Protocol):
    """Where processes share tokens. Any method may raise: without it each process asks for itself,
    which is safe (an unforced ``stable_token`` gives all of them the same token) and only slower.
    """

    async def read(self, account: str) -> StoredToken | None:
        """The token, if there is one."""

    async def write(self, account: str, token: StoredToken) -> None:
        """Keep the token until it ends."""

    async def drop(self, account: str, value: str) -> None:
        """Forget the token, if it is still this one."""

    async def acquire(self, account: str, owner: str, seconds: float) -> bool:
        """Become the only one to ask for a token, for so long at most."""

    async def release(self, account: str, owner: str) -> None:
        """Let others ask, if the lock is still this owner's."""


class MemoryTokenStore:
    """The store of a single process."""

    def __init__(self) -> None:
        self._tokens: dict[str, StoredToken] = {}

    async def read(self, account: str) -> StoredToken | None:
        """The token, if there is one."""
        return self._tokens.get(account)

    async def write(self, account: str, token: StoredToken) -> None:
        """Keep the token."""
        self._tokens[account] = token

    async def drop(self, account: str, value: str) -> None:
        """Forget the token, if it is still this one."""
        token = self._tokens.get(account)
        if token is not None and token.value == value:
            del self._tokens[account]

    async def acquire(self, account: str, owner: str, seconds: float) -> bool:
        """True: the lock within :class:`AccessTokens` is enough for one process."""
        return True

    async def release(self, account: str, owner: str) -> None:
        """Nothing to release."""


class AccessTokens:
    """The token of one account. ``fetch`` asks WeChat and returns the token and its seconds."""

    def __init__(
        self, account: str, fetch: Callable[[], Awaitable[tuple[str, float]]], store: TokenStore, clock: Clock
    ) -> None:
        self._account, self._fetch, self._store, self._clock = account, fetch, store, clock
        self._local: StoredToken | None = None
        self._pending: asyncio.Task[StoredToken] | None = None

    async def get(self) -> str:
        """A token in force. Raises what ``fetch`` raises, the same for all who waited for it."""
        if self._local is not None and self._fresh(self._local):
            return self._local.value
        if self._pending is None:
            self._pending = asyncio.get_running_loop().create_task(self._obtain())
            self._pending.add_done_callback(self._obtained)
        return (await asyncio.shield(self._pending)).value

    def _obtained(self, task: asyncio.Task[StoredToken]) -> None:
        self._pending = None
        if not task.cancelled() and task.exception() is None:
            self._local = task.result()

    async def refused(self, value: str) -> None:
        """Forget a token that WeChat refused, unless another has already taken its place."""
        if self._local is not None and self._local.value == value:
            self._local = None
        try:
            await self._store.drop(self._account, value)
        except Exception as error:  # noqa: BLE001 - the store's own kinds of errors stay behind its port
            log.warning("wechat.token_store_away", error=type(error).__name__)

    async def _obtain(self) -> StoredToken:
        """The shared token, or a new one asked for by exactly one process."""
        owner = secrets.token_hex(8)
        try:
            shared = await self._shared_or_lock(owner)
        except Exception as error:  # noqa: BLE001 - see refused
            log.warning("wechat.token_store_away", error=type(error).__name__)
            return await self._ask()
        if shared is not None:
            return shared
        try:
            token = await self._ask()
            await self._quietly(self._store.write(self._account, token))
            return token
        finally:
            await self._quietly(self._store.release(self._account, owner))

    async def _shared_or_lock(self, owner: str) -> StoredToken | None:
        """The shared token; None = the lock is ours, and there was none after we got it."""
        loop = asyncio.get_running_loop()
        patience = loop.time() + 2 * TOKEN_LOCK_S
        while True:
            token = await self._store.read(self._account)
            if token is not None and self._fresh(token):
                return token
            if await self._store.acquire(self._account, owner, TOKEN_LOCK_S):
                token = await self._store.read(self._account)  # another may have written it while we locked
                if token is None or not self._fresh(token):
                    return None
                await self._store.release(self._account, owner)
                return token
            if loop.time() > patience:
                raise TimeoutError("token lock")
            await asyncio.sleep(POLL_S)

    async def _ask(self) -> StoredToken:
        value, seconds = await self._fetch()
        return StoredToken(value, self._clock.now() + timedelta(seconds=max(0.0, seconds - TOKEN_MARGIN_S)))

    async def _quietly(self, work: Awaitable[None]) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - see refused
            log.warning("wechat.token_store_away", error=type(error).__name__)

    def _fresh(self, token: StoredToken) -> bool:
        return token.until > self._clock.now()
