"""``banshitong serve`` and ``banshitong worker``."""

import asyncio
import sys
from collections.abc import Coroutine
from typing import Any

import click

from affairs.errors import DomainError
from handlers.cli.running import Refused, refusal, settings_or_refuse
from handlers.server import PortTaken, serve
from handlers.settings import SettingsFault
from handlers.worker import work
from integrations.database import DatabaseFault

__all__ = ["serve_command", "worker_command"]


@click.command("serve")
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 takes a free one.")
@click.option("--demo", is_flag=True, help="With the sample catalogue, a worker, and the stand-in WeChat platform.")
def serve_command(host: str | None, port: int | None, demo: bool) -> None:
    """Serve the web application.

    Example: banshitong serve --demo
    """
    settings = settings_or_refuse(host=host, port=port)
    forever(serve(settings, demo=demo))


@click.command("worker")
def worker_command() -> None:
    """Carry out what waits in the outbox: any number of workers, beside any number of servers.

    Example: banshitong worker
    """
    forever(work(settings_or_refuse()))


def forever(work: Coroutine[Any, Any, None]) -> None:
    """Run until told to stop, on uvloop where there is one; a fault at the start is a refusal."""
    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(work)
    except (DomainError, DatabaseFault, SettingsFault) as error:
        raise refusal(error) from None
    except PortTaken as error:
        raise Refused(str(error)) from None


def _loop_factory() -> Any:
    if sys.platform == "win32":
        return None
    import uvloop  # noqa: PLC0415 - not to be had on Windows

    return uvloop.new_event_loop
