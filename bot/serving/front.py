"""What the HTTP server answers: the webhook, the pages, /healthz, /readyz and /metrics."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from http import HTTPStatus

from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.pages.site import Site
from bot.serving.gauges import exposition
from bot.serving.listening import HEALTH, METRICS, NOTIFIED, READY, Serving
from bot.serving.notified import Notified
from bot.serving.store_look import StoreLook
from bot.serving.webhook import Webhook, again
from bot.settings import SettingsError
from bot.watching import Watch
from storage.database import Database, StoreUnavailable
from storage.watching import Look

# Beyond this the outbox does not keep up: people wait for answers, so that another worker shall get the updates.
OUTBOX_LIMIT_SECONDS = 120.0

_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class Front:
    """The server's routes; what they need is put in as the assistant starts, and taken out as it ends."""

    told: Serving
    watch: Watch
    look: StoreLook | None = None
    webhook: Webhook | None = None
    notified: Notified | None = None
    site: Site | None = None
    port: int = 0

    @asynccontextmanager
    async def looking_at(self, database: Database) -> AsyncIterator[None]:
        """Who asks from outside sees this store, while the block runs."""
        look = self.look = StoreLook(database)
        try:
            yield
        finally:
            self.look = None
            await look.close()

    @contextmanager
    def calling(self, webhook: Webhook) -> Iterator[Webhook]:
        """Requests reach this webhook, while the block runs."""
        self.webhook = webhook
        try:
            yield webhook
        finally:
            self.webhook = None

    def app(self) -> ASGIApp:
        """The application."""
        routes = [Route(HEALTH, self.health), Route(READY, self.ready), Route(METRICS, self.metrics)]
        routes.append(Route(NOTIFIED, self.notify, methods=["POST"]))
        if self.told.webhook_url:
            routes.append(Route(self.told.path, self.receive, methods=["POST"]))
        whole = Starlette(routes=[*routes, *(self.site.routes() if self.site else ())])
        return self._updates_first(whole) if self.told.webhook_url else whole

    def _updates_first(self, others: ASGIApp) -> ASGIApp:
        """Spares updates, which are nearly all that comes, the way through Starlette's layers."""
        path = self.told.path

        async def serve(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http" and scope["path"] == path and scope["method"] == "POST":
                response = await self.receive(Request(scope, receive))
                await response(scope, receive, send)
            else:
                await others(scope, receive, send)

        return serve

    async def receive(self, request: Request) -> Response:
        """An update; before the assistant is ready and after it has ended Telegram shall send it again."""
        return again("closed") if self.webhook is None else await self.webhook.receive(request)

    async def notify(self, request: Request) -> Response:
        """What a provider of identity checks sends; without such a provider there is nothing here."""
        if self.notified is None:
            return PlainTextResponse("nothing here\n", HTTPStatus.NOT_FOUND)
        return await self.notified.receive(request)

    async def health(self, _: Request) -> Response:
        """The process is alive, whatever it waits for."""
        return PlainTextResponse("alive\n")

    async def ready(self, _: Request) -> Response:
        """200 where updates may come, otherwise 503 and why not."""
        reason = await self._hindrance()
        if reason:
            return PlainTextResponse(f"{reason}\n", HTTPStatus.SERVICE_UNAVAILABLE)
        return PlainTextResponse("ready\n")

    async def metrics(self, _: Request) -> Response:
        """What this process counted, and how the store stands, in Prometheus's text format."""
        try:
            look: Look | None = await self._looked()
        except StoreUnavailable:
            look = None
        return Response(exposition(look, self.watch), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    async def _looked(self) -> Look:
        if self.look is None:
            raise StoreUnavailable("the database is not open")
        return await self.look.now()

    async def _hindrance(self) -> str:
        try:
            look = await self._looked()
        except StoreUnavailable as away:
            return str(away)
        if self.told.webhook_url and self.webhook is None:
            return "the assistant is starting or stopping"
        if look.outbox_age > OUTBOX_LIMIT_SECONDS:
            return f"the outbox is {look.outbox_age:.0f} s behind"
        return ""


@asynccontextmanager
async def front(told: Serving, watch: Watch, site: Site | None = None) -> AsyncIterator[Front]:
    """The server at work while the block runs; without LISTEN nothing is served. Raises SettingsError."""
    made = Front(told, watch, site=site)
    if not told.listen:
        yield made
        return
    # Needs uvicorn, which is loaded only where something is served.
    from bot.serving.server import listen, serving

    host, port = told.address
    try:
        listening = await asyncio.to_thread(listen, host, port)
    except OSError as reason:
        raise SettingsError([told.trouble(reason)]) from reason
    async with serving(made.app(), listening) as made.port:
        _LOG.info("serving at %s, port %d", host, made.port)
        yield made
