"""How well questions are understood that nothing was trained on, against the figures that are asked for."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from conversations.questions.intents import Intent
from conversations.questions.scoring import read_labelled, scored
from conversations.questions.understanding import Understanding, understanding
from membership.grades import Grade, Service

HERE = Path(__file__).parent
INTENTS = HERE.parents[3] / "shared/questions/intents.yaml"


@pytest.mark.parametrize("name", ["held_out_a", "held_out_b"])
def test_the_figures(name: str) -> None:
    with (HERE / f"{name}.jsonl").open(encoding="utf-8") as lines:
        result = scored(understanding(), read_labelled(lines))
    shares = result.shares()
    assert result.count > 300
    assert {case.expected for case in result.cases} == set(Intent)
    assert shares["understood, intent and slots right"] >= 0.9
    assert shares["answered wrongly"] <= 0.03
    assert shares["recognised, of those out of scope"] >= 0.9


def test_every_label_is_one_that_is_asked_for() -> None:
    if not INTENTS.exists():
        pytest.skip("the list of intents is not beside this checkout")
    text = INTENTS.read_text("utf-8")
    assert set(re.findall(r"^  (\w+):", text, re.MULTILINE)) == set(Intent)
    grades, services = (re.search(rf"{slot} *= ([\w |]+)", text) for slot in ("grade ", "service"))
    assert grades
    assert services
    assert set(grades[1].split(" | ")) == set(Grade)
    # Ending a relation is asked about as approving is.
    assert set(services[1].strip().split(" | ")) == set(Service) - {Service.END_RELATION}


def test_the_same_question_is_understood_the_same_every_time() -> None:
    asked = [json.loads(line)["q"] for line in (HERE / "held_out_a.jsonl").read_text("utf-8").splitlines()[:60]]
    other = Understanding(understanding()._model)
    assert [understanding().understand(q) for q in asked] == [other.understand(q) for q in reversed(asked)][::-1]


@pytest.mark.parametrize("question", ["", " ", "?", "🙂", "\x00", "<b>", "a" * 100_000, "가 " * 50_000, "ㅋ" * 9_999])
def test_nothing_odd_breaks_it(question: str) -> None:
    found = understanding().understand(question)
    assert 0 <= found.confidence <= 1
    assert len(found.candidates) == 2
    assert Intent.OUT_OF_SCOPE not in found.candidates


def test_the_end_of_a_long_story_is_what_is_asked() -> None:
    story = "안녕하세요 저는 작은 회사를 하는 사람입니다. " * 200
    assert understanding().understand(story + "비밀번호를 잊어버렸어요 어떻게 하나요?").intent is Intent.FORGOT_PASSWORD


def test_why_is_told_strongest_first() -> None:
    reasons = understanding().why("비밀번호 규칙이 뭐예요", most=5)
    assert len(reasons) == 5
    assert [abs(one.weight) for one in reasons] == sorted((abs(one.weight) for one in reasons), reverse=True)
    assert any("비밀번호" in one.feature or one.kind in ("concepts", "pairs") for one in reasons)
