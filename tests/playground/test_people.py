"""What people do: words, things, contacts, edits, groups."""

from typing import Any

import pytest
from telegram import Bot, KeyboardButton, MessageEntity, ReplyKeyboardMarkup, Update

from playground.things import KINDS


async def newest(bot: Bot) -> Update:
    return (await bot.get_updates(offset=-1, timeout=0))[-1]


async def test_three_people_to_begin_with(hands: Any) -> None:
    state = await hands.gets("/api/state")
    assert [person["language_code"] for person in state["people"]] == ["ko", "ko", "en"]
    assert all(person["phone"].startswith("+8210") and not person["started"] for person in state["people"])


async def test_somebody_new(bot: Bot, hands: Any) -> None:
    person = await hands.posts("/api/people", first_name="Lee", language_code="en", phone="+821020009999")
    await hands.says("hi", person["id"])
    message = (await newest(bot)).message
    assert (message.chat.id, message.from_user.language_code, message.from_user.first_name) == (
        person["id"],
        "en",
        "Lee",
    )
    assert (await hands.http.post("/api/people", json={})).status_code == 400


async def test_commands_and_addresses_are_marked(bot: Bot, hands: Any) -> None:
    await hands.says("/start@x_bot 가 a@b.kr https://k.kr/x #해시 @someone /no/path")
    message = (await newest(bot)).message
    found = message.parse_entities()
    assert {entity.type: text for entity, text in found.items()} == {
        MessageEntity.BOT_COMMAND: "/start@x_bot",
        MessageEntity.EMAIL: "a@b.kr",
        MessageEntity.URL: "https://k.kr/x",
        MessageEntity.HASHTAG: "#해시",
        MessageEntity.MENTION: "@someone",
    }


async def test_deep_links(bot: Bot, hands: Any) -> None:
    await hands.does("start", parameter="invite_1-a")
    assert (await newest(bot)).message.text == "/start invite_1-a"
    await hands.does("start")
    assert (await newest(bot)).message.text == "/start"
    for wrong in ("a" * 65, "한글", "a b"):
        assert (await hands.http.post(f"/api/chats/{hands.me}/start", json={"parameter": wrong})).status_code == 400


@pytest.mark.parametrize("text", ["", "  ", None, 5, "가" * 4097])
async def test_texts_that_no_messenger_sends(hands: Any, text: Any) -> None:
    assert (await hands.http.post(f"/api/chats/{hands.me}/text", json={"text": text})).status_code == 400


async def test_a_reply_names_its_message(bot: Bot, hands: Any, me: int) -> None:
    sent = await bot.send_message(me, "question")
    await hands.says("answer", reply_to=sent.message_id)
    assert (await newest(bot)).message.reply_to_message.text == "question"


async def test_edits_and_deletions(bot: Bot, hands: Any, me: int) -> None:
    said = await hands.says("one")
    await hands.does("edit", message_id=said["message_id"], text="two")
    edited = (await newest(bot)).edited_message
    assert (edited.message_id, edited.text, edited.edit_date is not None) == (said["message_id"], "two", True)
    assert await hands.does("delete", message_id=said["message_id"]) == {"update_id": None}
    assert said["message_id"] not in {message["message_id"] for message in await hands.sees()}
    sent = await bot.send_message(me, "x")
    refused = await hands.http.post(f"/api/chats/{me}/edit", json={"message_id": sent.message_id, "text": "y"})
    assert refused.status_code == 409


async def test_the_own_contact_answers_the_keyboard(bot: Bot, hands: Any, me: int) -> None:
    board = ReplyKeyboardMarkup([[KeyboardButton("번호", request_contact=True)]])
    asked = await bot.send_message(me, "?", reply_markup=board)
    await hands.does("contact")
    message = (await newest(bot)).message
    assert (message.contact.user_id, message.contact.phone_number) == (me, "821020001001")
    assert message.reply_to_message.message_id == asked.message_id


@pytest.mark.parametrize(
    ("given", "user_id", "phone"),
    [
        ({"phone_number": "+821099998888", "first_name": "남"}, None, "+821099998888"),
        ({"phone_number": "+821099998888", "user_id": 5}, 5, "+821099998888"),
        ({"phone_number": "+821020001001"}, 7100000001, "+821020001001"),
        ({"user_id": None}, None, "821020001001"),
    ],
)
async def test_other_contacts(bot: Bot, hands: Any, given: dict[str, Any], user_id: int | None, phone: str) -> None:
    await hands.does("contact", **given)
    contact = (await newest(bot)).message.contact
    assert (contact.user_id, contact.phone_number) == (user_id, phone)


