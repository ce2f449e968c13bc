"""The stand-in for an I-PIN provider: a page that asks who one is, and the result for the assistant."""

import re
from datetime import date
from html import escape
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from playground.api import reply
from playground.guard import LOCAL
from playground.state import State

JSON = dict[str, Any]
PAGES = Path(__file__).parent / "pages"
REF = re.compile(r"[A-Za-z0-9_-]{1,128}")
MOBILE = re.compile(r"(?:\+82|0)1[016789]\d{7,8}")
FIELDS = ("name", "birth_date", "gender", "national", "mobile")


def _name(text: str) -> str:
    return "" if 1 <= len(text) <= 50 else "이름을 입력해 주세요."


def _birth_date(text: str) -> str:
    try:
        born = date.fromisoformat(text)
    except ValueError:
        return "생년월일을 1990-03-05처럼 입력해 주세요."
    return "" if date(1900, 1, 1) <= born <= date.today() else "생년월일을 다시 확인해 주세요."  # noqa: DTZ011


def _mobile(text: str) -> str:
    fine = not text or MOBILE.fullmatch(_digits(text))
    return "" if fine else "휴대전화 번호를 010-1234-5678처럼 입력하거나 비워 두세요."


def _digits(text: str) -> str:
    return re.sub(r"[\s.-]", "", text)


def problems(given: dict[str, str]) -> dict[str, str]:
    """What is wrong with the form, field by field."""
    found = {
        "name": _name(given["name"]),
        "birth_date": _birth_date(given["birth_date"]),
        "gender": "" if given["gender"] in {"male", "female"} else "성별을 골라 주세요.",
        "national": "" if given["national"] in {"domestic", "foreign"} else "내국인 또는 외국인을 골라 주세요.",
        "mobile": _mobile(given["mobile"]),
    }
    return {field: text for field, text in found.items() if text}


def person(given: dict[str, str]) -> JSON:
    """The result as the assistant reads it; the mobile number in E.164, None when left empty."""
    mobile = _digits(given["mobile"])
    return given | {"mobile": f"+82{mobile.removeprefix('+82').removeprefix('0')}" if mobile else None}


class IdentityPages:
    """GET and POST /ipin/{ref}, GET /ipin/{ref}/result."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._form = Template((PAGES / "ipin.html").read_text("utf-8"))
        self._done = Template((PAGES / "ipin_done.html").read_text("utf-8"))

    def routes(self) -> list[BaseRoute]:
        """The pages' routes."""
        return [
            Route("/pages/ipin.css", _style),
            Route("/ipin/{ref}/result", self.result),
            Route("/ipin/{ref}", self.form),
            Route("/ipin/{ref}", self.submit, methods=["POST"]),
        ]

    def back(self, wanted: str) -> str:
        """Where "돌아가기" leads: an address of this machine, a deep link of a bot here, else the playground's page."""
        try:
            parts = urlsplit(wanted)
        except ValueError:
            return "/"
        if parts.scheme in {"http", "https"} and parts.hostname in LOCAL:
            return wanted
        bots = {bot.username: bot.id for bot in self._state.bots.values()}
        if parts.scheme == "https" and parts.netloc in {"t.me", "telegram.me"} and parts.path[1:] in bots:
            start = parse_qs(parts.query).get("start", [""])[0]
            return f"/?{urlencode({'start': start})}" if start else "/"
        return wanted if re.fullmatch(r"/(?!/)[^\\]*", wanted) else "/"

    async def form(self, request: Request) -> Response:
        return self._page(request, dict.fromkeys(FIELDS, ""), {})

    async def submit(self, request: Request) -> Response:
        ref = request.path_params["ref"]
        async with request.form() as form:
            given = {field: str(form.get(field) or "").strip() for field in FIELDS}
        wrong = problems(given)
        if wrong or not REF.fullmatch(ref):
            return self._page(request, given, wrong)
        self._state.identities[ref] = person(given)
        self._state.store.put("identity", ref, self._state.identities[ref])
        return RedirectResponse(f"{request.url.path}?{urlencode({'done': 1, 'return': self._return(request)})}", 303)

    async def result(self, request: Request) -> Response:
        found = self._state.identities.get(request.path_params["ref"])
        return reply(found) if found else reply({"error": "not finished"}, 404)

    def _return(self, request: Request) -> str:
        return request.query_params.get("return", "/")

    def _page(self, request: Request, given: dict[str, str], wrong: dict[str, str]) -> Response:
        ref, back = request.path_params["ref"], escape(self.back(self._return(request)))
        if not REF.fullmatch(ref):
            return HTMLResponse(self._done.substitute(back=back, text="확인 번호가 올바르지 않습니다."), 400)
        if request.query_params.get("done") and ref in self._state.identities:
            return HTMLResponse(self._done.substitute(back=back, text="본인확인을 마쳤습니다."))
        filled = {field: escape(given[field]) for field in FIELDS}
        errors = {f"{field}_error": _error(field, wrong.get(field, "")) for field in FIELDS}
        invalid = {f"{field}_invalid": "true" if field in wrong else "false" for field in FIELDS}
        chosen = {f"{given[field]}_checked": "checked" for field in ("gender", "national") if given[field]}
        marks = dict.fromkeys(("male_checked", "female_checked", "domestic_checked", "foreign_checked"), "")
        action = escape(f"{request.url.path}?{urlencode({'return': self._return(request)})}")
        values = filled | errors | invalid | marks | chosen | {"action": action, "back": back}
        return HTMLResponse(self._form.substitute(values), 422 if wrong else 200)


def _error(field: str, text: str) -> str:
    return f'<p class="error" id="{field}-error" role="alert">{escape(text)}</p>' if text else ""


async def _style(request: Request) -> Response:
    return FileResponse(PAGES / "ipin.css")
