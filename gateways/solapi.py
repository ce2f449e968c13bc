"""Text messages by Solapi (CoolSMS): one signed request, by a client of our own (docs/decisions/0019)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import UTC, datetime
from typing import Any

from gateways.asking import TIMEOUT_SECONDS, Answer, Asking
from gateways.identity import GatewayError
from gateways.sms import GatewayAway, SmsRefused

SOLAPI = "https://api.solapi.com"
KOREA = "+82"
SMS_BYTES = 90  # of one message in EUC-KR; what is longer goes, and costs, as LMS


class SolapiGateway:
    """Sends from `sender`, a number that is registered with Solapi beforehand, as law asks."""

    name = "solapi"

    def __init__(
        self, key: str, secret: str, sender: str, root: str = SOLAPI, timeout_seconds: float = TIMEOUT_SECONDS
    ):
        self._key, self._secret = key, secret
        self._sender = "".join(filter(str.isdecimal, sender))
        self._root = root
        self._asking = Asking("sms", timeout_seconds)

    async def send(self, to: str, text: str, ref: str) -> None:
        """Sends to a Korean number; a message that may have gone out is not sent again: the person asks for another."""
        if not to.startswith(KOREA):
            raise SmsRefused("sms.not_korean")
        kind = "SMS" if len(text.encode("euc-kr", "replace")) <= SMS_BYTES else "LMS"
        message = {
            "to": f"0{to.removeprefix(KOREA)}",
            "from": self._sender,
            "text": text,
            "country": "82",
            "type": kind,
        }
        body = {"messages": [message], "allowDuplicates": False}
        try:
            answer = await self._asking.ask(
                "POST",
                f"{self._root}/messages/v4/send-many/detail",
                body=body,
                headers={"Authorization": self._signed()},
            )
        except GatewayError as error:
            raise _unsent(error.code) from None
        _judge(answer)

    async def close(self) -> None:
        """Lets go of the connection."""
        await self._asking.close()

    def _signed(self) -> str:
        """A header that serves once: Solapi refuses one that is old or was used before."""
        date, salt = datetime.now(UTC).isoformat(timespec="milliseconds"), secrets.token_hex(16)
        signature = hmac.new(self._secret.encode(), (date + salt).encode(), hashlib.sha256).hexdigest()
        return f"HMAC-SHA256 ApiKey={self._key}, Date={date}, salt={salt}, signature={signature}"


def _unsent(code: str) -> GatewayError:
    return GatewayAway(code) if code == "sms.unreachable" else SmsRefused(code)


def _judge(answer: Answer) -> None:
    """Raises what went wrong; an answer of 200 may say that every message in it has failed."""
    if answer.status == 429 or answer.status >= 500:
        raise GatewayAway("sms.ill")
    if answer.status in (401, 403):
        raise SmsRefused("sms.key_refused")
    if answer.status != 200:
        raise SmsRefused("sms.no_balance" if "Balance" in _code(answer.body) else "sms.refused")
    if not isinstance(answer.body, dict) or not _has_gone(answer.body):
        raise SmsRefused("sms.refused")


def _code(body: Any) -> str:
    return str(body.get("errorCode", "")) if isinstance(body, dict) else ""


def _has_gone(body: dict[str, Any]) -> bool:
    try:
        count = body["groupInfo"]["count"]
        registered = int(count["total"]) - int(count["registeredFailed"])
    except (KeyError, TypeError, ValueError):
        return False
    return registered > 0 and not body.get("failedMessageList")
