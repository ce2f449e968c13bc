"""A conversation made up for tests of what the server does around it: one form with an e-mail, a password, a review."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
from starlette.applications import Starlette

from bot.intake import Intake
from bot.pages.identity import IdentityPage
from bot.pages.init_data import InitDataKey
from bot.pages.site import Site
from conversations.catalogue import Html
from conversations.course import Course
from conversations.engine import Turn
from conversations.events import Event
from conversations.pages import Field, View
from conversations.says import Card
from conversations.state import Frame, State
from conversations.talk import Needs
from storage import conversations
from storage.conversations import ConversationRow
from storage.database import Database
from storage.outbox import Row
from storage.transaction import Transaction
from tests.bot.pages.opening import TOKEN, init_data
from tests.conftest import Clock
from tests.storage.people import do

CHAT = "77"
STEPS = ("email", "password", "review")


@dataclass
class Paper:
    """Stands where the engine does: takes what a page sends, and shows the step that is open."""

    events: list[Event] = field(default_factory=list)
    error: Exception | None = None

    def handle(self, tx: Transaction, event: Event, row: ConversationRow | None) -> Turn:
        self.events.append(event)
        if self.error is not None:
            raise self.error
        if row is None:
            row = ConversationRow(channel=event.chat.channel, chat=event.chat.id, language="en", state=b"")
            return Turn([], None, _course(row), View(language="en", over=True, ending="Press /start"))
        is_there = row.flow != "home" and event.data["flow"] in (None, row.flow)
        given = dict(event.data["answers"]) if event.name == "answers" and is_there else {}
        given = {name: text for name, text in given.items() if name == row.step}
        if "password" in given and ("hash_password", given["password"]) not in event.prepared:
            raise Needs("hash_password", given["password"])
        after = _after(row, given)
        changed = bool(given) or event.name == "leave"
        says = [Card(text=Html("asked"))] if changed else []
        view = _view(after, str(event.data["scope"]), given, is_there)
        return Turn(list(says), after if changed else None, _course(after), view)

    def asks_secret(self, row: ConversationRow) -> bool:
        return row.step == "password"


def _after(row: ConversationRow, given: dict[str, str]) -> ConversationRow:
    state = State.from_bytes(row.state)
    if "bad" in given.values() or not given:
        return row
    frame = state.frame
    frame.answers.update({name: "hash" if name == "password" else text for name, text in given.items()})
    frame.at = next(step for step in STEPS if step not in frame.answers)
    return replace(row, step=frame.at, state=state.to_bytes(), turn=row.turn + 1)


def _view(row: ConversationRow, scope: str, given: dict[str, str], is_there: bool) -> View:
    if not is_there or row.step == "review" or (scope == "password" and row.step != "password"):
        return View(language=row.language, over=True, ending="in the chat")
    problem = "wrong" if "bad" in given.values() else ""
    asked = Field(name=row.step or "", label="", question="?", kind="text", problem=problem)
    return View(language=row.language, flow=row.flow or "", fields=(asked,))


def _course(row: ConversationRow) -> Course:
    place = (row.flow or "", row.step or "")
    return Course(place, now=place)


def talks(database: Database, step: str = "email", flow: str = "sign_up", chat: str = CHAT, **answers: Any) -> None:
    """Has a chat stand at this step."""
    frames = [Frame("home"), Frame(flow, at=step, answers=answers)] if flow != "home" else [Frame("home", at="menu")]
    state = State(frames).to_bytes()
    row = ConversationRow(channel="telegram", chat=chat, language="ko", state=state, flow=flow, step=step, turn=1)
    do(database, conversations.save, row)


def stands(database: Database, chat: str = CHAT) -> tuple[str | None, str | None, dict[str, Any]]:
    """The flow and step of a chat, and its answers."""
    row = do(database, conversations.peek, "telegram", chat)
    return row.flow, row.step, State.from_bytes(row.state).frame.answers


@dataclass
class Browser:
    """The pages of one worker as a browser asks for them; `hashing`: a password has come, and waits for `hash`."""

    http: httpx.AsyncClient
    paper: Paper
    clock: Clock
    rows: list[Row]
    site: Site
    hashing: asyncio.Event
    hash: asyncio.Event
    hashed: list[str]

    async def open(self, scope: str = "form", user: str = CHAT, **more: str) -> httpx.Response:
        return await self.opens(init_data(user, self.clock.now, **more), scope)

    async def opens(self, data: Any, scope: Any = "form") -> httpx.Response:
        return await self.http.post("/pages/api/open", json={"init_data": data, "scope": scope})

    async def token(self, scope: str = "form", user: str = CHAT) -> str:
        """Opens a page and gives its bearer."""
        opened = await self.open(scope, user, nonce=f"n{len(self.paper.events)}")
        assert opened.status_code == 200, opened.text
        return str(opened.json()["bearer"])

    async def answer(self, token: str, **answers: str) -> httpx.Response:
        return await self.http.post("/pages/api/answers", json={"answers": answers}, headers=bearing(token))

    async def view(self, token: str) -> httpx.Response:
        return await self.http.get("/pages/api/view", headers=bearing(token))


def bearing(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@asynccontextmanager
async def browsing(
    database: Database, clock: Clock, worker: str = "one", identity: IdentityPage | None = None
) -> AsyncIterator[Browser]:
    """A worker's pages at this store."""

    async def hashed(password: str) -> str:
        hashed_passwords.append(password)
        hashing.set()
        await hash_now.wait()
        return "hash"

    def enqueue(new: Sequence[Row]) -> None:
        rows.extend(new)

    rows: list[Row] = []
    hashed_passwords: list[str] = []
    hashing, hash_now = asyncio.Event(), asyncio.Event()
    hash_now.set()
    paper, site = Paper(), Site(InitDataKey.of(TOKEN), at_telegram=True, clock=clock)
    intake = Intake(database, paper, "1", worker, {"hash_password": hashed}, enqueue)  # type: ignore[arg-type]
    transport = httpx.ASGITransport(Starlette(routes=site.routes()))
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(httpx.AsyncClient(transport=transport, base_url="http://here"))
        await stack.enter_async_context(site.open(intake, identity))
        yield Browser(http, paper, clock, rows, site, hashing, hash_now, hashed_passwords)


def refused(response: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal."""
    return response.status_code, response.json()["problem"]
