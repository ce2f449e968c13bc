"""The state of one conversation: a pile of frames, each a flow that somebody is in; kept sealed in the store."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Self

import orjson

Answers = dict[str, Any]
# Flows that others speak of: the menu beneath everything, the question whether to leave, and the long forms.
HOME, LEAVE = "home", "leave"
FORMS = frozenset({"sign_up", "convert"})
# Notes of a frame that the engine keeps:
PICKING = "page"  # the open page of a list of answers
UNSAID = "unsaid"  # what came up while another flow lay over this one
FIELDS = "fields"  # of steps that are not asked just now: what is doubted of an answer, and how often it failed
ALBUM = "album"  # the album that an answer was taken from, and whether its other files have been spoken of


@dataclass(slots=True)
class Doubt:
    """Something understood that is asked back before it counts."""

    code: str
    value: Any
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Frame:
    """One flow that is under way.

    `version` is the flow's when the person entered it (0: just entered); `trail` holds the steps to go back to,
    in order, `walked` all that were answered; `stamps` when and to which text each consent was given; `notes` what
    a step remembers about itself; those under its own name until it is answered.
    """

    flow: str
    version: int = 0
    at: str = ""
    answers: Answers = field(default_factory=dict)
    trail: list[str] = field(default_factory=list)
    walked: list[str] = field(default_factory=list)
    stamps: dict[str, dict[str, Any]] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)
    failures: int = 0
    doubt: Doubt | None = None

    def leave(self, step: str) -> None:
        """Leaves a step behind, answered; where to go next follows from what is still open."""
        self.trail = [name for name in self.trail if name != step] + [step]
        self.walked += [] if step in self.walked else [step]
        for note in (step, PICKING):
            self.notes.pop(note, None)
        self.take_up(step)
        self.at, self.failures, self.doubt = "", 0, None

    def lay_aside(self, step: str) -> None:
        """Keeps what is doubted of a step's answer, and how often it failed, while other steps are answered."""
        if self.doubt or self.failures:
            aside = {"doubt": asdict(self.doubt) if self.doubt else None, "failures": self.failures}
            self.notes.setdefault(FIELDS, {})[step] = aside
        self.doubt, self.failures = None, 0

    def take_up(self, step: str) -> None:
        """Stands at a step, with what was kept of it."""
        fields = self.notes.get(FIELDS, {})
        kept = fields.pop(step, None)
        if not fields:
            self.notes.pop(FIELDS, None)
        self.at = step
        if kept:
            self.doubt = Doubt(**kept["doubt"]) if kept["doubt"] else None
            self.failures = kept["failures"]

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Self:
        doubt = plain.pop("doubt", None)
        return cls(**plain, doubt=Doubt(**doubt) if doubt else None)


@dataclass(slots=True)
class State:
    """The frames of one conversation, the innermost last.

    `keyboard`: a reply keyboard is open in the chat. `lead`: what stands on the present card above its question.
    """

    frames: list[Frame] = field(default_factory=list)
    keyboard: bool = False
    lead: list[str] = field(default_factory=list)

    @property
    def frame(self) -> Frame:
        """The innermost frame."""
        return self.frames[-1]

    def to_bytes(self) -> bytes:
        """The state as JSON; the store seals it."""
        return orjson.dumps(self)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """The state out of its JSON."""
        plain = orjson.loads(data)
        return cls([Frame.from_plain(frame) for frame in plain["frames"]], plain["keyboard"], plain.get("lead", []))
