"""What comes of reading an answer: a value, a doubt to ask back, or a problem to explain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)


class Problem(ValueError):
    """An answer that breaks a rule; `code` names the rule, `params` are the plain values its text needs."""

    def __init__(self, code: str, **params: object) -> None:
        # Only the code becomes the exception's text: the params may hold what the person typed, and logs must not.
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Reading(Generic[T_co]):
    """What was understood of one answer, and the code of the question to ask back where that is doubtful."""

    value: T_co
    doubt: str | None = None
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found(Generic[T_co]):
    """An answer found inside a longer message, and the message without it."""

    value: T_co
    rest: str
