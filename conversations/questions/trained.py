"""The trained model beside the examples: read from its file, or trained first where the examples have changed since."""

from __future__ import annotations

import logging
import mmap
import os
import subprocess
import sys
from pathlib import Path

from conversations.questions import examples
from conversations.questions.model import Model

FILE = Path(__file__).with_name("model.bin")

_LOG = logging.getLogger(__name__)


def model() -> Model:
    """The trained model; trained first, which takes some seconds, where the examples have changed since."""
    found = _kept()
    if found is not None and found.fingerprint == examples.fingerprint():
        return found
    _LOG.info("learning to understand questions from the examples: some seconds, once")
    # In a process of its own: what training needs in memory is given back.
    command = [sys.executable, "-m", "conversations.questions.training", "-"]
    trained = subprocess.run(command, check=True, capture_output=True, cwd=Path(__file__).parents[2]).stdout  # noqa: S603
    keep(trained)
    return Model.read(trained)


def _kept() -> Model | None:
    """The model of the file, whatever it was trained from; None where there is none that can be read."""
    try:
        with FILE.open("rb") as file:
            return Model.read(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except (FileNotFoundError, ValueError, KeyError):
        return None


def keep(trained: bytes) -> None:
    """Writes the model beside the examples; where that may not be written, it is trained again at the next start."""
    part = FILE.with_name(f"{FILE.name}.{os.getpid()}")
    try:
        part.write_bytes(trained)
        part.replace(FILE)
    except OSError as error:
        _LOG.warning("cannot keep the trained model in %s: %s", FILE.parent, error.strerror)
