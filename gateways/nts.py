"""The National Tax Service's business numbers [국세청 사업자등록정보 진위확인 및 상태조회] (data.go.kr, 15081808)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import unquote

from gateways.asking import TIMEOUT_SECONDS, Answer, Asking
from gateways.companies import CompanyStatus, State
from gateways.identity import GatewayError

NTS = "https://api.odcloud.kr/api/nts-businessman/v1"
_STATES: dict[str, State] = {"01": "active", "02": "suspended", "03": "closed"}
_NOT_REGISTERED = "국세청에 등록되지 않은 사업자등록번호"
_KEY_REFUSED = (401, 403)
# The gateway before the service answers a key that it does not know with 400 and one of these (data.go.kr).
_GATEWAY_KEY_CODES = (-4, -401)


class NtsGateway:
    """Asks api.odcloud.kr; `key` as data.go.kr shows it, encoded or decoded."""

    name = "nts"

    def __init__(self, key: str, root: str = NTS, timeout_seconds: float = TIMEOUT_SECONDS):
        # Base64 holds no "%": a key that has one is the "encoding" key, which is encoded once already.
        self._key = unquote(key) if "%" in key else key
        self._root = root
        self._asking = Asking("company", timeout_seconds)

    async def status(self, business_number: str) -> CompanyStatus:
        """The state of a number (ten digits)."""
        return self._state(await self._item("status", {"b_no": [business_number]}, business_number))

    async def matches(self, business_number: str, opened_on: date, representative: str) -> bool:
        """Whether number, opening date and representative belong together."""
        asked = {"b_no": business_number, "start_dt": opened_on.strftime("%Y%m%d"), "p_nm": representative}
        item = await self._item("validate", {"businesses": [asked]}, business_number)
        if item.get("valid") not in ("01", "02"):
            raise self._asking.unreadable()
        return bool(item["valid"] == "01")

    async def close(self) -> None:
        """Lets go of the connection."""
        await self._asking.close()

    async def _item(self, what: str, body: object, business_number: str) -> dict[str, Any]:
        answer = await self._asking.ask("POST", f"{self._root}/{what}", query={"serviceKey": self._key}, body=body)
        if answer.status != 200 or not isinstance(answer.body, dict) or answer.body.get("status_code") != "OK":
            raise self._failure(answer)
        data = answer.body.get("data")
        item = data[0] if isinstance(data, list) and data else None
        if not isinstance(item, dict) or item.get("b_no") != business_number:
            raise self._asking.unreadable()
        return item

    def _failure(self, answer: Answer) -> GatewayError:
        body = answer.body if isinstance(answer.body, dict) else {}
        if answer.may_pass or body.get("status_code") in ("INTERNAL_ERROR", "HTTP_ERROR"):
            return self._asking.failure("ill", passing=True)
        if answer.status in _KEY_REFUSED or body.get("code") in _GATEWAY_KEY_CODES:
            return self._asking.failure("key_refused")
        if answer.status == 200:
            return self._asking.unreadable()
        return self._asking.failure("request_refused")

    def _state(self, item: dict[str, Any]) -> CompanyStatus:
        state = _STATES.get(str(item.get("b_stt_cd")))
        if state is not None:
            return CompanyStatus(state, _day(item.get("end_dt")) if state == "closed" else None)
        if not item.get("b_stt_cd") and str(item.get("tax_type", "")).startswith(_NOT_REGISTERED):
            return CompanyStatus("unknown")
        raise self._asking.unreadable()


def _day(text: object) -> date | None:
    try:
        return datetime.strptime(str(text), "%Y%m%d").date()  # noqa: DTZ007 -- a day of the calendar, nowhere in time
    except ValueError:
        return None
