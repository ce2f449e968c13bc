"""Rows of the outbox are posted as they lie, in the order of their chat, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from bot import writing
from bot.delivery import marks
from bot.delivery.lanes import with_message_id
from storage import outbox
from tests.bot.bench import SEND, Bench, call, message
from tests.bot.stand_in import gives, refuses, waits


async def test_a_row_is_posted_as_it_lies_and_goes(bench: Bench) -> None:
    await bench.send(message("안녕하세요"))
    assert bench.server.of(SEND) == [{"chat_id": 7, "text": "안녕하세요"}]
    assert bench.left() == []


async def test_a_kept_row_stays_with_its_message_id(bench: Bench) -> None:
    (row,) = await bench.send(message("card", keep=True))
    assert bench.database.read(lambda tx: outbox.message_of(tx, row.id)) == 1001


async def test_a_chat_keeps_its_order(bench: Bench) -> None:
    texts = [str(number) for number in range(20)]
    await bench.send(*(message(text) for text in texts))
    assert bench.texts == texts


async def test_rows_handed_over_out_of_order_leave_in_order(bench: Bench) -> None:
    go_on = asyncio.Event()
    bench.server.next(SEND, waits(go_on, gives({"message_id": 1})))
    first, second, third = await bench.put(message("1"), message("2"), message("3"))
    bench.delivery.enqueue([first])
    await bench.server.called(SEND, 1)
    bench.delivery.enqueue([third])
    bench.delivery.enqueue([second])
    go_on.set()
    await bench.settled()
    assert bench.texts == ["1", "2", "3"]


async def test_a_slow_chat_does_not_hold_others_up(bench: Bench) -> None:
    go_on = asyncio.Event()
    bench.server.next(SEND, waits(go_on, gives({"message_id": 1})))
    rows = await bench.put(message("slow", "1"), message("behind", "1"), message("quick", "2"))
    bench.delivery.enqueue(rows)
    await bench.server.called(SEND, 2)
    assert sorted(bench.texts) == ["quick", "slow"]
    go_on.set()
    await bench.settled()
    assert bench.texts[2:] == ["behind"]


async def test_a_row_about_another_gets_its_message_id(bench: Bench) -> None:
    (card,) = await bench.put(message("card", keep=True))
    rows = await bench.put(call("editMessageText", card.id, text="edited"), call("deleteMessage", card.id))
    bench.delivery.enqueue([card, *rows])
    await bench.settled()
    assert bench.server.of("editMessageText") == [{"chat_id": 7, "text": "edited", "message_id": 1001}]
    assert bench.server.of("deleteMessage") == [{"chat_id": 7, "message_id": 1001}]


async def test_the_message_id_is_found_again_after_a_restart(bench: Bench) -> None:
    (card,) = await bench.send(message("card", keep=True))
    bench.delivery = bench.made("second")
    await bench.send(call("editMessageText", card.id, text="edited"))
    assert bench.server.of("editMessageText") == [{"chat_id": 7, "text": "edited", "message_id": 1001}]


async def test_a_call_about_what_was_never_sent_is_dropped(bench: Bench) -> None:
    bench.server.next(SEND, refuses(400, "Bad Request: chat not found"))
    (card,) = await bench.send(message("card", keep=True))
    await bench.send(call("deleteMessage", card.id))
    assert bench.server.of("deleteMessage") == []
    assert [row_id for row_id, _ in bench.left()] == [card.id]


@pytest.mark.parametrize(
    ("payload", "whole"),
    [
        (b'{"chat_id":1}', {"chat_id": 1, "message_id": 5}),
        (b"{}", {"message_id": 5}),
        (b' { "a" : {} } \n', {"a": {}, "message_id": 5}),
    ],
)
def test_a_message_id_is_put_into_finished_json(payload: bytes, whole: dict[str, Any]) -> None:
    assert orjson.loads(with_message_id(payload, 5)) == whole


@pytest.fixture
def marking(monkeypatch: pytest.MonkeyPatch) -> Iterator[asyncio.Event]:
    """Marks are written only once this is set; it is at the end."""
    may, write = asyncio.Event(), writing.written

    async def written(*work: Any) -> Any:
        await may.wait()
        return await write(*work)

    monkeypatch.setattr(marks, "written", written)
    yield may
    may.set()


async def test_a_new_message_that_is_not_marked_yet_holds_back_the_next(bench: Bench, marking: asyncio.Event) -> None:
    bench.delivery.enqueue(await bench.put(message("1"), message("2"), message("other", "8")))
    await bench.server.called(SEND, 2)
    bench.delivery.enqueue(await bench.put(message("later", "9")))
    await bench.server.called(SEND, 3)
    assert sorted(bench.texts) == ["1", "later", "other"]
    marking.set()
    await bench.settled()
    assert sorted(bench.texts) == ["1", "2", "later", "other"]


async def test_an_edit_that_is_not_marked_yet_holds_back_nothing(bench: Bench, marking: asyncio.Event) -> None:
    marking.set()
    (card,) = await bench.send(message("card", keep=True))
    marking.clear()
    edit = call("editMessageReplyMarkup", about=card.id, reply_markup={"inline_keyboard": []})
    bench.delivery.enqueue(await bench.put(edit, message("next")))
    await bench.server.called(SEND, 2)
    assert bench.texts == ["card", "next"]
    marking.set()
    await bench.settled()
