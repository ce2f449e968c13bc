"""Updates in by webhook: Telegram gets its 200 only after everything of an update is committed."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from http import HTTPStatus
from time import time

import orjson
from starlette.requests import Request
from starlette.responses import Response
from telegram import Bot
from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot import metrics
from bot.pauses import Pauses, wait_for
from bot.polling import ALLOWED_UPDATES, HandleBatch, Incoming, incoming_of, store_is_away
from bot.results import seconds_of
from bot.serving.door import Refused, admitted
from bot.serving.lanes import Behind, Lanes
from bot.serving.listening import Serving
from bot.transport import transport_of

# Telegram's most (Bot API, setWebhook): updates that wait together share a commit.
MAX_CONNECTIONS = 100
LOOK_SECONDS = 60.0
AGAIN_SECONDS = 1
_TAKEN = Response()

_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class Webhook:
    """Takes updates that Telegram posts and hands them to `handle_batch`, which returns when they are committed."""

    bot: Bot
    handle_batch: HandleBatch
    serving: Serving
    pauses: Pauses = field(default_factory=Pauses)
    _lanes: Lanes = field(default_factory=Lanes)
    _open: bool = True
    _told_at: int = field(default_factory=lambda: int(time()))

    async def receive(self, request: Request) -> Response:
        """Answers one request: 200 when committed, 503 when Telegram shall send it again, 4xx for what is no update."""
        try:
            raw = await admitted(request, self.serving.webhook_secret.encode())
        except Refused as refusal:
            metrics.refused.labels(refusal.reason).inc()
            return Response(status_code=refusal.status)
        return await self._take(incoming_of(raw, self.bot))

    async def _take(self, incoming: Incoming) -> Response:
        if not self._open:
            return again("closed")
        try:
            async with self._lanes.turn(_chat_of(incoming), incoming.update_id):
                await self.handle_batch([incoming])
        except Behind:
            return again("behind")
        except Exception as error:  # noqa: BLE001 -- whatever it was, Telegram sends the update again
            if store_is_away(error):
                return again("store_away")
            _LOG.exception("update #%d was not handled and comes again", incoming.update_id)
            return again("error")
        return _TAKEN

    async def run(self, stop: asyncio.Event) -> None:
        """Has Telegram call us until `stop` is set, then finishes what is under way; raises InvalidToken.

        The webhook stays set: other workers may serve it, and Telegram keeps what comes meanwhile.
        """
        await self._set(stop)
        while not await wait_for(stop, LOOK_SECONDS):
            await self._look()
        self._open = False
        await self._lanes.rest()

    async def _set(self, stop: asyncio.Event) -> None:
        body = orjson.dumps(
            {
                "url": self.serving.webhook_url,
                "secret_token": self.serving.webhook_secret,
                "allowed_updates": ALLOWED_UPDATES,
                "max_connections": MAX_CONNECTIONS,
            }
        )
        while not stop.is_set():
            try:
                await transport_of(self.bot).post("setWebhook", body)
            except InvalidToken:
                raise
            except TelegramError as error:
                pause = seconds_of(error) if isinstance(error, RetryAfter) else self.pauses.next()
                _LOG.warning("the webhook could not be set (%s), again in %.1f s", error.message, pause)
                await wait_for(stop, pause)
            else:
                _LOG.info("updates come by webhook")
                return

    async def _look(self) -> None:
        """Asks Telegram how it fares with us: it alone knows of updates that do not get through."""
        try:
            info = await transport_of(self.bot).post("getWebhookInfo", b"{}")
        except TelegramError as error:
            _LOG.warning("Telegram does not say how the webhook fares (%s)", error.message)
            return
        metrics.pending_updates.set(info.get("pending_update_count", 0))
        if info.get("url") != self.serving.webhook_url:
            _LOG.error("the webhook is not ours any more: another program with this token has changed it")
        failed_at = info.get("last_error_date", 0)
        if failed_at > self._told_at:
            self._told_at = failed_at
            _LOG.warning("Telegram could not hand an update over: %s", info.get("last_error_message"))


def again(reason: str) -> Response:
    """Not acknowledged: Telegram sends the update again."""
    metrics.unanswered.labels(reason).inc()
    return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": str(AGAIN_SECONDS)})


def _chat_of(incoming: Incoming) -> str:
    return incoming.chat or f"none {incoming.update_id}"
