"""How a step looks: numbers on its choices, short ones side by side, and everything within Telegram's limits."""

from __future__ import annotations

import re

import pytest

from conversations import presenting
from conversations.flows.sign_up import SIGN_UP
from conversations.says import Button
from tests.conversations.chatter import Scene
from tests.conversations.right import answers_right, chooses, says

FILL = chooses("fill")


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_card_of_a_whole_sign_up(scene: Scene, lang: str) -> None:
    """`Scene` itself holds every call against Telegram's limits and schema."""
    person = scene.person(lang)
    person.commands("start")
    person.chooses("company")
    seen, last = set(), (0, 1)
    while person.row.flow != "home":
        step = SIGN_UP[person.step or ""]
        seen.add(step.name)
        card = person.card
        assert card["text"]
        codes = [button["callback_data"].partition(".")[2] for button in person.buttons if "callback_data" in button]
        numbered = [code for code in codes if not code.startswith("_")]
        labels = [button["text"] for button in person.buttons if not button.get("callback_data", "_").count("._")]
        chosen = [label for label in labels if label.partition(".")[0].isdigit()]
        assert [label.partition(".")[0] for label in chosen] == [str(n) for n in range(1, len(numbered) + 1)]
        rows = card.get("reply_markup", {}).get("inline_keyboard", [])
        assert all(len(row) <= 3 for row in rows)
        assert "_cancel" in codes or "keyboard" in card["reply_markup"]
        last = progress(person.card["text"], last)
        answers_right(person, extras=FILL, company_number=says("2148700013"))
    assert len(seen) > 45


def progress(text: str, last: tuple[int, int]) -> tuple[int, int]:
    """The card's "[4/17]": it never goes back while everything is answered right."""
    heading = re.search(r"<b>\[(\d+)/(\d+)\]", text)
    assert heading is not None
    number, total = int(heading[1]), int(heading[2])
    assert last[0] < number <= total
    return number, total


@pytest.mark.parametrize(
    ("labels", "widths"),
    [
        (["1. 네", "2. 아니요"], [2]),
        (["1. 네", "2. 아니요", "3. 전문"], [2, 1]),
        (["1. 네, 만 14세 이상입니다", "2. 아니요", "3. 전문"], [1, 2]),
        (["1. a very long label in English", "2. no"], [1, 1]),
        (["1. MASTER 넘기기", "2. 관계 해지"], [1, 1]),
        (["1. me@daum.net", "2. me@nate.com"], [1, 1]),
        ([], []),
    ],
)
def test_short_buttons_stand_side_by_side(labels: list[str], widths: list[int]) -> None:
    rows = presenting.side_by_side([Button(label, "x") for label in labels])
    assert [len(row) for row in rows] == widths
    assert [button.text for row in rows for button in row] == labels


@pytest.mark.parametrize("turn", [0, 1, 4095, 2**31])
def test_a_button_carries_its_turn_and_choice_in_64_bytes(turn: int) -> None:
    codes = [code for step in SIGN_UP.steps if isinstance(step.options, tuple) for code in step.options]
    for code in (*codes, *(step.name for step in SIGN_UP.steps), "a" * 20, presenting.SUGGESTED):
        data = presenting.token(turn, code)
        assert len(data.encode()) <= 64
        assert data.partition(".") == (f"{turn:x}", ".", code)
