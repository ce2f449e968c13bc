"""The methods of the Bot API that bots of the benchmark call."""

from __future__ import annotations

import asyncio
import re
import time
from collections import deque
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import orjson

from benchmarks.stand_in import updates
from benchmarks.stand_in.wire import Answer, Webhook

LIMIT = 100  # updates in one answer
CONNECTIONS = 40  # to a webhook that asks for no other number (Bot API, setWebhook)
# The chat in a body of JSON, of a form, and of a form in parts.
_CHAT = re.compile(rb'"chat_id":"?(\d+)|chat_id=(\d+)|name="chat_id"\r\n(?:[^\r]+\r\n)*\r\n(\d+)')
_MARK = re.compile(rb"Q(\d\d) ?|Q(\d\d)\+")

OnSent = Callable[[int, int], None]
"""Called with the person and the number of the question (-1 without one) that was sent."""


class BotApi:
    """Answers the bot's calls, each `late` seconds after it came; hands updates out by polling or to a webhook."""

    def __init__(self, late: float, on_sent: OnSent, on_ready: Callable[[], None], hooks: list[int]) -> None:
        self.late = late
        self.calls = 0
        self._on_sent = on_sent
        self._on_ready = on_ready
        self._hooks = hooks
        self._waiting: deque[tuple[int, bytes]] = deque()
        self._polls: Answer | None = None
        self._poll_ends: asyncio.TimerHandle | None = None
        self._flush: asyncio.Handle | None = None
        self._webhook: Webhook | None = None
        self._messages = 0
        self._expects = True

    def expect(self) -> None:
        """Tells again when a bot has come: the one that was there is dead."""
        self._expects = True

    @property
    def pending(self) -> int:
        """Updates that the bot has not confirmed."""
        return len(self._waiting) + (0 if self._webhook is None else len(self._webhook))

    def send(self, number: int, update: bytes) -> None:
        """An update for the bot."""
        if self._webhook is not None:
            self._webhook.add(update)
            return
        self._waiting.append((number, update))
        if self._polls is not None and self._flush is None:
            self._flush = asyncio.get_running_loop().call_soon(self._answer_poll)

    def handle(self, method: str, body: bytes, answer: Answer) -> None:
        """Takes a call of the bot's."""
        self.calls += 1
        if method == "getUpdates":
            self._poll(body, answer)
        elif method == "sendMessage":
            self._send_message(body, answer)
        else:
            self._give(answer, self._other(method, body))

    def _give(self, answer: Answer, body: bytes) -> None:
        if self.late:
            asyncio.get_running_loop().call_later(self.late, answer, body)
        else:
            answer(body)

    def _send_message(self, body: bytes, answer: Answer) -> None:
        found, mark = _CHAT.search(body), _MARK.search(body)
        assert found is not None, body
        person = int(found[found.lastindex or 1])
        self._messages += 1
        self._give(answer, updates.MESSAGE % (self._messages, person, int(time.time())))
        number = int(mark[mark.lastindex or 1]) if mark else -1
        if self.late:
            asyncio.get_running_loop().call_later(self.late, self._on_sent, person, number)
        else:
            self._on_sent(person, number)

    def _other(self, method: str, body: bytes) -> bytes:
        if method == "getMe":
            return updates.ME
        if method == "getMyCommands":
            return updates.LIST
        if method == "getWebhookInfo":
            return updates.NO_WEBHOOK
        if method.startswith("getMy"):
            return updates.NAMES
        if method == "setWebhook":
            self._set_webhook(body)
        return updates.TRUE

    def _set_webhook(self, body: bytes) -> None:
        if self._webhook is None:
            self._webhook = Webhook()
        given = _fields(body)
        connections = int(given.get("max_connections", CONNECTIONS))
        path = urlsplit(given["url"]).path or "/"
        self._webhook.open(self._hooks, connections, path, given.get("secret_token", ""))
        self._came()

    def _came(self) -> None:
        if self._expects:
            self._expects = False
            self._on_ready()

    def _poll(self, body: bytes, answer: Answer) -> None:
        given = _fields(body)
        self._came()
        offset = int(given.get("offset") or 0)
        while self._waiting and self._waiting[0][0] < offset:
            self._waiting.popleft()
        self._stop_waiting()
        self._polls = answer
        if self._waiting:
            self._answer_poll()
        else:
            seconds = float(given.get("timeout") or 0)
            self._poll_ends = asyncio.get_running_loop().call_later(seconds, self._answer_poll)

    def _stop_waiting(self) -> None:
        if self._poll_ends is not None:
            self._poll_ends.cancel()
            self._poll_ends = None

    def _answer_poll(self) -> None:
        self._stop_waiting()
        answer, self._polls, self._flush = self._polls, None, None
        if answer is not None:
            batch = [self._waiting[n][1] for n in range(min(LIMIT, len(self._waiting)))]
            self._give(answer, b'{"ok":true,"result":[%b]}' % b",".join(batch))


def _fields(body: bytes) -> dict[str, str]:
    """The fields of a call, however they were sent."""
    if body.startswith(b"{"):
        return {name: str(value) for name, value in orjson.loads(body).items()}
    if body.startswith(b"--"):
        parts = re.findall(rb'name="(\w+)"\r\n(?:[^\r]+\r\n)*\r\n([^\r]*)', body)
        return {name.decode(): value.decode() for name, value in parts}
    return {name: values[0] for name, values in parse_qs(body.decode()).items()}
