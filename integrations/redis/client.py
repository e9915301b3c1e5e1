"""Connections to Redis, impatient ones: whoever uses them has somewhere else to turn."""

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

__all__ = ["make_redis"]


def make_redis(url: str, *, seconds: float = 0.15, connections: int = 64) -> "Redis":
    """A client for ``url`` that waits at most ``seconds`` for a connection, and for an answer.

    Nothing is connected yet. Nothing is tried again: a repetition is the caller's decision.
    """
    pool: BlockingConnectionPool = BlockingConnectionPool.from_url(
        url,
        max_connections=connections,
        timeout=seconds,
        socket_timeout=seconds,
        socket_connect_timeout=seconds,
        retry=Retry(NoBackoff(), 0),
        protocol=2,
        driver_info=None,  # else every connection looks for the library's version on disk
    )
    return Redis.from_pool(pool)
