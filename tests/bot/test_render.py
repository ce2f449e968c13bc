"""What a conversation says becomes calls that Telegram takes, whatever length and letters it has."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.render import LONGEST, Rendered, parts, render, render_notes, units
from conversations.catalogue import Html, escape
from conversations.events import Chat, Event, Kind
from conversations.says import Amend, Button, Call, Card, Erase, Later, Note, Saying, Toast
from tests.conversations.calls import objections

HERE = Chat("telegram", "7")
NOW = datetime(2026, 11, 22, tzinfo=UTC)
TEXT = Event(chat=HERE, kind=Kind.TEXT, at=NOW, text="hello", message_id=5)
PRESS = Event(chat=HERE, kind=Kind.PRESS, at=NOW, press="1.yes", message_id=40, data={"query_id": "q"})
TICK = Event(chat=HERE, kind=Kind.TICK, at=NOW, name="countdown")
ROWS = ((Button("1. 네", "1.yes"), Button("2. 아니요", "1.no")), (Button("page", url="https://example.com"),))


def calls(rendered: Rendered) -> list[tuple[str, dict[str, Any]]]:
    found = [(row.method, orjson.loads(row.payload)) for row in rendered.rows]
    for row, (method, body) in zip(rendered.rows, found, strict=True):
        if row.route == "telegram":
            whole = body if row.about is None else body | {"message_id": 1}
            assert not objections(method, whole)
    return found


def test_a_new_card_is_kept_and_takes_the_buttons_off_the_old_one() -> None:
    rendered = render([Card(text=Html("<b>Q</b>"), rows=ROWS)], TEXT, old_card=3)
    (sent, asked), (emptied, _) = calls(rendered)
    assert (sent, emptied) == ("sendMessage", "editMessageReplyMarkup")
    assert rendered.card == 0
    assert [row.keep for row in rendered.rows] == [True, False]
    assert [row.about for row in rendered.rows] == [None, 3]
    assert asked["text"] == "<b>Q</b>"
    assert asked["reply_markup"]["inline_keyboard"] == [
        [{"text": "1. 네", "callback_data": "1.yes"}, {"text": "2. 아니요", "callback_data": "1.no"}],
        [{"text": "page", "url": "https://example.com"}],
    ]


def test_the_first_card_of_a_chat_touches_no_other() -> None:
    rendered = render([Card(text=Html("Q"))], TEXT, old_card=None)
    assert [method for method, _ in calls(rendered)] == ["sendMessage"]


def test_a_press_is_answered_before_anything_else_and_with_its_words() -> None:
    says: list[Saying] = [Toast("one"), Card(text=Html("Q"), rows=ROWS, edit=True), Toast("two")]
    rendered = render(says, PRESS, old_card=3)
    (answered, toast), *edits = calls(rendered)
    assert (answered, toast) == ("answerCallbackQuery", {"callback_query_id": "q", "text": "one two"})
    assert "editMessageText" in [method for method, _ in edits]
    assert rendered.card is None


def test_a_toast_has_two_hundred_characters_at_most() -> None:
    rendered = render([Toast("가" * 500)], PRESS, old_card=None)
    assert len(calls(rendered)[0][1]["text"]) == 200


def test_a_clock_edits_the_card_that_is_shown() -> None:
    rendered = render([Card(text=Html("2:30"), rows=ROWS, edit=True)], TICK, old_card=3)
    assert [(row.method, row.about) for row in rendered.rows] == [("editMessageText", 3)]
    assert "message_id" not in calls(rendered)[0][1]


def test_notes_go_to_their_own_chat_and_may_close_a_keyboard() -> None:
    says: list[Saying] = [Note(Html("here"), closes_keyboard=True), Note(Html("there"), Chat("telegram", "9"))]
    here, there = (body for _, body in calls(render(says, TEXT, old_card=None)))
    assert here["reply_markup"] == {"remove_keyboard": True}
    assert (here["chat_id"], there["chat_id"]) == (7, 9)


def test_what_is_no_message_goes_its_own_way() -> None:
    later = datetime(2026, 11, 23, tzinfo=UTC)
    says: list[Saying] = [Erase(5), Call("identity.fetch", {"ref": "r"}), Later("abandoned", later, {})]
    rows = render(says, TEXT, old_card=None).rows
    assert [(row.route, row.method, row.due_at) for row in rows] == [
        ("telegram", "deleteMessage", None),
        ("service", "identity.fetch", None),
        ("tick", "abandoned", later),
    ]


def test_a_card_that_asks_for_the_number_has_a_reply_keyboard() -> None:
    rendered = render([Card(text=Html("Q"), contact="My number", words=("Back", "Help"))], TEXT, old_card=None)
    keyboard = calls(rendered)[0][1]["reply_markup"]["keyboard"]
    assert keyboard == [[{"text": "My number", "request_contact": True}], [{"text": "Back"}, {"text": "Help"}]]


def test_a_card_too_long_for_one_message_ends_in_the_message_with_the_buttons() -> None:
    text = Html("\n".join(f"line {n} " + "가" * 90 for n in range(100)))
    rendered = render([Card(text=text, rows=ROWS, edit=True)], PRESS, old_card=3)
    bodies = [body for method, body in calls(rendered) if method == "sendMessage"]
    assert len(bodies) == 3
    assert ["reply_markup" in body for body in bodies] == [False, False, True]
    assert rendered.card is not None
    assert "\n".join(body["text"] for body in bodies) == text


@pytest.mark.parametrize(
    "line",
    [
        "가" * 5000,
        "&<>" * 3000,
        "🙂" * 3000,
        "a b " * 3000,
        "&amp;" * 900,
    ],
)
def test_one_endless_line_is_cut_and_stays_what_it_was(line: str) -> None:
    text = Html(f"• value: <b>{escape(line)}</b>\nnext")
    pieces = parts(text)
    for piece in pieces:
        assert not objections("sendMessage", {"chat_id": 7, "text": piece, "parse_mode": "HTML"})
    plain = "".join(html.unescape(re.sub(r"</?b>", "", piece)) for piece in pieces)
    assert plain.replace("\n", "") == f"• value: {line}next"


@settings(deadline=None)
@given(st.lists(st.text(max_size=30) | st.text(min_size=100, max_size=200).map(lambda t: t * 40), max_size=6))
def test_parts_fit_and_lose_nothing(lines: list[str]) -> None:
    text = Html("\n".join(f"<b>{escape(line)}</b>" for line in lines if line.strip()) or "-")
    pieces = parts(text)
    assert all(units(piece) <= LONGEST for piece in pieces)
    assert told("".join(pieces)) == told(text)


def told(text: str) -> str:
    """What is read, without mark-up and line breaks."""
    return html.unescape(re.sub(r"</?b>", "", text)).replace("\n", "")


def test_an_escaped_letter_by_its_number_is_not_cut_apart() -> None:
    pieces = parts(Html("&#x27;" * 1000))
    assert [html.unescape(piece).strip("'") for piece in pieces] == [""] * len(pieces)


def test_what_came_of_a_press_goes_on_in_a_second_message_where_it_is_long() -> None:
    rendered = render([Amend(Html("가" * 4000 + "\n" + "나" * 200), rows=ROWS)], PRESS, old_card=3)
    methods = [(method, "reply_markup" in body) for method, body in calls(rendered)][1:]
    assert methods == [("editMessageText", True), ("sendMessage", False)]


def test_notices_are_messages_to_their_own_chats() -> None:
    staff = Note(Html("1"), Chat("telegram", "-5"), rows=ROWS)
    rows = render_notes([staff, Note(Html("2"), HERE)])
    assert [(row.chat, orjson.loads(row.payload)["text"]) for row in rows] == [("-5", "1"), ("7", "2")]
