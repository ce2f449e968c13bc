"""`playground`: the stand-in for Telegram, with its page, and the assistant against it."""

from __future__ import annotations

import errno
import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.door import PLAYGROUND, PLAYGROUND_DATABASE
from cli.trouble import CannotStart, told

if TYPE_CHECKING:
    from bot.settings import Settings
    from playground import Playground

HOST = "127.0.0.1"
HERE, EVERYWHERE = (HOST, "localhost"), ("0.0.0.0", "::")  # noqa: S104 -- read, not listened at
MASTER_ROLE = "master"
OUTCOMES = {
    "registered": "already a member: you become its associate",
    "registry": "in the company registry: you become its MASTER",
    "unknown": "found nowhere: you enter it and attach a certificate",
    "closed": "closed, says the tax office",
    "suspended": "suspended, says the tax office",
}


@click.command("playground", short_help="Try it in your own browser: no token, no network.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="N",
    help="The page's port on this machine (default: PLAYGROUND_PORT, 8080; 0: any free one).",
)
def playground_command(port: int | None) -> None:
    """Run the assistant in a page of your own browser: no token, no network, stand-ins for phones and identity.

    What it keeps lies in var/playground, and in DATABASE_URL if that is set; delete var/ to begin anew. Needs nothing.
    A TELEGRAM_BOT_TOKEN is not used.

    \b
    Examples:
      python main.py playground
      python main.py playground --port 8081

    Exit codes: 0 stopped, 1 the database cannot be reached, 2 settings, the port is taken, or a playground
    runs here already.
    """
    from cli.door import place_of, settings_for, with_key
    from cli.run import prepare, serve, set_up_logs

    settings = settings_for("playground")
    with _alone(PLAYGROUND):
        settings, _ = with_key(_of_playground(settings))
        set_up_logs(settings)
        with told(place_of(settings.database_url)):
            prepare(settings)
        serve(_play(_with_pages(settings), settings.playground_port if port is None else port))


def _of_playground(settings: Settings) -> Settings:
    """The settings without what is Telegram's, with a store of the playground's own where none is named."""
    from bot.outside import Outside

    usual = type(settings)().database_url
    url = PLAYGROUND_DATABASE if settings.database_url == usual else settings.database_url
    return replace(
        settings,
        database_url=url,
        identity_gateway="playground",
        outside=Outside(sms="playground", company_status="playground", address_search="playground"),
        sends_per_second=None,
        chat_sends_per_second=None,
        serving=replace(settings.serving, webhook_url=""),
    )


def _with_pages(settings: Settings) -> Settings:
    """The settings with an address for the pages that open over a chat; LISTEN chooses another."""
    from bot.serving.listening import Serving

    wanted = Serving(settings.serving.listen or f"{HOST}:0")
    lines = wanted.problems(at_telegram=False)
    if lines:
        raise CannotStart(lines[0])
    host, port = wanted.address
    if host not in (*HERE, *EVERYWHERE):
        raise CannotStart(f"LISTEN: the playground opens pages of this machine only, give {HOST} and a port")
    port = port or _port_of_pages()
    serving = replace(settings.serving, listen=f"{f'[{host}]' if ':' in host else host}:{port}")
    return replace(settings, serving=serving, public_url=f"http://{host if host in HERE else HOST}:{port}")


def _port_of_pages() -> int:
    """A free port: the one of earlier starts where it can be had, because cards in the chats lead there."""
    path = PLAYGROUND / "pages-port"
    kept = path.read_text("ascii").strip() if path.exists() else ""
    port = _free(int(kept) if kept.isdigit() else 0)
    path.write_text(f"{port}\n", "ascii")
    return port


def _free(wanted: int) -> int:
    from bot.serving.server import listen

    try:
        found = listen(HOST, wanted)
    except (OSError, OverflowError):
        found = listen(HOST, 0)
    with found:
        return int(found.getsockname()[1])


async def _play(settings: Settings, port: int) -> None:
    from cli.run import assistant_with
    from playground import serve

    playground = _made()
    master = next((person.id for person in playground.state.people.values() if person.role == MASTER_ROLE), None)
    if master is not None:
        _put_samples_in(settings, master)
    try:
        async with serve(playground, port) as root:
            click.echo(greeting(root, settings.database_url))
            await assistant_with(replace(settings, token=playground.token, api_url=root, playground_url=root))
    except OSError as reason:
        trouble = _port_trouble(reason, port)
        if trouble is None:
            raise
        raise trouble from reason


def _made() -> Playground:
    """The playground with the token that its bot had at earlier starts."""
    from playground import Playground
    from playground.samples import for_page

    path = PLAYGROUND / "token"
    kept = path.read_text("ascii").strip() if path.exists() else ""
    playground = Playground(PLAYGROUND, token=kept or None, samples=for_page())
    if not kept:
        path.touch(mode=0o600)
        path.write_text(playground.token + "\n", "ascii")
    return playground


def _put_samples_in(settings: Settings, master: int) -> None:
    from cli.door import place_of
    from cli.samples import put_in
    from storage.database import Database

    with told(place_of(settings.database_url)):
        database = Database.open(settings.database_url, settings.keyring())
        try:
            put_in(database, master)
        finally:
            database.close()


def greeting(root: str, database_url: str) -> str:
    """What a newcomer reads: where to look, what to try."""
    from cli.door import place_of
    from playground import samples

    numbers = [f"    {number}  {OUTCOMES[outcome]}" for number, _, outcome in samples.NUMBERS]
    master = samples.MASTER
    lines = [
        "",
        "  The playground is ready (시험 환경이 준비되었습니다).",
        "",
        f"  Open in a browser:  {root}",
        "",
        "  Business registration numbers to try:",
        *numbers,
        f"  The MASTER of {samples.shown(samples.REGISTERED['business_number'])} is {master['name']} in the page:"
        f" ID {master['login_id']}, password {master['password']}",
        "",
        f"  Stored in {place_of(database_url)}; look with: {_look(database_url)}",
        "  Stop with Ctrl-C. Everything is kept in var/.",
        "",
    ]
    return "\n".join(lines)


def _look(database_url: str) -> str:
    from bot.settings import Settings
    from cli.door import with_what_is_there

    command = "python main.py members list"
    is_own = database_url == PLAYGROUND_DATABASE and with_what_is_there(Settings().database_url) != PLAYGROUND_DATABASE
    return f"DATABASE_URL={database_url} {command}" if is_own else command


def _port_trouble(reason: OSError, port: int) -> CannotStart | None:
    if reason.errno == errno.EADDRINUSE:
        other = port + 1 if port < 65535 else 8080
        way = f"choose another with PLAYGROUND_PORT={other} (or --port {other}), or stop what uses it"
        return CannotStart(f"Port {port} is taken: {way}.")
    if reason.errno == errno.EACCES:
        return CannotStart(f"Port {port} is not allowed to you: choose one from 1024 on with PLAYGROUND_PORT.")
    return None


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two playgrounds on the same state would write over each other's."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as reason:
            line = f"A playground runs in {folder.absolute()} already: use it, or stop it first."
            raise CannotStart(line) from reason
        yield
