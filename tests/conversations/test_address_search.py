"""An address searched for by its road, chosen from a list; typed by hand whatever fails."""

from __future__ import annotations

from dataclasses import replace

import pytest

from membership import limits
from storage import companies, conversations, members
from storage.companies import Company
from storage.members import Member
from tests.conversations.chatter import Chatter, Scene
from tests.conversations.right import NOWHERE, finishes, goes_to, says

HEOLLEUNG = {
    "postcode": "06792",
    "base": "서울특별시 서초구 헌릉로 13 (염곡동)",
    "english": "13 Heolleung-ro, Seocho-gu, Seoul",
}
SEJONG = [
    {"postcode": "04524", "base": f"서울특별시 중구 세종대로 {number} (태평로1가)", "english": f"{number} Sejong-daero"}
    for number in range(100, 125)
]


@pytest.fixture
def scene(scene: Scene) -> Scene:
    scene.offices = frozenset({"address.search"})
    scene.streets = [HEOLLEUNG, *SEJONG]
    return scene


def member_of(chatter: Chatter) -> Member:
    found = chatter.scene.database.read(lambda tx: members.by_login_id(tx, chatter.login_id))
    assert found is not None
    return found


def company_of(chatter: Chatter) -> Company:
    found = chatter.scene.database.read(lambda tx: companies.by_number(tx, NOWHERE))
    assert found is not None
    return found


def searches(scene: Scene) -> list[str]:
    return [data["words"] for name, data in scene.services if name == "address.search"]


def test_a_road_is_searched_for_and_chosen_and_the_detail_asked_last(kim: Chatter) -> None:
    goes_to(kim, "address")
    kim.sees("도로명과 건물번호")
    kim.says("헌릉로 13")
    assert kim.step == "address"
    kim.sees("1. (06792) 서울특별시 서초구 헌릉로 13 (염곡동)")
    assert "1. 서울 서초구 헌릉로 13" in kim.labels
    kim.presses("서울 서초구 헌릉로 13")
    assert kim.step == "address_detail"
    kim.says("3층")
    finishes(kim)
    member = member_of(kim)
    assert (member.postcode, member.address_base, member.address_detail, member.address_en) == (
        "06792",
        HEOLLEUNG["base"],
        "3층",
        HEOLLEUNG["english"],
    )


def test_the_choice_may_be_typed_by_its_number(kim: Chatter) -> None:
    goes_to(kim, "address")
    kim.says("세종대로")
    kim.says("2번")
    assert kim.frame.answers["address_base"] == SEJONG[1]["base"]


def test_a_detail_that_was_typed_along_is_not_asked_again(kim: Chatter) -> None:
    goes_to(kim, "address")
    kim.says("서울 서초구 헌릉로 13, 3층")
    assert searches(kim.scene) == ["서울 서초구 헌릉로 13"]
    kim.says("헌릉로 13, 3층")
    kim.chooses("hit0")
    assert kim.frame.answers["address_detail"] == "3층"
    assert kim.step != "address_detail"


def test_five_on_a_page_and_no_more_than_twenty(kim: Chatter) -> None:
    goes_to(kim, "address")
    kim.says("세종대로")
    kim.sees("모두 25곳이라 20곳만", "5. (04524)")
    assert sum(kim.offers(f"hit{at}") for at in range(25)) == 5
    for first in (5, 10, 15, 0):
        kim.chooses("more")
        assert kim.offers(f"hit{first}")
    kim.chooses("more")
    kim.chooses("hit7")
    assert kim.frame.answers["address_base"] == SEJONG[7]["base"]
    assert len(searches(kim.scene)) == 1


def test_a_whole_address_with_its_postcode_is_taken_as_it_is(kim: Chatter) -> None:
    goes_to(kim, "address")
    kim.says("06792 서울특별시 서초구 헌릉로 13, 3층")
    assert kim.step != "address"
    assert searches(kim.scene) == []


def test_nothing_found_is_told_and_other_words_may_be_typed(kim: Chatter) -> None:
    goes_to(kim, "address")
    assert "맞는 주소가 없습니다" in kim.says("없는대로 7") or "맞는 주소가 없습니다" in kim.card["text"]
    kim.says("헌릉로 13")
    kim.chooses("hit0")
    assert kim.step == "address_detail"


def test_by_hand_takes_what_was_typed_and_asks_the_rest(kim: Chatter) -> None:
    goes_to(kim, "address")
    kim.says("서울 서초구 없는대로 7, 2층")
    kim.chooses("by_hand")
    assert kim.step == "postcode"
    kim.says("06792")
    finishes(kim)
    member = member_of(kim)
    assert (member.address_base, member.address_detail, member.address_en) == ("서울 서초구 없는대로 7", "2층", None)


