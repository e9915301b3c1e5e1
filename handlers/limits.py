"""Rate limits: a bucket of calls for each address, in bounded memory.

Citizens of one mobile carrier share few public addresses, so the bucket is wide: it stops a
flood, not a busy day. WeChat's callbacks and the operator's probes are not limited.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.typedefs import Middleware

from affairs.errors import TooManyRequests
from handlers.origin import TrustedProxies, caller_of

__all__ = ["Buckets", "Throttled", "limit", "throttle"]

BURST = 1200
"""Calls an address may make at once after being silent."""
PER_SECOND = 40.0
"""Calls a second that it may go on making."""
ADDRESSES = 20_000
"""Addresses remembered; the one longest silent goes first."""
CITIZEN_BURST = 240
CITIZEN_PER_SECOND = 4.0
"""The same for one citizen, wherever the calls come from: far more than a thumb can do."""
LIMITED = ("/api", "/console", "/guides", "/simulator")


class Throttled(TooManyRequests):
    """Too many calls of one address; ``retry_after`` is in whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after


class Buckets:
    """Token buckets by address: ``burst`` deep, filled by ``per_second``."""

    def __init__(
        self,
        *,
        burst: int = BURST,
        per_second: float = PER_SECOND,
        addresses: int = ADDRESSES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._burst, self._rate, self._most, self._clock = burst, per_second, addresses, clock
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    def take(self, address: str) -> float:
        """Take one call; 0.0 when it may be made, else the seconds until one may."""
        now = self._clock()
        left, since = self._held.get(address, (float(self._burst), now))
        left = min(self._burst, left + (now - since) * self._rate)
        wait = 0.0 if left >= 1 else (1 - left) / self._rate
        self._held[address] = (left if wait else left - 1, now)
        self._held.move_to_end(address)
        if len(self._held) > self._most:
            self._held.popitem(last=False)
        return wait


def limit(buckets: Buckets, trusted: TrustedProxies) -> Middleware:
    """Refuse calls of an address whose bucket is empty."""

    @web.middleware
    async def middleware(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        if is_limited(request.path):
            throttle(buckets, caller_of(request, trusted))
        return await handler(request)

    return middleware


def throttle(buckets: Buckets, caller: str) -> None:
    """Take one call. Raises Throttled when none is left."""
    wait = buckets.take(caller)
    if wait:
        raise Throttled(math.ceil(wait))


def is_limited(path: str) -> bool:
    """Whether calls of this path are counted."""
    return path == "/" or any(path == prefix or path.startswith(prefix + "/") for prefix in LIMITED)
