"""A MASTER whose chat speaks English: every notice, decision and reminder is in English, whatever the account says."""

from __future__ import annotations

import re

from membership.grades import Grade
from storage import members
from tests.journeys.test_masters import (
    PASSWORD,
    Firm,
    decided,
    found,
    grade,
    joins,
    passes_to,
    person_of,
    quick,
    told,
)
from tests.journeys.test_masters_hand_over import looked, masters_of, menu
from tests.person import Person
from tests.world import World

__all__ = ["quick"]
HANGUL = re.compile(r"[가-힣]+")
# Names of people and of the company; the manual's own terms stand in brackets behind the English ones.
NAMES = re.compile(r"이동료\w\w|김대장|김\*장|가나무역|대한\w*|\[[^\]]*\]|한국어")


async def english(here: World, firm: Firm, login_id: str) -> Person:
    """A member of the company whose messenger is in English; the account was made in Korean on the web site."""
    person = await here.person(login_id, "en")
    person.settle = lambda: told(here)
    await person.says("/start")
    here.writes(lambda tx: members.link_chat(tx, "telegram", str(person.id), firm.members[login_id]))
    await person.hears()
    return person


def speaks_english(person: Person) -> None:
    """What was said, on buttons and amid messages, is English but for names."""
    said = [
        words
        for event in person.news
        if (message := event.get("message") or {}).get("from_bot")
        for words in (message.get("text", ""), *_labels(message))
    ]
    assert said
    korean = [word for words in said for word in HANGUL.findall(NAMES.sub("", words))]
    assert korean == [], said


def _labels(message: dict[str, object]) -> list[str]:
    markup = message.get("reply_markup")
    rows = markup.get("inline_keyboard", []) if isinstance(markup, dict) else []
    return [button["text"] for row in rows for button in row]


async def test_a_card_for_who_joins_and_an_approval_that_is_undone(here: World, quick: None) -> None:
    firm = found(here)
    master = await english(here, firm, "master01")
    joins(here, firm, "second02")
    assert "Somebody waits for approval" in await master.hears()
    assert master.labels == ["Approve", "End the relation", "Later"]
    speaks_english(master)
    await master.taps("Later")
    speaks_english(master)
    await master.taps("Approve")
    speaks_english(master)
    assert grade(here, firm, "second02") is Grade.REGULAR
    await master.taps("Undo")
    speaks_english(master)
    assert grade(here, firm, "second02") is Grade.ASSOCIATE
    await menu(master, "approvals")
    speaks_english(master)
    await master.picks(f"m{firm.relations['second02']}")
    await master.picks("approve")
    speaks_english(master)
    second = await english(here, firm, "second02")
    here.clock.forward(seconds=61)
    assert "You are now a regular member" in await second.hears()
    speaks_english(second)
    assert decided(here) == [("approved", "master"), ("approval_undone", "master"), ("approved", "master")]


async def test_an_end_with_a_reason_reaches_each_in_their_own_language(here: World) -> None:
    firm = found(here, "second02", "third03")
    master, second = await english(here, firm, "master01"), await person_of(here, firm, "second02")
    third = await english(here, firm, "third03")
    await menu(master, "approvals")
    await master.picks(f"m{firm.relations['second02']}")
    await master.picks("end")
    speaks_english(master)
    await master.says("Left in May")
    speaks_english(master)
    await master.says("yes")
    master.heard_of("The relation was ended")
    assert "사유: Left in May" in await second.hears()
    await menu(master, "approvals")
    await master.picks(f"m{firm.relations['third03']}")
    await master.picks("end")
    await master.picks("by_mistake")
    await master.picks("yes")
    assert "Reason: Applied by mistake" in await third.hears()
    speaks_english(third)
    assert decided(here) == [("ended", "master")] * 2


async def test_a_hand_over_from_english_to_korean_and_taken_back(here: World) -> None:
    firm = found(here, regulars=("regular9",))
    master, other = await english(here, firm, "master01"), await person_of(here, firm, "regular9")
    for regrets in (True, False):
        await menu(master, "colleagues")
        await master.picks(f"m{firm.members['regular9']}")
        speaks_english(master)
        await master.picks("hand_over")
        await master.says("Wrong!whale77river")
        speaks_english(master)
        await master.says(PASSWORD)
        master.heard_of("MASTER was offered")
        assert "맡아 달라는 제안" in await other.hears()
        if regrets:
            await menu(master, "colleagues")
            speaks_english(master)
            await master.picks("take_back")
            master.heard_of("The offer was taken back")
            speaks_english(master)
            await other.hears()
    await other.taps("맡기")
    assert "has a new MASTER" in await master.hears()
    speaks_english(master)
    assert masters_of(here, firm) == [firm.members["regular9"]]


async def test_a_substitute_an_associate_and_their_statuses(here: World) -> None:
    firm = found(here, "second02", regulars=("regular9",))
    master, other = await english(here, firm, "master01"), await english(here, firm, "regular9")
    second = await english(here, firm, "second02")
    await menu(master, "colleagues")
    await master.picks(f"m{firm.members['regular9']}")
    await master.picks("substitute")
    speaks_english(master)
    await master.picks("week")
    speaks_english(master)
    assert "in the place of" in await other.hears()
    await menu(second, "nudge")
    speaks_english(second)
    assert "asks again for approval" in await master.hears()
    for person in (master, other, second):
        await person.says("/status")
        speaks_english(person)
    second.heard_of("The MASTER, 김*장, was told on")
    await menu(master, "colleagues")
    speaks_english(master)
    await master.picks("end_substitute")
    assert "You no longer stand in" in await other.hears()
    await menu(master, "leave_company")
    await master.picks("yes")
    master.heard_of("hand over MASTER")
    speaks_english(master)


async def test_the_language_of_a_chat_is_that_of_its_next_notice(here: World, quick: None) -> None:
    firm = found(here, "second02")
    passes_to(here, 10)
    master, also = await person_of(here, firm, "master01"), await english(here, firm, "master01")
    await master.hears()
    assert master.labels == ["승인", "관계 해지", "나중에"]
    await master.says("English")
    joins(here, firm, "third03")
    for person in (master, also):
        assert "Somebody waits for approval" in await person.hears()
        assert person.labels == ["Approve", "End the relation", "Later"]
    passes_to(here, 11, days=1)
    await looked(here)
    for person in (master, also):
        assert "still wait for approval" in await person.hears()
        assert "Show who is waiting" in person.labels
        speaks_english(person)
