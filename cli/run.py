"""`run`: the assistant on Telegram."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

import click

from cli.trouble import CannotStart, told

if TYPE_CHECKING:
    from bot.settings import Settings

LOADING_GARBAGE_AT = 100_000  # objects; once the assistant is ready it sets its own


@click.command(short_help="Run the assistant on Telegram.")
def run() -> None:
    """Run the assistant on Telegram until Ctrl-C or SIGTERM; what is in hand is finished first.

    Needs TELEGRAM_BOT_TOKEN and IDENTITY_GATEWAY, from the environment or .env; DATABASE_URL and DATA_KEY have
    defaults under var/. With TELEGRAM_API_URL it talks to another Bot API server. Tables that are behind are
    upgraded. While the Bot API or the database is out of reach it is tried again.

    Updates are fetched by polling. With WEBHOOK_URL and WEBHOOK_SECRET Telegram sends them to that address, which a
    TLS proxy hands on to LISTEN. With LISTEN, /healthz, /readyz and /metrics are served there, also when polling.

    \b
    Examples:
      python main.py check && python main.py run
      TELEGRAM_BOT_TOKEN=… IDENTITY_GATEWAY=console python main.py run
      WEBHOOK_URL=https://bot.example.kr/telegram WEBHOOK_SECRET=… LISTEN=127.0.0.1:8000 python main.py run

    Exit codes: 0 stopped, 1 the database is of a newer program, 2 settings, or a token that is refused (one line
    each on standard error).
    """
    import gc

    from cli.door import settings_for, with_key

    # What is loaded at the start is there to stay: looking through it for garbage would take a tenth of the start.
    gc.set_threshold(LOADING_GARBAGE_AT)
    settings, line = with_key(settings_for("run"))
    if line:
        click.echo(line, err=True)
    set_up_logs(settings)
    serve(assistant_with(settings))


def set_up_logs(settings: Settings) -> None:
    """Logs on standard error."""
    from bot.logs import set_up

    set_up(settings.log_level, settings.log_format)


def prepare(settings: Settings) -> None:
    """Tables up to date; raises what the store raises."""
    from cli.database import migrated

    line = migrated(settings.database_url)
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
            await app.run(settings, prepare=lambda: prepare(settings))
    except SettingsError as reason:
        raise CannotStart(str(reason)) from reason
    except InvalidToken:
        # The library's own words hold the token.
        raise CannotStart(
            f"TELEGRAM_BOT_TOKEN is refused by {settings.api_url}: copy it again from @BotFather"
        ) from None
