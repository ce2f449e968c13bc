"""`check`: what is wrong with the settings, before anything starts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from cli.trouble import NO, CannotStart, Trouble

if TYPE_CHECKING:
    from bot.settings import Settings


@click.command(short_help="Tell what is wrong with the settings.")
@click.option("--online", is_flag=True, help="Also ask the Bot API whether it accepts the token.")
def check(online: bool) -> None:
    """Tell what is wrong with the settings for `run`, one line each. Starts and changes nothing.

    Settings come from the environment and .env: TELEGRAM_BOT_TOKEN, IDENTITY_GATEWAY, DATABASE_URL, DATA_KEY and the
    others in README. The database is looked at, too; one that is only behind is no fault, since `run` upgrades it.

    \b
    Examples:
      python main.py check
      python main.py check --online

    Exit codes: 0 `run` can start, 1 something is wrong (one line each on standard error).
    """
    from bot.settings import Settings, problems

    settings = Settings.load()
    wrong = problems(settings, "check")
    if not any("DATABASE_URL" in line or "DATA_KEY" in line for line in wrong):
        wrong += _of_database(settings)
    if online and not any("TELEGRAM" in line for line in wrong):
        import asyncio

        wrong += asyncio.run(_of_token(settings))
    for line in wrong:
        click.echo(line, err=True)
    if wrong:
        raise SystemExit(NO)
    for line in _advice(settings):
        click.echo(line)
    click.echo("Nothing is wrong: `python main.py run` can start.")


def _advice(settings: Settings) -> Iterator[str]:
    """What is no fault, and good to know."""
    from bot.pages.address import WITHOUT

    if settings.public_url:
        yield f"pages: {settings.page('form')}, which must lead to {settings.serving.listen} (docs/deployment.md)"
    yield from settings.outside.advice(settings.identity_gateway)
    if not settings.public_url:
        yield WITHOUT


def _of_database(settings: Settings) -> Iterator[str]:
    """Prints what is well, gives what is wrong."""
    from cli.findings import Finding, State, database_findings

    try:
        _parse(settings)
        findings = list(database_findings(settings))
    except Trouble as trouble:
        findings = [Finding(State.WRONG, trouble.format_message())]
    for finding in findings:
        if finding.state is State.WRONG:
            yield finding.line
        else:
            later = " (the next start does it by itself)" if finding.state is State.LATER else ""
            click.echo(finding.line + later)


def _parse(settings: Settings) -> None:
    from storage import engines

    try:
        engines.parse(settings.database_url)
    except ValueError as reason:
        raise CannotStart(f"{reason}.") from reason


async def _of_token(settings: Settings) -> list[str]:
    """Prints the bot's name, or gives what is wrong with the token or the way to the Bot API."""
    from telegram.error import InvalidToken, TelegramError

    from bot.transport import make_bot, make_transport

    transport = make_transport(settings)
    try:
        async with transport:
            me = await make_bot(settings, transport).get_me()
    except InvalidToken:
        return [f"TELEGRAM_BOT_TOKEN is refused by {settings.api_url}: copy it again from @BotFather"]
    except TelegramError as error:
        return [f"TELEGRAM_API_URL: {settings.api_url} does not answer ({error.message}): is the network there?"]
    click.echo(f"token: accepted, this is @{me.username}")
    return []
