"""Structured logs: one event a line, scrubbed of personal data whatever is handed in."""

import logging
import sys
from collections.abc import MutableMapping
from contextvars import ContextVar
from typing import Any

import structlog

from affairs.privacy import scrub
from handlers.settings import LogFormat

__all__ = ["REQUEST", "configure_logs"]

REQUEST: ContextVar[str] = ContextVar("request", default="")
"""The number of the request under way: on every line that is logged for it."""

Event = MutableMapping[str, Any]
QUIET = ("aiosqlite", "asyncio", "sqlalchemy", "jieba", "alembic")
SILENT = ("aiohttp.server",)
"""Repeats a request that cannot be parsed, address and all; what goes wrong in ours we log ourselves."""


def configure_logs(log_format: LogFormat, level: int = logging.INFO) -> None:
    """Send every log line of this process to standard error, scrubbed, in one format."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        number_event,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=False),
        structlog.processors.format_exc_info,
        scrub_event,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(log_format)],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _renderer(log_format: LogFormat) -> structlog.typing.Processor:
    if log_format is LogFormat.JSON:
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)


def number_event(_logger: object, _method: str, event: Event) -> Event:
    """The event with the number of its request, if it belongs to one."""
    if number := REQUEST.get():
        event.setdefault("request", number)
    return event


def scrub_event(_logger: object, _method: str, event: Event) -> Event:
    """The event with personal data replaced in every string, however deep.

    Only the number of the request stays, as :data:`REQUEST` has it: it is random, and nine of its digits
    in a row would be taken for somebody's number.
    """
    for key, value in event.items():
        if key != "request" or value != REQUEST.get():
            event[key] = _scrubbed(value)
    return event


def _scrubbed(value: Any) -> Any:
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, dict):
        return {key: _scrubbed(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_scrubbed(each) for each in value]
    return value
