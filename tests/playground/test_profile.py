"""Who the bot is, its commands, its menu button, chats and members."""

from typing import Any

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatMember,
    MenuButtonCommands,
    MenuButtonDefault,
)
from telegram.constants import ChatAction
from telegram.error import BadRequest

PRIVATE = BotCommandScopeAllPrivateChats()


async def menu(hands: Any, chat: int, **params: int) -> list[str]:
    shown = await hands.gets(f"/api/chats/{chat}/messages", **params)
    return [command["description"] for command in shown["commands"]]


async def test_the_menu_follows_scope_and_language(bot: Bot, hands: Any) -> None:
    korean, english = hands.me, hands.me + 2
    await bot.set_my_commands([("start", "everywhere")])
    assert await menu(hands, korean) == ["everywhere"]
    await bot.set_my_commands([("start", "in private")], scope=PRIVATE)
    await bot.set_my_commands([("start", "시작")], scope=PRIVATE, language_code="ko")
    assert (await menu(hands, korean), await menu(hands, english)) == (["시작"], ["in private"])
    await bot.set_my_commands([("stop", "only here")], scope=BotCommandScopeChat(english))
    assert (await menu(hands, korean), await menu(hands, english)) == (["시작"], ["only here"])
    await bot.delete_my_commands(scope=PRIVATE, language_code="ko")
    assert await menu(hands, korean) == ["in private"]
    assert await bot.get_my_commands(scope=PRIVATE) == (BotCommand("start", "in private"),)
    assert await bot.get_my_commands(language_code="ko") == ()


async def test_a_member_of_a_group_may_have_an_own_menu(bot: Bot, hands: Any) -> None:
    group = (await hands.posts("/api/groups", title="팀", members=[hands.me, hands.me + 1]))["id"]
    await bot.set_my_commands([("help", "for one")], scope=BotCommandScopeChatMember(group, hands.me + 1))
    as_second = {"as": hands.me + 1}
    assert (await menu(hands, group), await menu(hands, group, **as_second)) == ([], ["for one"])


@pytest.mark.parametrize(
    ("params", "complaint"),
    [
        ({"commands": [{"command": "Start", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "", "description": "x"}]}, "command must be non-empty"),
        ({"commands": [{"command": "a" * 33, "description": "x"}]}, "command length must not exceed 32"),
        ({"commands": [{"command": "a", "description": " "}]}, "command description must be non-empty"),
        (
            {"commands": [{"command": "a", "description": "x" * 257}]},
            "command description length must not exceed 256",
        ),
        ({"commands": [{"command": "a"}]}, "can't parse BotCommand: Can't find field \"description\""),
        ({"commands": [{"command": f"a{n}", "description": "x"} for n in range(101)]}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": "x"}, "can't parse commands JSON object"),
        ({"commands": [], "language_code": "kor"}, "invalid language code specified"),
        ({"commands": [], "scope": {"type": "moon"}}, "can't parse BotCommandScope: Unsupported type specified"),
        ({"commands": [], "scope": {"type": "chat", "chat_id": 404}}, "chat not found"),
    ],
)
async def test_refused_commands(call: Any, params: dict[str, Any], complaint: str) -> None:
    assert (await call("setMyCommands", **params))["description"] == f"Bad Request: {complaint}"


async def test_name_and_descriptions_by_language(bot: Bot, hands: Any) -> None:
    await bot.set_my_name("KOTRA membership")
    await bot.set_my_name("KOTRA 회원가입", language_code="ko")
    await bot.set_my_description("설명")
    await bot.set_my_short_description("짧게")
    assert (await bot.get_my_name("ko")).name == "KOTRA 회원가입"
    assert (await bot.get_my_name("fr")).name == (await bot.get_me()).first_name == "KOTRA membership"
    shown = (await hands.gets("/api/state"))["bot"]
    assert (shown["name"], shown["description"], shown["short_description"]) == ("KOTRA membership", "설명", "짧게")
    assert shown["names"] == {"": "KOTRA membership", "ko": "KOTRA 회원가입"}
    assert (await bot.get_my_description("ko")).description == "설명"
    assert (await bot.get_my_short_description()).short_description == "짧게"


@pytest.mark.parametrize(("method", "most"), [("name", 64), ("description", 512), ("short_description", 120)])
async def test_limits_of_the_profile(bot: Bot, method: str, most: int) -> None:
    change = getattr(bot, f"set_my_{method}")
    assert await change("가" * most)
    with pytest.raises(BadRequest):
        await change("가" * (most + 1))


async def test_menu_button(bot: Bot, call: Any, me: int) -> None:
    assert isinstance(await bot.get_chat_menu_button(), MenuButtonCommands)
    await bot.set_chat_menu_button(me, MenuButtonDefault())
    assert isinstance(await bot.get_chat_menu_button(me), MenuButtonDefault)
    answer = await call("setChatMenuButton", menu_button={"type": "x"})
    assert answer["description"] == "Bad Request: can't parse menu button: MenuButton has unsupported type"


async def test_chats_and_members(bot: Bot, hands: Any, me: int) -> None:
    assert (await bot.get_chat(me)).first_name == "하늘"
    group = (await hands.posts("/api/groups", title="팀", members=[me]))["id"]
    assert (await bot.get_chat(group)).title == "팀"
    assert (await bot.get_chat_member(group, me)).status == "member"
    assert (await bot.get_chat_member(group, me + 1)).status == "left"
    assert (await bot.get_chat_member(group, bot.id)).status == "member"
    assert await bot.get_chat_member_count(group) == 2
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.get_chat(404)


async def test_typing_is_seen(bot: Bot, hands: Any, call: Any, me: int) -> None:
    before = (await hands.gets("/api/state"))["seq"]
    await bot.send_chat_action(me, ChatAction.TYPING)
    seen = await hands.gets("/api/wait", chat=me, after=before)
    assert [(event["type"], event["action"]) for event in seen["events"]] == [("typing", "typing")]
    refused = await call("sendChatAction", chat_id=me, action="dancing")
    assert refused["description"] == "Bad Request: wrong parameter action in request"


async def test_pins(bot: Bot, hands: Any, me: int) -> None:
    sent = await bot.send_message(me, "x")
    await bot.pin_chat_message(me, sent.message_id)
    assert (await bot.get_chat(me)).pinned_message.message_id == sent.message_id
    await bot.unpin_chat_message(me)
    assert (await bot.get_chat(me)).pinned_message is None


async def test_logging_out(bot: Bot) -> None:
    assert await bot.log_out()
    assert await bot.close()
