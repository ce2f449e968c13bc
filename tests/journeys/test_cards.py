"""How the chat looks while somebody signs up: cards in place, old buttons gone, passwords gone, the bot's own face."""

from __future__ import annotations

import asyncio

import pytest

from tests.journeys.paths import PASSWORD, Wishes, to_account, to_consents, to_contact, to_method
from tests.journeys.records import kept
from tests.world import World

COMMANDS = ["start", "help", "status", "cancel", "privacy", "language"]


async def test_a_press_changes_the_card_in_place(here: World) -> None:
    person = await here.person()
    await person.says("/start")
    card = person.card["message_id"]
    for code in ("individual", "yes", "yes", "yes", "no", "no", "phone"):
        await person.picks(code)
        assert person.card["message_id"] == card
    assert len([message for message in await person.messages() if message["from_bot"]]) == 1


async def test_a_typed_answer_gets_a_new_card_and_the_old_one_loses_its_buttons(here: World) -> None:
    person = await here.person()
    await person.says("/start")
    for answer in ("개인회원", "네", "동의합니다", "동의", "1", "2"):
        before = person.card["message_id"]
        await person.says(answer)
        assert person.card["message_id"] > before
        with_buttons = [m["message_id"] for m in await person.messages() if m.get("reply_markup")]
        assert with_buttons == [person.card["message_id"]]


async def test_a_button_pressed_twice_counts_once(here: World) -> None:
    person = await here.person()
    await to_consents(person)
    press = {"message_id": person.card["message_id"], "data": person.choice("yes")["callback_data"]}
    for _ in range(3):
        await person.does("press", **press, forged=True)
    await person.hears()
    assert here.step_of(person) == "privacy"
    assert "지난 질문" in person.overheard


async def test_a_document_is_read_before_it_is_answered(here: World) -> None:
    person = await here.person()
    await to_consents(person)
    await person.picks("read")
    person.heard_of("이용약관", "제1조")
    assert here.step_of(person) == "terms"
    assert person.news[-1]["message"]["message_id"] <= person.card["message_id"], "the question stands last"
    await person.picks("yes")
    assert here.step_of(person) == "privacy"


async def test_passwords_vanish_at_once(here: World) -> None:
    person = await here.person()
    await to_account(person, Wishes("honggd1"))
    await person.says("honggd1")
    for typed in ("kotra", PASSWORD, "Other!whale77river", "취소", PASSWORD):
        await person.says(typed)
        if here.step_of(person) == "leave":
            await person.picks("stay")
            continue
        assert len(person.vanished) == 1, typed
    assert here.step_of(person) == "telephone"
    assert PASSWORD not in str(await person.messages())


async def test_an_edited_password_vanishes_too(here: World) -> None:
    person = await here.person()
    await to_account(person, Wishes("honggd1"))
    await person.says("honggd1")
    await person.edits(person.own[-1], PASSWORD)
    assert person.vanished
    assert PASSWORD not in str(await person.messages())
    assert here.step_of(person) == "password"


async def test_progress_is_told_and_never_goes_beyond_its_end(here: World) -> None:
    person = await here.person()
    await to_method(person, Wishes("honggd1"))
    person.sees("실명인증", "/")
    number, total = person.card["text"].partition("[")[2].partition("]")[0].split("/")
    assert 0 < int(number) < int(total)


async def test_back_goes_step_by_step_and_keeps_what_was_given(here: World) -> None:
    person = await here.person()
    await to_contact(person, Wishes("honggd1"))
    await person.picks("_back")
    assert here.step_of(person) != "telephone"
    for _ in range(20):
        await person.says("이전")
    assert here.step_of(person) == "age"
    person.heard_of("첫 질문")
    for _ in range(5):
        await person.says("그대로")
    assert here.step_of(person) not in ("age", "terms", "privacy")


async def test_a_group_is_pointed_to_the_private_chat(here: World) -> None:
    person = await here.person()
    group = (await here.web.post("/api/groups", {"title": "직원들", "members": [person.id]}))["id"]
    for text in ("/start", "안녕하세요", "900305-1234567", "/help"):
        await here.web.post(f"/api/chats/{group}/text", {"text": text, "as": person.id})
    await here.settled()
    found = (await here.web.get(f"/api/chats/{group}/messages", **{"as": person.id}))["messages"]
    said = [message["text"] for message in found if message["from_bot"]]
    assert len(said) == 2
    assert all("1:1" in text and "https://t.me/" in text and "?start=signup" in text for text in said)


@pytest.mark.parametrize(("language", "words"), [("ko", "가입"), ("en", "sign")])
async def test_the_bots_face_speaks_both_languages(here: World, language: str, words: str) -> None:
    person = await here.person(language=language)
    async with asyncio.timeout(10):
        while not (await here.calls("setMyShortDescription"))[1:]:
            await here.playground.state.events.wait(None, here.playground.state.events.seq, 0.05)
    await here.settled()
    chat = await here.web.get(f"/api/chats/{person.id}/messages")
    assert [command["command"] for command in chat["commands"]] == COMMANDS
    assert any(words in command["description"].lower() for command in chat["commands"])
    bot = (await here.web.get("/api/state"))["bot"]
    assert words in bot["descriptions"]["ko" if language == "ko" else ""].lower()
    assert "KOTRA" in bot["name"]


LINKS = {"signup": "type", "company": "age", "individual": "age", "convert": "age", "en": "menu", "nonsense": "menu"}


async def test_deep_links_lead_where_they_say(here: World) -> None:
    for token, step in LINKS.items():
        person = await here.person()
        await person.opens(token)
        assert here.step_of(person) == step, token


async def test_a_deep_link_in_the_middle_loses_nothing(here: World) -> None:
    person = await here.person()
    await to_method(person, Wishes("honggd1"))
    for token in LINKS:
        await person.opens(token)
        assert here.step_of(person) == "method", token
    await person.says("/language")
    await person.picks("phone")
    assert here.step_of(person) == "name"


async def test_a_deep_link_of_a_language_changes_it(here: World) -> None:
    person = await here.person()
    await person.opens("en")
    person.sees("KOTRA sign-up assistant")


async def test_the_last_question_before_something_is_lost_can_be_answered_in_words(here: World) -> None:
    person = await here.person()
    await to_method(person, Wishes("honggd1"))
    await person.says("처음으로")
    assert here.step_of(person) == "leave"
    await person.says("아니요")
    assert here.step_of(person) == "method"
    for answer in ("그만", "네"):
        await person.says(answer)
    assert here.step_of(person) == "menu"
    assert kept(here) == {}
