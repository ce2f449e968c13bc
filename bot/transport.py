"""HTTP to the Bot API: on bare connections for JSON, on aiohttp for files; that is loaded with the first of them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self

import orjson
from telegram import Bot
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.results import parsed, result_of
from bot.settings import Settings
from bot.wire import Wire, WireError

if TYPE_CHECKING:
    import aiohttp

CONNECT_SECONDS = 5.0
READ_SECONDS = 15.0
FILE_SECONDS = 120.0
CONNECTIONS = 300  # more than calls that delivery makes at once
KEEP_ALIVE_SECONDS = 60.0

_UPLOADS = b'{"upload":'


class Transport:
    """One pool of connections to the Bot API; errors are python-telegram-bot's and never hold the token."""

    def __init__(self, root: str, token: str, *, connections: int = CONNECTIONS, read_seconds: float = READ_SECONDS):
        self._methods = f"{root}/bot{token}"
        self._token = token
        self._connections = connections
        self.read_seconds = read_seconds
        self._wire: Wire | None = None
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        if self._wire is not None:
            return
        agent = f"User-Agent: {BaseRequest.USER_AGENT}\r\n"
        self._wire = Wire(self._methods, headers=agent, connections=self._connections, connect_seconds=CONNECT_SECONDS)

    async def close(self) -> None:
        session, self._session = self._session, None
        wire, self._wire = self._wire, None
        if wire is not None:
            await wire.close()
        if session is not None:
            await session.close()

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def post(self, method: str, body: bytes, *, read_seconds: float | None = None) -> Any:
        """Posts finished JSON to a Bot API method and returns the answer's `result`; raises TelegramError.

        JSON that begins with "upload" holds a text file, which goes as a form (Bot API, "Sending files").
        """
        if body.startswith(_UPLOADS):
            return result_of(*await self._uploaded(method, body))
        return result_of(*await self.answer(method, body, read_seconds or self.read_seconds))

    async def answer(self, method: str, body: bytes, seconds: float) -> tuple[int, bytes]:
        """Posts JSON, returns status and body; raises TimedOut or NetworkError without a whole answer."""
        if self._wire is None:
            raise NetworkError("the transport is closed")
        try:
            return await self._wire.post(method, body, seconds)
        except TimeoutError:
            raise TimedOut from None
        except (WireError, OSError, ValueError) as error:
            raise NetworkError(self._told(error)) from None

    async def _uploaded(self, method: str, body: bytes) -> tuple[int, bytes]:
        import aiohttp

        parameters = orjson.loads(body)
        upload, form = parameters.pop("upload"), aiohttp.FormData()
        for name, value in parameters.items():
            form.add_field(name, value if isinstance(value, str) else orjson.dumps(value).decode())
        form.add_field("document", upload["content"].encode(), filename=upload["name"])
        return await self.exchange("POST", f"{self._methods}/{method}", data=form)

    async def exchange(
        self, verb: str, url: str, *, limits: aiohttp.ClientTimeout | None = None, **options: Any
    ) -> tuple[int, bytes]:
        """One request of any kind, returns status and body; raises TimedOut or NetworkError without a whole answer."""
        if self._wire is None:
            raise NetworkError("the transport is closed")
        import aiohttp

        if limits is not None:
            options["timeout"] = limits
        try:
            async with self._for_files().request(verb, url, allow_redirects=False, **options) as response:
                return response.status, await response.read()
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise NetworkError(self._told(error)) from None

    def _for_files(self) -> aiohttp.ClientSession:
        if self._session is None:
            import aiohttp

            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=KEEP_ALIVE_SECONDS),
                timeout=_timeout(self.read_seconds),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": BaseRequest.USER_AGENT},
            )
        return self._session

    def _told(self, error: Exception) -> str:
        """An error of the HTTP client in words without the token, which is part of every address."""
        return f"{type(error).__name__}: {error}".replace(self._token, "…")


class Request(BaseRequest):
    """python-telegram-bot's way to the Bot API, over a `Transport`."""

    __slots__ = ("transport",)

    def __init__(self, transport: Transport):
        self.transport = transport

    @property
    def read_timeout(self) -> float | None:
        return self.transport.read_seconds

    async def initialize(self) -> None:
        await self.transport.open()

    async def shutdown(self) -> None:
        await self.transport.close()

    async def do_request(  # noqa: PLR0917 -- python-telegram-bot's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # aiohttp has none: the total bounds it
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # part of aiohttp's connect
    ) -> tuple[int, bytes]:
        read = _given(read_timeout, self.read_timeout)
        if method == "GET" or (request_data is not None and request_data.contains_files):
            limits = _timeout(read, _given(connect_timeout, CONNECT_SECONDS), FILE_SECONDS)
            form = {"data": _form(request_data)} if request_data is not None else {}
            status, answer = await self.transport.exchange(method, url, limits=limits, **form)
        else:
            body = orjson.dumps(request_data.parameters if request_data is not None else {})
            seconds = self.transport.read_seconds if read is None else read
            status, answer = await self.transport.answer(url.rpartition("/")[2], body, seconds)
        if not 200 <= status <= 299:
            result_of(status, answer)
        return status, answer

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Reads an answer, never logging it as it may hold what people wrote; raises NetworkError: tried again."""
        return parsed(payload)


def make_transport(settings: Settings) -> Transport:
    """The transport for the settings' token and Bot API server; it opens when the bot is initialised."""
    return Transport(settings.api_url, settings.token)


def make_bot(settings: Settings, transport: Transport | None = None) -> Bot:
    """python-telegram-bot's `Bot` at the settings' Bot API server, over `transport` (its own where None)."""
    request = Request(transport or make_transport(settings))
    return Bot(
        settings.token,
        base_url=f"{settings.api_url}/bot",
        base_file_url=f"{settings.api_url}/file/bot",
        request=request,
        get_updates_request=request,
    )


def transport_of(bot: Bot) -> Transport:
    """The transport that `make_bot` put under this bot."""
    if not isinstance(bot.request, Request):
        raise TypeError("this bot was not made by make_bot")
    return bot.request.transport


@lru_cache
def _timeout(read: float | None, connect: float = CONNECT_SECONDS, total: float | None = None) -> aiohttp.ClientTimeout:
    import aiohttp

    if total is None and read is not None:
        total = read + connect
    return aiohttp.ClientTimeout(total=total, connect=connect, sock_connect=connect, sock_read=read)


def _given(value: Any, default: float | None) -> Any:
    return default if value is BaseRequest.DEFAULT_NONE else value


def _form(data: RequestData) -> aiohttp.FormData:
    import aiohttp

    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form
