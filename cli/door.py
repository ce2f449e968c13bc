"""How commands get to the settings and into the store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.trouble import NOT_MIGRATED, CannotStart, Trouble, told

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.database import Database

PLAYGROUND = Path("var/playground")
KEY_FILE = Path("var/data.key")
PLAYGROUND_DATABASE = f"sqlite:///{PLAYGROUND}/assistant.sqlite"


def settings_for(command: str) -> Settings:
    """The settings; Trouble with a line for each thing that keeps the command from starting."""
    from bot.settings import Settings, problems
    from storage import engines

    settings = Settings.load()
    lines = problems(settings, command)
    if lines:
        raise CannotStart("\n".join(lines))
    try:
        engines.parse(settings.database_url)
    except ValueError as reason:
        raise CannotStart(f"{reason}.") from reason
    return settings


def with_key(settings: Settings) -> tuple[Settings, str | None]:
    """The settings with a key, and a line to say where it is kept when none was set."""
    try:
        keyed, line = settings.with_data_key()
    except OSError as reason:
        raise CannotStart(f"DATA_KEY is not set, and {reason.filename}: {reason.strerror}.") from reason
    if not keyed.data_key.strip():
        raise CannotStart(f"{KEY_FILE} is empty: put the key back, or remove the file if nothing was stored with it.")
    return keyed, line


@contextmanager
def opened(command: str) -> Iterator[Database]:
    """The store of the settings, open and up to date; while the playground's is the only one, that."""
    from storage import migrate
    from storage.database import Database

    settings = settings_for(command)
    url = with_what_is_there(settings.database_url)
    if url != settings.database_url:
        click.echo(f"DATABASE_URL is not set: this is the playground's store, {_file(url)}.", err=True)
    with told(place_of(url)):
        if not migrate.is_current(url):
            raise Trouble(NOT_MIGRATED)
        database = Database.open(url, _keyed(settings).keyring())
        try:
            yield database
        finally:
            database.close()


def _keyed(settings: Settings) -> Settings:
    """The settings with a key; that one was made is said, that one is there is not."""
    is_there = settings.data_key or KEY_FILE.exists()
    keyed, line = with_key(settings)
    if not is_there:
        click.echo(line, err=True)
    return keyed


def place_of(url: str) -> str:
    """A DATABASE_URL as it may be shown: without login and options."""
    from storage import urls

    parsed = urls.parse(url)
    if parsed.get_backend_name() == "sqlite":
        return f"sqlite:///{parsed.database}"
    return f"postgresql://{urls.hosts_of(parsed)}/{parsed.database or ''}"


def with_what_is_there(url: str) -> str:
    """The playground's store where the usual one was never made and nobody named another."""
    from bot.settings import Settings

    is_other = url != Settings().database_url
    return url if is_other or _file(url).exists() or not _file(PLAYGROUND_DATABASE).exists() else PLAYGROUND_DATABASE


def _file(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))
