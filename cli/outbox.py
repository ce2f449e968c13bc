"""`outbox list`, `outbox retry` and `outbox drop`: what could not be delivered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from cli.options import as_json, lines_of, paged
from cli.showing import say, say_json_array, table
from cli.trouble import CannotStart, Trouble

if TYPE_CHECKING:
    from storage.aside import SetAside
    from storage.transaction import Transaction

HEADS = ("NO", "KIND", "CHAT", "AGE", "TRIES", "REASON")
SHOWN = 3
UNITS = (
    ("d", timedelta(days=1)),
    ("h", timedelta(hours=1)),
    ("min", timedelta(minutes=1)),
    ("s", timedelta(seconds=1)),
)


@click.group(no_args_is_help=True)
def outbox() -> None:
    """Messages that could not be delivered, each with its reason.

    A message is set aside when Telegram refuses it for good: the person has blocked the bot, the chat is gone, the
    words are not taken in any form. It is kept for seven days. What was to be said is not shown: it is sealed.
    """


@outbox.command("list")
@as_json
@paged
def list_aside(as_json: bool, after: int, limit: int | None) -> None:
    """List what was set aside, oldest first; of the chat only the last digits.

    \b
    Examples:
      python main.py outbox list
      python main.py outbox list --json

    Exit codes: 0 listed, 1 the database cannot be read, 2 settings.
    """
    from cli.door import opened
    from storage.aside import listing
    from storage.transaction import utc_now

    with opened("outbox") as database:
        found = lines_of(lambda last, most: database.read(lambda tx: listing(tx, most, last)), after, limit)
        if as_json:
            say_json_array(_plain(one) for one in found)
        else:
            say(table(HEADS, (_row(one, utc_now()) for one in found)))


@outbox.command()
@click.argument("numbers", type=click.IntRange(1), nargs=-1, metavar="[NO]...")
@click.option("--all", "everything", is_flag=True, help="All that was set aside.")
def retry(numbers: Sequence[int], everything: bool) -> None:
    """Have messages tried again, by their numbers (column NO): when the reason has gone.

    \b
    Examples:
      python main.py outbox retry 4711 4712
      python main.py outbox retry --all

    Exit codes: 0 they are tried again, 1 nothing of that was set aside, 2 settings or usage.
    """
    from storage import aside

    count = _change(aside.retry, numbers, everything)
    click.echo(f"{count:,} tried again.")


@outbox.command()
@click.argument("numbers", type=click.IntRange(1), nargs=-1, metavar="[NO]...")
@click.option("--all", "everything", is_flag=True, help="All that was set aside.")
@click.option("--yes", is_flag=True, help="Do not ask before dropping all.")
def drop(numbers: Sequence[int], everything: bool, yes: bool) -> None:
    """Give messages up for good, by their numbers (column NO).

    \b
    Examples:
      python main.py outbox drop 4711
      python main.py outbox drop --all --yes

    Exit codes: 0 they are gone, 1 nothing of that was set aside, or not confirmed, 2 settings or usage.
    """
    from storage import aside

    if everything and not yes:
        click.confirm("Give up all messages that were set aside?", abort=True)
    count = _change(aside.drop, numbers, everything)
    click.echo(f"{count:,} given up.")


def _change(work: Callable[[Transaction, Sequence[int] | None], int], numbers: Sequence[int], everything: bool) -> int:
    from cli.door import opened

    if bool(numbers) == everything:
        raise CannotStart("Give the numbers of messages (python main.py outbox list), or --all.")
    with opened("outbox") as database:
        count = database.write(lambda tx: work(tx, None if everything else numbers)).result()
    if not count:
        raise Trouble("Nothing of that was set aside.")
    return count


def _row(one: SetAside, now: datetime) -> tuple[object, ...]:
    return (one.id, _kind(one), _masked(one), age(now - one.created_at), one.attempts, one.error)


def _plain(one: SetAside) -> dict[str, Any]:
    return {
        "no": one.id,
        "kind": _kind(one),
        "chat": _masked(one),
        "created_at": one.created_at.isoformat(),
        "set_aside_at": one.set_aside_at.isoformat(),
        "tries": one.attempts,
        "reason": one.error,
    }


def _kind(one: SetAside) -> str:
    return one.method if one.route == "telegram" else f"{one.route} {one.method}"


def _masked(one: SetAside) -> str:
    hidden = max(0, len(one.chat) - SHOWN)
    return f"{one.channel} {'*' * hidden}{one.chat[hidden:]}"


def age(passed: timedelta) -> str:
    """How long ago: 3 d, 2 h, 5 min, 8 s."""
    for unit, size in UNITS:
        if passed >= size:
            return f"{passed // size} {unit}"
    return "0 s"
