"""Training: the same every time, and a model is taken only for the examples that it was trained from."""

from __future__ import annotations

import io
import logging
import subprocess
from collections import defaultdict
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from conversations.questions import examples, training
from conversations.questions.examples import Example
from conversations.questions.intents import Intent
from conversations.questions.model import Model, confidence
from conversations.questions.understanding import Understanding


@pytest.fixture(scope="module")
def few() -> list[Example]:
    """A few examples of every intent."""
    of_intent = defaultdict(list)
    for example in examples.load():
        of_intent[example.intent].append(example)
    return [example for told in of_intent.values() for example in told[:6]]


@pytest.fixture(scope="module")
def trained(few: list[Example]) -> bytes:
    """A small model."""
    return training.train(few).to_bytes()


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the model is kept in this test."""
    monkeypatch.setattr(training, "FILE", tmp_path / "model.npz")
    return tmp_path / "model.npz"


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch, trained: bytes) -> list[list[str]]:
    """The training processes that were started; each gives the small model."""
    started: list[list[str]] = []

    def run(command: list[str], **_: object) -> SimpleNamespace:
        started.append(command)
        return SimpleNamespace(stdout=trained)

    monkeypatch.setattr(subprocess, "run", run)
    return started


def test_training_twice_gives_the_same_bytes(few: list[Example], trained: bytes) -> None:
    assert training.train(few).to_bytes() == trained


def test_a_model_out_of_its_file_is_the_one_that_was_written(few: list[Example], trained: bytes) -> None:
    model = Model.read(io.BytesIO(trained))
    assert model.fingerprint == examples.fingerprint()
    assert set(model.intents.classes) == set(Intent)
    assert model.to_bytes() == trained
    understands = Understanding(model)
    right = sum(understands.understand(one.question).intent is one.intent for one in few)
    assert right > 0.9 * len(few)


def test_a_model_of_these_examples_is_loaded(file: Path, trained: bytes, runs: list[list[str]]) -> None:
    file.write_bytes(trained)
    assert training.model().fingerprint == examples.fingerprint()
    assert runs == []


@pytest.mark.parametrize("kept", [None, b"", b"nonsense", b"PK\x03\x04 cut off"])
def test_a_file_that_is_no_model_is_trained_anew(file: Path, kept: bytes | None, runs: list[list[str]]) -> None:
    if kept is not None:
        file.write_bytes(kept)
    assert training.model().fingerprint == examples.fingerprint()
    assert len(runs) == 1
    assert Model.read(io.BytesIO(file.read_bytes())).fingerprint == examples.fingerprint()
    assert [path.name for path in file.parent.iterdir()] == ["model.npz"]


def test_a_model_of_other_examples_is_trained_anew(
    file: Path, trained: bytes, runs: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_bytes(trained)
    monkeypatch.setattr(examples, "fingerprint", lambda: "of other examples")
    training.model()
    assert len(runs) == 1


def test_the_fingerprint_changes_with_an_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = examples.fingerprint()
    for path in examples.FOLDER.glob("*.txt"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(examples, "FOLDER", tmp_path)
    assert examples.fingerprint() == before
    with (tmp_path / "ipin.txt").open("a", encoding="utf-8") as file:
        file.write("아이핀은 어디서 만드는 건가요 선생님\n")
    assert examples.fingerprint() != before


def test_a_folder_that_may_not_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(training, "FILE", tmp_path / "nowhere" / "model.npz")
    with caplog.at_level(logging.WARNING):
        training.keep(b"a model")
    assert "cannot keep the trained model" in caplog.text


def test_confidence_is_a_share() -> None:
    shares = confidence(np.array([0.5, 0.1, -1.0], dtype=np.float32))
    assert float(shares.sum()) == pytest.approx(1.0)
    assert list(np.argsort(-shares)) == [0, 1, 2]
