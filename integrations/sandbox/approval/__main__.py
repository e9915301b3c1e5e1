"""Run the stand-in approval system: ``python -m integrations.sandbox.approval --callback URL``.

Prints one line of JSON, ``{"url": …}``, once it listens. Every option may also come from the
environment as ``SANDBOX_APPROVAL_<OPTION>``, which keeps secrets out of the list of processes.
"""

import argparse
import asyncio
import json
import os
import signal
import sys
from dataclasses import fields
from typing import Any

from aiohttp import web

from integrations.sandbox.approval.app import sandbox_app
from integrations.sandbox.approval.config import SandboxConfig

ENVIRONMENT = "SANDBOX_APPROVAL_"


def main() -> None:
    """Parse the options and serve until told to stop (SIGTERM, SIGINT, or end of input with ``--exit-on-eof``)."""
    parser = argparse.ArgumentParser(description="A stand-in approval system.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 = a free one")
    parser.add_argument("--exit-on-eof", action="store_true", help="stop when standard input is closed")
    for each in fields(SandboxConfig):
        parser.add_argument(f"--{each.name.replace('_', '-')}", default=None, help=f"default {each.default!r}")
    asyncio.run(serve(parser.parse_args()))


async def serve(options: argparse.Namespace) -> None:
    """Serve until stopped."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    runner = web.AppRunner(sandbox_app(config_of(options)), access_log=None, shutdown_timeout=1.0)
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


def config_of(options: argparse.Namespace) -> SandboxConfig:
    """The options given, else the environment's, else the defaults."""
    given: dict[str, Any] = {}
    for each in fields(SandboxConfig):
        text = getattr(options, each.name)
        text = os.environ.get(ENVIRONMENT + each.name.upper()) if text is None else text
        if text is not None:
            given[each.name] = _cast(each.default, text)
    return SandboxConfig(**given)


def _cast(default: Any, text: str) -> Any:
    return type(default)(text)


if __name__ == "__main__":
    main()
