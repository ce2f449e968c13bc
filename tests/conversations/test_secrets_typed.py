"""What must not stay in the chat does not: passwords sent in any way, resident numbers anywhere in a message."""

from __future__ import annotations

from typing import Any

import pytest

from conversations.events import Attachment, Kind
from tests.conversations.chatter import Chatter, Scene
from tests.conversations.right import NOWHERE, PASSWORD, goes_to, says

NUMBER = "900305-1234567"
SLASHED = "/wisp-Tango7-quill"
FILE = Attachment("f", "document", "application/pdf", "a.pdf", 9)


def sends(chatter: Chatter, **what: Any) -> int:
    """Sends an event as it is; gives its message."""
    message_id = chatter.scene.next_message()
    chatter.scene.take(chatter.scene.next_update(), chatter.event(message_id=message_id, **what))
    return message_id


SECRETS: dict[str, dict[str, Any]] = {
    "text": {"kind": Kind.TEXT, "text": PASSWORD},
    "unknown command": {"kind": Kind.COMMAND, "name": "wisp", "typed": SLASHED},
    "caption": {"kind": Kind.FILE, "text": PASSWORD, "attachment": FILE},
    "sticker": {"kind": Kind.OTHER, "name": "sticker"},
    "contact": {"kind": Kind.CONTACT},
    "edited": {"kind": Kind.EDITED, "text": PASSWORD},
}


@pytest.mark.parametrize("step", ["password", "password_again"])
@pytest.mark.parametrize("way", SECRETS)
def test_whatever_is_sent_where_a_secret_is_asked_is_deleted(kim: Chatter, step: str, way: str) -> None:
    goes_to(kim, step)
    message_id = sends(kim, **SECRETS[way])
    assert kim.scene.erased[kim.id].count(message_id) == 1


@pytest.mark.parametrize("way", SECRETS)
def test_also_while_another_question_lies_over_it(kim: Chatter, way: str) -> None:
    goes_to(kim, "password")
    kim.commands("cancel")
    assert kim.step == "leave"
    message_id = sends(kim, **SECRETS[way])
    assert kim.scene.erased[kim.id].count(message_id) == 1


def test_the_ways_around_stay_in_the_chat(kim: Chatter) -> None:
    goes_to(kim, "password")
    before = list(kim.scene.erased[kim.id])
    for command in ("help", "status", "start"):
        kim.commands(command)
    for word in ("도움말", "상담원 불러 주세요", "취소할게요", "계속할게요"):
        kim.says(word)
    assert kim.step == "password"
    assert kim.scene.erased[kim.id] == before


def test_a_password_may_begin_with_a_slash(kim: Chatter) -> None:
    goes_to(kim, "password")
    for _ in range(2):
        sends(kim, kind=Kind.COMMAND, name="wisp", typed=SLASHED)
    assert "password_again" in kim.frame.answers


@pytest.mark.parametrize(
    ("flow", "step", "secret"),
    [
        ("sign_up", "password", True),
        ("sign_up", "login_id", False),
        ("home", "menu", False),
        ("leave", "leave", True),  # a password step may lie beneath
        ("sign_up", "gone", False),
        (None, None, False),
    ],
)
def test_a_secret_is_presumed_where_the_state_cannot_be_read(
    scene: Scene, flow: str | None, step: str | None, secret: bool
) -> None:
    kim = scene.person()
    kim.commands("start")
    row = kim.row
    row = type(row)(channel=row.channel, chat=row.chat, language="ko", flow=flow, step=step, state=b"")
    assert scene.turns.engine.asks_secret(row) is secret


RESIDENT: dict[str, dict[str, Any]] = {
    "command": {"kind": Kind.COMMAND, "name": "9003051234567", "typed": "/9003051234567"},
    "behind a command": {"kind": Kind.COMMAND, "name": "start", "text": NUMBER, "typed": f"/start\n{NUMBER}"},
    "contact": {"kind": Kind.CONTACT, "beside": ("김", NUMBER)},
    "poll": {"kind": Kind.OTHER, "name": "poll", "beside": (NUMBER,)},
    "file name": {"kind": Kind.FILE, "attachment": Attachment("f", "document", "", f"{NUMBER}.pdf", 9)},
    "caption": {"kind": Kind.FILE, "attachment": FILE, "text": NUMBER},
    "quote": {"kind": Kind.TEXT, "text": "네", "beside": ("네", NUMBER)},
    "edited": {"kind": Kind.EDITED, "text": NUMBER},
}


@pytest.mark.parametrize("way", RESIDENT)
@pytest.mark.parametrize("step", ["name", "company_corporate_number"])
def test_a_resident_number_is_caught_wherever_it_stands(scene: Scene, way: str, step: str) -> None:
    kim = scene.person()
    goes_to(kim, step, "company", company_number=says(NOWHERE), extras=lambda chatter: chatter.chooses("fill"))
    before = kim.frame.answers
    message_id = sends(kim, **RESIDENT[way])
    assert scene.erased[kim.id][-1] == message_id
    assert (kim.step, kim.frame.answers) == (step, before)
    kim.sees("주민등록번호")


def test_numbers_of_different_texts_make_no_resident_number(kim: Chatter) -> None:
    goes_to(kim, "name")
    sends(kim, kind=Kind.OTHER, name="poll", beside=("900305", "1234567"))
    assert not kim.scene.erased[kim.id]
