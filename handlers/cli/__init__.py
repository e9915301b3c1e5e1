"""``banshitong``: the command line. Every command explains itself with an example.

Exit codes: 0 done, 1 a fault that ``doctor`` or ``db check`` found, 2 bad input.
"""

import click

from handlers.cli.asking import ask_command, evaluate_command
from handlers.cli.database import db_group
from handlers.cli.doctor import doctor_command
from handlers.cli.guides import guides_group
from handlers.cli.learning import learn_group
from handlers.cli.menu import menu_group
from handlers.cli.serving import serve_command, worker_command

__all__ = ["main"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="banshitong", prog_name="banshitong")
def main() -> None:
    """办事通: the citizen desk of a government service centre on WeChat.

    Settings come from the environment or .env (prefix BANSHITONG_), see docs/settings.md.
    """


for command in (
    serve_command,
    worker_command,
    db_group,
    guides_group,
    ask_command,
    evaluate_command,
    learn_group,
    menu_group,
    doctor_command,
):
    main.add_command(command)
