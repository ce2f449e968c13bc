"""Files that people sent, fetched from the messenger before a transaction opens, and never for long."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from telegram import Bot
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.pauses import Pauses
from bot.results import seconds_of
from membership.problems import Problem

# Whoever polls waits for the slowest of a batch: a file may hold everybody up for no longer.
FETCH_SECONDS = 10.0
# Telegram's words for a file that a later try may get.
_PASSING = "temporarily unavailable"

_LOG = logging.getLogger(__name__)

Fetch = Callable[[str], Awaitable[bytes | Problem | None]]


def file_fetcher(bot: Bot, seconds: float = FETCH_SECONDS) -> Fetch:
    """Fetches a file by the messenger's id of it, trying again within `seconds`.

    None: the messenger has it no more, or gives it to nobody. Problem "file.not_reached": it could not be got now.
    """

    async def fetch(file_id: str) -> bytes | Problem | None:
        try:
            async with asyncio.timeout(seconds):
                return await _fetched(bot, file_id)
        except TimeoutError:
            _LOG.warning("a file was not reached within %.0f s", seconds)
            return Problem("file.not_reached")

    return fetch


async def _fetched(bot: Bot, file_id: str) -> bytes | None:
    """The file, as soon as it is reached; the caller bounds the time."""
    pauses = Pauses()
    while True:
        try:
            return bytes(await (await bot.get_file(file_id)).download_as_bytearray())
        except TelegramError as error:
            if _is_final(error):
                _LOG.warning("a file cannot be had: %s", type(error).__name__)
                return None
            _LOG.warning("a file was not reached: %s", type(error).__name__)
            await asyncio.sleep(seconds_of(error) if isinstance(error, RetryAfter) else pauses.next())


def _is_final(error: TelegramError) -> bool:
    """Whether another try is in vain; a file that is gone is answered with 404, like a wrong token."""
    if isinstance(error, BadRequest):
        return _PASSING not in error.message.lower()
    return isinstance(error, Forbidden | InvalidToken)
