"""Identity checks by PortOne V2, in its window on our own page: mobile carriers, PASS, private I-PIN, certificates.

Its REST way to send a code needs the first seven digits of the resident registration number and the person's network
address, which we never take (docs/decisions/0020); so only the window is used, and its result fetched here.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import date
from typing import Any, cast

import httpx
from portone_server_sdk import webhook
from portone_server_sdk.errors import (
    ChannelNotFoundError,
    ForbiddenError,
    IdentityVerificationNotFoundError,
    InvalidRequestError,
    PortOneError,
    UnauthorizedError,
)
from portone_server_sdk.identity_verification import (
    FailedIdentityVerification,
    IdentityVerificationClient,
    IdentityVerificationFailure,
    ReadyIdentityVerification,
    VerifiedIdentityVerification,
)

from gateways.identity import GatewayError, Gender, VerifiedPerson
from membership.problems import Problem
from membership.reading.phones import read_mobile

TIMEOUT_SECONDS = 10.0
_REFUSED: tuple[tuple[type[PortOneError], str], ...] = (
    (UnauthorizedError, "key_refused"),
    (ForbiddenError, "key_refused"),
    (ChannelNotFoundError, "channel_missing"),
    (InvalidRequestError, "request_refused"),
)
# What the providers' own messages say, in the words that the documentation of the channels has for it.
_WHY = (
    ("cancelled", ("취소", "cancel")),
    ("timed_out", ("시간", "만료", "timeout", "expired")),
    ("too_many", ("초과", "횟수", "too many")),
    ("wrong_person", ("불일치", "일치하지", "명의", "mismatch")),
)


class PortOneGateway:
    """Fetches results from PortOne; `page` is our page, which opens the window with what `page_data` gives it."""

    name = "portone"
    offers = frozenset({"ipin"})

    def __init__(
        self,
        *,
        store_id: str,
        channel_key: str,
        api_secret: str,
        webhook_secret: str,
        page: str,
        root: str = "https://api.portone.io",
        timeout_seconds: float = TIMEOUT_SECONDS,
    ):
        self._store_id, self._channel_key = store_id, channel_key
        self._webhook_secret = webhook_secret
        self._page, self._timeout = page, timeout_seconds
        self._client = IdentityVerificationClient(secret=api_secret, base_url=root, store_id=store_id)

    async def send_code(self, mobile: str, code: str) -> None:
        raise GatewayError("identity.not_offered", passing=False)

    def page_url(self, ref: str, back: str = "") -> str:
        """Our page, which opens inside the messenger: who opens it says which check it is, and where `back` is."""
        return self._page

    def page_data(self, ref: str, redirect_url: str) -> dict[str, str]:
        """What the browser's `PortOne.requestIdentityVerification` is called with; nothing of it is a secret."""
        return {
            "storeId": self._store_id,
            "channelKey": self._channel_key,
            "identityVerificationId": ref,
            "redirectUrl": redirect_url,
        }

    async def fetch(self, ref: str) -> VerifiedPerson | None:
        """The person whom the provider verified in the check `ref`; None while its window is not finished."""
        found = await self._get(ref)
        if found is None or isinstance(found, ReadyIdentityVerification):
            return None
        if isinstance(found, FailedIdentityVerification):
            raise GatewayError(_why(found.failure), passing=False)
        if not isinstance(found, VerifiedIdentityVerification):
            raise GatewayError("identity.answer_unreadable", passing=False)
        self._belongs(found, ref)
        return _person(found)

    def notified(self, body: bytes, headers: Mapping[str, str]) -> str | None:
        """The check that a signed webhook says has changed, None where it speaks of something else.

        Raises GatewayError "identity.webhook_refused" for a signature that is wrong, missing, or older than 5 minutes.
        """
        given = {name.lower(): value for name, value in headers.items()}
        try:
            payload = body.decode()
            webhook.verify(self._webhook_secret, payload, given)
            data = json.loads(payload).get("data")
        except (PortOneError, ValueError, AttributeError, KeyError):
            raise GatewayError("identity.webhook_refused", passing=False) from None
        ref = data.get("identityVerificationId") if isinstance(data, dict) else None
        return ref if isinstance(ref, str) else None

    async def close(self) -> None:
        """Lets go of connections, for which the SDK has no way of its own."""
        await self._client._async_client.aclose()  # noqa: SLF001
        self._client._sync_client.close()  # noqa: SLF001

    async def _get(self, ref: str) -> Any:
        try:
            async with asyncio.timeout(self._timeout):
                return await self._client.get_identity_verification_async(identity_verification_id=ref)
        except IdentityVerificationNotFoundError:
            return None  # the window has not been opened yet
        except (httpx.HTTPError, TimeoutError):
            raise GatewayError("identity.unreachable") from None
        except PortOneError as error:
            raise _refusal(error) from None
        except (ValueError, KeyError, TypeError, AttributeError):
            raise GatewayError("identity.answer_unreadable") from None

    def _belongs(self, found: VerifiedIdentityVerification, ref: str) -> None:
        """Whether it is this check, made by our channel: one of a test channel verifies nobody."""
        if found.id != ref:
            raise GatewayError("identity.other_check", passing=False)
        if found.channel is None or found.channel.key != self._channel_key:
            raise GatewayError("identity.other_channel", passing=False)


def _refusal(error: PortOneError) -> GatewayError:
    code = next((code for kind, code in _REFUSED if isinstance(error, kind)), None)
    return GatewayError(f"identity.{code or 'ill'}", passing=code is None)


def _why(failure: IdentityVerificationFailure) -> str:
    """What the person can do something about, read from the provider's words; its codes differ by provider."""
    said = " ".join(filter(None, (failure.reason, failure.pg_code, failure.pg_message))).casefold()
    return next((f"identity.{why}" for why, words in _WHY if any(word in said for word in words)), "identity.failed")


def _person(found: VerifiedIdentityVerification) -> VerifiedPerson:
    customer = found.verified_customer
    if not customer.ci:
        raise GatewayError("identity.no_unique_value", passing=False)
    try:
        born = date.fromisoformat(customer.birth_date or "")
    except ValueError:
        raise GatewayError("identity.answer_unreadable", passing=False) from None
    gender = str(customer.gender or "").lower()
    foreign = customer.is_foreigner
    return VerifiedPerson(
        name=customer.name,
        birth_date=born,
        gender=cast("Gender", gender) if gender in ("male", "female") else None,
        national=None if foreign is None else "foreign" if foreign else "domestic",
        mobile=_mobile(customer.phone_number),
        unique_value=customer.ci,
        carrier=str(customer.operator) if customer.operator else None,
    )


def _mobile(digits: str | None) -> str | None:
    try:
        return read_mobile(digits or "").value
    except Problem:
        return None