async def test_a_forwarded_contact(bot: Bot, hands: Any) -> None:
    await hands.does("contact", forwarded=True)
    assert (await newest(bot)).message.forward_origin is not None


@pytest.mark.parametrize("kind", sorted(KINDS))
async def test_all_sorts_of_things(bot: Bot, hands: Any, kind: str) -> None:
    await hands.does("other", kind=kind)
    message = (await newest(bot)).message
    assert message.forward_origin if kind == "forward" else message.effective_attachment is not None
    if kind not in {"forward", "video_note"}:
        assert kind in message.to_dict()


async def test_no_such_thing(hands: Any) -> None:
    assert (await hands.http.post(f"/api/chats/{hands.me}/other", json={"kind": "hologram"})).status_code == 400
    for chat in ("404", "-404", "nobody"):
        assert (await hands.http.post(f"/api/chats/{chat}/text", json={"text": "x"})).status_code == 404


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("text", {"text": "x", "reply_to": "x"}),
        ("text", {"text": "x", "reply_to": 999}),
        ("press", {"message_id": [], "data": "x"}),
        ("press", {"message_id": "1", "data": "x"}),
        ("edit", {"message_id": {}}),
    ],
)
async def test_senseless_requests(hands: Any, what: str, body: dict[str, Any]) -> None:
    assert (await hands.http.post(f"/api/chats/{hands.me}/{what}", json=body)).status_code in {400, 404}


async def test_blocking_is_told(bot: Bot, hands: Any, me: int) -> None:
    await hands.does("block", blocked=True)
    assert (await newest(bot)).my_chat_member.new_chat_member.status == "kicked"
    assert (await hands.http.post(f"/api/chats/{me}/text", json={"text": "x"})).status_code == 409
    await hands.does("block", blocked=False)
    assert (await newest(bot)).my_chat_member.new_chat_member.status == "member"
    assert await hands.does("block", blocked=False) == {"update_id": None}


async def test_a_group_hears_what_is_meant_for_the_bot(bot: Bot, hands: Any, me: int) -> None:
    group = await hands.posts("/api/groups", title="팀", members=[me, me + 1])
    joined, created = await bot.get_updates(timeout=0)
    assert joined.my_chat_member.new_chat_member.status == "member"
    assert created.message.group_chat_created is True
    sent = await bot.send_message(group["id"], "hello")
    others = {"as": me + 1}
    assert (await hands.says("among us", group["id"], **others))["update_id"] is None
    for heard in ("/help", f"hey @{bot.username}"):
        assert (await hands.says(heard, group["id"], **others))["update_id"]
    assert (await hands.says("yes", group["id"], reply_to=sent.message_id, **others))["update_id"]
    message = (await newest(bot)).message
    assert (message.chat.type, message.from_user.id) == ("group", me + 1)
    stranger = await hands.http.post(f"/api/chats/{group['id']}/text", json={"text": "x", "as": me + 2})
    assert stranger.status_code == 409


async def test_a_group_without_privacy_hears_all(hands: Any, me: int) -> None:
    group = await hands.posts("/api/groups", title="팀", members=[me], privacy=False)
    assert (await hands.says("among us", group["id"]))["update_id"]
    assert (await hands.http.post("/api/groups", json={"title": "x", "members": [404]})).status_code == 400


async def test_text_messages_on_a_phone(hands: Any, clock: Any) -> None:
    before = (await hands.gets("/api/state"))["seq"]
    await hands.posts("/api/phones/+821020001001/messages", text="인증번호 123456")
    assert await hands.gets("/api/phones/+821020001001/messages") == [{"text": "인증번호 123456", "at": int(clock())}]
    assert await hands.gets("/api/phones/%2B821011112222/messages") == []
    (event,) = (await hands.gets("/api/wait", chat=hands.me, after=before))["events"]
    assert (event["type"], event["number"], event["text"]) == ("sms", "+821020001001", "인증번호 123456")
