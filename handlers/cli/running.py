"""What every command shares: settings, faults as exit code 2, one event loop."""

import asyncio
import json
from collections.abc import Coroutine
from typing import Any, TypeVar

import click

from affairs.errors import DomainError, StoreUnavailable
from handlers.logs import configure_logs
from handlers.problems import DETAILS
from handlers.resources import open_database
from handlers.settings import Settings, SettingsFault, load_settings
from integrations.database import DatabaseFault

__all__ = ["Refused", "open_database", "print_json", "refusal", "run", "settings_or_refuse"]

Answer = TypeVar("Answer")


class Refused(click.ClickException):
    """Bad input: the message says what to do, the exit code is 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """The reason alone, without a prefix in another language."""
        click.echo(self.message, file=file, err=file is None)


def settings_or_refuse(**overrides: Any) -> Settings:
    """The settings, or every wrong one as one refusal. Logs are configured by them."""
    try:
        settings = load_settings({name: value for name, value in overrides.items() if value is not None})
    except SettingsFault as fault:
        raise refusal(fault) from None
    configure_logs(settings.log_format)
    return settings


def run(work: Coroutine[Any, Any, Answer]) -> Answer:
    """Run one asynchronous command; domain errors become a refusal in words."""
    try:
        return asyncio.run(work)
    except (DomainError, DatabaseFault, SettingsFault) as error:
        raise refusal(error) from None


def refusal(error: DomainError | DatabaseFault | SettingsFault) -> Refused:
    """What a command could not do, in words."""
    if isinstance(error, SettingsFault):
        return Refused(f"Settings that cannot be used:\n{error}\nSee docs/settings.md.")
    if isinstance(error, DatabaseFault):
        return Refused(f"The database cannot be used: {error}. Check BANSHITONG_DATABASE_URL.")
    if isinstance(error, StoreUnavailable):
        reason = f" ({error.detail})" if error.detail else ""
        return Refused(f"The database does not answer{reason}. Another process may hold it: try again. [{error.code}]")
    return Refused(f"{error.detail or DETAILS[error.code]} [{error.code}]")


def print_json(value: Any) -> None:
    """One JSON document on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))
