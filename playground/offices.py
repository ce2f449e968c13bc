"""Stand-ins for the tax office and the national address search: sample companies, sample addresses."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from playground.api import reply
from playground.samples import OPENINGS, STANDINGS

JSON = dict[str, Any]
Road = tuple[str, str, str, str, tuple[int, ...]]
# Road, its district in brackets, postcode, the same in English, and the numbers of its houses.
ROADS: tuple[Road, ...] = (
    ("서울특별시 서초구 헌릉로", "염곡동", "06792", "Heolleung-ro, Seocho-gu, Seoul", (7, 8, 12, 13)),
    ("서울특별시 중구 세종대로", "태평로1가", "04524", "Sejong-daero, Jung-gu, Seoul", tuple(range(92, 136, 2))),
    ("서울특별시 강남구 테헤란로", "역삼동", "06236", "Teheran-ro, Gangnam-gu, Seoul", (123, 131, 152, 203, 231)),
    ("부산광역시 해운대구 센텀중앙로", "우동", "48058", "Centum jungang-ro, Haeundae-gu, Busan", (48, 78, 79, 90)),
    ("대전광역시 서구 둔산로", "둔산동", "35242", "Dunsan-ro, Seo-gu, Daejeon", (73, 90, 100)),
    ("제주특별자치도 제주시 중앙로", "이도이동", "63208", "Jungang-ro, Jeju-si, Jeju-do", (217, 218, 265)),
)


def routes() -> list[BaseRoute]:
    """GET /stand-in/company, /stand-in/addresses."""
    return [Route("/stand-in/company", _company), Route("/stand-in/addresses", _addresses)]


async def _company(request: Request) -> Response:
    asked = request.query_params
    number = asked.get("number", "")
    state, closed_on = STANDINGS.get(number, ("active", None))
    matches = OPENINGS.get(number) == (asked.get("opened_on"), asked.get("representative"))
    return reply({"state": state, "closed_on": closed_on, "matches": matches})


async def _addresses(request: Request) -> Response:
    words = request.query_params.get("words", "").split()
    return reply([one for one in ADDRESSES if words and all(_has(one, word) for word in words)])


def _has(address: JSON, word: str) -> bool:
    """A number is a house's own; any other word may be the beginning of one."""
    parts = f"{address['base']} {address['english']}".replace(",", " ").replace("(", " ").replace(")", " ").split()
    if word.isdecimal():
        return word in parts
    return any(part.casefold().startswith(word.casefold()) for part in parts)


def _of(road: Road, number: int) -> JSON:
    name, district, postcode, english, _ = road
    return {"postcode": postcode, "base": f"{name} {number} ({district})", "english": f"{number} {english}"}


ADDRESSES = [_of(road, number) for road in ROADS for number in road[4]]
