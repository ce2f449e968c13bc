"""PortOne V2, by its own SDK, against a server that answers as its documentation says."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import AsyncIterator, Mapping
from datetime import date
from typing import Any

import pytest
from aiohttp import web

from gateways.identity import GatewayError, IdentityGateway, VerifiedPerson
from gateways.portone import PortOneGateway
from tests.gateways.service import Service, page, serving

API_SECRET = "portone-api-secret"
WEBHOOK_KEY = b"0123456789abcdef0123456789abcdef"
WEBHOOK_SECRET = "whsec_" + base64.b64encode(WEBHOOK_KEY).decode()
REF = "Zk3v-8_fQ1"
NOW = "2026-11-22T03:00:00Z"
CI = "C" * 86 + "=="
CHANNEL = {"type": "LIVE", "pgProvider": "DANAL", "pgMerchantId": "A010002002", "key": "channel-key-1"}
CUSTOMER: dict[str, Any] = {
    "name": "홍길동",
    "operator": "SKT",
    "phoneNumber": "01012345678",
    "birthDate": "1990-03-05",
    "gender": "MALE",
    "isForeigner": False,
    "ci": CI,
    "di": "D" * 64,
}


def check(status: str, **more: Any) -> dict[str, Any]:
    times = {"requestedAt": NOW, "updatedAt": NOW, "statusChangedAt": NOW}
    return {"status": status, "id": REF, **times, "version": "V2", "channel": CHANNEL, **more}


def verified(customer: Mapping[str, Any] = {}, **more: Any) -> dict[str, Any]:
    who = {name: value for name, value in {**CUSTOMER, **customer}.items() if value is not None}
    end = {"verifiedAt": NOW, "pgTxId": "tx", "pgRawResponse": "{}"}
    return check("VERIFIED", verifiedCustomer=who, **{**end, **more})


def failed(**failure: str) -> dict[str, Any]:
    return check("FAILED", requestedCustomer={}, failure=failure)


def error(kind: str, status: int) -> web.Response:
    return web.json_response({"type": kind, "message": "…"}, status=status)


def answer(request: web.Request, body: Any) -> web.Response:
    if request.headers.get("Authorization") != f"PortOne {API_SECRET}":
        return error("UNAUTHORIZED", 401)
    if not request.path.endswith(f"/identity-verifications/{REF}"):
        return error("IDENTITY_VERIFICATION_NOT_FOUND", 404)
    return web.json_response(verified())


def gateway_of(root: str, secret: str = API_SECRET) -> PortOneGateway:
    return PortOneGateway(
        store_id="store-1",
        channel_key="channel-key-1",
        api_secret=secret,
        webhook_secret=WEBHOOK_SECRET,
        page="https://bot.example.kr/pages/identity",
        root=root,
        timeout_seconds=0.5,
    )


@pytest.fixture
async def office() -> AsyncIterator[Service]:
    async with serving(answer) as service:
        yield service


@pytest.fixture
async def portone(office: Service) -> AsyncIterator[PortOneGateway]:
    gateway = gateway_of(office.root)
    yield gateway
    await gateway.close()


async def failure(gateway: IdentityGateway, ref: str = REF) -> tuple[str, bool]:
    with pytest.raises(GatewayError) as caught:
        await gateway.fetch(ref)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    return caught.value.code, caught.value.passing


async def test_a_verified_person(portone: PortOneGateway) -> None:
    person = VerifiedPerson("홍길동", date(1990, 3, 5), "male", "domestic", "+821012345678", CI, "SKT")
    assert await portone.fetch(REF) == person


async def test_what_a_provider_does_not_tell_is_not_known(office: Service, portone: PortOneGateway) -> None:
    missing = dict.fromkeys(("operator", "phoneNumber", "gender", "isForeigner", "di"))
    office.ill = web.json_response(verified(missing))
    assert await portone.fetch(REF) == VerifiedPerson("홍길동", date(1990, 3, 5), None, None, None, CI)


async def test_a_foreign_woman(office: Service, portone: PortOneGateway) -> None:
    office.ill = web.json_response(verified({"gender": "FEMALE", "isForeigner": True, "operator": "LGU_MVNO"}))
    person = await portone.fetch(REF)
    assert person is not None
    assert (person.gender, person.national, person.carrier) == ("female", "foreign", "LGU_MVNO")


async def test_a_window_that_is_not_finished(office: Service, portone: PortOneGateway) -> None:
    assert await portone.fetch("not-opened-yet") is None
    office.ill = web.json_response(check("READY", requestedCustomer={}))
    assert await portone.fetch(REF) is None


async def test_a_check_of_somebody_else_is_not_taken(office: Service, portone: PortOneGateway) -> None:
    office.ill = web.json_response(verified(id="another"))
    assert await failure(portone) == ("identity.other_check", False)


@pytest.mark.parametrize("channel", [CHANNEL | {"key": "channel-key-test"}, {**CHANNEL, "key": ""}, None])
async def test_a_check_by_another_channel_is_not_taken(office: Service, portone: PortOneGateway, channel: Any) -> None:
    whole = verified(channel=channel)
    office.ill = web.json_response({name: value for name, value in whole.items() if value is not None})
    assert await failure(portone) == ("identity.other_channel", False)


async def test_without_a_unique_value_nobody_signs_up(office: Service, portone: PortOneGateway) -> None:
    for ci in (None, ""):
        office.ill = web.json_response(verified({"ci": ci}))
        assert await failure(portone) == ("identity.no_unique_value", False)


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ({"reason": "사용자가 본인인증을 취소하였습니다.", "pgCode": "USER_CANCEL"}, "identity.cancelled"),
        ({"reason": "x", "pgMessage": "인증시간이 만료되었습니다"}, "identity.timed_out"),
        ({"reason": "x", "pgMessage": "인증번호 입력 횟수 초과"}, "identity.too_many"),
        ({"reason": "x", "pgCode": "31", "pgMessage": "명의자 정보가 일치하지 않습니다"}, "identity.wrong_person"),
        ({"reason": "알 수 없음", "pgCode": "9999"}, "identity.failed"),
        ({}, "identity.failed"),
    ],
)
async def test_why_a_check_failed(office: Service, portone: PortOneGateway, reason: dict[str, str], code: str) -> None:
    office.ill = web.json_response(failed(**reason))
    assert await failure(portone) == (code, False)


@pytest.mark.parametrize(
    ("kind", "status", "code", "passing"),
    [
        ("UNAUTHORIZED", 401, "identity.key_refused", False),
        ("FORBIDDEN", 403, "identity.key_refused", False),
        ("INVALID_REQUEST", 400, "identity.request_refused", False),
        ("MAX_TRANSACTION_COUNT_REACHED", 429, "identity.ill", True),
        ("PG_PROVIDER", 502, "identity.ill", True),
        ("SOMETHING_NEW", 500, "identity.ill", True),
    ],
)
async def test_its_errors(
    office: Service, portone: PortOneGateway, kind: str, status: int, code: str, passing: bool
) -> None:
    office.ill = error(kind, status)
    assert await failure(portone) == (code, passing)


async def test_a_wrong_secret(office: Service) -> None:
    gateway = gateway_of(office.root, "wrong")
    assert await failure(gateway) == ("identity.key_refused", False)
    await gateway.close()


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"status": "VERIFIED", "id": REF},
        check("SOMETHING_NEW"),
        verified({"name": 7}),
        {name: value for name, value in verified().items() if name != "verifiedCustomer"},
    ],
)
async def test_an_answer_of_another_form(office: Service, portone: PortOneGateway, body: Any) -> None:
    office.ill = web.json_response(body)
    assert await failure(portone) == ("identity.answer_unreadable", True)


@pytest.mark.parametrize("born", [None, "", "900305", "1990-02-30"])
async def test_without_a_birth_date_nobody_is_old_enough(
    office: Service, portone: PortOneGateway, born: str | None
) -> None:
    office.ill = web.json_response(verified({"birthDate": born}))
    assert await failure(portone) == ("identity.answer_unreadable", False)


async def test_outages(office: Service, portone: PortOneGateway) -> None:
    office.ill = page()
    assert await failure(portone) == ("identity.answer_unreadable", True)
    office.ill = web.Response(status=502, text="Bad gateway")
    assert await failure(portone) == ("identity.answer_unreadable", True)
    office.cut = True
    assert await failure(portone) == ("identity.unreachable", True)
    office.cut, office.slow = False, True
    assert await failure(portone) == ("identity.unreachable", True)


async def test_what_the_page_needs(portone: PortOneGateway) -> None:
    assert portone.page_url("a/b?c", "https://t.me/bot?start=x") == "https://bot.example.kr/pages/identity"
    data = portone.page_data(REF, "https://bot.example.kr/identity/done")
    assert data == {
        "storeId": "store-1",
        "channelKey": "channel-key-1",
        "identityVerificationId": REF,
        "redirectUrl": "https://bot.example.kr/identity/done",
    }
    assert portone.offers == {"ipin"}
    with pytest.raises(GatewayError, match=r"identity\.not_offered"):
        await portone.send_code("+821012345678", "123456")


BODY = json.dumps({"type": "IdentityVerification.Verified", "data": {"identityVerificationId": REF}}).encode()


def signed(body: bytes = BODY, at: float | None = None, key: bytes = WEBHOOK_KEY) -> dict[str, str]:
    moment = str(int(time.time() if at is None else at))
    signature = hmac.digest(key, b"msg_1." + moment.encode() + b"." + body, "sha256")
    return {
        "Webhook-Id": "msg_1",
        "Webhook-Timestamp": moment,
        "Webhook-Signature": "v1," + base64.b64encode(signature).decode(),
    }


def refused(gateway: PortOneGateway, body: bytes, headers: Mapping[str, str]) -> bool:
    with pytest.raises(GatewayError) as caught:
        gateway.notified(body, headers)
    return (caught.value.code, caught.value.passing) == ("identity.webhook_refused", False)


async def test_a_signed_webhook_names_its_check(portone: PortOneGateway) -> None:
    assert portone.notified(BODY, signed()) == REF
    several = signed() | {"Webhook-Signature": "v1,AAAA v2,x " + signed()["Webhook-Signature"]}
    assert portone.notified(BODY, several) == REF


async def test_a_webhook_about_something_else(portone: PortOneGateway) -> None:
    for data in ({"data": {"paymentId": "p", "storeId": "s", "transactionId": "t"}}, {}, {"data": 7}):
        body = json.dumps({"type": "Transaction.Paid", "timestamp": NOW, **data}).encode()
        assert portone.notified(body, signed(body)) is None


async def test_a_webhook_that_is_not_theirs(portone: PortOneGateway) -> None:
    good = signed()
    assert refused(portone, BODY.replace(b"Zk3v", b"Zk3w"), good)
    assert refused(portone, BODY, signed(key=b"another" * 5))
    assert refused(portone, BODY, signed(at=time.time() - 301))
    assert refused(portone, BODY, signed(at=time.time() + 301))
    assert refused(portone, BODY, good | {"Webhook-Id": "msg_2"})
    assert refused(portone, BODY, good | {"Webhook-Timestamp": "soon"})
    assert refused(portone, BODY, good | {"Webhook-Signature": "v1,"})
    assert refused(portone, BODY, good | {"Webhook-Signature": "???"})
    assert refused(portone, BODY, good | {"Webhook-Signature": "v1,ü"})
    assert refused(portone, BODY, {})
    assert refused(portone, b"\xff\xfe", signed(b"\xff\xfe"))
    for body in (b"not JSON", b"7", b"[]"):
        assert refused(portone, body, signed(body))
