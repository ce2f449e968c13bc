"""The model: what each feature speaks for, as trained from the examples. Looks up and adds; needs numpy alone."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from mmap import mmap
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

Floats = NDArray[np.float32]
NO_SERVICE = "-"  # the class of a question that names no service
_MOST_STEPS = 127  # what a signed byte holds
_ALIGNMENT = 64  # bytes; every array of the file begins at a multiple of it
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
        """The model as a file: a line of JSON that says what follows, then the arrays as they lie in memory."""
        arrays: dict[str, NDArray[Any]] = {"keys": self.keys, "worth": self.worth}
        for name, head in self._heads.items():
            arrays |= {f"{name}_steps": head.steps, f"{name}_scales": head.scales, f"{name}_bias": head.bias}
        told = {
            "fingerprint": self.fingerprint,
            "classes": {name: head.classes for name, head in self._heads.items()},
            "arrays": {name: (array.dtype.str, array.shape) for name, array in arrays.items()},
        }
        return b"".join([_padded(orjson.dumps(told) + b"\n"), *(_padded(array.tobytes()) for array in arrays.values())])

    @property
    def _heads(self) -> dict[str, Head]:
        return {"intents": self.intents, "services": self.services}

    @classmethod
    def read(cls, file: bytes | mmap) -> Model:
        """The model out of its file; raises ValueError or KeyError for another file.

        Nothing is copied: of a file that is mapped, memory is taken only by what questions look at.
        """
        end = file.find(b"\n") + 1
        told, start = orjson.loads(file[:end]), end + -end % _ALIGNMENT
        arrays: dict[str, NDArray[Any]] = {}
        for name, (kind, shape) in told["arrays"].items():
            arrays[name] = np.frombuffer(file, kind, prod(shape), start).reshape(shape)
            start += arrays[name].nbytes + -arrays[name].nbytes % _ALIGNMENT
        heads = {
            name: Head(tuple(classes), arrays[f"{name}_steps"], arrays[f"{name}_scales"], arrays[f"{name}_bias"])
            for name, classes in told["classes"].items()
        }
        return cls(told["fingerprint"], arrays["keys"], arrays["worth"], heads["intents"], heads["services"])


def _padded(part: bytes) -> bytes:
    return part + bytes(-len(part) % _ALIGNMENT)


def confidence(scores: Floats) -> Floats:
    """Scores as shares that add up to 1."""
    shares = np.exp((scores - scores.max()) * _SHARPNESS)
    return np.asarray(shares / shares.sum(), dtype=np.float32)
