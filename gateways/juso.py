"""The national address search [도로명주소 안내시스템] (business.juso.go.kr, addrLinkApi.do)."""

from __future__ import annotations

from typing import Any

from gateways.addresses import NOT_SEARCHABLE, TOO_MANY, TOO_VAGUE, Found, FoundAddress
from gateways.asking import TIMEOUT_SECONDS, Asking
from gateways.identity import GatewayError

JUSO = "https://business.juso.go.kr/addrlink/addrLinkApi.do"
# Its error codes that the words are to blame for; all others are the service's own, or the key's.
_OF_THE_WORDS = {
    "E0005": TOO_VAGUE,
    "E0006": TOO_VAGUE,
    "E0008": TOO_VAGUE,
    "E0009": TOO_VAGUE,
    "E0010": NOT_SEARCHABLE,
    "E0011": NOT_SEARCHABLE,
    "E0012": NOT_SEARCHABLE,
    "E0013": NOT_SEARCHABLE,
    "E0015": TOO_MANY,
}
_KEY_REFUSED = ("E0001", "E0014")


class JusoGateway:
    """Asks business.juso.go.kr; `key` is the site's own [승인키]."""

    name = "juso"

    def __init__(self, key: str, url: str = JUSO, timeout_seconds: float = TIMEOUT_SECONDS):
        self._key = key
        self._url = url
        self._asking = Asking("address", timeout_seconds)

    async def search(self, words: str, most: int) -> Found:
        """The first `most` addresses; always answered with HTTP 200, the error is in the body."""
        query = {
            "confmKey": self._key,
            "currentPage": "1",
            "countPerPage": str(most),
            "keyword": words,
            "resultType": "json",
        }
        answer = await self._asking.ask("GET", self._url, query=query)
        if answer.status != 200:
            raise self._asking.failure("ill", passing=answer.may_pass)
        return self._found(answer.body)

    async def close(self) -> None:
        """Lets go of the connection."""
        await self._asking.close()

    def _found(self, body: Any) -> Found:
        try:
            results = body["results"]
            code = str(results["common"]["errorCode"])
            if code != "0":
                raise self._failure(code)
            return Found(int(results["common"]["totalCount"]), [_address(one) for one in results["juso"] or []])
        except (KeyError, TypeError, ValueError):
            raise self._asking.unreadable() from None

    def _failure(self, code: str) -> GatewayError:
        if code in _OF_THE_WORDS:
            return GatewayError(_OF_THE_WORDS[code], passing=False)
        if code in _KEY_REFUSED:
            return self._asking.failure("key_refused")
        return self._asking.failure("ill", passing=code == "-999")


def _address(one: Any) -> FoundAddress:
    postcode, base = str(one["zipNo"]), " ".join(str(one["roadAddr"]).split())
    if len(postcode) != 5 or not postcode.isdecimal() or not base:
        raise ValueError("not an address")
    return FoundAddress(postcode, base, " ".join(str(one.get("engAddr") or "").split()))