@pytest.mark.parametrize("error", ["address.unreachable", "address.key_refused", "address.ill", "service.failed"])
def test_whatever_fails_it_is_typed_by_hand(kim: Chatter, error: str) -> None:
    kim.scene.fails["address.search"] = error
    goes_to(kim, "address")
    kim.says("헌릉로")
    assert kim.step == "address"
    kim.sees("직접 입력으로 진행합니다", "06792 서울특별시 서초구 헌릉로 13, 3층")
    kim.says("서울특별시 서초구 헌릉로 13")
    assert kim.step == "postcode"
    finishes(kim)
    assert len(searches(kim.scene)) == 1


def test_what_served_already_is_not_typed_twice(kim: Chatter) -> None:
    kim.scene.fails["address.search"] = "address.unreachable"
    goes_to(kim, "address")
    kim.says("서울특별시 서초구 헌릉로 13, 3층")
    assert kim.step == "postcode"
    kim.says("06792")
    assert kim.frame.answers["address_detail"] == "3층"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("address.too_many", "너무 많습니다"),
        ("address.too_vague", "건물번호를 적어"),
        ("address.not_searchable", "기호 없이"),
    ],
)
def test_what_the_words_are_to_blame_for_is_asked_again(kim: Chatter, error: str, words: str) -> None:
    kim.scene.fails["address.search"] = error
    goes_to(kim, "address")
    kim.says("중앙로")
    kim.sees(words)
    kim.scene.fails.clear()
    kim.says("헌릉로 13")
    kim.chooses("hit0")
    assert kim.step == "address_detail"


def test_a_slow_search_is_not_waited_for(kim: Chatter) -> None:
    goes_to(kim, "address")
    kim.scene.holds = True
    kim.says("헌릉로")
    late = [row for row in kim.scene.waiting if row.route == "service"]
    kim.scene.waiting = [row for row in kim.scene.waiting if row.route != "service"]
    kim.scene.holds = False
    kim.scene.deliver()
    kim.sees("찾고 있습니다")
    kim.scene.passes(seconds=limits.SERVICE_PATIENCE.total_seconds())
    kim.sees("주소 검색이 늦어")
    kim.scene.waiting += late
    kim.scene.deliver()
    assert not kim.offers("hit0")


def test_an_answer_to_other_words_is_late(kim: Chatter) -> None:
    goes_to(kim, "address")
    kim.scene.holds = True
    kim.says("세종대로")
    late = [row for row in kim.scene.waiting if row.route == "service"]
    kim.scene.waiting = [row for row in kim.scene.waiting if row.route != "service"]
    kim.scene.deliver()
    kim.scene.holds = False
    kim.says("헌릉로 13")
    kim.sees("헌릉로 13 (염곡동)")
    kim.scene.waiting += late
    kim.scene.deliver()
    kim.sees("헌릉로 13 (염곡동)")


@pytest.mark.parametrize("typed", ["12345678", "서울특별시", "!!", "%"])
def test_words_that_nothing_can_be_found_by_ask_nobody(kim: Chatter, typed: str) -> None:
    goes_to(kim, "address")
    kim.says(typed)
    assert kim.step == "address"
    assert searches(kim.scene) == []


def test_a_question_is_answered_and_not_searched_for(kim: Chatter) -> None:
    goes_to(kim, "address")
    kim.says("주소는 왜 필요한가요?")
    assert kim.step == "address"
    assert searches(kim.scene) == []


