"""`run`: the assistant on Telegram."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

import click

from cli.trouble import CannotStart, told

if TYPE_CHECKING:
    from bot.settings import Settings


@click.command(short_help="Run the assistant on Telegram.")
def run() -> None:
    """Run the assistant on Telegram until Ctrl-C or SIGTERM; what is in hand is finished first.

    Needs TELEGRAM_BOT_TOKEN and IDENTITY_GATEWAY, from the environment or .env; DATABASE_URL and DATA_KEY have
    defaults under var/. With TELEGRAM_API_URL it talks to another Bot API server. Tables that are behind are
    upgraded. While the Bot API is out of reach it is tried again.

    \b
    Examples:
      python main.py check && python main.py run
      TELEGRAM_BOT_TOKEN=… IDENTITY_GATEWAY=console python main.py run

    Exit codes: 0 stopped, 1 the database cannot be reached, 2 settings, or a token that is refused (one line each
    on standard error).
    """
    from cli.door import settings_for, with_key

    settings, line = with_key(settings_for("run"))
    if line:
        click.echo(line, err=True)
    prepare(settings)
    serve(assistant_with(settings))


def prepare(settings: Settings) -> None:
    """Logs on standard error, tables up to date."""
    from bot.logs import set_up
    from cli.database import brought_up_to_date

    set_up(settings.log_level)
    line = brought_up_to_date(settings.database_url)
    if line:
        click.echo(line, err=True)


def serve(work: Coroutine[Any, Any, None]) -> None:
    """Runs the work on uvloop."""
    import asyncio

    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(work)


async def assistant_with(settings: Settings) -> None:
    """The assistant until it is stopped; what keeps it from starting becomes Trouble."""
    from telegram.error import InvalidToken

    from bot import app
    from bot.settings import SettingsError
    from cli.door import place_of

    try:
        with told(place_of(settings.database_url)):
            await app.run(settings)
    except SettingsError as reason:
        raise CannotStart(str(reason)) from reason
    except InvalidToken:
        # The library's own words hold the token.
        raise CannotStart(
            f"TELEGRAM_BOT_TOKEN is refused by {settings.api_url}: copy it again from @BotFather"
        ) from None
