from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import InvalidToken

from bot.commands import announce
from bot.settings import Settings
from bot.transport import make_bot
from tests.bot.stand_in import TOKEN, StandIn, gives, refuses, says, standing_in

READS = ("getMyCommands", "getMyName", "getMyDescription", "getMyShortDescription")
WRITES = tuple(read.replace("get", "set", 1) for read in READS)


def text(language: str, key: str) -> str:
    return f"{key} ({language})"


@pytest.fixture
async def server() -> AsyncIterator[StandIn]:
    async with standing_in() as stand_in:
        stand_in.results = {
            "getMe": {"id": 1, "is_bot": True, "first_name": "KOTRA", "username": "kotra_bot"},
            "getMyCommands": [],
            "getMyName": {"name": ""},
            "getMyDescription": {"description": ""},
            "getMyShortDescription": {"short_description": ""},
        }
        yield stand_in


@pytest.fixture
async def bot(server: StandIn) -> AsyncIterator[Bot]:
    async with make_bot(Settings(token=TOKEN, api_url=server.root)) as bot:
        yield bot


async def test_commands_are_set_for_each_scope_and_language(server: StandIn, bot: Bot) -> None:
    assert await announce(bot, text)
    calls = server.of("setMyCommands")
    shown = {
        (call["scope"]["type"], call.get("language_code", "")): [item["command"] for item in call["commands"]]
        for call in calls
    }
    private = ["start", "help", "status", "cancel", "privacy", "language"]
    assert shown == {
        ("all_private_chats", ""): private,
        ("all_private_chats", "ko"): private,
        ("all_group_chats", ""): ["start"],
        ("all_group_chats", "ko"): ["start"],
    }
    korean = next(call for call in calls if call.get("language_code") == "ko" and len(call["commands"]) > 1)
    assert korean["commands"][1] == {"command": "help", "description": "command.help (ko)"}


async def test_name_and_descriptions_are_set_for_each_language(server: StandIn, bot: Bot) -> None:
    await announce(bot, text)
    assert {call["name"] for call in server.of("setMyName")} == {"bot.name (en)", "bot.name (ko)"}
    assert len(server.of("setMyDescription")) == len(server.of("setMyShortDescription")) == 2


async def test_what_is_set_already_is_not_set_again(server: StandIn, bot: Bot) -> None:
    def same(language: str, key: str) -> str:
        return text("en", key)

    names = ("start", "help", "status", "cancel", "privacy", "language")
    private = gives([{"command": name, "description": same("", f"command.{name}")} for name in names])
    group = gives([{"command": "start", "description": same("", "command.start")}])
    server.results |= {
        "getMyName": {"name": same("", "bot.name")},
        "getMyDescription": {"description": same("", "bot.description")},
        "getMyShortDescription": {"short_description": same("", "bot.short_description")},
    }

    async def commands(request: web.Request) -> web.StreamResponse:
        scope = server.of("getMyCommands")[-1]["scope"]["type"]
        return await (private if scope == "all_private_chats" else group)(request)

    server.next("getMyCommands", *[commands] * 4)
    assert await announce(bot, same)
    assert not [call.method for call in server.calls if call.method in WRITES]


async def test_a_refusal_is_told_and_leaves_the_rest(
    server: StandIn, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    server.next("setMyName", refuses(429, "Too Many Requests", retry_after=86400), says(b"garbage"))
    assert not await announce(bot, text)
    assert len(server.of("setMyCommands")) == 4
    assert "the next start tries again" in caplog.text


async def test_a_refused_token_is_raised(server: StandIn, bot: Bot) -> None:
    server.next("getMyName", refuses(401, "Unauthorized"))
    with pytest.raises(InvalidToken):
        await announce(bot, text)
