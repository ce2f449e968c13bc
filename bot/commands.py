"""What Telegram shows of the bot before a word is said: its commands, name and descriptions."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from telegram import Bot, BotCommand, BotCommandScope, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats
from telegram.error import InvalidToken, TelegramError

PRIVATE_COMMANDS = ("start", "help", "status", "cancel", "privacy", "language")
GROUP_COMMANDS = ("start",)

# Telegram's language code of what is shown, and the catalogue's; no code: whoever has a language that is not listed.
LANGUAGES = (("", "en"), ("ko", "ko"))

Text = Callable[[str, str], str]

_LOG = logging.getLogger(__name__)


async def announce(bot: Bot, text: Text) -> bool:
    """Sets what differs from `text(language, key)` and says whether all is set; logs refusals, raises InvalidToken.

    Keys: `command.<name>`, `bot.name`, `bot.description`, `bot.short_description`.
    """
    done = await asyncio.gather(*(_told(step) for step in _steps(bot, text)))
    return all(done)


def _steps(bot: Bot, text: Text) -> list[Awaitable[None]]:
    scopes = ((BotCommandScopeAllPrivateChats(), PRIVATE_COMMANDS), (BotCommandScopeAllGroupChats(), GROUP_COMMANDS))
    steps: list[Awaitable[None]] = []
    for code, language in LANGUAGES:
        steps += [_set_commands(bot, scope, code, _commands(text, language, names)) for scope, names in scopes]
        steps += [
            _set_name(bot, code, text(language, "bot.name")),
            _set_description(bot, code, text(language, "bot.description")),
            _set_short_description(bot, code, text(language, "bot.short_description")),
        ]
    return steps


def _commands(text: Text, language: str, names: Sequence[str]) -> list[BotCommand]:
    return [BotCommand(name, text(language, f"command.{name}")) for name in names]


async def _told(step: Awaitable[None]) -> bool:
    try:
        await step
    except InvalidToken:
        raise
    except TelegramError as error:
        _LOG.warning("commands and descriptions are not all set; the next start tries again: %s", error.message)
        return False
    return True


async def _set_commands(bot: Bot, scope: BotCommandScope, code: str, commands: list[BotCommand]) -> None:
    if list(await bot.get_my_commands(scope=scope, language_code=code)) != commands:
        await bot.set_my_commands(commands, scope=scope, language_code=code)


async def _set_name(bot: Bot, code: str, name: str) -> None:
    if (await bot.get_my_name(language_code=code)).name != name:
        await bot.set_my_name(name, language_code=code)


async def _set_description(bot: Bot, code: str, description: str) -> None:
    if (await bot.get_my_description(language_code=code)).description != description:
        await bot.set_my_description(description, language_code=code)


async def _set_short_description(bot: Bot, code: str, description: str) -> None:
    if (await bot.get_my_short_description(language_code=code)).short_description != description:
        await bot.set_my_short_description(description, language_code=code)
