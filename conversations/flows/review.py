"""The review of everything given, from which each answer can be changed (KOTRA 회원가입 매뉴얼, I-6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conversations import presenting
from conversations.catalogue import Html
from conversations.flow import Dealt, Option, Step
from conversations.flows.picking import Picker
from conversations.state import Answers
from conversations.talk import Talk
from conversations.words import squeeze
from membership.problems import Reading
from membership.reading.words import read_yes_no


def review(steps_of: Callable[[], Sequence[Step]]) -> Step:
    """The last step of a flow: lists its answers, lets one be changed, and submits."""
    it = _Review(steps_of)
    return Step(name="review", options=it.options, reads=it.reads, press=it.press, asks=it.asks, alone=True)


@dataclass(frozen=True, slots=True)
class _Review:
    steps_of: Callable[[], Sequence[Step]]

    @property
    def picker(self) -> Picker:
        return Picker(self.changeable)

    def changeable(self, talk: Talk) -> list[Step]:
        return [step for step in self.steps_of() if step.reviewed and _counts(step, talk.answers)]

    def options(self, talk: Talk) -> Sequence[Option]:
        return self.picker.options(talk) if self.picker.is_open(talk) else [Option("submit"), Option("change")]

    def press(self, talk: Talk, code: str) -> bool:
        if self.picker.press(talk, code):
            return True
        if code == "change":
            self.picker.open(talk)
        return code != "submit"

    def reads(self, text: str, talk: Talk) -> Reading[str]:
        """Yes submits; no, or the name of an answer, changes it."""
        named = [step for step in self.changeable(talk) if _begins(presenting.label(talk, step), text)]
        if not named and (_begins(talk.text.plain("step.review.options.submit"), text) or read_yes_no(text).value):
            return Reading("submit")
        self.picker.open(talk)
        if named:
            self.picker.press(talk, named[0].name)
        raise Dealt

    def asks(self, talk: Talk) -> Mapping[str, Any]:
        if self.picker.is_open(talk):
            return {"variant": "change"}
        lines = [_line(talk, step) for step in self.changeable(talk) if step.is_answered(talk.answers)]
        return {"answers": Html("\n".join(lines))}


def _counts(step: Step, answers: Answers) -> bool:
    """Whether a step's answer is submitted: also one that was given before the rest of its block was skipped."""
    given = bool(step.block) and answers.get(step.key) is not None
    return not step.skip_when({**answers, step.block: "fill"} if given else answers)


def _begins(label: str, text: str) -> bool:
    said = squeeze(text)
    return bool(said) and squeeze(label).startswith(said)


def _line(talk: Talk, step: Step) -> Html:
    value = talk.answers[step.key]
    shown = _identity(talk) if step.name == "method" else presenting.shown(talk, step, value)
    return talk.text("review.line", label=presenting.label(talk, step), value=shown)


def _identity(talk: Talk) -> str:
    method = talk.text.plain(f"step.method.options.{talk.answers['method']}")
    return f"{talk.answers.get('name', '')} ({method})"
