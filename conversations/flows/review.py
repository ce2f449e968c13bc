"""The review of everything given, from which each answer can be changed (KOTRA 회원가입 매뉴얼, I-6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from conversations import presenting
from conversations.catalogue import Html
from conversations.flow import Option, Step
from conversations.flows.picking import Picker
from conversations.talk import Talk


def review(steps_of: Callable[[], Sequence[Step]]) -> Step:
    """The last step of a flow: lists its answers, lets one be changed, and submits."""

    def changeable(talk: Talk) -> list[Step]:
        return [step for step in steps_of() if step.reviewed and not step.skip_when(talk.answers)]

    picker = Picker(changeable)

    def options(talk: Talk) -> Sequence[Option]:
        return picker.options(talk) if picker.is_open(talk) else [Option("submit"), Option("change")]

    def press(talk: Talk, code: str) -> bool:
        if picker.press(talk, code):
            return True
        if code == "change":
            picker.open(talk)
        return code != "submit"

    def asks(talk: Talk) -> Mapping[str, Any]:
        if picker.is_open(talk):
            return {"variant": "change"}
        lines = [_line(talk, step) for step in changeable(talk) if step.is_answered(talk.answers)]
        return {"answers": Html("\n".join(lines))}

    return Step(name="review", options=options, press=press, asks=asks)


def _line(talk: Talk, step: Step) -> Html:
    value = talk.answers[step.key]
    shown = _identity(talk) if step.name == "method" else presenting.shown(talk, step, value)
    return talk.text("review.line", label=presenting.label(talk, step), value=shown)


def _identity(talk: Talk) -> str:
    method = talk.text.plain(f"step.method.options.{talk.answers['method']}")
    return f"{talk.answers.get('name', '')} ({method})"
