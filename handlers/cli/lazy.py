"""The commands by name. A command's module is imported when that command is used, so that ``--help`` is quick."""

import sys
from collections.abc import Mapping
from importlib import import_module
from io import TextIOWrapper
from typing import Any, NamedTuple

import click

__all__ = ["COMMANDS", "LazyCommand", "main"]


class LazyCommand(NamedTuple):
    """Where a command is written, and its line in the list of commands."""

    module: str
    name: str
    line: str


COMMANDS: Mapping[str, LazyCommand] = {
    "serve": LazyCommand("handlers.cli.serving", "serve_command", "Serve the web application."),
    "worker": LazyCommand("handlers.cli.serving", "worker_command", "Carry out what waits in the outbox."),
    "db": LazyCommand("handlers.cli.database", "db_group", "Migrations of the database."),
    "guides": LazyCommand("handlers.cli.guides", "guides_group", "The catalogue of items and guides."),
    "ask": LazyCommand("handlers.cli.asking", "ask_command", "Ask one question, through the same engine as WeChat."),
    "evaluate": LazyCommand("handlers.cli.asking", "evaluate_command", "Measure the matcher on a file of questions."),
    "train": LazyCommand("handlers.cli.training", "train_command", "Train the ranker's adapter on the catalogue."),
    "learn": LazyCommand("handlers.cli.learning", "learn_group", "The knowledge desk: what was not understood."),
    "calendar": LazyCommand("handlers.cli.calendar", "calendar_group", "Working days: notices of years, single days."),
    "people": LazyCommand("handlers.cli.people", "people_group", "People who act for others: agents, intermediaries."),
    "supply": LazyCommand("handlers.cli.supply", "supply_group", "What can be booked: windows, hours, places."),
    "staff": LazyCommand("handlers.cli.staff", "staff_group", "Staff: who may log in to /console/, and as what."),
    "report": LazyCommand("handlers.cli.report", "report_command", "What was done in a day, a week, a month."),
    "callbacks": LazyCommand("handlers.cli.callbacks", "callbacks_group", "Closed cases drawn at random to call back."),
    "ratings": LazyCommand("handlers.cli.ratings", "ratings_group", "Ratings: exported, and bad ones set right."),
    "matters": LazyCommand("handlers.cli.matters", "matters_group", "Consultations and complaints, exported."),
    "cases": LazyCommand("handlers.cli.cases", "cases_group", "Cases that could not be delivered; trying again."),
    "preregister": LazyCommand(
        "handlers.cli.preregistering", "preregister_command", "Register an application at a counter (预登记)."
    ),
    "menu": LazyCommand("handlers.cli.menu", "menu_group", "The official account's menu."),
    "doctor": LazyCommand("handlers.cli.doctor", "doctor_command", "Check settings, database, Redis and WeChat."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported one by one, when they are used."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """As click does, and what a terminal's encoding lacks is written by its number."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """As click does; what the domain refuses, wherever in a command, is a refusal in words."""
        from affairs.errors import DomainError  # noqa: PLC0415 - a command is used: no longer must it be quick

        try:
            return super().invoke(ctx)
        except DomainError as error:
            from handlers.cli.running import refusal  # noqa: PLC0415

            raise refusal(error) from None

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in alphabetical order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command itself; None when there is none of this name."""
        command = COMMANDS.get(cmd_name)
        return getattr(import_module(command.module), command.name) if command else None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """As click does, but a name that is unknown is told with the names there are."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            ctx.fail(f"No such command {args[0]!r}. There are: {', '.join(sorted(COMMANDS))}.")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, written without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name].line) for name in sorted(COMMANDS)])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="banshitong", prog_name="banshitong")
def main() -> None:
    """办事通: the citizen desk of a government service centre on WeChat.

    Settings come from the environment or .env (prefix BANSHITONG_), see
    docs/settings.md.

    Example: banshitong serve --demo
    """
