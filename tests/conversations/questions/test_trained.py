"""The model beside the examples: taken only for the examples that it was trained from, else trained anew."""

from __future__ import annotations

import logging
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from conversations.questions import examples, trained
from conversations.questions.model import Model


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the model is kept in this test."""
    monkeypatch.setattr(trained, "FILE", tmp_path / "model.bin")
    return tmp_path / "model.bin"


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch, small: bytes) -> list[list[str]]:
    """The training processes that were started; each gives the small model."""
    started: list[list[str]] = []

    def run(command: list[str], **_: object) -> SimpleNamespace:
        started.append(command)
        return SimpleNamespace(stdout=small)

    monkeypatch.setattr(subprocess, "run", run)
    return started


def test_a_model_of_these_examples_is_loaded(file: Path, small: bytes, runs: list[list[str]]) -> None:
    file.write_bytes(small)
    assert trained.model().fingerprint == examples.fingerprint()
    assert runs == []


@pytest.mark.parametrize("kept", [None, b"", b"nonsense", b"PK\x03\x04 cut off"])
def test_a_file_that_is_no_model_is_trained_anew(file: Path, kept: bytes | None, runs: list[list[str]]) -> None:
    if kept is not None:
        file.write_bytes(kept)
    assert trained.model().fingerprint == examples.fingerprint()
    assert len(runs) == 1
    assert Model.read(file.read_bytes()).fingerprint == examples.fingerprint()
    assert [path.name for path in file.parent.iterdir()] == ["model.bin"]


def test_a_model_of_other_examples_is_trained_anew(
    file: Path, small: bytes, runs: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_bytes(small)
    monkeypatch.setattr(examples, "fingerprint", lambda: "of other examples")
    trained.model()
    assert len(runs) == 1


def test_a_folder_that_may_not_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(trained, "FILE", tmp_path / "nowhere" / "model.bin")
    with caplog.at_level(logging.WARNING):
        trained.keep(b"a model")
    assert "cannot keep the trained model" in caplog.text
