"""The command line: gathers the commands, holds no logic."""

from __future__ import annotations

import io
import sys

import click

import cli.oversight  # noqa: F401 -- adds what staff do to the commands about companies
from cli.ask import ask
from cli.check import check
from cli.companies import companies
from cli.database import db
from cli.flows import flows
from cli.members import members
from cli.outbox import outbox
from cli.playground import playground_command
from cli.questions import questions
from cli.registry import registry
from cli.run import run
from cli.stats import stats


class InOrder(click.Group):
    """Lists its commands in the order that a newcomer needs them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(
    cls=InOrder,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
def main() -> None:
    """The KOTRA sign-up assistant: signs people and companies up as members, in a chat.

    Settings come from the environment and from .env in the current folder; `check` tells what is wrong with them.

    \b
    To try it without a token:  python main.py playground
    On Telegram:                python main.py check && python main.py run

    Exit codes of every command: 0 fine, 1 the answer is no, 2 settings or usage.
    """


for command in (run, playground_command, check, db, registry, members, companies, outbox, stats, flows, ask, questions):
    main.add_command(command)


def speak_utf8() -> None:
    """Korean is printed whatever the terminal's locale says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    speak_utf8()
    main(prog_name="python main.py")
