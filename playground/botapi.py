"""The Bot API over HTTP: {root}/bot{token}/{method} and {root}/file/bot{token}/{path}, as a bare ASGI application."""

import logging
from typing import Any
from urllib.parse import parse_qsl, unquote

import orjson
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from playground import methods
from playground.errors import ApiError
from playground.faults import Fault, Faults
from playground.journal import Journal
from playground.models import Bot
from playground.params import Params, Upload
from playground.state import State
from playground.tokens import well_formed

JSON = dict[str, Any]
Answer = tuple[int, bytes]
UNKNOWN_BOT = ApiError(401, "Unauthorized")
NOT_FOUND = ApiError(404, "Not Found")
# Calls by which a bot shows that it runs: the page then speaks with this one.
SIGNS_OF_LIFE = {"getme", "getupdates", "setwebhook"}
log = logging.getLogger(__name__)


class BotApi:
    """Answers bots; `tokens` None takes every token of Telegram's shape."""

    def __init__(self, state: State, tokens: frozenset[str] | None) -> None:
        self.state, self.tokens = state, tokens
        self.faults, self.journal = Faults(), Journal()
        self.current: Bot | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"]
        if path.startswith("/file/bot"):
            await _file(self, path, send)
            return
        token, _, method = path.removeprefix("/bot").partition("/")
        try:
            bot = self.bot(token)
            params = await _params(Request(scope, receive))
        except ApiError as error:
            await respond(send, error.code, orjson.dumps(error.body()))
            return
        status, body = await self.call(bot, method, params)
        await respond(send, status, body)

    def bot(self, token: str) -> Bot:
        """The bot of a token; raises 404 for what is no token and 401 for a wrong one, as Telegram does."""
        if not well_formed(token):
            raise NOT_FOUND
        if self.tokens is not None and token not in self.tokens:
            raise UNKNOWN_BOT
        bot = self.state.bot(token)
        if bot.token != token:
            raise UNKNOWN_BOT
        return bot

    async def call(self, bot: Bot, method: str, params: Params) -> Answer:
        """Carries out one call, faults included; the status and body that the bot gets."""
        name = method.lower()
        if name in SIGNS_OF_LIFE:
            self.current = bot
        entry = self.journal.add({"bot": bot.id, "method": method, "params": params.logged(), "at": self.state.clock()})
        fault = self.faults.take(name, params.text("chat_id"))
        if fault:
            return await self._disturbed(fault, entry, bot, params)
        return await self._run(entry, bot, params)

    async def _run(self, entry: JSON, bot: Bot, params: Params) -> Answer:
        try:
            result = await methods.run(self.state, bot, entry["method"].lower(), params)
        except ApiError as error:
            entry.update(ok=False, error=error.description)
            return error.code, orjson.dumps(error.body())
        except Exception:
            log.exception("%s failed in the playground itself", entry["method"])
            entry.update(ok=False, error="Internal Server Error")
            return 500, orjson.dumps(ApiError(500, "Internal Server Error").body())
        entry["ok"] = True
        return 200, orjson.dumps({"ok": True, "result": result})

    async def _disturbed(self, fault: Fault, entry: JSON, bot: Bot, params: Params) -> Answer:
        if fault.effect:
            await self._run(entry, bot, params)
        await self.faults.linger(fault)
        if fault.only_late:
            return await self._run(entry, bot, params)
        entry.update(ok=bool(fault.effect and entry["ok"]), error=entry["error"] or "fault")
        return _faulty(fault)


def _faulty(fault: Fault) -> Answer:
    if fault.error_code:
        error = fault.error()
        return error.code, orjson.dumps(error.body())
    if fault.garbage:
        return 200, b"<html>not what you asked for"
    status = fault.status or 502
    return status, f"<html><title>{status}</title></html>".encode()


async def _params(request: Request) -> Params:
    values: JSON = dict(request.query_params)
    kind = request.headers.get("content-type", "")
    if kind.startswith("multipart/form-data"):
        return await _multipart(request, values)
    body = await request.body()
    if kind.startswith("application/json"):
        return Params(values | _json(body))
    if body:
        values |= dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return Params(values)


def _json(body: bytes) -> JSON:
    try:
        values = orjson.loads(body or b"{}")
    except orjson.JSONDecodeError as error:
        raise ApiError(400, "Bad Request: can't parse the request body as JSON") from error
    if not isinstance(values, dict):
        raise ApiError(400, "Bad Request: expected an Object as the request body")
    return values


async def _multipart(request: Request, values: JSON) -> Params:
    params = Params(values)
    async with request.form(max_files=20) as form:
        for name, part in form.multi_items():
            if isinstance(part, UploadFile):
                params.files[name] = Upload(part.filename or name, part.content_type or "", await part.read())
            else:
                params.values[name] = part
    return params


async def _file(api: BotApi, path: str, send: Send) -> None:
    token, _, rest = path.removeprefix("/file/bot").partition("/")
    try:
        api.bot(token)
    except ApiError as error:
        await respond(send, error.code, orjson.dumps(error.body()))
        return
    file = api.state.files.at(unquote(rest))
    if not file:
        await respond(send, 404, orjson.dumps(NOT_FOUND.body()))
        return
    await respond(send, 200, api.state.files.content(file), b"application/octet-stream")


async def respond(send: Send, status: int, body: bytes, kind: bytes = b"application/json") -> None:
    """A whole HTTP answer."""
    headers = [(b"content-type", kind), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
