"""The files that staff extend: how a line is read, what is wrong with one, and examples that contradict each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from conversations.questions import examples, linting
from conversations.questions.english import english_words
from conversations.questions.examples import BadExample, Example
from conversations.questions.intents import Intent, Slots
from conversations.questions.normalising import normalised
from conversations.questions.scoring import read_labelled
from membership.grades import Grade, Service

HERE = Path(__file__).parent
HELD_OUT = (HERE / "held_out_a.jsonl", HERE / "held_out_b.jsonl")


def squeezed(question: str) -> str:
    """A question as it is compared, spaces and stops aside."""
    return normalised(question, english_words()).replace(" ", "").replace(".", "") or question


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of examples in which every intent has one."""
    for intent in Intent:
        (tmp_path / f"{intent.value}.txt").write_text(f"only {intent.value}\n", "utf-8")
    monkeypatch.setattr(examples, "load", lambda: load(tmp_path))
    return tmp_path


load = examples.load


def test_a_line_is_a_question_with_its_slots_behind(folder: Path) -> None:
    (folder / "grade_services.txt").write_text(
        "# a remark\n\n준회원 되나요 | grade=associate service=mileage\n# 번호\n하나 | 둘\n#해시\n", "utf-8"
    )
    found = [example for example in load(folder) if example.intent is Intent.GRADE_SERVICES]
    assert found == [
        Example("준회원 되나요", Intent.GRADE_SERVICES, Slots(Grade.ASSOCIATE, Service.MILEAGE)),
        Example("하나 | 둘", Intent.GRADE_SERVICES, Slots()),
        Example("#해시", Intent.GRADE_SERVICES, Slots()),
    ]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("a | grade=boss", "'boss'"),
        ("a | service=parking", "'parking'"),
        ("a | colour=red", "colour"),
        ("a | grade=master=no", ""),
    ],
)
def test_a_line_that_names_what_there_is_not_is_told_with_its_place(folder: Path, line: str, told: str) -> None:
    (folder / "can_i_use.txt").write_text(f"fine\n{line}\n", "utf-8")
    with pytest.raises(BadExample, match=r"^can_i_use\.txt:2: ") as caught:
        load(folder)
    assert told in str(caught.value)
    assert linting.findings() == [str(caught.value)]


def test_a_file_of_no_intent_is_told(folder: Path) -> None:
    (folder / "parking.txt").write_text("where\n", "utf-8")
    with pytest.raises(BadExample, match=r"parking\.txt: there is no question called parking"):
        load(folder)


def test_the_linter_finds_what_two_intents_claim(folder: Path) -> None:
    assert linting.findings() == []
    (folder / "forgot_id.txt").write_text("아이디 찾기\n", "utf-8")
    (folder / "id_rules.txt").write_text("dkdlelckwrl!!\n", "utf-8")
    (line,) = linting.findings()
    assert line == "'아이디 찾기' is claimed by forgot_id, id_rules"


def test_the_linter_finds_two_slots_stray_slots_and_intents_without_examples(folder: Path) -> None:
    (folder / "can_i_use.txt").write_text("되나요 | service=mileage\n되나요? | service=briefing\n", "utf-8")
    (folder / "ipin.txt").write_text("아이핀 | grade=master\n", "utf-8")
    (folder / "privacy.txt").write_text("", "utf-8")
    claimed, stray, missing = linting.findings()
    assert "mileage" in claimed
    assert "briefing" in claimed
    assert stray == "'아이핀' has slots that ipin does not take"
    assert missing == "privacy has no examples"


def test_our_own_examples_are_in_order() -> None:
    assert linting.findings() == []


@pytest.mark.parametrize("file", HELD_OUT, ids=lambda file: file.stem)
def test_nothing_is_trained_on_what_is_held_out(file: Path) -> None:
    trained = {squeezed(example.question) for example in load()}
    with file.open(encoding="utf-8") as lines:
        held = {squeezed(example.question) for example in read_labelled(lines)}
    assert len(held) > 300
    assert held & trained == set()
