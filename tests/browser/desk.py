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

from bot.serving.server import listen, serving
from playground.mini_apps import DARK, LIGHT

JSON = dict[str, Any]
STATIC = Path(__file__).parents[2] / "bot" / "pages" / "static"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors http://127.0.0.1:* http://localhost:*"
)
WORDS = {
    "save": "저장하고 계속",
    "leave": "대화에서 이어 하기",
    "show": "보기",
    "hide": "숨기기",
    "choose": "고르세요",
    "required": "이 항목은 꼭 필요합니다.",
    "optional": "선택",
    "answered": "입력됨",
    "check": "{count}개 항목을 확인해 주세요.",
    "sending": "보내는 중…",
    "waiting": "확인하고 있습니다. 잠시만 기다려 주세요.",
    "saved": "저장했습니다.",
}


def field(name: str, label: str, kind: str = "text", **more: Any) -> JSON:
    """A question as the conversation gives it."""
    usual = {"question": "", "options": [], "value": "", "answered": False, "optional": False, "problem": ""}
    return {
        "name": name,
        "label": label,
        "kind": kind,
        "doubt": None,
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
    usual = {"language": "ko", "title": "회원 정보", "number": 9, "total": 17, "notes": [], "waiting": False}
    return {**usual, "fields": list(fields), "over": False, "ending": "", "words": WORDS, **more}


class Desk:
    """Answers the page: `view` is what it shows now, `judge` makes of answers the next one; `taken` is what it got."""

    def __init__(self) -> None:
        self.root = ""
        self.clear()

    def clear(self) -> None:
        """As if nobody had been there."""
        self.view = view()
        self.judge: Callable[[JSON], JSON] = lambda answers: self.view
        self.taken: list[JSON] = []
        self.left = 0
        self.looked = 0
        self.refusal: tuple[int, JSON] | None = None

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
                Mount("/pages/assets", StaticFiles(directory=STATIC)),
                Route("/pages/{scope}", self._page),
            ]
        )

    async def _page(self, request: Request) -> Response:
        return FileResponse(STATIC / "index.html", headers={"Content-Security-Policy": POLICY})

    async def _open(self, request: Request) -> Response:
        body = orjson.loads(await request.body())
        assert body["init_data"] == "signed"
        return self._told({"bearer": "b" * 43, "view": self.view})

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

    def _told(self, body: JSON) -> Response:
        status, told = self.refusal or (200, body)
        return Response(orjson.dumps(told), status, media_type="application/json")


@contextlib.asynccontextmanager
async def served(desk: Desk) -> AsyncIterator[Desk]:
    """The desk at an address of its own while the block runs."""
    async with serving(desk.app(), listen("127.0.0.1", 0)) as port:
        desk.root = f"http://127.0.0.1:{port}"
        yield desk
