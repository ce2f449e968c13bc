"""The playground's stand-ins for text messages, the tax office and the address search."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote

from gateways.addresses import Found, FoundAddress
from gateways.asking import TIMEOUT_SECONDS, Asking
from gateways.companies import CompanyStatus
from gateways.sms import GatewayAway, SmsRefused


class PlaygroundSms:
    """The playground's phones receive the messages."""

    name = "playground"

    def __init__(self, root: str, timeout_seconds: float = TIMEOUT_SECONDS):
        self._root = root
        self._asking = Asking("sms", timeout_seconds)

    async def send(self, to: str, text: str, ref: str) -> None:
        url = f"{self._root}/api/phones/{quote(to)}/messages"
        answer = await self._asking.ask("POST", url, body={"text": text})
        if answer.may_pass:
            raise GatewayAway("sms.ill")
        if answer.status >= 400:
            raise SmsRefused("sms.refused")

    async def close(self) -> None:
        await self._asking.close()


class PlaygroundCompanies:
    """The playground's tax office: its sample companies, and any other number as one that trades."""

    name = "playground"

    def __init__(self, root: str, timeout_seconds: float = TIMEOUT_SECONDS):
        self._root = root
        self._asking = Asking("company", timeout_seconds)

    async def status(self, business_number: str) -> CompanyStatus:
        found = await self._ask({"number": business_number})
        closed_on = found.get("closed_on")
        return CompanyStatus(found["state"], date.fromisoformat(closed_on) if closed_on else None)

    async def matches(self, business_number: str, opened_on: date, representative: str) -> bool:
        asked = {"number": business_number, "opened_on": opened_on.isoformat(), "representative": representative}
        return bool((await self._ask(asked))["matches"])

    async def close(self) -> None:
        await self._asking.close()

    async def _ask(self, query: dict[str, str]) -> dict[str, Any]:
        answer = await self._asking.ask("GET", f"{self._root}/stand-in/company", query=query)
        if answer.status != 200 or not isinstance(answer.body, dict):
            raise self._asking.failure("ill", passing=answer.may_pass)
        return answer.body


class PlaygroundAddresses:
    """The playground's address search: some streets of Korea."""

    name = "playground"

    def __init__(self, root: str, timeout_seconds: float = TIMEOUT_SECONDS):
        self._root = root
        self._asking = Asking("address", timeout_seconds)

    async def search(self, words: str, most: int) -> Found:
        answer = await self._asking.ask("GET", f"{self._root}/stand-in/addresses", query={"words": words})
        if answer.status != 200 or not isinstance(answer.body, list):
            raise self._asking.failure("ill", passing=answer.may_pass)
        return Found(len(answer.body), [FoundAddress(**one) for one in answer.body[:most]])

    async def close(self) -> None:
        await self._asking.close()