def test_too_many_searches_a_day_are_typed_by_hand(kim: Chatter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conversations.flows.searching.ADDRESS_SEARCHES_PER_CHAT_A_DAY", 1)
    goes_to(kim, "address")
    kim.says("세종대로")
    kim.scene.restart()
    kim.says("서울 서초구 헌릉로 13, 3층")
    assert kim.step == "postcode"
    assert len(searches(kim.scene)) == 1


def test_the_companys_address_is_searched_for_too(kim: Chatter) -> None:
    goes_to(kim, "company_address", "company", company_number=says(NOWHERE))
    assert kim.offers("same")
    kim.says("헌릉로 13")
    kim.chooses("hit0")
    assert kim.step == "company_address_detail"
    finishes(kim)
    company = company_of(kim)
    assert (company.postcode, company.address_base, company.address_en) == (
        "06792",
        HEOLLEUNG["base"],
        HEOLLEUNG["english"],
    )


def test_the_same_address_is_the_same_in_english(kim: Chatter) -> None:
    goes_to(kim, "address", "company", company_number=says(NOWHERE))
    kim.says("헌릉로 13, 3층")
    kim.chooses("hit0")
    finishes(kim, company_number=says(NOWHERE), company_address=lambda chatter: chatter.chooses("same"))
    assert company_of(kim).address_en == HEOLLEUNG["english"]


def test_an_address_that_is_typed_later_has_no_english_of_the_old_one(kim: Chatter) -> None:
    goes_to(kim, "address")
    kim.says("헌릉로 13, 3층")
    kim.chooses("hit0")
    kim.chooses("_back")
    while kim.step != "address":
        kim.chooses("_back")
    kim.says("04524 서울특별시 중구 세종대로 110, 1층")
    finishes(kim)
    assert member_of(kim).address_en is None


def test_in_english_the_addresses_are_english(scene: Scene) -> None:
    emma = scene.person("en")
    goes_to(emma, "address")
    emma.says("헌릉로 13")
    emma.sees("13 Heolleung-ro, Seocho-gu, Seoul (서울특별시")
    assert "1. 13 Heolleung-ro, Seocho-gu, Seoul" in emma.labels


def test_forged_choices_change_nothing(kim: Chatter) -> None:
    goes_to(kim, "address")
    kim.says("헌릉로 13")
    turn = kim.buttons[0]["callback_data"].partition(".")[0]
    kim.presses_raw(f"{turn}.hit7")
    assert kim.step == "address"
    assert "address_base" not in kim.frame.answers


MANY = "전화 02-555-7777, 메일 lee@example.com, 주소는 서울특별시 서초구 헌릉로 13, 3층"


def test_an_address_that_came_with_other_answers_is_searched_for_when_it_is_its_turn(kim: Chatter) -> None:
    goes_to(kim, "telephone")
    kim.says(MANY)
    assert kim.step == "mobile"
    assert kim.frame.answers["email"] == "lee@example.com"
    assert searches(kim.scene) == []
    kim.chooses("_skip")
    assert kim.step == "address"
    assert searches(kim.scene) == ["서울특별시 서초구 헌릉로 13"]
    kim.sees("1. (06792)")
    kim.chooses("hit0")
    kept = {name: kim.frame.answers[name] for name in ("postcode", "address_base", "address_detail", "address_en")}
    assert kept == {
        "postcode": "06792",
        "address_base": HEOLLEUNG["base"],
        "address_detail": "3층",
        "address_en": HEOLLEUNG["english"],
    }


def test_after_going_back_it_is_searched_for_as_ever(kim: Chatter) -> None:
    goes_to(kim, "address")
    kim.chooses("_back")
    kim.chooses("_back")
    kim.chooses("_back")
    assert kim.step == "telephone"
    kim.says("02-555-7777")
    while kim.step != "address":
        kim.chooses("_keep")
    kim.says("헌릉로 13")
    assert searches(kim.scene) == ["헌릉로 13"]


def test_with_its_postcode_it_is_taken_as_it_is(kim: Chatter) -> None:
    goes_to(kim, "telephone")
    kim.says("전화 02-555-7777, 주소 06792 서울특별시 서초구 헌릉로 13, 3층")
    assert kim.frame.answers["postcode"] == "06792"
    assert searches(kim.scene) == []


def test_where_the_service_is_away_what_came_along_is_kept_and_the_rest_asked(kim: Chatter) -> None:
    kim.scene.fails["address.search"] = "address.unreachable"
    goes_to(kim, "telephone")
    kim.says(MANY)
    kim.chooses("_skip")
    assert kim.step == "postcode"
    kim.says("06792")
    assert (kim.frame.answers["address_base"], kim.frame.answers["address_detail"]) == (
        "서울특별시 서초구 헌릉로 13",
        "3층",
    )


def test_beyond_the_limit_what_came_along_is_taken_as_it_is(kim: Chatter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conversations.flows.searching.ADDRESS_SEARCHES_PER_CHAT_A_DAY", 0)
    goes_to(kim, "telephone")
    kim.says(MANY)
    kim.chooses("_skip")
    assert kim.step == "postcode"
    assert searches(kim.scene) == []


def test_where_nothing_is_searched_it_is_taken_as_before(kim: Chatter) -> None:
    kim.scene.offices = frozenset()
    goes_to(kim, "telephone")
    kim.says(MANY)
    kim.chooses("_skip")
    assert kim.step == "postcode"
    assert kim.frame.answers["address_base"] == "서울특별시 서초구 헌릉로 13"


def test_a_search_of_an_earlier_version_goes_on(kim: Chatter) -> None:
    goes_to(kim, "address")
    kim.says("헌릉로 13, 3층")
    row, state = kim.row, kim.state
    del state.frames[-1].notes["address"]["parts"]
    state.frames[-1].notes["address"]["typed"] = "헌릉로 13, 3층"
    kim.scene.database.write(lambda tx: conversations.save(tx, replace(row, state=state.to_bytes()))).result()
    kim.chooses("hit0")
    assert kim.frame.answers["address_detail"] == "3층"
