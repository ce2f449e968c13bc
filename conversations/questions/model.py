"""The model: what each feature speaks for, as trained from the examples. Looks up and adds; needs numpy alone."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
NO_SERVICE = "-"  # the class of a question that names no service
_MOST_STEPS = 127  # what a signed byte holds
_SHARPNESS = 5.0  # what turns the distance between scores into confidence; found by cross-validation


@dataclass(frozen=True, slots=True)
class Head:
    """One choice that the model makes: its classes, and what every known feature adds to each.

    That is a row of whole numbers from -127 to 127 times the row's scale: a quarter of what floats would take.
    """

    classes: tuple[str, ...]
    steps: NDArray[np.int8]
    scales: Floats
    bias: Floats

    @classmethod
    def of(cls, classes: tuple[str, ...], weights: NDArray[np.float64], bias: NDArray[np.float64]) -> Head:
        """With these weights, a row for each feature."""
        scales = np.abs(weights).max(axis=1, initial=0.0) / _MOST_STEPS
        steps = np.rint(weights / np.where(scales > 0, scales, 1.0)[:, None])
        return cls(classes, steps.astype(np.int8), scales.astype(np.float32), bias.astype(np.float32))

    def scores(self, rows: NDArray[np.intp], values: Floats) -> Floats:
        """The score of each class."""
        return (values * self.scales[rows]) @ self.steps[rows].astype(np.float32) + self.bias

    def weights(self, rows: NDArray[np.intp], place: int) -> Floats:
        """What these features add to the class at this place."""
        added: Floats = self.scales[rows] * self.steps[rows, place]
        return added


@dataclass(frozen=True, slots=True)
class Model:
    """Known features (sorted numbers), their weight, and the two choices: the intent and the service."""

    fingerprint: str
    keys: NDArray[np.uint32]
    worth: Floats
    intents: Head
    services: Head

    def vector(self, keys: NDArray[np.uint32]) -> tuple[NDArray[np.intp], Floats]:
        """Which of these features are known, and their share of the question (length 1)."""
        places = np.searchsorted(self.keys, keys).clip(max=len(self.keys) - 1)
        rows = places[self.keys[places] == keys]
        values = self.worth[rows]
        length = float(np.sqrt((values**2).sum()))
        return rows, values / length if length else values

    def to_bytes(self) -> bytes:
        """The model as a file."""
        file = io.BytesIO()
        arrays = {"fingerprint": np.array(self.fingerprint), "keys": self.keys, "worth": self.worth}
        for name, head in (("intents", self.intents), ("services", self.services)):
            arrays |= {f"{name}_classes": np.array(head.classes), f"{name}_steps": head.steps}
            arrays |= {f"{name}_scales": head.scales, f"{name}_bias": head.bias}
        np.savez(file, allow_pickle=False, **arrays)
        return file.getvalue()

    @classmethod
    def read(cls, source: BinaryIO) -> Model:
        """The model out of its file; raises ValueError, KeyError, EOFError or BadZipFile for another file."""
        with np.load(source, allow_pickle=False) as file:
            heads = {
                name: Head(
                    tuple(file[f"{name}_classes"].tolist()),
                    file[f"{name}_steps"],
                    file[f"{name}_scales"],
                    file[f"{name}_bias"],
                )
                for name in ("intents", "services")
            }
            return cls(str(file["fingerprint"]), file["keys"], file["worth"], **heads)


def confidence(scores: Floats) -> Floats:
    """Scores as shares that add up to 1."""
    shares = np.exp((scores - scores.max()) * _SHARPNESS)
    return np.asarray(shares / shares.sum(), dtype=np.float32)
