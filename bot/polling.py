"""Updates in by long polling; Telegram is told that an update is done only after everything of it is committed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot import metrics
from bot.pauses import Pauses, wait_for
from bot.plain import plain_event
from bot.results import seconds_of
from bot.transport import transport_of
from conversations.events import Event
from storage.database import StoreUnavailable

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
LONG_POLL_SECONDS = 30
ANSWER_SECONDS = 15
BATCH = 100

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update: read as a plain `event`, or python-telegram-bot's `update`; `raw` is what Telegram sent.

    Where it is neither, nobody can read it, and it is only to be marked as seen.
    """

    update_id: int
    update: Update | None
    event: Event | None = None
    raw: dict[str, Any] | None = None

    @property
    def chat(self) -> str | None:
        """The id of the chat that it comes from, where it has one."""
        if self.event is not None:
            return self.event.chat.id
        chat = self.update.effective_chat if self.update is not None else None
        return None if chat is None else str(chat.id)


def incoming_of(raw: dict[str, Any], bot: Bot) -> Incoming:
    """An update as Telegram sent it, read as far as it can be."""
    update_id: int = raw["update_id"]
    try:
        event = plain_event(raw)
        return Incoming(update_id, None if event else Update.de_json(raw, bot), event, raw)
    except Exception as error:  # noqa: BLE001 -- an update may hold anything, and must not stop the others
        _LOG.warning("update #%d cannot be read (%s) and is passed over", update_id, type(error).__name__)
        return Incoming(update_id, None)


HandleBatch = Callable[[Sequence[Incoming]], Awaitable[None]]


@dataclass(slots=True)
class Polling:
    """Fetches updates for `handle_batch`, which returns when Telegram may forget them, or raises: they come again."""

    bot: Bot
    handle_batch: HandleBatch
    long_poll_seconds: int = LONG_POLL_SECONDS
    pauses: Pauses = field(default_factory=Pauses)
    _offset: int = 0
    _confirmed: int = 0
    _conflict_told: bool = False
    _webhook_removed: bool = False

    async def run(self, stop: asyncio.Event) -> None:
        """Works until `stop` is set; raises InvalidToken when Telegram refuses the token, survives everything else."""
        while not stop.is_set():
            seconds = await self._turn(stop)
            if seconds:
                await wait_for(stop, seconds)
        await self._confirm()

    async def _turn(self, stop: asyncio.Event) -> float:
        """One getUpdates and its batch; answers how many seconds to pause before the next."""
        try:
            raws = await self._fetch_or_stop(stop)
            batch = [incoming_of(raw, self.bot) for raw in raws]
            if batch:
                await self.handle_batch(batch)
                self._offset = max(self._offset, batch[-1].update_id + 1)
        except InvalidToken:
            _LOG.error("Telegram refuses the token: copy TELEGRAM_BOT_TOKEN again from @BotFather")
            raise
        except Exception as error:  # noqa: BLE001 -- whatever it was, the same updates are asked for again
            return await self._trouble(error)
        self.pauses.reset()
        self._conflict_told = False
        return 0.0

    async def _fetch_or_stop(self, stop: asyncio.Event) -> list[Any]:
        """The next updates; none when `stop` is set meanwhile: what was under way stays unconfirmed and comes again."""
        fetching = asyncio.ensure_future(self._fetch(self.long_poll_seconds, BATCH))
        stopping = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait({fetching, stopping}, return_when=asyncio.FIRST_COMPLETED)
            return fetching.result() if fetching.done() else []
        finally:
            for task in (fetching, stopping):
                task.cancel()
            await asyncio.gather(fetching, stopping, return_exceptions=True)

    async def _fetch(self, seconds: int, limit: int) -> list[Any]:
        offset = self._offset
        body = {"timeout": seconds, "limit": limit, "allowed_updates": ALLOWED_UPDATES}
        if offset:
            body["offset"] = offset
        transport = transport_of(self.bot)
        found = await transport.post("getUpdates", orjson.dumps(body), read_seconds=seconds + ANSWER_SECONDS)
        self._confirmed = offset
        return _in_order(found)

    async def _trouble(self, error: Exception) -> float:
        metrics.fetch_failures.inc()
        pause = self.pauses.next()
        if isinstance(error, RetryAfter):
            pause = seconds_of(error)
        if isinstance(error, Conflict):
            await self._conflict(error)
        elif isinstance(error, TelegramError):
            _LOG.warning("no updates (%s: %s), again in %.1f s", type(error).__name__, error.message, pause)
        elif store_is_away(error):
            _LOG.warning("the store is away: the updates come again in %.1f s", pause)
        else:
            _LOG.exception("updates were not handled, they come again in %.1f s", pause, exc_info=error)
        return pause

    async def _conflict(self, error: Conflict) -> None:
        """Tells of another receiver once, and removes a webhook once: beside one Telegram gives pollers nothing."""
        if "webhook" in error.message.lower() and not self._webhook_removed:
            self._webhook_removed = True
            _LOG.warning("a webhook was set for this bot: removing it, as updates are received by polling")
            await self._delete_webhook()
        elif not self._conflict_told:
            self._conflict_told = True
            _LOG.error("another program receives this bot's updates: stop it, or use another token (%s)", error.message)

    async def _delete_webhook(self) -> None:
        try:
            await transport_of(self.bot).post("deleteWebhook", orjson.dumps({"drop_pending_updates": False}))
        except TelegramError as error:
            _LOG.warning("the webhook was not removed (%s)", error.message)

    async def _confirm(self) -> None:
        """Tells Telegram the last offset; an update that comes with the answer stays unconfirmed for the next run."""
        if self._offset == self._confirmed:
            return
        try:
            await self._fetch(0, 1)
        except TelegramError as error:
            _LOG.warning("the last updates were not confirmed (%s): they come again and are known", error.message)


def store_is_away(error: Exception) -> bool:
    """Whether nothing but the store's being away kept updates from being handled."""
    if isinstance(error, ExceptionGroup):
        return all(store_is_away(one) for one in error.exceptions)
    return isinstance(error, StoreUnavailable)


def _in_order(found: Any) -> list[Any]:
    if not isinstance(found, list) or not all(_has_id(raw) for raw in found):
        raise TelegramError("getUpdates answered something that is not a list of updates")
    return sorted(found, key=lambda raw: raw["update_id"])


def _has_id(raw: Any) -> bool:
    return isinstance(raw, dict) and isinstance(raw.get("update_id"), int)
