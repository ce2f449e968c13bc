"""An offer of MASTER that waits for its answer is shown to the MASTER who made it, and may be taken back."""

from __future__ import annotations

from membership.grades import Grade
from storage.schema import master_offers
from tests.journeys.records import rows
from tests.journeys.test_masters import Firm, answered, decided, found, grade, name_of, person_of, refusals, told
from tests.journeys.test_masters_hand_over import masters_of, menu, offers_to
from tests.person import Person
from tests.world import World


async def offered(here: World) -> tuple[Firm, Person, Person]:
    """A MASTER who has offered MASTER to a colleague, and the colleague."""
    firm = found(here, regulars=("regular9", "regular8"))
    master, other = await person_of(here, firm, "master01"), await person_of(here, firm, "regular9")
    await offers_to(master, firm, "regular9")
    master.heard_of("거두실 수 있습니다")
    await other.hears()
    return firm, master, other


def statuses(here: World) -> list[str]:
    """What became of the offers."""
    return [row["status"] for row in rows(here, master_offers)]


async def test_an_offer_is_shown_with_its_receiver_and_end_and_is_taken_back(here: World) -> None:
    firm, master, other = await offered(here)
    number, accept = other.card["message_id"], other.button("맡기")["callback_data"]
    (offer,) = rows(here, master_offers)
    await master.says("/status")
    answered(master, name_of("regular9"), "제안했고")
    await menu(master, "colleagues")
    master.sees(name_of("regular9"), "제안했고", f"{offer['expires_at']:%Y}년", "기다립니다")
    await master.taps("제안 거두기")
    answered(master, "제안을 거두었고, 그분에게 알렸습니다")
    assert "제안했고" not in master.card["text"]
    assert "take_back" not in master.codes
    assert "제안을 거두었습니다" in await other.hears()
    await other.presses(number, accept)
    answered(other, "거두어진 제안이어서", "바뀐 것은 없습니다")
    assert grade(here, firm, "regular9") is Grade.REGULAR
    assert masters_of(here, firm) == [firm.members["master01"]]
    assert (statuses(here), refusals(here), decided(here)) == (["withdrawn"], [], [])
    await offers_to(master, firm, "regular8")
    assert statuses(here) == ["withdrawn", "offered"]


async def test_a_second_offer_is_led_to_the_one_that_waits_before_a_password_is_asked(here: World) -> None:
    firm, master, _ = await offered(here)
    await menu(master, "colleagues")
    await master.picks(f"m{firm.members['regular8']}")
    await master.picks("hand_over")
    assert here.step_of(master) == "colleague"
    answered(master, "이미 답을 기다리는 제안", name_of("regular9"))
    await master.picks("take_back")
    assert statuses(here) == ["withdrawn"]


async def test_what_was_answered_meanwhile_is_not_taken_back(here: World) -> None:
    firm, master, other = await offered(here)
    await menu(master, "colleagues")
    await other.taps("거절")
    await master.hears()
    await master.picks("take_back")
    answered(master, "이미 끝났습니다", "바뀐 것은 없습니다")
    assert "거두었습니다" not in await other.hears()
    assert statuses(here) == ["declined"]
    await offers_to(master, firm, "regular9")
    await menu(master, "colleagues")
    await other.hears()
    await other.taps("맡기")
    await told(here)
    await master.picks("take_back")
    answered(master, "MASTER만 할 수 있습니다")
    assert masters_of(here, firm) == [firm.members["regular9"]]
    assert refusals(here) == [("refused:master_transfer", "grade", None)]


async def test_who_uses_no_chat_is_to_be_told_by_the_master(here: World) -> None:
    firm = found(here, regulars=("regular9",))
    master = await person_of(here, firm, "master01")
    await offers_to(master, firm, "regular9")
    await menu(master, "colleagues")
    await master.picks("take_back")
    answered(master, "직접 말씀해 주세요")
    other = await person_of(here, firm, "regular9")
    assert "맡아 달라는 제안" not in str(await other.messages())


async def test_a_forged_taking_back_does_nothing(here: World) -> None:
    _, master, other = await offered(here)
    await menu(other, "help")
    turn = other.buttons[0]["callback_data"].partition(".")[0]
    await other.presses(other.card["message_id"], f"{turn}.take_back", forged=True)
    assert statuses(here) == ["offered"]
    await menu(master, "status")
    turn = master.buttons[0]["callback_data"].partition(".")[0]
    await master.presses(master.card["message_id"], f"{turn}.take_back", forged=True)
    assert statuses(here) == ["offered"]
