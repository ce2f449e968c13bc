import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from aiohttp import web

from gateways.identity import GatewayError, IdentityGateway, VerifiedPerson, unique_value_of
from gateways.playground import PlaygroundGateway

PERSON = {
    "name": "홍길동",
    "birth_date": "1990-03-05",
    "gender": "male",
    "national": "domestic",
    "mobile": "+821012345678",
}


@dataclass
class Phones:
    root: str = ""
    sms: list[tuple[str, str]] = field(default_factory=list)
    answer: Callable[[], web.Response] = lambda: web.json_response({})
    never: asyncio.Event = field(default_factory=asyncio.Event)

    async def receive(self, request: web.Request) -> web.Response:
        self.sms.append((request.match_info["number"], (await request.json())["text"]))
        return self.answer()

    async def result(self, request: web.Request) -> web.Response:
        if request.match_info["ref"] == "slow":
            await self.never.wait()
        return self.answer()


@pytest.fixture
async def phones() -> AsyncIterator[Phones]:
    phones = Phones()
    app = web.Application()
    app.router.add_post("/api/phones/{number}/messages", phones.receive)
    app.router.add_get("/ipin/{ref}/result", phones.result)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    phones.root = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield phones
    phones.never.set()
    await runner.cleanup()


async def test_a_code_arrives_on_the_phone(phones: Phones) -> None:
    await PlaygroundGateway(phones.root).send_code("+821012345678", "123456")
    ((number, text),) = phones.sms
    assert number == "+821012345678"
    assert "[KOTRA] 인증번호 123456" in text


async def test_the_page_of_a_check_quotes_its_reference(phones: Phones) -> None:
    gateway: IdentityGateway = PlaygroundGateway("http://127.0.0.1:8080")
    assert gateway.page_url("a/b?c") == "http://127.0.0.1:8080/ipin/a%2Fb%3Fc"
    assert gateway.offers == {"phone", "ipin"}


async def test_a_finished_check_gives_the_person(phones: Phones) -> None:
    phones.answer = lambda: web.json_response(PERSON)
    person = await PlaygroundGateway(phones.root).fetch("ref")
    born = date(1990, 3, 5)
    value = unique_value_of("홍길동", born, "male", "+821012345678")
    assert person == VerifiedPerson("홍길동", born, "male", "domestic", "+821012345678", value)


async def test_a_check_that_is_not_finished_gives_nobody(phones: Phones) -> None:
    phones.answer = lambda: web.json_response({}, status=404)
    assert await PlaygroundGateway(phones.root).fetch("ref") is None


@pytest.mark.parametrize(
    "answer",
    [[], None, {}, {**PERSON, "birth_date": "soon"}, {**PERSON, "gender": "x"}, {**PERSON, "national": 1}],
)
async def test_a_person_that_cannot_be_read_is_refused_for_good(phones: Phones, answer: Any) -> None:
    phones.answer = lambda: web.json_response(answer)
    with pytest.raises(GatewayError) as caught:
        await PlaygroundGateway(phones.root).fetch("ref")
    assert (caught.value.code, caught.value.passing) == ("identity.answer_unreadable", False)


@pytest.mark.parametrize(("status", "passing"), [(500, True), (429, True), (400, False)])
async def test_a_refusal_says_whether_it_passes(phones: Phones, status: int, passing: bool) -> None:
    phones.answer = lambda: web.Response(status=status, text="<html>")
    gateway = PlaygroundGateway(phones.root)
    with pytest.raises(GatewayError) as sms:
        await gateway.send_code("+821012345678", "123456")
    with pytest.raises(GatewayError) as page:
        await gateway.fetch("ref")
    assert (sms.value.passing, page.value.passing) == (passing, passing)


async def test_a_playground_that_is_away_or_silent_is_unreachable(phones: Phones) -> None:
    with pytest.raises(GatewayError) as away:
        await PlaygroundGateway("http://127.0.0.1:9").send_code("+821012345678", "123456")
    with pytest.raises(GatewayError) as silent:
        await PlaygroundGateway(phones.root, timeout_seconds=0.05).fetch("slow")
    assert away.value.code == silent.value.code == "identity.unreachable"
    assert "123456" not in str(away.value)
    assert away.value.__suppress_context__
