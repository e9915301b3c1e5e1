"""A stand-in as a process of its own; it prints one line of JSON once it listens.

Every option may also come from the environment with a prefix, which keeps secrets out of the list of processes.
"""

import argparse
import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import fields
from typing import Any, TypeVar

from aiohttp import web

__all__ = ["run"]

Config = TypeVar("Config")


def run(description: str, environment: str, config: type[Config], app_of: Callable[[Config], web.Application]) -> None:
    """Parse the options and serve until told to stop (SIGTERM, SIGINT, or end of input with ``--exit-on-eof``)."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 = a free one")
    parser.add_argument("--exit-on-eof", action="store_true", help="stop when standard input is closed")
    for each in fields(config):  # type: ignore[arg-type]
        parser.add_argument(f"--{each.name.replace('_', '-')}", default=None, help=f"default {each.default!r}")
    options = parser.parse_args()
    made = _config_of(options, environment, config)
    asyncio.run(_serve(options, lambda: app_of(made)))


async def _serve(options: argparse.Namespace, app: Callable[[], web.Application]) -> None:
    """Serve until stopped; the application is made within the loop that it runs in."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    runner = web.AppRunner(app(), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, options.host, options.port)
    await site.start()
    port = runner.addresses[0][1]
    sys.stdout.write(json.dumps({"url": f"http://{options.host}:{port}"}) + "\n")
    sys.stdout.flush()
    if options.exit_on_eof:
        loop.add_reader(sys.stdin.fileno(), _at_eof, stopped)
    await stopped.wait()
    await runner.cleanup()


def _at_eof(stopped: asyncio.Event) -> None:
    if not os.read(sys.stdin.fileno(), 4096):
        asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
        stopped.set()


def _config_of(options: argparse.Namespace, environment: str, config: type[Config]) -> Config:
    """The options given, else the environment's, else the defaults."""
    given: dict[str, Any] = {}
    for each in fields(config):  # type: ignore[arg-type]
        text = getattr(options, each.name)
        text = os.environ.get(environment + each.name.upper()) if text is None else text
        if text is not None:
            given[each.name] = _cast(each.default, text)
    return config(**given)


def _cast(default: Any, text: str) -> Any:
    """The text as a value of the default's type; of several, parted by commas."""
    return tuple(text.split(",")) if isinstance(default, tuple) else type(default)(text)
