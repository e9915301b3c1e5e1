"""Stand-ins of a demonstration, each in a process of its own."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

__all__ = ["started"]

START_SECONDS = 15.0


@asynccontextmanager
async def started(name: str, options: Mapping[str, str]) -> AsyncIterator[str]:
    """Start ``integrations.sandbox.NAME`` with these options; its address. Stopped at the end, or when we die.

    Raises RuntimeError when it does not come up.
    """
    prefix = f"SANDBOX_{name.upper()}_"
    environment = {**os.environ, **{prefix + option.upper(): value for option, value in options.items()}}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", f"integrations.sandbox.{name}", "--exit-on-eof", stdin=PIPE, stdout=PIPE, env=environment
    )
    try:
        yield await _address(process, name)
    finally:
        await _stop(process)


async def _address(process: Process, name: str) -> str:
    try:
        async with asyncio.timeout(START_SECONDS):
            line = await process.stdout.readline() if process.stdout else b""
        return str(json.loads(line)["url"])
    except (TimeoutError, ValueError, KeyError):
        raise RuntimeError(f"the stand-in {name} did not start") from None


async def _stop(process: Process) -> None:
    if process.returncode is None:
        process.terminate()
    try:
        async with asyncio.timeout(5):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
