"""What of a company's life stands in the access log: each look at another's data, and each try at what may not be."""

from __future__ import annotations

from storage import masters, schema
from tests.journeys.records import rows
from tests.journeys.test_masters import answered, found, joins, person_of, refusals
from tests.journeys.test_masters_hand_over import menu
from tests.journeys.test_masters_link import links
from tests.world import World


def looks(here: World, member_id: int) -> list[tuple[str, int | None]]:
    """What a member was shown or did, and of whom."""
    log = [row for row in rows(here, schema.access_log) if row["actor"] == str(member_id)]
    return [(row["action"], row["subject_member_id"]) for row in log]


async def test_each_look_of_a_master_at_another_is_noted(here: World) -> None:
    firm = found(here, regulars=("regular9",))
    master, second = await person_of(here, firm, "master01"), await person_of(here)
    joins(here, firm, "second02")
    await master.hears()
    of_second = ("saw associate", firm.members["second02"])
    assert looks(here, firm.members["master01"]) == [of_second]
    await menu(master, "approvals")
    assert looks(here, firm.members["master01"]) == [of_second] * 2
    await links(second, "second02")
    await menu(master, "colleagues")
    seen = looks(here, firm.members["master01"])[2:]
    assert set(seen) == {("saw colleague", firm.members[one]) for one in ("regular9", "second02")}


async def test_a_nudge_shows_the_associate_which_is_noted_and_a_link_too(here: World) -> None:
    firm = found(here, "second02")
    master, second = await person_of(here), await person_of(here, firm, "second02")
    await links(master, "master01")
    number = firm.members["master01"]
    assert looks(here, number) == [("link_chat", number), ("saw associate", firm.members["second02"])]
    await menu(second, "nudge")
    await master.hears()
    assert looks(here, number)[2:] == [("saw associate", firm.members["second02"])]


async def test_a_card_pressed_by_strangers_is_noted_with_whom_it_was_about(here: World) -> None:
    """A card that was forwarded, or its button forged, in the chats of nobody, of an associate and of a regular."""
    firm = found(here, "second02", "third03", regulars=("regular9",))
    about = firm.members["second02"]
    people = [await person_of(here), await person_of(here, firm, "third03"), await person_of(here, firm, "regular9")]
    for person in people:
        for action in ("approve", "end"):
            press = f"!{action}:{firm.relations['second02']}"
            await person.presses(person.newest["message_id"], press, forged=True)
            assert "이동료02" not in str(person.news)
    log = [row for row in rows(here, schema.access_log) if row["action"].startswith("refused:")]
    actors = ["unlinked", str(firm.members["third03"]), str(firm.members["regular9"])]
    assert [row["actor"] for row in log] == [one for one in actors for _ in range(2)]
    assert [row["action"] for row in log] == ["refused:approve_members", "refused:end_relation"] * 3
    assert {row["subject_member_id"] for row in log} <= {about, None}
    assert rows(here, schema.decisions) == []


async def test_the_status_says_what_the_next_grade_would_allow_and_how_long_one_waits(here: World) -> None:
    firm = found(here, "second02", regulars=("regular9",))
    master, second = await person_of(here, firm, "master01"), await person_of(here, firm, "second02")
    regular = await person_of(here, firm, "regular9")
    here.clock.forward(days=3)
    assert "기다린 지 3일" in await second.says("/status")
    second.heard_of("정회원이 되시면", "서비스 마일리지", "기업 정보 수정")
    await second.says("기업 정보 수정")
    answered(second, "MASTER", "정회원")
    assert here.step_of(second) != "company_field"
    await regular.says("/status")
    regular.heard_of("MASTER가 되시면", "MASTER 권한 넘기기", "정회원 승인", "관계 해지")
    await master.says("/status")
    assert "되시면" not in master.said
    master.heard_of("김대장", "master01")


async def test_the_last_ones_number_makes_the_next_one_master(here: World) -> None:
    firm = found(here)
    master = await person_of(here, firm, "master01")
    await menu(master, "leave_company")
    await master.picks("yes")
    joins(here, firm, "second02")
    assert here.reads(masters.unreachable)[0].member_id == firm.members["second02"]
    assert refusals(here) == []
