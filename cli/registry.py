"""`registry import`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.trouble import Trouble

if TYPE_CHECKING:
    from storage.registry import ImportResult

HEADER = (
    "business_number,name,name_en,representative,representative_en,"
    "corporate_number,business_type,business_item,phone,postcode,address"
)
REFUSED_SHOWN = 20
STEP_PERCENT = 10

Progress = Callable[[int, int], None]


@click.group(no_args_is_help=True)
def registry() -> None:
    """The company registry that sign-ups are filled in from."""


@registry.command("import", epilog=f"Header: {HEADER}")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
def import_file(file: Path) -> None:
    """Read companies from FILE, a CSV in UTF-8 or CP949 with the header below.

    A company with a number that is there already is written over; companies that are not in FILE stay. A line that is
    wrong is refused and told with its number; the others go in. It may be stopped and run again.

    \b
    Example:
      python main.py registry import companies.csv

    Exit codes: 0 imported (also when some lines were refused), 1 another header, nothing taken, or no database,
    2 settings, or no such file.
    """
    from cli.door import opened
    from storage.registry import RegistryFileUnreadable, import_csv

    with opened("registry") as database:
        try:
            with _progress(file) as progress:
                result = import_csv(database, file, progress)
        except RegistryFileUnreadable as reason:
            raise Trouble(f"{file}: {reason}. Expected header:\n{HEADER}") from reason
        except OSError as reason:
            raise Trouble(f"{file} cannot be read: {reason.strerror}.") from reason
    _tell(result)


def _tell(result: ImportResult) -> None:
    for line, reason in result.refused[:REFUSED_SHOWN]:
        click.echo(f"line {line}: {reason}", err=True)
    more = result.refused_lines - REFUSED_SHOWN
    if more > 0:
        click.echo(f"… and {more:,} more refused lines", err=True)
    click.echo(
        f"{result.read:,} lines read, {result.written:,} companies written, {result.refused_lines:,} lines refused"
    )
    if result.refused_lines and not result.written:
        raise Trouble("Nothing was taken.")


@contextmanager
def _progress(file: Path) -> Iterator[Progress]:
    """A bar on a terminal; elsewhere a line each tenth, so that a log stays readable."""
    if not sys.stderr.isatty():
        yield _in_lines(file.name)
        return
    with click.progressbar(length=max(file.stat().st_size, 1), label=file.name, file=sys.stderr) as bar:
        yield lambda done, total: bar.update(done - bar.pos)


def _in_lines(name: str) -> Progress:
    told = 0

    def progress(done: int, total: int) -> None:
        nonlocal told
        percent = 100 * done // max(total, 1)
        if percent >= told + STEP_PERCENT:
            told = percent - percent % STEP_PERCENT
            click.echo(f"{name}: {told} % read", err=True)

    return progress
