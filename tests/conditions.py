"""Waiting for what is to come, without guessing how long that takes."""

import asyncio
from collections.abc import Awaitable, Callable


async def eventually(true: Callable[[], bool | Awaitable[bool]], seconds: float = 20) -> None:
    """Return once ``true`` says so; TimeoutError when it never does."""
    async with asyncio.timeout(seconds):
        while True:
            said = true()
            if said if isinstance(said, bool) else await said:
                return
            await asyncio.sleep(0.01)
