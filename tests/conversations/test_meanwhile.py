"""What comes while the person is elsewhere: lost edits, countdowns, answers of services, more files of an album."""

from __future__ import annotations

import pytest

from conversations.events import Attachment, Kind
from storage import identity
from tests.conversations.chatter import PDF, Chatter
from tests.conversations.right import NOWHERE, chooses, finishes, goes_to, says, verified_person


def test_a_press_on_a_card_whose_edit_was_lost_draws_the_present_question(kim: Chatter) -> None:
    goes_to(kim, "terms")
    lost, message_id = dict(kim.card), kim.card["message_id"]
    kim.chooses("yes")
    now = dict(kim.card)
    kim.scene.messages[kim.id][message_id] = lost
    kim.presses_raw(lost["reply_markup"]["inline_keyboard"][0][0]["callback_data"])
    assert kim.scene.messages[kim.id][message_id] == now
    assert "✔ 이용약관" in kim.card["text"]
    assert kim.toast == "지난 질문의 버튼입니다. 지금 질문에 답해 주세요."
    kim.chooses("yes")
    assert kim.step == "optional_items"


def test_the_countdown_goes_on_while_the_person_is_asked_whether_to_leave(kim: Chatter) -> None:
    goes_to(kim, "code")
    kim.commands("cancel")
    card = kim.card["text"]
    kim.scene.passes(seconds=65)
    assert kim.card["text"] == card
    kim.chooses("stay")
    kim.sees("1:55")
    kim.scene.passes(seconds=30)
    kim.sees("1:30")


def test_the_countdown_leaves_what_was_said_on_the_card(kim: Chatter) -> None:
    goes_to(kim, "code")
    wrong = kim.says("000000").split("\n")[0]
    kim.scene.passes(seconds=65)
    kim.sees(wrong, "2:00")
    kim.says("도움말")
    kim.scene.passes(seconds=30)
    kim.sees("1600-7119", "1:30")
    assert wrong not in kim.card["text"]


@pytest.mark.parametrize("goes_on", [True, False])
def test_an_identity_that_is_answered_while_the_person_is_asked_whether_to_leave(kim: Chatter, goes_on: bool) -> None:
    scene = kim.scene
    goes_to(kim, "page", method=chooses("ipin"))
    check = scene.database.read(lambda tx: identity.by_id(tx, kim.frame.answers["check"]))
    assert check is not None
    scene.people[check.ref] = verified_person(kim)
    scene.holds = True
    kim.chooses("done")
    kim.commands("cancel")
    scene.holds = False
    scene.deliver()
    assert kim.step == "leave"
    assert kim.state.frames[-2].answers["verified"]
    kim.chooses("stay" if goes_on else "leave")
    assert kim.step == ("login_id" if goes_on else "menu")
    assert ("홍길동" in kim.card["text"]) == goes_on
    if goes_on:
        finishes(kim)


def of_an_album(kim: Chatter, album: str = "a1") -> str:
    """Sends one file of an album."""
    before = len(kim.scene.calls)
    file_id = f"file-{kim.scene.next_message()}"
    kim.scene.files[file_id] = PDF
    file = Attachment(file_id, "photo", "image/jpeg", "", len(PDF))
    event = kim.event(kind=Kind.FILE, attachment=file, album=album, message_id=kim.scene.next_message())
    kim.scene.take(kim.scene.next_update(), event)
    return "\n".join(body.get("text", "") for _, body in kim.scene.calls[before:])


def test_the_other_files_of_an_album_are_no_failures(kim: Chatter) -> None:
    goes_to(kim, "certificate", "company", company_number=says(NOWHERE))
    of_an_album(kim)
    step = kim.step
    assert step != "certificate"
    assert "하나만 받습니다" in of_an_album(kim)
    assert of_an_album(kim) == ""
    assert (kim.step, kim.frame.failures) == (step, 0)
    assert "차례가 아닙니다" in of_an_album(kim, "a2")
    assert kim.frame.failures == 1


@pytest.mark.parametrize("step", ["telephone", "mobile", "company_telephone"])
def test_an_own_contact_answers_every_telephone(kim: Chatter, step: str) -> None:
    goes_to(kim, step, "company", company_number=says(NOWHERE))
    kim.shares("+821020007777")
    assert kim.frame.answers[step] == "+821020007777"


@pytest.mark.parametrize("step", ["name", "login_id", "email", "code"])
def test_a_contact_that_nobody_asked_for_is_told_so(kim: Chatter, step: str) -> None:
    goes_to(kim, step)
    assert "차례가 아닙니다" in kim.shares("+821020007777")
    assert (kim.step, kim.frame.failures) == (step, 1)
