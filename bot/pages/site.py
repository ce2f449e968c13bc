"""The pages' addresses: shells without data in them, their scripts, and what they ask and send as JSON."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from weakref import WeakValueDictionary

import orjson
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot import metrics
from bot.intake import Intake
from bot.pages import bodies
from bot.pages.headers import FOR_ASSETS, FOR_DATA, for_page
from bot.pages.identity import SCOPE, IdentityPage
from bot.pages.init_data import InitDataKey, InitDataRefused, Opener
from bot.pages.privacy import PRIVACY, privacy
from bot.pages.problems import PageRefused, answer
from bot.pages.shelf import Kept, shelf
from bot.pages.visits import Comes, Opens, Visit
from bot.reading import CHANNEL
from bot.serving.listening import PAGES
from bot.settings import TELEGRAM, Settings
from conversations.catalogue import language_for
from conversations.events import Chat, Event, Kind
from conversations.pages import View
from storage.database import StoreUnavailable
from storage.outbox import Row
from storage.page_sessions import PageSession
from storage.transaction import Clock, Transaction, utc_now

# The page on which something is typed, and the one that opens a provider's window.
SHELLS = {"form": "index.html", "password": "index.html", "identity": "identity.html"}
TOKEN_BYTES = 32
REST_SECONDS = 5.0

_LOG = logging.getLogger(__name__)

Handler = Callable[[Request], Awaitable[Any]]


@dataclass(slots=True)
class Site:
    """What is served under PUBLIC_URL; the intake is put in as the assistant starts, and taken out as it ends."""

    key: InitDataKey
    at_telegram: bool
    clock: Clock = utc_now
    files: Mapping[str, Kept] = field(default_factory=shelf)
    intake: Intake | None = None
    identity: IdentityPage | None = None
    _pages: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)
    _under_way: set[object] = field(default_factory=set)
    _rested: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    def of(cls, settings: Settings) -> Site | None:
        """The pages of these settings; none where they have no address of their own."""
        if not settings.public_url:
            return None
        return cls(InitDataKey.of(settings.token), settings.api_url == TELEGRAM)

    @asynccontextmanager
    async def open(self, intake: Intake, identity: IdentityPage | None) -> AsyncIterator[None]:
        """Pages reach this intake, while the block runs; at its end, what is under way is finished."""
        self.intake, self.identity = intake, identity
        try:
            yield
        finally:
            self.intake = self.identity = None
            await self._rest()

    def routes(self) -> list[Route]:
        """The addresses."""
        return [
            Route(f"{PAGES}/assets/{{name}}", self.asset),
            Route(f"{PAGES}/api/open", self._told("open", self.opened), methods=["POST"]),
            Route(f"{PAGES}/api/answers", self._told("answers", self.answered), methods=["POST"]),
            Route(f"{PAGES}/api/view", self._told("view", self.viewed)),
            Route(f"{PAGES}/api/leave", self._told("leave", self.left), methods=["POST"]),
            Route(f"{PAGES}/api/check", self._told("view", self.looked)),
            Route(f"{PAGES}/api/check", self._told("answers", self.ended), methods=["POST"]),
            Route(f"{PAGES}/{PRIVACY}", self.privacy),
            Route(f"{PAGES}/{{scope}}", self.shell),
        ]

    async def shell(self, request: Request) -> Response:
        """A page without anything in it; who opens it is told to the server by its script."""
        scope = request.path_params["scope"]
        kept = self.files.get(SHELLS.get(scope, ""))
        if kept is None:
            return _nothing()
        return kept.answer(request, for_page(at_telegram=self.at_telegram, with_provider=scope == SCOPE))

    async def privacy(self, request: Request) -> Response:
        """What becomes of personal data, in the language that is asked for."""
        wanted = request.query_params.get("lang") or request.headers.get("accept-language")
        return privacy(language_for(wanted)).answer(request, for_page(at_telegram=self.at_telegram))

    async def asset(self, request: Request) -> Response:
        """A script or style."""
        name = request.path_params["name"]
        kept = None if name in SHELLS.values() else self.files.get(name)
        return _nothing() if kept is None else kept.answer(request, FOR_ASSETS)

    async def opened(self, request: Request) -> Mapping[str, Any]:
        """Who opened the page becomes known, and the page gets its token and what it shows."""
        init_data, scope = await bodies.read_opening(request)
        opener, token = self._opener(init_data), secrets.token_urlsafe(TOKEN_BYTES)
        session = PageSession(CHANNEL, opener.user, scope)
        if scope == SCOPE:
            return await self._check(lambda tx, page: page.opens(tx, session, opener.opening, token))
        view = await self._turn("open", Opens(session, opener.opening, token), lang=opener.language)
        return {"bearer": token, "view": view}

    async def answered(self, request: Request) -> Mapping[str, Any]:
        """What was entered, in one turn."""
        token, given = bodies.bearer(request), await bodies.read_answers(request)
        async with self._answering(token):
            return {"view": await self._turn("answers", Comes(token, "answers"), answers=given)}

    async def viewed(self, request: Request) -> Mapping[str, Any]:
        """What the page shows now."""
        return {"view": await self._turn("view", Comes(bodies.bearer(request), "view"))}

    async def left(self, request: Request) -> None:
        """The page was closed; one that had ended before is left as it is."""
        try:
            await self._turn("leave", Comes(bodies.bearer(request), "leave"))
        except PageRefused as refused:
            if refused.code == "away":
                raise

    async def looked(self, request: Request) -> Mapping[str, Any]:
        """How an identity check stands."""
        token = bodies.bearer(request)
        return await self._check(lambda tx, page: page.look(tx, token))

    async def ended(self, request: Request) -> Mapping[str, Any]:
        """The provider's window was left: the result is fetched, as with the button in the chat."""
        token, intake, page = bodies.bearer(request), self._intake, self.identity
        if page is None:
            raise PageRefused("session_unknown")
        await intake.take_rows(lambda tx: page.ended(tx, token, intake.worker))
        return await self.looked(request)

    @property
    def _intake(self) -> Intake:
        if self.intake is None:
            raise PageRefused("away")
        return self.intake

    def _answering(self, token: str) -> asyncio.Lock:
        """What has one page's answers follow one another: hashing, which is done before them, takes no more at once."""
        lock = self._pages.get(token)
        if lock is None:
            lock = self._pages[token] = asyncio.Lock()
        return lock

    def _opener(self, init_data: str) -> Opener:
        try:
            return self.key.opener(init_data, self.clock())
        except InitDataRefused as refused:
            raise PageRefused(refused.code) from None

    async def _turn(self, name: str, visit: Visit, *, lang: str | None = None, **data: Any) -> View:
        # Whose chat it is, is known in the transaction.
        event = Event(chat=Chat(CHANNEL, ""), kind=Kind.PAGE, name=name, at=self.clock(), lang=lang, data=data)
        return await self._intake.take_page(event, visit)

    async def _check(self, look: Callable[[Transaction, IdentityPage], dict[str, Any]]) -> dict[str, Any]:
        """Looks at an identity check in a transaction; where the provider has a page of its own, none is asked here."""
        intake, page, found = self._intake, self.identity, dict[str, Any]()
        if page is None:
            raise PageRefused("not_asked")

        def work(tx: Transaction) -> list[Row]:
            found.update(look(tx, page))
            return []

        await intake.take_rows(work)
        return found

    def _told(self, what: str, handle: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def respond(request: Request) -> Response:
            turn = object()
            self._under_way.add(turn)
            try:
                response = _data(await handle(request))
            except PageRefused as refused:
                return answer(refused)
            except StoreUnavailable:
                return answer(PageRefused("away"))
            except Exception:  # noqa: BLE001 -- whatever it was, the page says so and nothing was changed
                _LOG.exception("a page's request met an error of ours")
                return answer(PageRefused("error"))
            finally:
                self._under_way.discard(turn)
                self._rested.set()
            metrics.page_requests.labels(what).inc()
            return response

        return respond

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(REST_SECONDS):
                while self._under_way:
                    self._rested.clear()
                    await self._rested.wait()
        except TimeoutError:
            _LOG.warning("%d requests of pages were not finished", len(self._under_way))


def _data(found: Any) -> Response:
    if found is None:
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=FOR_DATA)
    return Response(orjson.dumps(found), headers=FOR_DATA, media_type="application/json")


def _nothing() -> Response:
    return PlainTextResponse("nothing here\n", HTTPStatus.NOT_FOUND)
