"""The playground as one object: its state, its Bot API, the people's API and the pages, as one ASGI application."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from playground.api import Api, reply
from playground.botapi import BotApi
from playground.errors import PersonError
from playground.guard import Guard
from playground.identity import IdentityPages
from playground.offices import routes as offices
from playground.state import State
from playground.tokens import new_token
from playground.webhook import Webhooks

JSON = dict[str, Any]
STATIC = Path(__file__).parent / "static"


async def _index(request: Request) -> Response:
    return FileResponse(STATIC / "index.html")


async def _refused(request: Request, error: Exception) -> Response:
    return reply({"error": str(error)}, error.status if isinstance(error, PersonError) else 500)


class Playground:
    """Everything that `serve` serves.

    `directory` None keeps the state in memory. `token` is the bot that people speak with before any bot has called;
    `tokens` limits which tokens are let in (None: every token of Telegram's shape). `samples` are the companies that
    the page offers to try: {"number", "name", "outcome"}, the last two also with "_en". `clock` gives seconds since
    1970; `webhook_pause` is the first wait in seconds after a webhook failed, doubled each time.
    """

    def __init__(
        self,
        directory: Path | None = None,
        *,
        token: str | None = None,
        tokens: Iterable[str] | None = None,
        samples: Iterable[JSON] = (),
        clock: Callable[[], float] = time.time,
        webhook_pause: float = 1.0,
    ) -> None:
        self.state = State(directory, clock)
        self.token = token or self._known_token() or new_token()
        self.bots = BotApi(self.state, None if tokens is None else frozenset(tokens))
        self.api = Api(self.state, self.bots, self.token, list(samples))
        self._webhooks = Webhooks(self.state, self.bots.call, webhook_pause)
        self.state.on_update = self._webhooks.push
        self.state.on_webhook = self._webhooks.reset
        self._pages = Guard(Starlette(routes=self._routes(), exception_handlers={PersonError: _refused}))

    def _known_token(self) -> str:
        return next((bot.token for bot in self.state.bots.values()), "")

    def _routes(self) -> list[BaseRoute]:
        pages = IdentityPages(self.state)
        return [
            Route("/", _index),
            Mount("/static", StaticFiles(directory=STATIC, check_dir=False)),
            *pages.routes(),
            *offices(),
            *self.api.routes(),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        api = scope["path"].startswith(("/bot", "/file/bot"))
        await (self.bots if api else self._pages)(scope, receive, send)

    def begin(self) -> None:
        """Starts what runs beside the requests: writing to disk, webhooks."""
        self.state.events.resume()
        self.bots.faults.stopping.clear()
        self.state.store.start()
        self._webhooks.start()

    def release(self) -> None:
        """Lets go of all who wait, so that the server can stop."""
        self.state.events.stop()
        self.bots.faults.stopping.set()
        for bot in self.state.bots.values():
            if bot.poll and not bot.poll.done():
                bot.poll.set_result(None)

    async def end(self) -> None:
        """Stops what runs beside the requests; the state is on disk when it returns."""
        await self._webhooks.stop()
        await self.state.store.stop()
