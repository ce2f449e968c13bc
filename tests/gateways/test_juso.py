"""The national address search, against a server that answers as its documentation says."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from gateways.addresses import AddressGateway, Found, FoundAddress
from gateways.identity import GatewayError
from gateways.juso import JusoGateway
from tests.gateways.service import Service, page, serving

KEY = "U01TX0FVVEgyMDI2"
KOTRA = {
    "roadAddr": "서울특별시 서초구 헌릉로 13 (염곡동)",
    "roadAddrPart1": "서울특별시 서초구 헌릉로 13",
    "roadAddrPart2": " (염곡동)",
    "jibunAddr": "서울특별시 서초구 염곡동 300-9 대한무역투자진흥공사",
    "engAddr": "13 Heolleung-ro, Seocho-gu, Seoul",
    "zipNo": "06792",
    "bdNm": "대한무역투자진흥공사",
}
FOUND = FoundAddress("06792", "서울특별시 서초구 헌릉로 13 (염곡동)", "13 Heolleung-ro, Seocho-gu, Seoul")


def results(code: str = "0", message: str = "정상", total: str = "0", juso: Any = None) -> web.Response:
    common = {"errorCode": code, "errorMessage": message, "totalCount": total, "currentPage": "1", "countPerPage": "5"}
    return web.json_response({"results": {"common": common, "juso": juso}})


def answer(request: web.Request, body: Any) -> web.Response:
    if request.query.get("confmKey") != KEY:
        return results("E0001", "승인되지 않은 KEY 입니다.")
    hits = [KOTRA] if "헌릉로" in request.query["keyword"] else []
    return results(total=str(len(hits)), juso=hits)


@pytest.fixture
async def office() -> AsyncIterator[Service]:
    async with serving(answer) as service:
        yield service


@pytest.fixture
async def juso(office: Service) -> AsyncIterator[AddressGateway]:
    gateway = JusoGateway(KEY, office.root + "/addrlink/addrLinkApi.do", timeout_seconds=0.5)
    yield gateway
    await gateway.close()


async def failure(gateway: AddressGateway) -> tuple[str, bool]:
    with pytest.raises(GatewayError) as caught:
        await gateway.search("헌릉로 13", 20)
    return caught.value.code, caught.value.passing


async def test_an_address_is_found(office: Service, juso: AddressGateway) -> None:
    assert await juso.search("헌릉로 13", 20) == Found(1, [FOUND])
    asked = office.asked[0][1]
    assert asked == {
        "confmKey": KEY,
        "currentPage": "1",
        "countPerPage": "20",
        "keyword": "헌릉로 13",
        "resultType": "json",
    }


@pytest.mark.parametrize("none", [None, []])
async def test_nothing_is_found(office: Service, juso: AddressGateway, none: object) -> None:
    office.ill = results(juso=none)
    assert await juso.search("없는길", 20) == Found(0, [])


async def test_many_are_found(office: Service, juso: AddressGateway) -> None:
    office.ill = results(total="8123", juso=[KOTRA, KOTRA | {"engAddr": None}])
    assert await juso.search("중앙로", 2) == Found(8123, [FOUND, FoundAddress(FOUND.postcode, FOUND.base, "")])


async def test_words_go_as_they_are(office: Service, juso: AddressGateway) -> None:
    await juso.search("헌릉로 13 & A동+#1", 5)
    assert office.asked[0][1]["keyword"] == "헌릉로 13 & A동+#1"


@pytest.mark.parametrize(
    ("code", "told", "passing"),
    [
        ("-999", "address.ill", True),
        ("E0001", "address.key_refused", False),
        ("E0014", "address.key_refused", False),
        ("E0005", "address.too_vague", False),
        ("E0006", "address.too_vague", False),
        ("E0008", "address.too_vague", False),
        ("E0009", "address.too_vague", False),
        ("E0010", "address.not_searchable", False),
        ("E0011", "address.not_searchable", False),
        ("E0012", "address.not_searchable", False),
        ("E0013", "address.not_searchable", False),
        ("E0015", "address.too_many", False),
        ("E9999", "address.ill", False),
    ],
)
async def test_its_error_codes(office: Service, juso: AddressGateway, code: str, told: str, passing: bool) -> None:
    office.ill = results(code, "오류")
    assert await failure(juso) == (told, passing)


async def test_a_wrong_key(office: Service) -> None:
    gateway = JusoGateway("devU01TX0FVVEgy", office.root)
    assert await failure(gateway) == ("address.key_refused", False)
    await gateway.close()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"results": {}},
        {"results": {"common": {"errorCode": "0", "totalCount": "x"}, "juso": []}},
        {"results": {"common": {"errorCode": "0", "totalCount": "1"}, "juso": [{}]}},
        {"results": {"common": {"errorCode": "0", "totalCount": "1"}, "juso": [KOTRA | {"zipNo": ""}]}},
        [],
        None,
    ],
)
async def test_an_answer_of_another_form(office: Service, juso: AddressGateway, body: object) -> None:
    office.ill = web.json_response(body)
    assert await failure(juso) == ("address.answer_unreadable", True)


async def test_outages(office: Service, juso: AddressGateway) -> None:
    office.ill = page()
    assert await failure(juso) == ("address.answer_unreadable", True)
    office.ill = web.Response(status=503)
    assert await failure(juso) == ("address.ill", True)
    office.cut = True
    assert await failure(juso) == ("address.no_answer", True)
    office.cut, office.slow = False, True
    assert await failure(juso) == ("address.no_answer", True)
