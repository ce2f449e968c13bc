"""What Telegram refuses: done already, said more plainly, sent in its place, or set aside."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

import pytest

from storage import chats, outbox
from storage.outbox import NewRow
from tests.bot.bench import SEND, Bench, call, message, write
from tests.bot.stand_in import refuses
from tests.conftest import Clock
from tests.storage.people import sign_up


@pytest.mark.parametrize(
    "description",
    [
        "Bad Request: message is not modified: specified new message content is the same",
        "Bad Request: message to delete not found",
        "Bad Request: message can't be deleted for everyone",
        "Bad Request: message to edit not found",
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    ],
)
async def test_what_is_done_already_is_done(bench: Bench, description: str) -> None:
    bench.server.next("deleteMessage", refuses(400, description))
    await bench.send(call("deleteMessage", message_id=3), message("next"))
    assert bench.left() == []
    assert bench.texts == ["next"]


async def test_what_telegram_refuses_is_set_aside_without_its_text(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    refusal = 'Bad Request: can\'t parse entities: Unsupported start tag "홍길동" at byte offset 5'
    bench.server.next(SEND, refuses(400, refusal))
    bad, _ = await bench.send(message("<홍길동>"), message("next"))
    ((row_id, reason),) = bench.left()
    assert row_id == bad.id
    assert reason is not None
    assert reason.startswith("BadRequest: Can't parse entities")
    assert "홍길동" not in reason + caplog.text
    assert f"#{bad.id}" in caplog.text
    assert bench.texts == ["<홍길동>", "next"]


MARKED_UP: dict[str, Any] = {"text": "<b>1 &lt; 2</b>", "parse_mode": "HTML", "reply_markup": {"inline_keyboard": []}}


async def test_words_that_are_refused_are_said_more_plainly(bench: Bench) -> None:
    bench.server.next(SEND, refuses(400, "Bad Request: can't parse entities"))
    (card,) = await bench.send(call(SEND, keep=True, **MARKED_UP))
    plain = {"chat_id": 7, "text": "1 < 2", "reply_markup": {"inline_keyboard": []}}
    assert bench.server.of(SEND) == [{"chat_id": 7, **MARKED_UP}, plain]
    assert bench.database.read(lambda tx: outbox.message_of(tx, card.id)) == 1001


async def test_refused_buttons_are_left_out_in_the_end(bench: Bench) -> None:
    bench.server.next(SEND, *[refuses(400, "Bad Request: BUTTON_DATA_INVALID")] * 2)
    await bench.send(call(SEND, **MARKED_UP))
    assert bench.server.of(SEND)[-1] == {"chat_id": 7, "text": "1 < 2"}
    assert bench.left() == []


async def test_what_is_refused_however_plain_is_set_aside(bench: Bench) -> None:
    bench.server.next(SEND, *[refuses(400, "Bad Request: message text is empty")] * 3)
    (row,) = await bench.send(call(SEND, **MARKED_UP))
    assert bench.left() == [(row.id, "BadRequest: Message text is empty")]


@pytest.mark.parametrize("description", ["message can't be edited", "message to edit not found"])
@pytest.mark.parametrize("pressed", [True, False])
async def test_a_refused_edit_becomes_a_message_that_is_the_card_from_then_on(
    bench: Bench, description: str, pressed: bool
) -> None:
    (card,) = await bench.send(message("card", keep=True))
    bench.server.next("editMessageText", refuses(400, f"Bad Request: {description}"))
    first = call("editMessageText", message_id=1001, text="2") if pressed else edit(card.id, "2")
    await bench.send(first, edit(card.id, "3"))
    assert bench.server.of(SEND)[-1] == {"chat_id": 7, "text": "2"}
    assert bench.server.of("editMessageText")[-1] == {"chat_id": 7, "text": "3", "message_id": 1002}
    assert bench.database.read(lambda tx: outbox.message_of(tx, card.id)) == 1002
    assert bench.left() == []


async def test_an_edit_of_a_card_that_was_never_sent_is_sent_in_its_place(bench: Bench) -> None:
    bench.server.next(SEND, *[refuses(400, "Bad Request: chat not found")])
    (card,) = await bench.send(message("card", keep=True))
    await bench.send(edit(card.id, "2"), edit(card.id, "3"))
    assert bench.texts == ["card", "2"]
    assert [params["message_id"] for params in bench.server.of("editMessageText")] == [1001]
    assert bench.left() == []


def edit(card: int, text: str) -> NewRow:
    return call("editMessageText", about=card, text=text)


async def test_a_chat_that_blocked_the_bot_gets_nothing_more(bench: Bench) -> None:
    bench.server.next(SEND, refuses(403, "Forbidden: bot was blocked by the user"))
    rows = await bench.send(message("1"), message("2"), message("3"))
    await bench.send(message("other", "8"))
    assert bench.left() == [(row.id, "blocked") for row in rows]
    assert bench.texts == ["1", "other"]


async def test_a_member_whose_chat_blocked_the_bot_is_known_to_be_out_of_reach(bench: Bench, clock: Clock) -> None:
    member = await asyncio.to_thread(sign_up, bench.database, "member1")
    for chat in ("7", "8"):
        await write(bench.database, partial(chats.link_chat, channel="telegram", chat=chat, member_id=member.id))
    bench.server.next(SEND, refuses(403, "Forbidden: bot was blocked by the user"))
    await bench.send(message("1"))
    links = bench.database.read(lambda tx: chats.chats_of(tx, member.id))
    assert {link.chat: link.unreachable_since for link in links} == {"7": clock.now, "8": None}


async def test_a_group_that_moved_is_set_aside(bench: Bench) -> None:
    bench.server.next(SEND, refuses(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-100))
    (row,) = await bench.send(message("1"))
    assert bench.left() == [(row.id, "the group has become a supergroup")]
