"""One question over HTTP to an outside service: bounded in time and size, and nothing of it in what goes wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
from yarl import URL

from gateways.identity import GatewayError

if TYPE_CHECKING:
    import aiohttp

TIMEOUT_SECONDS = 5.0
LARGEST_ANSWER = 512 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer: its status, and its JSON (None where it holds none)."""

    status: int
    body: Any

    @property
    def may_pass(self) -> bool:
        """Whether the same may succeed later: the service is ill or has too much to do."""
        return self.status >= 500 or self.status in (408, 429)


class Asking:
    """Asks one outside service; its errors are named `service`.unreachable and so on. A connection is kept."""

    def __init__(self, service: str, timeout_seconds: float = TIMEOUT_SECONDS):
        self._service = service
        self._timeout_seconds = timeout_seconds
        self._session: aiohttp.ClientSession | None = None

    async def ask(
        self,
        verb: str,
        url: str,
        *,
        query: Mapping[str, str] | None = None,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Raises GatewayError that may pass, without the client's own words: they may hold a key or a name."""
        import aiohttp  # not before somebody is asked: it is big

        sent = None if body is None else orjson.dumps(body)
        given = {**({"Content-Type": "application/json"} if body is not None else {}), **(headers or {})}
        try:
            async with self._open().request(
                verb, URL(url).update_query(query or {}), data=sent, headers=given, allow_redirects=False
            ) as response:
                return Answer(response.status, _json(await self._content(response)))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            raise GatewayError(f"{self._service}.unreachable") from None
        except (aiohttp.ClientError, TimeoutError, OSError):
            # It may have come through; only the answer has not.
            raise GatewayError(f"{self._service}.no_answer") from None

    async def close(self) -> None:
        """Lets go of the connection."""
        if self._session is not None:
            await self._session.close()

    async def _content(self, response: aiohttp.ClientResponse) -> bytes:
        content = bytearray()
        async for piece in response.content.iter_any():
            content += piece
            if len(content) > LARGEST_ANSWER:
                raise self.unreadable()
        return bytes(content)

    def unreadable(self) -> GatewayError:
        """An answer that is not what the documentation says: a notice of maintenance, mostly."""
        return GatewayError(f"{self._service}.answer_unreadable")

    def failure(self, name: str, *, passing: bool = False) -> GatewayError:
        """A failure of this service by its name."""
        return GatewayError(f"{self._service}.{name}", passing=passing)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            import aiohttp

            seconds = self._timeout_seconds
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=seconds, connect=seconds))
        return self._session


def _json(content: bytes) -> Any:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return None
