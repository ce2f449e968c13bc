"""Words of people's own: yes and no, an age, a doubt asked back, a question where any words are an answer."""

from __future__ import annotations

from typing import Any

from tests.journeys.paths import (
    PASSWORD,
    Wishes,
    back_to,
    to_account,
    to_consents,
    to_contact,
    to_name_of_unknown_company,
)
from tests.journeys.records import answers_given
from tests.world import World

AGES = {
    "68세": "terms",
    "15살이에요": "terms",
    "만 14세 이상입니다": "terms",
    "저는 올해 만 30세입니다": "terms",
    "１３살": "menu",
    "만 14세 미만이에요": "menu",
    "아직 14살이 안 됐어요": "menu",
    "alert(1)": "age",
    "2010-03-05": "age",
}


async def test_an_age_in_ones_own_words(here: World) -> None:
    person = await here.person()
    for words, step in AGES.items():
        await person.opens("individual")
        await person.says(words)
        assert here.step_of(person) == step, (words, person.said)
        if step != "menu":
            await person.says("취소")
            await person.picks("leave")


async def test_a_question_where_any_words_are_an_answer(here: World) -> None:
    person = await here.person()
    await to_name_of_unknown_company(person)
    await person.says("이거 왜 필요해요?")
    assert "company_name" not in answers_given(here, person)
    await person.says("아니요")
    person.heard_of("1600-7119")
    for typed in ("왜요?", "네"):
        await person.says(typed)
    assert answers_given(here, person)["company_name"] == "왜요?"


YES = ("네", "예", "동의", "동의합니다", "ㅇㅇ", "1", "1번", "응", "YES", "넵", "좋아요", "네 동의합니다")
NO = ("아니요", "동의하지 않습니다", "2", "싫어요", "no", "ㄴㄴ", "동의 안 해요")


async def test_yes_and_no_in_ones_own_words(here: World) -> None:
    person = await here.person()
    await to_consents(person)
    for _ in range(2):
        await person.says("네")
    for words, kept in [*((word, "yes") for word in YES), *((word, "no") for word in NO)]:
        await back_to(here, person, "optional_items")
        await person.says(words)
        assert answers_given(here, person)["optional_items"] == kept, (words, person.said)


DOUBTS: tuple[tuple[str, str, str, str, Any], ...] = (
    ("email", "hong@gmial.com", "hong@gmail.com", "1", "hong@gmail.com"),
    ("email", "hong@gmial.com", "hong@gmail.com", "아니요", "hong@gmial.com"),
    ("email", "hong@naver.co", "hong@naver.com", "네", "hong@naver.com"),
)


async def test_a_doubt_is_asked_back(here: World) -> None:
    for step, typed, asked, answer, kept in DOUBTS:
        person = await here.person()
        await to_contact(person, Wishes("honggd1"))
        await person.says("1")
        await person.says(typed)
        assert here.step_of(person) == step
        person.sees(asked)
        assert step not in answers_given(here, person), "what is doubtful does not count yet"
        await person.says(answer)
        assert answers_given(here, person)[step] == kept
        assert here.step_of(person) != step


async def test_a_doubt_is_forgotten_over_a_new_answer(here: World) -> None:
    person = await here.person()
    await to_contact(person, Wishes("honggd1"))
    await person.says("1")
    for typed in ("hong@gmial.com", "hong@kotra.or.kr"):
        await person.says(typed)
    assert answers_given(here, person)["email"] == "hong@kotra.or.kr"
    assert here.step_of(person) == "address"


async def test_a_local_part_is_completed_by_one_tap(here: World) -> None:
    person = await here.person()
    await to_contact(person, Wishes("honggd1"))
    await person.says("1")
    await person.says("hong.gildong")
    await person.taps("hong.gildong@naver.com")
    assert answers_given(here, person)["email"] == "hong.gildong@naver.com"


async def test_a_word_that_may_be_an_answer_is_asked_back(here: World) -> None:
    person = await here.person()
    await to_name_of_unknown_company(person)
    await person.says("상담원")
    assert here.step_of(person) == "company_name"
    person.sees("상담원")
    await person.says("2")
    person.heard_of("1600-7119")
    await person.says("상담원")
    await person.says("1")
    assert answers_given(here, person)["company_name"] == "상담원"


async def test_a_password_of_odd_letters_is_taken_as_it_is(here: World) -> None:
    person = await here.person()
    await to_account(person, Wishes("honggd1"))
    await person.says("honggd1")
    odd = " Blue!whale 77<b>강물</b>&river🐋 "
    for answer in (odd, odd):
        await person.says(answer)
    assert here.step_of(person) == "telephone", person.said
    assert PASSWORD not in person.said
