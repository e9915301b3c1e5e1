"""The access token shared through Redis. Lost Redis = each process asks for itself (safe, slower)."""

import json
from datetime import UTC, datetime

from redis.asyncio import Redis

from integrations.wechat.tokens import StoredToken

__all__ = ["RedisTokenStore"]

PREFIX = "bst:wechat"
DROP_IF_SAME = """
local kept = redis.call('GET', KEYS[1])
if kept and cjson.decode(kept).value == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
"""
RELEASE_IF_OURS = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"


class RedisTokenStore:
    """A :class:`integrations.wechat.tokens.TokenStore` on Redis. Raises ``redis.RedisError``."""

    def __init__(self, redis: "Redis") -> None:
        self._redis = redis
        self._drop = redis.register_script(DROP_IF_SAME)
        self._release = redis.register_script(RELEASE_IF_OURS)

    async def read(self, account: str) -> StoredToken | None:
        """The token, if there is one."""
        raw = await self._redis.get(_token(account))
        if raw is None:
            return None
        try:
            kept = json.loads(raw)
            return StoredToken(str(kept["value"]), datetime.fromtimestamp(float(kept["until"]), UTC))
        except (ValueError, KeyError, TypeError):
            return None

    async def write(self, account: str, token: StoredToken) -> None:
        """Keep the token until it ends."""
        kept = json.dumps({"value": token.value, "until": token.until.timestamp()})
        left = int((token.until - datetime.now(UTC)).total_seconds() * 1000)
        if left > 0:
            await self._redis.set(_token(account), kept, px=left)

    async def drop(self, account: str, value: str) -> None:
        """Forget the token, if it is still this one."""
        await self._drop(keys=[_token(account)], args=[value])

    async def acquire(self, account: str, owner: str, seconds: float) -> bool:
        """Take the lock: ``SET NX PX``."""
        return bool(await self._redis.set(_lock(account), owner, nx=True, px=int(seconds * 1000)))

    async def release(self, account: str, owner: str) -> None:
        """Release the lock, if it is still this owner's."""
        await self._release(keys=[_lock(account)], args=[owner])


def _token(account: str) -> str:
    return f"{PREFIX}:{account}:token"


def _lock(account: str) -> str:
    return f"{PREFIX}:{account}:token-lock"
