"""Every kind of update is read as an event or as nothing, and none of them, however odd, raises."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import Update

from bot.intake import _read as arrived
from bot.membership_changes import reach_of, reach_of_start
from bot.plain import plain_event
from bot.polling import Incoming
from bot.reading import LONGEST_TEXT, event_of
from conversations.events import Attachment, Chat, Event, Kind

JSON = dict[str, Any]
SENT = 1795402800
HONG: JSON = {"id": 77, "is_bot": False, "first_name": "홍", "language_code": "ko"}
PRIVATE: JSON = {"id": 77, "type": "private", "first_name": "홍"}
GROUP: JSON = {"id": -100500, "type": "supergroup", "title": "회사"}
PHOTO: JSON = {"file_id": "small", "file_unique_id": "u1", "width": 90, "height": 90, "file_size": 900}
FILE: JSON = {"file_id": "f", "file_unique_id": "u", "file_size": 10}
COMMAND = [{"type": "bot_command", "offset": 0, "length": 6}]
PLACE: JSON = {"latitude": 37.5, "longitude": 127.0}


def message(**what: Any) -> JSON:
    return {"message_id": 5, "date": SENT, "chat": PRIVATE, "from": HONG, **what}


def press(**what: Any) -> JSON:
    return {"id": "q", "from": HONG, "chat_instance": "c", "data": "1.yes", "message": message(text="Q")} | what


def read(**update: Any) -> Event | None:
    return event_of(Update.de_json({"update_id": 1, **update}, None))


def read_message(**what: Any) -> Event:
    event = read(message=message(**what))
    assert event is not None
    return event


def test_a_text() -> None:
    event = read_message(text="가입하고 싶어요")
    assert event == Event(
        chat=Chat("telegram", "77"),
        kind=Kind.TEXT,
        at=datetime.fromtimestamp(SENT, UTC),
        lang="ko",
        text="가입하고 싶어요",
        message_id=5,
        sender="77",
    )


@pytest.mark.parametrize(
    ("text", "name", "argument"),
    [
        ("/start", "start", ""),
        ("/start company", "start", "company"),
        ("/Start@kotra_bot company", "start", "company"),
        ("/start\ncompany", "start", "company"),
        ("/help", "help", ""),
        ("/9003051234567", "9003051234567", ""),
    ],
)
def test_a_command(text: str, name: str, argument: str) -> None:
    event = read_message(text=text, entities=COMMAND)
    assert (event.kind, event.name, event.text.strip()) == (Kind.COMMAND, name, argument)


def test_a_command_is_kept_as_it_was_typed_with_the_bot_that_it_names() -> None:
    event = read_message(text="/Wisp@OtherBot Tango", entities=COMMAND)
    assert (event.name, event.to, event.text, event.typed) == ("wisp", "OtherBot", "Tango", "/Wisp@OtherBot Tango")
    assert event.as_words().text == "/Wisp@OtherBot Tango"


def test_a_command_in_the_middle_of_words_is_words() -> None:
    event = read_message(text="see /help", entities=[{"type": "bot_command", "offset": 4, "length": 5}])
    assert (event.kind, event.text) == (Kind.TEXT, "see /help")


def test_a_press() -> None:
    event = read(callback_query=press())
    assert event is not None
    assert (event.kind, event.press, event.message_id, event.data) == (Kind.PRESS, "1.yes", 5, {"query_id": "q"})


@pytest.mark.parametrize(
    "query",
    [
        press(message={"message_id": 5, "date": 0, "chat": PRIVATE}),
        press(data=None, game_short_name="chess"),
    ],
    ids=["on a message that is gone", "of a game"],
)
def test_an_odd_press_is_still_a_press(query: JSON) -> None:
    event = read(callback_query={name: value for name, value in query.items() if value is not None})
    assert event is not None
    assert event.kind is Kind.PRESS


def test_a_press_on_an_inline_message_is_nobodys() -> None:
    query = press(inline_message_id="i")
    del query["message"]
    assert read(callback_query=query) is None


def test_an_edited_message() -> None:
    event = read(edited_message=message(text="고침", edit_date=SENT + 5))
    assert event is not None
    assert (event.kind, event.text, event.message_id) == (Kind.EDITED, "고침", 5)


@pytest.mark.parametrize(
    ("contact", "phone"),
    [
        ({"phone_number": "821012345678", "first_name": "홍", "user_id": 77}, "+821012345678"),
        ({"phone_number": "+821012345678", "first_name": "홍", "user_id": 77}, "+821012345678"),
        ({"phone_number": "+821012345678", "first_name": "김", "user_id": 78}, None),
        ({"phone_number": "+821012345678", "first_name": "김"}, None),
    ],
)
def test_a_contact_counts_only_when_it_is_the_senders_own(contact: JSON, phone: str | None) -> None:
    event = read_message(contact=contact)
    assert (event.kind, event.phone) == (Kind.CONTACT, phone)


def test_a_photo_is_taken_in_its_largest_size() -> None:
    event = read_message(photo=[PHOTO, PHOTO | {"file_id": "large", "file_size": 90_000}], caption="등록증")
    assert event.kind is Kind.FILE
    assert event.attachment == Attachment("large", "photo", "image/jpeg", "", 90_000)
    assert event.text == "등록증"


def test_a_document() -> None:
    event = read_message(document=FILE | {"file_name": "a.pdf", "mime_type": "application/pdf"})
    assert event.kind is Kind.FILE
    assert event.attachment == Attachment("f", "document", "application/pdf", "a.pdf", 10)


def test_a_document_of_which_nothing_is_known() -> None:
    assert read_message(document={"file_id": "f", "file_unique_id": "u"}).attachment == Attachment(
        "f", "document", "", "", 0
    )


MEDIA = FILE | {"width": 1, "height": 1, "duration": 1}
OTHERS: Mapping[str, JSON] = {
    "sticker": {"sticker": MEDIA | {"type": "regular", "is_animated": False, "is_video": False}},
    "voice": {"voice": MEDIA},
    "video": {"video": MEDIA, "caption": "봐 주세요"},
    "video_note": {"video_note": MEDIA | {"length": 1}},
    "animation": {"animation": MEDIA, "document": FILE},
    "audio": {"audio": MEDIA},
    "location": {"location": PLACE},
    "venue": {"venue": {"location": PLACE, "title": "KOTRA", "address": "서초구"}, "location": PLACE},
    "dice": {"dice": {"emoji": "🎲", "value": 3}},
    "poll": {
        "poll": {
            "id": "p",
            "question": "?",
            "options": [],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": False,
            "members_only": False,
        }
    },
    "story": {"story": {"chat": PRIVATE, "id": 3}},
    "game": {"game": {"title": "t", "description": "d", "photo": [PHOTO]}},
    "unreadable": {},
}


NUMBER = "900305-1234567"
BESIDE: Mapping[str, JSON] = {
    "contact's name": {"contact": {"phone_number": "1", "first_name": "홍", "last_name": NUMBER}},
    "contact's card": {"contact": {"phone_number": "1", "first_name": "홍", "vcard": f"BEGIN:VCARD\nNOTE:{NUMBER}"}},
    "contact's number": {"contact": {"phone_number": NUMBER, "first_name": "홍"}},
    "poll": {"poll": OTHERS["poll"]["poll"] | {"question": NUMBER}},
    "poll's option": {
        "poll": OTHERS["poll"]["poll"] | {"options": [{"text": NUMBER, "voter_count": 0, "persistent_id": "1"}]}
    },
    "venue": {"venue": {"location": PLACE, "title": "KOTRA", "address": NUMBER}, "location": PLACE},
    "audio": {"audio": MEDIA | {"title": NUMBER}},
    "video": {"video": MEDIA | {"file_name": f"{NUMBER}.mp4"}},
    "document": {"document": FILE | {"file_name": f"{NUMBER}.pdf"}},
    "caption": {"video": MEDIA, "caption": NUMBER},
    "quote": {"text": "네", "quote": {"text": NUMBER, "position": 0}},
    "command": {"text": f"/start\n{NUMBER}", "entities": COMMAND},
}


@pytest.mark.parametrize("where", BESIDE)
def test_every_word_of_a_message_is_looked_at(where: str) -> None:
    found = read_message(**BESIDE[where]).everything
    assert any(NUMBER in words for words in found), found


def test_the_messengers_own_signs_and_other_peoples_words_are_not() -> None:
    own = {"phone_number": "821012345678", "first_name": "홍", "user_id": 77}
    event = read_message(contact=own, reply_to_message=message(text=NUMBER), photo=[PHOTO])
    assert event.everything == ("홍",)


def test_an_edit_without_words_is_nothing() -> None:
    assert read(edited_message=message(location=PLACE, edit_date=SENT + 5)) is None
    assert read(edited_message=message(photo=[PHOTO], caption="고침", edit_date=SENT + 5)) is not None


def test_the_photos_of_an_album_know_it() -> None:
    assert read_message(photo=[PHOTO], media_group_id="a1").album == "a1"


@pytest.mark.parametrize("name", OTHERS)
def test_what_cannot_be_read_is_named(name: str) -> None:
    event = read_message(**OTHERS[name])
    assert (event.kind, event.name) == (Kind.OTHER, name)
    assert event.text == OTHERS[name].get("caption", "")


@pytest.mark.parametrize(
    "update",
    [
        {"message": message(pinned_message=message(text="x"))},
        {"message": message(new_chat_members=[HONG])},
        {"message": message(left_chat_member=HONG)},
        {"message": message(group_chat_created=True)},
        {"message": message(text="I", **{"from": HONG | {"is_bot": True}})},
        {"message": {"message_id": 5, "date": SENT, "chat": {"id": -1, "type": "channel", "title": "c"}, "text": "x"}},
        {"channel_post": message(text="x")},
        {"my_chat_member": {}},
        {"poll_answer": {"poll_id": "p", "option_ids": [], "option_persistent_ids": [], "user": HONG}},
        {"unheard_of": {"a": 1}},
        {},
    ],
)
def test_what_nobody_said_is_no_event(update: JSON) -> None:
    update.pop("my_chat_member", None)
    assert read(**update) is None


def test_a_group_is_no_private_chat() -> None:
    event = read_message(text="가입", chat=GROUP)
    assert not event.private
    assert event.chat == Chat("telegram", "-100500")


def test_a_text_is_looked_at_as_far_as_telegram_lets_one_be() -> None:
    assert len(read_message(text="가" * 9000).text) == LONGEST_TEXT


SAMPLES: list[JSON] = [
    {"message": message(text="/start x", entities=COMMAND)},
    {"message": message(contact={"phone_number": "1", "first_name": "홍", "user_id": 77})},
    {"message": message(photo=[PHOTO], caption="x")},
    {"message": message(document=FILE)},
    {"edited_message": message(text="x", edit_date=SENT)},
    {"callback_query": press()},
    *({"message": message(**what)} for what in OTHERS.values()),
]
PLAIN = st.none() | st.booleans() | st.integers() | st.text(max_size=9)
ODD: st.SearchStrategy[Any] = PLAIN | st.lists(PLAIN, max_size=1) | st.dictionaries(st.just("id"), PLAIN)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_update_that_can_be_taken_in_raises(data: st.DataObject) -> None:
    """A real-looking update in which something is missing or is something else."""
    update = copy.deepcopy(data.draw(st.sampled_from(SAMPLES)))
    for _ in range(data.draw(st.integers(1, 3))):
        spoil(update, data)
    try:
        taken_in = Update.de_json({"update_id": 1, **update}, None)
    except Exception:  # noqa: BLE001 -- polling takes in only what python-telegram-bot can
        return
    event = arrived(Incoming(1, taken_in)).event
    assert event is None or event.chat.channel == "telegram"


def spoil(update: JSON, data: st.DataObject) -> None:
    """Takes something out of an update or puts something else in its place, at any depth."""
    at = update
    while True:
        if not at:
            return
        name = data.draw(st.sampled_from(sorted(at)))
        deeper = at[name]
        if not isinstance(deeper, dict) or data.draw(st.booleans()):
            break
        at = deeper
    if data.draw(st.booleans()):
        del at[name]
    else:
        at[name] = data.draw(ODD)


EXACTLY = [
    {"message": message(text="가입하고 싶어요")},
    {"message": message(text="가" * 9000)},
    {"message": message(text="/start x", entities=COMMAND)},
    {"message": message(text="/Help@kotra_bot 무엇", entities=[{"type": "bot_command", "offset": 0, "length": 15}])},
    {"message": message(text="보라 https://a.kr", entities=[{"type": "url", "offset": 3, "length": 12}])},
    {"callback_query": press()},
]


@pytest.mark.parametrize("update", EXACTLY)
def test_what_is_plain_is_read_as_it_lies(update: JSON) -> None:
    event = plain_event({"update_id": 1, **update})
    assert event is not None
    assert read_alike(event, update)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_whatever_is_read_as_it_lies_is_read_alike(data: st.DataObject) -> None:
    update = copy.deepcopy(data.draw(st.sampled_from(SAMPLES + EXACTLY)))
    for _ in range(data.draw(st.integers(0, 3))):
        spoil(update, data)
    plain = plain_event({"update_id": 1, **update})
    assert plain is None or read_alike(plain, update)


def read_alike(plain: Event, update: JSON) -> bool:
    """Whether python-telegram-bot's objects say the same; a press happens at the moment when it is read."""
    whole = Update.de_json({"update_id": 1, **update}, None)
    event = event_of(whole)
    assert event is not None
    event = replace(event, at=plain.at) if plain.kind is Kind.PRESS else event
    return (plain, reach_of_start(plain)) == (event, reach_of(whole))
