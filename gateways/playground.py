"""The identity check of the playground: its phones receive the codes, its page stands in for I-PIN."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, cast, get_args
from urllib.parse import quote

from yarl import URL

from gateways.identity import GatewayError, Gender, National, VerifiedPerson, unique_value_of

if TYPE_CHECKING:
    import aiohttp

TIMEOUT_SECONDS = 10.0


class PlaygroundGateway:
    """Speaks with the playground at `root` over HTTP."""

    name = "playground"
    offers = frozenset({"phone", "ipin"})

    def __init__(self, root: str, timeout_seconds: float = TIMEOUT_SECONDS):
        self._root = root
        self._timeout_seconds = timeout_seconds

    async def send_code(self, mobile: str, code: str) -> None:
        text = f"[KOTRA] 인증번호 {code} (3분 안에 입력 / valid for 3 minutes)"
        status, _ = await self._ask("POST", f"/api/phones/{quote(mobile, safe='')}/messages", {"text": text})
        if status >= 400:
            raise GatewayError("identity.sms_refused", passing=status >= 500 or status == 429)

    def page_url(self, ref: str, back: str = "") -> str:
        page = f"{self._root}/ipin/{quote(ref, safe='')}"
        return f"{page}?return={quote(back, safe='')}" if back else page

    async def fetch(self, ref: str) -> VerifiedPerson | None:
        status, answer = await self._ask("GET", f"/ipin/{quote(ref, safe='')}/result")
        if status == 404:
            return None
        if status >= 400:
            raise GatewayError("identity.refused", passing=status >= 500 or status == 429)
        return _person(answer)

    async def close(self) -> None:
        """Has nothing to let go of: a connection lives for one request."""

    async def _ask(self, verb: str, path: str, body: Mapping[str, Any] | None = None) -> tuple[int, Any]:
        """Status and JSON of one request; the client's own errors are not passed on, as they may hold the number."""
        import aiohttp  # not before somebody has something checked: it is big

        timeout = aiohttp.ClientTimeout(total=self._timeout_seconds)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.request(verb, URL(self._root + path, encoded=True), json=body) as response,
            ):
                return response.status, await _json(response)
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise GatewayError("identity.unreachable") from None


async def _json(response: aiohttp.ClientResponse) -> Any:
    try:
        return await response.json(content_type=None)
    except ValueError:
        return None


def _person(answer: Any) -> VerifiedPerson:
    try:
        name, born, gender = str(answer["name"]), date.fromisoformat(answer["birth_date"]), answer["gender"]
        national, mobile = answer["national"], answer.get("mobile") or None
    except (KeyError, TypeError, ValueError, AttributeError):
        raise GatewayError("identity.answer_unreadable", passing=False) from None
    if gender not in get_args(Gender) or national not in get_args(National):
        raise GatewayError("identity.answer_unreadable", passing=False)
    return VerifiedPerson(
        name=name,
        birth_date=born,
        gender=cast("Gender", gender),
        national=cast("National", national),
        mobile=mobile,
        unique_value=unique_value_of(name, born, gender, mobile),
    )
