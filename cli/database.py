"""`db upgrade`, `db check` and `db rotate-keys`."""

from __future__ import annotations

import click

from cli.trouble import NO, Trouble, told


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
