"""`db upgrade`, `db check`, `db rotate-keys` and `db copy`."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import click

from cli.showing import say, table
from cli.trouble import NO, Trouble, told

if TYPE_CHECKING:
    from storage.copying import Copy


@click.group(no_args_is_help=True)
def db() -> None:
    """The database: its tables and its key."""


@db.command()
def upgrade() -> None:
    """Bring the tables up to date; a missing SQLite file is made.

    Several may do so at once. Needs DATABASE_URL; nothing is lost.

    \b
    Example:
      DATABASE_URL=postgresql://user:password@host/name python main.py db upgrade

    Exit codes: 0 up to date, 1 the database cannot be reached, 2 settings.
    """
    from cli.door import settings_for

    line = brought_up_to_date(settings_for("db").database_url)
    click.echo(line or "The tables are up to date.")


@db.command()
def check() -> None:
    """Say whether the database can be reached, its tables are up to date and the key opens it.

    Changes nothing. Needs DATABASE_URL and DATA_KEY.

    \b
    Example:
      python main.py db check

    Exit codes: 0 all is well, 1 something is wrong (one line each on standard error), 2 settings.
    """
    from cli.door import settings_for
    from cli.findings import State, database_findings

    wrong = False
    for finding in database_findings(settings_for("db")):
        bad = finding.state is not State.GOOD
        click.echo(finding.line, err=bad)
        wrong = wrong or bad
    raise SystemExit(NO if wrong else 0)


@db.command("rotate-keys")
def rotate_keys() -> None:
    """Seal everything anew under the first key of DATA_KEY, so that the older ones can be thrown away.

    Put the new key first (DATA_KEY=new,old), start every worker with it, then run this. It may be stopped and run
    again. Afterwards DATA_KEY=new is enough.

    \b
    Example:
      DATA_KEY=new,old python main.py db rotate-keys

    Exit codes: 0 done, 1 the database cannot be reached, 2 settings, or a key that does not open it.
    """
    from cli.door import opened
    from storage.rotation import rotate

    with opened("db") as database:
        count = rotate(database, lambda name, done: click.echo(f"{name}: {done:,} rows", err=True))
    click.echo(f"{count:,} rows sealed anew under the first key of DATA_KEY.")


@db.command()
@click.option("--from", "source", metavar="URL", help="The database to copy; DATABASE_URL without it.")
@click.option("--to", "target", metavar="URL", envvar="TARGET_DATABASE_URL", required=True, help="An empty one.")
def copy(source: str | None, target: str) -> None:
    """Copy everything into another, empty database, SQLite or PostgreSQL, and compare it row by row.

    Stop all workers first: what is written during the copy waits and is lost. It is done wholly or not at all; the
    source stays as it is. DATA_KEY is not needed and does not change. Tables of the target are made. Counters go on
    where they stood. An address with a password is better put into TARGET_DATABASE_URL than into --to.

    \b
    Examples:
      python main.py db copy --to postgresql://kotra@db.example.kr/kotra
      python main.py db copy --from postgresql://kotra@/kotra --to sqlite:///var/assistant.sqlite

    Exit codes: 0 copied and the same, 1 refused or out of reach, and nothing copied, 2 settings or usage.
    """
    from cli.door import place_of, settings_for
    from storage.copying import CannotCopy, Copy

    if source is None:
        source = settings_for("db").database_url
    try:
        with told(place_of(target)):
            say(copied_lines(Copy(source, target)))
    except (CannotCopy, ValueError) as reason:
        raise Trouble(f"Nothing was copied: {reason}.") from reason
    click.echo(f"All is in {place_of(target)} and the same. Set DATABASE_URL to it, and keep DATA_KEY.")


def copied_lines(copy: Copy) -> list[str]:
    """Copies under a bar on standard error; a table of what was copied."""
    copy.prepare()
    with ExitStack() as stack:
        bars: list[Any] = []

        def begun(total: int) -> None:
            bars.append(stack.enter_context(progress_bar(total)))

        def more(name: str, rows: int) -> None:
            bars[0].label = name
            bars[0].update(rows)

        copied = copy.run(begun, more)
    return list(table(("TABLE", "ROWS", "SHA-256"), ((one.table, one.rows, one.checksum[:16]) for one in copied)))


def progress_bar(total: int) -> Any:
    """A bar that counts rows: each is copied once and compared once."""
    return click.progressbar(length=total, file=sys.stderr, item_show_func=None, width=30)


def brought_up_to_date(url: str) -> str | None:
    """Migrates a database that is behind, and says so in a line; None where there was nothing to do."""
    from cli.door import place_of

    with told(place_of(url)):
        return migrated(url)


def migrated(url: str) -> str | None:
    """As brought_up_to_date, but raises StoreUnavailable while the database is away."""
    from cli.door import place_of
    from storage import migrate

    place = place_of(url)
    before = migrate.current(url)
    if before == migrate.head():
        return None
    from alembic.util import CommandError

    try:
        migrate.upgrade(url)
    except CommandError as reason:
        raise Trouble(
            f"{place} is at revision {before}, which this program does not know: use a newer one."
        ) from reason
    except OSError as reason:
        raise Trouble(f"{place} cannot be made: {reason.strerror}.") from reason
    return f"Tables of {place} brought from {before or 'nothing'} to {migrate.head()}."
