"""Which tokens and methods are let in."""

from typing import Any

import pytest
from telegram import Bot
from telegram.error import EndPointNotFound, InvalidToken

from playground import Playground, serve
from playground.tokens import new_token, well_formed


def test_new_tokens_have_telegrams_shape() -> None:
    assert well_formed(new_token())
    assert new_token() != new_token()


async def test_a_bot_is_who_its_token_says(bot: Bot, playground: Any) -> None:
    assert str(bot.id) == playground.token.partition(":")[0]


@pytest.mark.parametrize("token", ["nonsense", "0:" + "A" * 35, "123:short", "123:" + "A" * 34 + "/"])
async def test_what_is_no_token_is_not_found(hands: Any, token: str) -> None:
    answer = await hands.http.get(f"/bot{token}/getMe")
    assert (answer.status_code, answer.json()["ok"]) == (404, False)


async def test_another_secret_of_a_known_bot_is_unauthorized(hands: Any, bot: Bot) -> None:
    answer = await hands.http.get(f"/bot{bot.id}:{'C' * 35}/getMe")
    assert answer.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_only_named_tokens_when_named() -> None:
    known = new_token()
    async with serve(Playground(tokens=[known])) as root:
        async with Bot(known, base_url=f"{root}/bot") as bot:
            assert (await bot.get_me()).is_bot
        stranger = Bot(new_token(), base_url=f"{root}/bot")
        with pytest.raises(InvalidToken):
            await stranger.initialize()
        await stranger.shutdown()


async def test_methods_in_any_case_and_unknown_ones(bot: Bot, call: Any) -> None:
    assert (await call("GETME"))["result"]["id"] == bot.id
    assert await call("sendNonsense") == {
        "status": 404, "ok": False, "error_code": 404, "description": "Not Found: method not found",
    }  # fmt: skip
    with pytest.raises(EndPointNotFound):
        await bot.do_api_request("sendNonsense")


@pytest.mark.parametrize("body", [b"{", b"[1]"])
async def test_bodies_that_are_no_object(hands: Any, playground: Any, body: bytes) -> None:
    kind = {"content-type": "application/json"}
    answer = await hands.http.post(f"/bot{playground.token}/getMe", content=body, headers=kind)
    assert answer.status_code == 400
