"""The optional items: taken back as easily as given; countries come and go; nothing is left over for another step."""

from __future__ import annotations

import pytest

from storage import members
from storage.database import Transaction
from storage.members import Profile
from tests.conversations.chatter import Chatter
from tests.conversations.right import IN_REGISTRY, NOWHERE, answers_right, chooses, finishes, goes_to, says

FILL = chooses("fill")


def profile_of(chatter: Chatter) -> Profile:
    def work(tx: Transaction) -> Profile:
        member = members.by_login_id(tx, chatter.login_id)
        assert member is not None
        found = members.profile(tx, member.id)
        assert found is not None
        return found

    return chatter.scene.database.read(work)


def change(chatter: Chatter, step: str) -> None:
    """Picks a step on the review to change it."""
    chatter.chooses("change")
    while not chatter.offers(step):
        chatter.chooses("more")
    chatter.chooses(step)


@pytest.mark.parametrize("act", [says("건너뛰기"), chooses("_skip")], ids=["words", "button"])
def test_an_optional_answer_is_taken_back_at_the_review(kim: Chatter, act: object) -> None:
    goes_to(kim, "review", extras=FILL)
    change(kim, "department")
    assert callable(act)
    act(kim)
    assert kim.step == "review"
    assert "수출팀" not in kim.card["text"]
    finishes(kim)
    assert profile_of(kim).member.department is None


@pytest.mark.parametrize("word", ["건너뛰기", "생략", "1"])
def test_skipping_the_block_at_the_review_takes_all_of_it_back(kim: Chatter, word: str) -> None:
    goes_to(kim, "review", extras=FILL)
    change(kim, "extras")
    kim.says(word)
    assert kim.step == "review"
    for given in ("수출팀", "Hong Gildong", "02-3460-7777", "화장품", "베트남"):
        assert given not in kim.card["text"]
    finishes(kim)
    profile = profile_of(kim)
    assert (profile.member.department, profile.member.fax, profile.products, profile.regions) == (None, None, [], [])


def test_skipping_the_rest_keeps_what_was_given_before(kim: Chatter) -> None:
    goes_to(kim, "fax", extras=FILL)
    kim.says("나머지 건너뛰기")
    finishes(kim)
    assert profile_of(kim).member.department == "수출팀"


def test_skipping_the_rest_at_an_answered_item_keeps_it(kim: Chatter) -> None:
    goes_to(kim, "fax", extras=FILL)
    kim.says("이전")
    assert kim.step == "position"
    kim.says("나머지 건너뛰기")
    finishes(kim)
    assert profile_of(kim).member.position == "과장"


def test_skipping_the_block_keeps_what_the_registry_knew(kim: Chatter) -> None:
    goes_to(kim, "review", "company", company_number=says(IN_REGISTRY))
    kim.sees("Dara Industry")
    finishes(kim)
    company = profile_of(kim).company
    assert company is not None
    assert (company.name_en, company.business_type) == ("Dara Industry", "제조업")


def at_regions(chatter: Chatter) -> None:
    goes_to(chatter, "regions", extras=FILL)


def test_one_country_in_words_is_an_answer(kim: Chatter) -> None:
    at_regions(kim)
    kim.says("미국")
    assert kim.step == "review"
    assert kim.frame.answers["regions"] == ["US"]


def test_countries_are_picked_taken_out_and_typed_to(kim: Chatter) -> None:
    at_regions(kim)
    kim.chooses("US")
    kim.chooses("VN")
    kim.sees("미국, 베트남")
    kim.presses("미국 빼기")
    kim.sees("고르신 지역: <b>베트남</b>")
    kim.says("일본")
    assert kim.frame.answers["regions"] == ["VN", "JP"]


def test_a_number_picks_like_a_press(kim: Chatter) -> None:
    at_regions(kim)
    kim.says("1")
    assert kim.step == "regions"
    kim.chooses("done")
    assert len(kim.frame.answers["regions"]) == 1


def test_taking_out_the_last_country_offers_no_end_but_to_skip(kim: Chatter) -> None:
    at_regions(kim)
    kim.chooses("US")
    kim.chooses("-US")
    assert not kim.offers("done")
    kim.chooses("_skip")
    assert kim.frame.answers["regions"] is None


def test_countries_are_changed_at_the_review(kim: Chatter) -> None:
    goes_to(kim, "review", extras=FILL)
    change(kim, "regions")
    kim.chooses("-US")
    kim.chooses("done")
    assert kim.frame.answers["regions"] == ["VN"]
    change(kim, "regions")
    kim.says("일본")
    assert kim.frame.answers["regions"] == ["JP"]
    change(kim, "regions")
    kim.chooses("DE")
    kim.chooses("done")
    assert kim.frame.answers["regions"] == ["JP", "DE"]
    finishes(kim)
    assert profile_of(kim).regions == ["JP", "DE"]


def test_half_an_address_of_one_step_is_not_offered_at_another(kim: Chatter) -> None:
    goes_to(kim, "email", "company", company_number=says(NOWHERE))
    kim.says("hong")
    assert kim.offers("naver.com")
    kim.says("kim@gmail.com")
    while kim.step != "company_email":
        answers_right(kim, extras=FILL)
    assert not kim.offers("naver.com")
    kim.says("info")
    kim.chooses("naver.com")
    assert kim.frame.answers["company_email"] == "info@naver.com"
    assert kim.frame.answers["email"] == "kim@gmail.com"


def test_half_an_address_beside_other_answers_can_still_be_completed(kim: Chatter) -> None:
    goes_to(kim, "telephone")
    kim.says("02-3460-7114")
    assert kim.step == "mobile"
    kim.chooses("_skip")
    kim.says("hong")
    kim.chooses("gmail.com")
    assert kim.frame.answers["email"] == "hong@gmail.com"
