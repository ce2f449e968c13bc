"""Two at once, too many, twice the same, in the wrong order, a restart in the middle: nothing is lost or doubled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.polling import BATCH
from storage import inbox, schema
from storage.reminders import by_day
from storage.transaction import Transaction
from tests.journeys.paths import ADDRESS, PASSWORD, Wishes, signs_up, to_contact, to_method, to_review
from tests.journeys.records import answers_given, kept, profile_of, rows
from tests.person import JSON, Person
from tests.world import TOKEN, World


async def test_two_quick_messages_are_two_answers(here: World) -> None:
    person = await here.person()
    await to_contact(person, Wishes("honggd1", optional="no"))
    for text in (person.mobile, "hong@naver.com", ADDRESS):
        await person.does("text", text=text)
    await person.hears()
    assert here.step_of(person) == "review"
    found = answers_given(here, person)
    assert (found["telephone"], found["email"], found["postcode"]) == (person.phone, "hong@naver.com", "06792")
    with_buttons = [message for message in await person.messages() if message.get("reply_markup")]
    assert [message["message_id"] for message in with_buttons] == [person.card["message_id"]]


async def test_two_submits_make_one_member(here: World) -> None:
    person = await here.person()
    await to_review(person, Wishes("honggd1"))
    press = {"message_id": person.card["message_id"], "data": person.choice("submit")["callback_data"]}
    await person.does("press", **press)
    await person.does("press", **press, forged=True)
    await person.does("text", text="제출하기")
    await person.hears()
    assert kept(here)["members"] == 1
    assert profile_of(here, "honggd1")


async def test_a_flood_is_answered_to_its_end(here: World) -> None:
    person, other = await here.person(), await here.person()
    await to_method(person, Wishes("honggd1"))
    for number in range(60):
        await person.does("text", text=f"아무 말 {number}")
    await other.says("/start")
    assert here.step_of(other) == "menu"
    await person.hears()
    assert here.step_of(person) == "method"
    answers = [event for event in person.news if event["type"] == "message" and event["message"]["from_bot"]]
    assert len(answers) == 60
    await person.picks("phone")
    assert here.step_of(person) == "name"


async def test_the_same_update_twice_counts_once(here: World) -> None:
    person = await here.person()
    await to_method(person, Wishes("honggd1"))
    number = await raw_text(here, person, "1")
    assert here.step_of(person) == "name"
    await raw_text(here, person, "1", update_id=number)
    assert here.step_of(person) == "name"
    assert person.news == [], "nothing is said about a repetition"


async def test_updates_out_of_order_are_taken_in_theirs(here: World) -> None:
    person = await here.person()
    await to_contact(person, Wishes("honggd1", optional="no"))
    base = max(row["update_id"] for row in rows(here, schema.seen_updates)) + 1000
    for offset, text in ((2, ADDRESS), (1, "hong@naver.com"), (0, person.mobile)):
        await push(here, {"update_id": base + offset, **message(person, text)})
    await person.hears()
    found = answers_given(here, person)
    assert (found["telephone"], found["email"]) == (person.phone, "hong@naver.com"), person.said


async def raw_text(here: World, person: Person, text: str, **more: int) -> int:
    number = await push(here, {**message(person, text), **more})
    await person.hears()
    return number


async def push(here: World, update: JSON) -> int:
    return int((await here.web.post("/api/raw_update", update))["update_id"])


def message(person: Person, text: str) -> JSON:
    sender = {"id": person.id, "is_bot": False, "first_name": "민수", "language_code": person.language}
    chat = {"id": person.id, "type": "private", "first_name": "민수"}
    return {"message": {"message_id": 900_001, "date": 1_795_000_000, "chat": chat, "from": sender, "text": text}}


ODD_UPDATES: tuple[JSON, ...] = (
    {},
    {"message": None},
    {"message": {"message_id": 5}},
    {"callback_query": {"id": "1"}},
    {"poll": {"id": "1"}},
    {"edited_message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}}},
    {"message": {"message_id": 1, "date": 0, "chat": {"id": -5, "type": "channel", "title": "x"}, "text": "/start"}},
    {"my_chat_member": {"date": 0}},
    {"something_new": {"a": [1, 2, {"b": None}]}},
)


async def test_odd_updates_stop_nobody(here: World) -> None:
    person = await here.person()
    await person.says("/start")
    for update in ODD_UPDATES:
        await push(here, update)
    sender = message(person, "x")["message"]
    for change in ({"text": None}, {"text": 5}, {"from": None}, {"date": "yesterday"}, {"entities": [{"type": "new"}]}):
        await push(here, {"message": {**sender, **change}})
    await here.settled()
    await person.hears()
    await person.picks("individual")
    assert here.step_of(person) == "age"


async def test_a_restart_at_any_step_loses_nothing(away: World) -> None:
    person = await away.person()
    async with away.running():
        await to_method(person, Wishes("honggd1"))
    for texts in (
        ["1", "홍길동 1990-03-05 남자 내국인 SKT"],
        [person.mobile],
        ["1"],
        [""],
        ["honggd1", PASSWORD],
        [PASSWORD],
    ):
        await leaves(away, person, texts)
    assert PASSWORD not in str(await person.messages())
    await leaves(away, person, ["1", "hong@naver.com", ADDRESS])
    assert away.step_of(person) == "extras"
    await leaves(away, person, ["1", "1"])
    assert profile_of(away, "honggd1").member.email == "hong@naver.com"
    sent = await away.calls("sendMessage")
    assert len(sent) == len([one for one in await person.messages() if one["from_bot"]]), "nothing is said twice"


async def leaves(away: World, person: Person, texts: list[str]) -> None:
    """Types while the assistant is away, "" for the code; it answers after its start."""
    for text in texts:
        await person.does("text", text=text or await person.code())
    async with away.running():
        await person.hears()


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_what_a_crowd_wrote_meanwhile_is_all_answered(away: World, monkeypatch: pytest.MonkeyPatch) -> None:
    batches, put = list[int](), inbox.put

    def puts(tx: Transaction, bot: str, updates: Sequence[JSON]) -> int:
        batches.append(len(updates))
        return put(tx, bot, updates)

    monkeypatch.setattr(inbox, "put", puts)
    people = [await away.person() for _ in range(BATCH + 20)]
    for person in people:
        await person.does("text", text="/start signup")
    async with away.running():
        await away.settled()
    assert batches == [BATCH]
    assert [away.step_of(person) for person in people] == ["type"] * len(people)
    assert len(await away.calls("sendMessage")) == len(people)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_what_was_kept_when_the_process_ended_is_answered_after_the_start(away: World) -> None:
    person = await away.person()
    async with away.running():
        await to_method(person, Wishes("honggd1"))
    update = message(person, "1")
    away.writes(lambda tx: inbox.put(tx, TOKEN.partition(":")[0], [{"update_id": 10**6, **update}]))
    async with away.running():
        await person.hears()
    assert away.step_of(person) == "name"
    assert rows(away, schema.inbox) == []


async def test_a_button_from_before_a_restart_still_works(away: World) -> None:
    person = await away.person()
    async with away.running():
        await to_method(person, Wishes("honggd1"))
    async with away.running():
        await person.picks("phone")
    assert away.step_of(person) == "name"


async def test_many_sign_up_at_once(here: World) -> None:
    people = [await here.person() for _ in range(4)]
    for number, person in enumerate(people):
        await signs_up(person, f"person{number}", born=f"199{number}-01-01")
    assert kept(here)["members"] == 4


async def test_who_leaves_for_a_day_is_told_that_the_draft_is_erased(away: World) -> None:
    person, finished = await away.person(), await away.person()
    async with away.running():
        await to_contact(person, Wishes("honggd1"))
        await signs_up(finished, "member01", born="1991-01-01")
    # At night it would be erased in silence, and told in the morning.
    told = by_day(away.clock() + timedelta(hours=24, minutes=1))
    away.clock.forward(seconds=(told - away.clock()).total_seconds() + 60)
    async with away.running():
        await away.ticked()
        await person.hears()
        await finished.hears()
        assert away.step_of(person) == "menu"
        person.heard_of("하루 동안")
        assert "하루 동안" not in finished.said
        assert kept(away)["members"] == 1
        await person.picks("individual")
        assert away.step_of(person) == "age"
