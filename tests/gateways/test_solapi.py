"""Solapi, against a server that answers as its documentation says."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from gateways.identity import GatewayError
from gateways.sms import GatewayAway, SmsGateway, SmsRefused
from gateways.solapi import SolapiGateway
from tests.gateways.service import Service, page, serving

KEY, SECRET = "NCSAYU7YDBXYORXC", "the-secret-of-the-key"
MOBILE, TEXT = "+821012345678", "[KOTRA] 인증번호 123456 (3분 안에 입력해 주세요)"
SIGNED = re.compile(r"HMAC-SHA256 ApiKey=(\w+), Date=(\S+), salt=([0-9a-f]{32}), signature=([0-9a-f]{64})")


def told(registered_failed: int = 0, failed: Any = ()) -> web.Response:
    count = {"total": 1, "registeredFailed": registered_failed, "registeredSuccess": 1 - registered_failed}
    return web.json_response({"groupInfo": {"count": count, "status": "SENDING"}, "failedMessageList": list(failed)})


def answer(request: web.Request, body: Any) -> web.Response:
    signed = SIGNED.fullmatch(request.headers.get("Authorization", ""))
    if signed is None or signed[1] != KEY:
        return web.json_response(
            {"errorCode": "InvalidAPIKey", "errorMessage": "유효한 API Key가 아닙니다."}, status=401
        )
    right = hmac.new(SECRET.encode(), (signed[2] + signed[3]).encode(), hashlib.sha256).hexdigest()
    if signed[4] != right:
        return web.json_response({"errorCode": "SignatureDoesNotMatch", "errorMessage": "…"}, status=403)
    return told()


@pytest.fixture
async def office() -> AsyncIterator[Service]:
    async with serving(answer) as service:
        yield service


@pytest.fixture
async def solapi(office: Service) -> AsyncIterator[SmsGateway]:
    gateway = SolapiGateway(KEY, SECRET, "02-3460-7114", office.root, timeout_seconds=0.5)
    yield gateway
    await gateway.close()


async def failure(gateway: SmsGateway, to: str = MOBILE) -> tuple[type[GatewayError], str, bool]:
    with pytest.raises(GatewayError) as caught:
        await gateway.send(to, TEXT, "code:1")
    assert MOBILE not in str(caught.value)
    return type(caught.value), caught.value.code, caught.value.passing


async def test_a_message_goes_out(office: Service, solapi: SmsGateway) -> None:
    await solapi.send(MOBILE, TEXT, "code:1")
    ((path, _, _, body),) = office.asked
    assert path == "/messages/v4/send-many/detail"
    message = {"to": "01012345678", "from": "0234607114", "text": TEXT, "country": "82", "type": "SMS"}
    assert body == {"messages": [message], "allowDuplicates": False}


async def test_each_request_is_signed_anew(office: Service, solapi: SmsGateway) -> None:
    await solapi.send(MOBILE, TEXT, "code:1")
    await solapi.send(MOBILE, TEXT, "code:2")
    signatures = {headers["Authorization"] for _, _, headers, _ in office.asked}
    assert len(signatures) == 2
    assert not [one for one in signatures if SECRET in one]


async def test_what_is_longer_than_ninety_bytes_is_no_sms(office: Service, solapi: SmsGateway) -> None:
    await solapi.send(MOBILE, "가" * 46, "x")
    assert office.asked[0][3]["messages"][0]["type"] == "LMS"


@pytest.mark.parametrize(("key", "secret"), [("WRONGKEY", SECRET), (KEY, "wrong"), ("", SECRET)])
async def test_a_key_that_is_refused(office: Service, key: str, secret: str) -> None:
    gateway = SolapiGateway(key, secret, "0234607114", office.root)
    assert await failure(gateway) == (SmsRefused, "sms.key_refused", False)
    await gateway.close()


@pytest.mark.parametrize(
    "ill",
    [
        lambda: told(1),
        lambda: told(1, [{"to": "01012345678", "statusCode": "1062", "statusMessage": "발신번호 미등록"}]),
        lambda: told(0, [{"to": "01012345678", "statusCode": "1026", "statusMessage": "수신번호 오류"}]),
        lambda: web.json_response({}),
        lambda: web.json_response({"groupInfo": {"count": {"total": "?"}}}),
        lambda: web.json_response([]),
        page,
    ],
)
async def test_a_200_may_say_that_everything_failed(office: Service, solapi: SmsGateway, ill: Any) -> None:
    office.ill = ill()
    assert await failure(solapi) == (SmsRefused, "sms.refused", False)


@pytest.mark.parametrize(
    ("status", "error", "kind", "code"),
    [
        (400, "ValidationError", SmsRefused, "sms.refused"),
        (400, "NotEnoughBalance", SmsRefused, "sms.no_balance"),
        (402, "NotEnoughBalance", SmsRefused, "sms.no_balance"),
        (403, "DuplicatedSignature", SmsRefused, "sms.key_refused"),
        (429, "TooManyRequests", GatewayAway, "sms.ill"),
        (500, "InternalError", GatewayAway, "sms.ill"),
        (503, "", GatewayAway, "sms.ill"),
    ],
)
async def test_its_errors(
    office: Service, solapi: SmsGateway, status: int, error: str, kind: type[GatewayError], code: str
) -> None:
    office.ill = web.json_response({"errorCode": error, "errorMessage": "…"}, status=status)
    assert await failure(solapi) == (kind, code, kind is GatewayAway)


async def test_what_may_have_gone_out_is_not_sent_again(office: Service, solapi: SmsGateway) -> None:
    office.slow = True
    assert await failure(solapi) == (SmsRefused, "sms.no_answer", False)
    office.slow, office.cut = False, True
    assert await failure(solapi) == (SmsRefused, "sms.no_answer", False)


async def test_what_cannot_have_gone_out_is(solapi: SmsGateway) -> None:
    nobody = SolapiGateway(KEY, SECRET, "0234607114", "http://127.0.0.1:1")
    assert await failure(nobody) == (GatewayAway, "sms.unreachable", True)
    await nobody.close()


async def test_numbers_abroad_are_refused(office: Service, solapi: SmsGateway) -> None:
    assert await failure(solapi, "+12025550123") == (SmsRefused, "sms.not_korean", False)
    assert office.asked == []
