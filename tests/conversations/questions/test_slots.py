"""The grade that a question names, and the slots as the whole understanding fills them."""

from __future__ import annotations

import pytest

from conversations.questions.english import english_words
from conversations.questions.intents import Intent, Slots
from conversations.questions.lexicon import Lexicon
from conversations.questions.normalising import normalised
from conversations.questions.slots import grade_in
from conversations.questions.understanding import understanding
from membership.grades import Grade, Service


@pytest.mark.parametrize(
    ("question", "grade"),
    [
        ("준회원이 정회원보다 못하는 게 뭐죠", Grade.ASSOCIATE),
        ("정회원이랑 준회원이랑 뭐가 달라요", Grade.REGULAR),
        ("준해원도 되나요", Grade.ASSOCIATE),
        ("정해원은요", Grade.REGULAR),
        ("개인회언인데 설명회 되나요", Grade.INDIVIDUAL),
        ("정회원 승인은 누가 하나요", None),
        ("정회원으로 올려주는 건 누가 해요", None),
        ("마스터 권한 넘기기는 누가 하나요", None),
        ("who can hand over the master role", None),
        ("준회원이 정회원 승인 할 수 있나", Grade.ASSOCIATE),
        ("can a regular member hand over the master role", Grade.REGULAR),
        ("what may a MASTER do", Grade.MASTER),
        ("마일리지 되나요", None),
    ],
)
def test_the_grade_that_is_asked_about(question: str, grade: Grade | None) -> None:
    assert grade_in(normalised(question, english_words()), Lexicon.load()) is grade


@pytest.mark.parametrize(
    ("question", "intent", "slots"),
    [
        ("준회원인데 마일리지 되나요", Intent.GRADE_SERVICES, Slots(Grade.ASSOCIATE, Service.MILEAGE)),
        ("정회원은 뭐 할 수 있어요?", Intent.GRADE_SERVICES, Slots(Grade.REGULAR)),
        ("설명회 신청은 누가 할 수 있나요", Intent.GRADE_SERVICES, Slots(service=Service.BRIEFING)),
        ("저도 마일리지 쓸 수 있어요?", Intent.CAN_I_USE, Slots(service=Service.MILEAGE)),
        ("am I allowed to edit the company info", Intent.CAN_I_USE, Slots(service=Service.COMPANY_EDIT)),
        ("비번 규칙 머에요", Intent.PASSWORD_RULES, Slots()),
    ],
)
def test_a_question_with_its_slots(question: str, intent: Intent, slots: Slots) -> None:
    found = understanding().understand(question)
    assert (found.intent, found.slots, found.sure) == (intent, slots, True)
    assert understanding().slots_for(intent, question) == slots


def test_other_intents_have_no_slots() -> None:
    assert understanding().slots_for(Intent.MY_GRADE, "준회원인데 마일리지 되나요") == Slots()


def test_a_slot_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="colour"):
        Slots.from_plain({"colour": "red"})
    with pytest.raises(ValueError, match="boss"):
        Slots.from_plain({"grade": "boss"})
    assert Slots.from_plain({"grade": "master", "service": "mileage"}).plain() == {
        "grade": "master",
        "service": "mileage",
    }
