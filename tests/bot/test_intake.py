"""One update is one transaction; what fails is told, marked and loses nothing; what cannot be kept comes again."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest
from telegram import Update

from bot.intake import Intake
from bot.polling import Incoming
from conversations.engine import Engine, Turn
from conversations.events import Event
from conversations.state import State
from conversations.talk import Surroundings
from storage import conversations, outbox
from storage.conversations import ConversationRow
from storage.database import Database, StoreUnavailable, Transaction
from storage.outbox import Row
from tests.conversations.chatter import COSTLY

PRIVATE = {"id": 77, "type": "private", "first_name": "홍"}
HONG = {"id": 77, "is_bot": False, "first_name": "홍", "language_code": "ko"}


class BreakingEngine(Engine):
    """Breaks at an update whose text is "break", after the engine has done everything else."""

    def handle(self, tx: Transaction, event: Event, row: ConversationRow | None) -> Turn:
        turn = super().handle(tx, event, row)
        if event.text == "break" or event.press.endswith("break"):
            raise RuntimeError("an error of ours")
        return turn


@dataclass
class House:
    """An intake with a store, and the rows that it hands to delivery."""

    database: Database
    enqueued: list[Row] = field(default_factory=list)
    asked: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)

    @property
    def intake(self) -> Intake:
        page = "https://identity.example/{}".format
        engine = BreakingEngine(Surroundings(frozenset({"phone", "ipin"}), "kotra_bot", page))
        costly = {name: self._costly(name) for name in COSTLY}
        return Intake(self.database, engine, "bot", "worker", costly, self.enqueued.extend)

    def _costly(self, name: str) -> Any:
        async def does(*arguments: Any) -> Any:
            await asyncio.sleep(0)
            self.asked.append((name, arguments))
            return COSTLY[name](*arguments)

        return does

    async def takes(self, *texts: str, first: int = 1, chat: int = 77) -> None:
        """Takes one batch of messages."""
        await self.intake.handle_batch([written(first + n, text, chat) for n, text in enumerate(texts)])

    def said(self) -> list[str]:
        """The text of what was handed to delivery."""
        return [orjson.loads(row.payload).get("text", "") for row in self.enqueued if row.method == "sendMessage"]

    def methods(self) -> list[str]:
        return [row.method for row in self.enqueued]

    def row(self, chat: int = 77) -> ConversationRow | None:
        return self.database.read(lambda tx: conversations.peek(tx, "telegram", str(chat)))

    def step(self, chat: int = 77) -> str | None:
        row = self.row(chat)
        return row.step if row else None

    def answers(self) -> dict[str, Any]:
        row = self.row()
        assert row is not None
        return State.from_bytes(row.state).frame.answers


def written(number: int, text: str, chat: int = 77) -> Incoming:
    message = {"message_id": 500 + number, "date": 1, "chat": PRIVATE | {"id": chat}, "from": HONG, "text": text}
    return Incoming(number, Update.de_json({"update_id": number, "message": message}, None))


def pressed(number: int, data: str) -> Incoming:
    message = {"message_id": 400, "date": 1, "chat": PRIVATE}
    query = {"id": "q", "from": HONG, "chat_instance": "c", "data": data, "message": message}
    return Incoming(number, Update.de_json({"update_id": number, "callback_query": query}, None))


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


TO_PASSWORD = [
    *("개인회원 가입", "네", "네", "네", "네", "아니요", "휴대전화 본인인증"),
    *("홍길동 1990년 3월 5일 내국인 남자 SKT 010-1234-5678",),
]


async def test_what_an_update_leads_to_is_in_the_store_before_it_is_handed_to_delivery(house: House) -> None:
    await house.takes("안녕하세요")
    assert house.step() == "menu"
    assert house.methods() == ["sendMessage"]
    assert house.enqueued[0].leased_by == "worker"
    assert house.database.write(lambda tx: outbox.claim(tx, "another", 9)).result() == []


async def test_a_repeat_ends_at_the_mark(house: House) -> None:
    await house.takes("개인회원 가입", "네")
    row, enqueued = house.row(), len(house.enqueued)
    await house.takes("개인회원 가입", "네")
    assert (house.row(), len(house.enqueued)) == (row, enqueued)


async def test_a_repeat_in_the_same_moment_is_taken_once(house: House) -> None:
    await asyncio.gather(*(house.takes("개인회원 가입") for _ in range(4)))
    assert house.methods().count("sendMessage") == 1


async def test_the_updates_of_a_chat_keep_their_order(house: House) -> None:
    await house.takes(*TO_PASSWORD)
    assert house.step() == "identity_terms"
    assert house.answers()["name"] == "홍길동"


async def test_the_chats_of_a_batch_go_side_by_side(house: House) -> None:
    batch = [written(n, text, 80 + n % 3) for n, text in enumerate(["개인회원 가입"] * 3 + ["네"] * 3 + ["네"] * 3)]
    await house.intake.handle_batch(batch)
    assert [house.step(chat) for chat in (80, 81, 82)] == ["privacy"] * 3


async def test_an_error_of_ours_is_told_once_and_loses_nothing(house: House, caplog: pytest.LogCaptureFixture) -> None:
    await house.takes("개인회원 가입", "네")
    row, before = house.row(), len(house.said())
    await house.takes("break", first=3)
    await house.takes("break", first=3)
    assert house.row() == row
    assert ["저희 쪽 문제로" in text for text in house.said()[before:]] == [True]
    assert "update #3 met an error of ours" in caplog.text
    await house.takes("네", first=4)
    assert house.step() == "privacy"


async def test_an_error_at_one_update_lets_those_behind_it_through(house: House) -> None:
    await house.takes("개인회원 가입", "break", "네", "네")
    assert house.step() == "privacy"


async def test_an_error_at_a_press_answers_the_press_too(house: House) -> None:
    await house.takes("개인회원 가입")
    await house.intake.handle_batch([pressed(2, "1.break")])
    assert house.methods()[-2:] == ["answerCallbackQuery", "sendMessage"]


async def test_an_error_while_a_secret_is_asked_erases_the_message(house: House) -> None:
    await house.takes("개인회원 가입")
    row = house.row()
    assert row is not None
    await asyncio.wrap_future(house.database.write(lambda tx: conversations.save(tx, at_password(row))))
    await house.takes("break", first=2)
    assert house.methods()[-2:] == ["sendMessage", "deleteMessage"]
    assert orjson.loads(house.enqueued[-1].payload)["message_id"] == 502


def at_password(row: ConversationRow) -> ConversationRow:
    """The conversation as it is when the password is asked."""
    state = State.from_bytes(row.state)
    state.frame.at = "password"
    state.frame.answers |= {"login_id": "hong1990", "name": "홍길동"}
    values = {name: getattr(row, name) for name in ConversationRow.__dataclass_fields__}
    return ConversationRow(**values | {"state": state.to_bytes(), "step": "password"})


async def test_a_password_is_hashed_between_two_transactions_and_erased(house: House) -> None:
    await house.takes("개인회원 가입")
    row = house.row()
    assert row is not None
    await asyncio.wrap_future(house.database.write(lambda tx: conversations.save(tx, at_password(row))))
    await house.takes("wisp-Tango7-quill", first=2)
    assert house.asked == [("hash_password", ("wisp-Tango7-quill",))]
    assert house.answers()["password"] == COSTLY["hash_password"]("wisp-Tango7-quill")
    assert "deleteMessage" in house.methods()
    assert not any(b"wisp-Tango7-quill" in row.payload for row in house.enqueued)


async def test_what_cannot_be_read_is_marked_and_answered_by_nobody(house: House) -> None:
    member = Update.de_json({"update_id": 2}, None)
    await house.intake.handle_batch([Incoming(1, None), Incoming(2, member)])
    assert house.enqueued == []
    await house.intake.handle_batch([written(1, "안녕하세요")])
    assert house.row() is None


async def test_a_store_that_is_away_stops_the_batch_so_that_it_comes_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(tx: Transaction, channel: str, chat: str) -> ConversationRow | None:
        raise StoreUnavailable("away")

    monkeypatch.setattr(conversations, "load", away)
    with pytest.raises(ExceptionGroup) as raised:
        await house.takes("안녕하세요")
    monkeypatch.undo()
    assert raised.group_contains(StoreUnavailable)
    assert house.enqueued == []
    await house.takes("안녕하세요")
    assert house.step() == "menu"


async def test_a_service_answers_into_the_conversation_that_asked_once(house: House) -> None:
    await house.takes(*TO_PASSWORD, "네")
    (call,) = [row for row in house.enqueued if row.route == "service"]
    assert call.method == "identity.send_code"
    before = len(house.enqueued)
    await house.intake.take_answer(call, {"error": "sms.refused"})
    await house.intake.take_answer(call, {"error": "sms.refused"})
    (redrawn,) = house.enqueued[before:]
    assert "보내지 못했습니다" in orjson.loads(redrawn.payload)["text"]


async def test_a_tick_rings_once(house: House) -> None:
    await house.takes("개인회원 가입")
    (tick,) = [row for row in house.enqueued if row.route == "tick"]
    await house.intake.take_tick(tick)
    again = [row for row in house.enqueued if row.route == "tick"]
    assert [row.method for row in again] == ["abandoned"] * 2
    await house.intake.take_tick(tick)
    assert [row for row in house.enqueued if row.route == "tick"] == again
