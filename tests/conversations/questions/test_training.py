"""Training: the same every time, and another one when anything changes that it is made from."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from conversations.questions import examples, training
from conversations.questions.examples import Example
from conversations.questions.features import features_of
from conversations.questions.intents import Intent
from conversations.questions.model import Model, confidence
from conversations.questions.understanding import Understanding


def test_training_twice_gives_the_same_bytes(few: list[Example], small: bytes) -> None:
    assert training.train(few).to_bytes() == small


def test_a_model_out_of_its_file_is_the_one_that_was_written(few: list[Example], small: bytes) -> None:
    model = Model.read(small)
    assert model.fingerprint == examples.fingerprint()
    assert set(model.intents.classes) == set(Intent)
    assert model.to_bytes() == small
    understands = Understanding(model)
    right = sum(understands.understand(one.question).intent is one.intent for one in few)
    assert right > 0.9 * len(few)


def test_the_fingerprint_changes_with_an_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = examples.fingerprint()
    for path in examples.FOLDER.glob("*.txt"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(examples, "FOLDER", tmp_path)
    assert examples.fingerprint() == before
    with (tmp_path / "ipin.txt").open("a", encoding="utf-8") as file:
        file.write("아이핀은 어디서 만드는 건가요 선생님\n")
    assert examples.fingerprint() != before


@pytest.mark.parametrize("source", ["examples.py", "features.py", "intents.py", "model.py", "training.py"])
def test_the_fingerprint_changes_with_how_a_model_is_made(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = examples.fingerprint()
    home = Path(examples.__file__).parent
    for path in home.glob("*.py"):
        shutil.copy(path, tmp_path)
    monkeypatch.setattr(examples, "__file__", str(tmp_path / "examples.py"))
    assert examples.fingerprint() == before
    with (tmp_path / source).open("a", encoding="utf-8") as file:
        file.write("# another way\n")
    assert examples.fingerprint() != before


def test_confidence_is_a_share() -> None:
    shares = confidence(np.array([0.5, 0.1, -1.0], dtype=np.float32))
    assert float(shares.sum()) == pytest.approx(1.0)
    assert list(np.argsort(-shares)) == [0, 1, 2]


def test_the_order_in_which_features_are_found_makes_no_other_model(
    few: list[Example], small: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sets of words are in another order in every process."""
    monkeypatch.setattr(training, "features_of", lambda *given: _backwards(features_of(*given)))
    assert training.train(few).to_bytes() == small


def _backwards(found: dict[str, set[str]]) -> dict[str, list[str]]:
    return {kind: sorted(names, reverse=True) for kind, names in found.items()}
