"""Pages that buttons open: which addresses pass, and init data that only this bot's token can have signed."""

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import orjson
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, WebAppInfo
from telegram.error import BadRequest

from playground import Playground
from tests.playground.conftest import Clock, Hands

PAGE = "http://127.0.0.1:8010/pages/form"
Call = Callable[..., Awaitable[dict[str, Any]]]


def opening(url: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("화면에서 입력", web_app=WebAppInfo(url))]])


def told(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).fragment, strict_parsing=True))


async def opened(bot: Bot, hands: Hands, me: int, **more: Any) -> str:
    card = await bot.send_message(me, "입력해 주세요", reply_markup=opening(PAGE))
    answer = await hands.does("web_app", message_id=card.message_id, url=PAGE, **more)
    return str(answer["url"])


async def test_the_page_is_told_who_opened_it(bot: Bot, hands: Hands, me: int, clock: Clock) -> None:
    address = await opened(bot, hands, me)
    data = dict(parse_qsl(told(address)["tgWebAppData"], strict_parsing=True))
    assert address.startswith(f"{PAGE}#")
    assert orjson.loads(data["user"])["id"] == me
    assert orjson.loads(data["user"])["language_code"] == "ko"
    assert data["auth_date"] == str(int(clock.seconds))


async def test_the_token_signs_the_data_as_telegram_documents_it(
    bot: Bot, hands: Hands, me: int, playground: Playground
) -> None:
    data = dict(parse_qsl(told(await opened(bot, hands, me))["tgWebAppData"], strict_parsing=True))
    given = data.pop("hash")
    shown = "\n".join(f"{key}={value}" for key, value in sorted(data.items()))
    key = hmac.digest(b"WebAppData", playground.token.encode(), hashlib.sha256)
    assert hmac.digest(key, shown.encode(), hashlib.sha256).hex() == given


async def test_each_opening_has_data_of_its_own(bot: Bot, hands: Hands, me: int) -> None:
    first, second = [told(await opened(bot, hands, me))["tgWebAppData"] for _ in range(2)]
    assert first != second


async def test_the_page_gets_the_messengers_colours(bot: Bot, hands: Hands, me: int) -> None:
    for dark, ground in ((False, "#ffffff"), (True, "#212121")):
        colours = orjson.loads(told(await opened(bot, hands, me, dark=dark))["tgWebAppThemeParams"])
        assert colours["bg_color"] == ground


async def test_an_address_that_the_message_does_not_have_is_not_opened(bot: Bot, hands: Hands, me: int) -> None:
    card = await bot.send_message(me, "입력해 주세요", reply_markup=opening(PAGE))
    for wanted in ("http://127.0.0.1:8010/pages/password", "", f"{PAGE}?x=1"):
        body = {"message_id": card.message_id, "url": wanted}
        assert (await hands.http.post(f"/api/chats/{me}/web_app", json=body)).status_code == 409
    await bot.edit_message_reply_markup(me, card.message_id)
    body = {"message_id": card.message_id, "url": PAGE}
    assert (await hands.http.post(f"/api/chats/{me}/web_app", json=body)).status_code == 409


@pytest.mark.parametrize("url", ["http://example.kr/form", "example.kr/form", "tg://resolve?domain=x", "ftp://a.kr/"])
async def test_only_https_or_this_machine_is_a_page(bot: Bot, me: int, url: str) -> None:
    with pytest.raises(BadRequest, match="only https links are allowed"):
        await bot.send_message(me, "x", reply_markup=opening(url))
    await bot.send_message(me, "x", reply_markup=opening("https://example.kr/form"))


async def test_a_button_without_an_address_is_refused(call: Call, me: int) -> None:
    keyboard = {"inline_keyboard": [[{"text": "x", "web_app": {}}]]}
    answer = await call("sendMessage", chat_id=me, text="x", reply_markup=keyboard)
    assert (answer["status"], answer["ok"]) == (400, False)


async def test_groups_have_no_pages(bot: Bot, hands: Hands, me: int) -> None:
    group = await hands.posts("/api/groups", title="모임", members=[me])
    with pytest.raises(BadRequest, match="Button_type_invalid"):
        await bot.send_message(group["id"], "x", reply_markup=opening(PAGE))
