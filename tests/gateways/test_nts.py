"""The tax office, against a server that answers as its documentation says (data.go.kr 15081808)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
from aiohttp import web

from gateways.companies import CompanyGateway, CompanyStatus
from gateways.identity import GatewayError
from gateways.nts import NtsGateway
from tests.gateways.service import Service, page, serving

DECODED = "a+b/c=="
ENCODED = "a%2Bb%2Fc%3D%3D"
NOT_REGISTERED = "국세청에 등록되지 않은 사업자등록번호입니다."
STATES = {
    "1248100998": ("계속사업자", "01", ""),
    "1010100009": ("휴업자", "02", ""),
    "2148704566": ("폐업자", "03", "20240301"),
}
REGISTERED = ("1248100998", "19690113", "홍길동")


def item(number: str) -> dict[str, Any]:
    words, code, closed = STATES.get(number, ("", "", ""))
    tax_type = "부가가치세 일반과세자" if code else NOT_REGISTERED
    return {"b_no": number, "b_stt": words, "b_stt_cd": code, "tax_type": tax_type, "end_dt": closed, "utcc_yn": "N"}


def whole(*data: dict[str, Any]) -> web.Response:
    counts = {"request_cnt": len(data), "match_cnt": sum(bool(one.get("b_stt_cd")) for one in data)}
    return web.json_response({"status_code": "OK", **counts, "data": list(data)})


def answer(request: web.Request, body: Any) -> web.Response:
    if "serviceKey" not in request.query:
        return web.json_response({"code": -401, "msg": "인증키는 필수 항목 입니다."}, status=401)
    if request.query["serviceKey"] != DECODED:
        return web.json_response({"code": -4, "msg": "등록되지 않은 인증키 입니다."}, status=400)
    if request.path.endswith("/status"):
        return whole(*[item(number) for number in body["b_no"]])
    (asked,) = body["businesses"]
    if (asked["b_no"], asked["start_dt"], asked["p_nm"]) == REGISTERED:
        return whole({"b_no": asked["b_no"], "valid": "01", "request_param": asked, "status": item(asked["b_no"])})
    return whole({"b_no": asked["b_no"], "valid": "02", "valid_msg": "확인할 수 없습니다.", "request_param": asked})


@pytest.fixture
async def office() -> AsyncIterator[Service]:
    async with serving(answer) as service:
        yield service


@pytest.fixture
async def nts(office: Service) -> AsyncIterator[CompanyGateway]:
    gateway = NtsGateway(DECODED, office.root, timeout_seconds=0.5)
    yield gateway
    await gateway.close()


async def failure(gateway: CompanyGateway) -> tuple[str, bool]:
    with pytest.raises(GatewayError) as caught:
        await gateway.status("1248100998")
    assert caught.value.__cause__ is None
    return caught.value.code, caught.value.passing


@pytest.mark.parametrize(
    ("number", "status"),
    [
        ("1248100998", CompanyStatus("active")),
        ("1010100009", CompanyStatus("suspended")),
        ("2148704566", CompanyStatus("closed", date(2024, 3, 1))),
        ("6000301232", CompanyStatus("unknown")),
    ],
)
async def test_the_state_of_a_number(nts: CompanyGateway, number: str, status: CompanyStatus) -> None:
    assert await nts.status(number) == status


async def test_a_closed_company_without_a_day(office: Service, nts: CompanyGateway) -> None:
    office.ill = whole(item("2148704566") | {"end_dt": ""})
    assert await nts.status("2148704566") == CompanyStatus("closed")


@pytest.mark.parametrize("key", [DECODED, ENCODED])
async def test_the_key_arrives_encoded_once_however_it_was_copied(office: Service, key: str) -> None:
    gateway = NtsGateway(key, office.root)
    assert (await gateway.status("1248100998")).state == "active"
    await gateway.close()
    assert office.asked[0][1] == {"serviceKey": DECODED}


async def test_what_is_asked(office: Service, nts: CompanyGateway) -> None:
    assert await nts.matches(REGISTERED[0], date(1969, 1, 13), "홍길동")
    assert not await nts.matches(REGISTERED[0], date(1969, 1, 14), "홍길동")
    assert not await nts.matches(REGISTERED[0], date(1969, 1, 13), "김길동")
    path, _, headers, body = office.asked[0]
    assert path == "/validate"
    assert headers["Content-Type"] == "application/json"
    assert body == {"businesses": [{"b_no": "1248100998", "start_dt": "19690113", "p_nm": "홍길동"}]}


async def test_a_key_that_is_refused_is_not_tried_again(office: Service) -> None:
    for key in ("wrong", ""):
        gateway = NtsGateway(key, office.root)
        assert await failure(gateway) == ("company.key_refused", False)
        await gateway.close()


@pytest.mark.parametrize(
    ("status", "body", "code", "passing"),
    [
        (401, {"code": -401, "msg": "유효하지 않은 인증키 입니다."}, "company.key_refused", False),
        (400, {"status_code": "BAD_JSON_REQUEST"}, "company.request_refused", False),
        (411, {"status_code": "REQUEST_DATA_MALFORMED"}, "company.request_refused", False),
        (413, {"status_code": "TOO_LARGE_REQUEST"}, "company.request_refused", False),
        (429, {"code": -10, "msg": "LIMITED"}, "company.ill", True),
        (500, {"status_code": "INTERNAL_ERROR"}, "company.ill", True),
        (200, {"status_code": "HTTP_ERROR"}, "company.ill", True),
        (502, None, "company.ill", True),
        (302, None, "company.request_refused", False),
        (200, {"status_code": "OK"}, "company.answer_unreadable", True),
        (200, {"status_code": "OK", "data": []}, "company.answer_unreadable", True),
        (200, {"status_code": "OK", "data": [item("1010100009")]}, "company.answer_unreadable", True),
        (
            200,
            {"status_code": "OK", "data": [{"b_no": "1248100998", "b_stt_cd": "09"}]},
            "company.answer_unreadable",
            True,
        ),
        (200, {"status_code": "OK", "data": [{"b_no": "1248100998"}]}, "company.answer_unreadable", True),
        (200, ["?"], "company.answer_unreadable", True),
    ],
)
async def test_its_errors(
    office: Service, nts: CompanyGateway, status: int, body: object, code: str, passing: bool
) -> None:
    office.ill = web.json_response(body, status=status)
    assert await failure(nts) == (code, passing)


async def test_a_notice_of_maintenance(office: Service, nts: CompanyGateway) -> None:
    office.ill = page()
    assert await failure(nts) == ("company.answer_unreadable", True)


async def test_an_answer_without_an_end(office: Service, nts: CompanyGateway) -> None:
    office.ill = web.Response(body=b"[" * 600_000, content_type="application/json")
    assert await failure(nts) == ("company.answer_unreadable", True)


async def test_slow_cut_and_out_of_reach(office: Service, nts: CompanyGateway) -> None:
    office.cut = True
    assert await failure(nts) == ("company.no_answer", True)
    office.cut, office.slow = False, True
    assert await failure(nts) == ("company.no_answer", True)
    nobody = NtsGateway(DECODED, "http://127.0.0.1:1")
    assert await failure(nobody) == ("company.unreachable", True)
    await nobody.close()


async def test_a_check_with_an_answer_that_says_neither(office: Service, nts: CompanyGateway) -> None:
    office.ill = whole({"b_no": "1248100998", "valid": "03"})
    with pytest.raises(GatewayError, match=r"company\.answer_unreadable"):
        await nts.matches("1248100998", date(1969, 1, 13), "홍길동")


async def test_after_an_outage_it_answers_again(office: Service, nts: CompanyGateway) -> None:
    office.cut = True
    await failure(nts)
    office.cut = False
    assert (await nts.status("1248100998")).state == "active"
