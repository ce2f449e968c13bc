"""The pages of the assistant's own server with a made-up conversation behind them, to try what it shows and does."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.pages.headers import for_page
from bot.pages.privacy import privacy
from bot.serving.server import listen, serving
from conversations.catalogue import texts
from playground.mini_apps import DARK, LIGHT

JSON = dict[str, Any]
STATIC = Path(__file__).parents[2] / "bot" / "pages" / "static"
TEXTS = texts("ko")
WORDS = {key.rpartition(".")[2]: TEXTS.plain(key) for key in sorted(TEXTS.keys()) if key.startswith("pages.words.")}


def field(name: str, label: str, kind: str = "text", **more: Any) -> JSON:
    """A question as the conversation gives it."""
    usual = {"question": "", "options": [], "value": "", "answered": False, "optional": False, "problem": ""}
    return {
        "name": name,
        "label": label,
        "kind": kind,
        "doubt": None,
        "until": 0,
        "inputmode": "",
        "autocomplete": "",
        **usual,
        **more,
    }


def choices(**labels: str) -> list[JSON]:
    """Options by their codes."""
    return [{"code": code, "label": label} for code, label in labels.items()]


def view(*fields: JSON, **more: Any) -> JSON:
    """A page as the conversation gives it."""
    usual = {"language": "ko", "now": 0, "title": "회원 정보", "number": 9, "total": 17, "notes": [], "waiting": False}
    return {**usual, "fields": list(fields), "over": False, "ending": "", "words": WORDS, **more}


class Desk:
    """Answers the page: `view` is what it shows now, `judge` makes of answers the next one; `taken` is what it got.

    `openings`: the init data of who opened it. `left`, `looked`: how often. `refusal`: status and body of every answer.
    `check`: what the identity page is opened with; `states`: how that check stands, look by look; None: no answer.
    """

    def __init__(self) -> None:
        self.root = ""
        self.clear()

    def clear(self) -> None:
        """As if nobody had been there."""
        self.view = view()
        self.judge: Callable[[JSON], JSON] = lambda answers: self.view
        self.taken: list[JSON] = []
        self.openings: list[str] = []
        self.left = 0
        self.looked = 0
        self.refusal: tuple[int, JSON] | None = None
        self.policy = for_page(at_telegram=False)["Content-Security-Policy"]
        self.check: JSON = {}
        self.states: list[JSON | None] = []

    def address(self, scope: str = "form", *, dark: bool = False, colours: dict[str, str] | None = None) -> str:
        """Where Telegram opens the page."""
        theme = quote(orjson.dumps(colours or (DARK if dark else LIGHT)))
        told = f"tgWebAppData=signed&tgWebAppVersion=8.0&tgWebAppPlatform=web&tgWebAppThemeParams={theme}"
        return f"{self.root}/pages/{scope}#{told}"

    def app(self) -> Starlette:
        """The application."""
        return Starlette(
            routes=[
                Route("/pages/api/open", self._open, methods=["POST"]),
                Route("/pages/api/answers", self._answers, methods=["POST"]),
                Route("/pages/api/leave", self._leave, methods=["POST"]),
                Route("/pages/api/view", self._view),
                Route("/pages/api/check", self._check, methods=["GET", "POST"]),
                Mount("/pages/assets", StaticFiles(directory=STATIC)),
                Route("/pages/privacy", self._privacy),
                Route("/pages/{scope}", self._page),
            ]
        )

    async def _page(self, request: Request) -> Response:
        name = "identity.html" if self.check else "index.html"
        return FileResponse(STATIC / name, headers={"Content-Security-Policy": self.policy})

    async def _privacy(self, request: Request) -> Response:
        return privacy(request.query_params["lang"]).answer(request, for_page(at_telegram=False))

    async def _open(self, request: Request) -> Response:
        body = orjson.loads(await request.body())
        self.openings.append(body["init_data"])
        return self._told({"bearer": "b" * 43} | (self.check or {"view": self.view}))

    async def _answers(self, request: Request) -> Response:
        assert request.headers["authorization"] == f"Bearer {'b' * 43}"
        body = orjson.loads(await request.body())
        if self.refusal is None:
            self.taken.append(body)
            self.view = self.judge(body["answers"])
        return self._told({"view": self.view})

    async def _leave(self, request: Request) -> Response:
        self.left += 1
        return Response(status_code=204)

    async def _view(self, request: Request) -> Response:
        self.looked += 1
        return self._told({"view": self.view})

    async def _check(self, request: Request) -> Response:
        state = self.states.pop(0)
        return self._told({"view": state}) if state else Response(status_code=502)

    def _told(self, body: JSON) -> Response:
        status, told = self.refusal or (200, body)
        return Response(orjson.dumps(told), status, media_type="application/json")


@contextlib.asynccontextmanager
async def served(desk: Desk) -> AsyncIterator[Desk]:
    """The desk at an address of its own while the block runs."""
    async with serving(desk.app(), listen("127.0.0.1", 0)) as port:
        desk.root = f"http://127.0.0.1:{port}"
        yield desk
