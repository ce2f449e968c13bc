"""The course of a conversation: what one event did to it, in names of flows and steps and nothing of the person's."""

from __future__ import annotations

from dataclasses import dataclass

from conversations.state import Frame
from conversations.talk import Talk

Place = tuple[str, str]
"""A flow and a step of it; "" where there is none."""


@dataclass(frozen=True, slots=True)
class Course:
    """Where a conversation stood, what was answered or failed there, how a flow ended, and where it stands now.

    `ended` holds each flow that is over, the step it was at and how: "finished", "left" or "abandoned".
    """

    at: Place
    answered: tuple[Place, ...] = ()
    failed: bool = False
    ended: tuple[tuple[str, str, str], ...] = ()
    now: Place = ("", "")


@dataclass(frozen=True, slots=True)
class Before:
    """The frames as they were, each with its step and how many steps had been answered in it."""

    frames: tuple[tuple[Frame, str, int], ...]
    failures: int

    @classmethod
    def of(cls, talk: Talk, step: str) -> Before:
        """What stands before an event that finds the innermost frame at this step."""
        frames = [(frame, frame.at, len(frame.walked)) for frame in talk.state.frames[:-1]]
        return cls((*frames, (talk.frame, step, len(talk.frame.walked))), talk.frame.failures)


def course_of(talk: Talk, before: Before, now: Place) -> Course:
    """What has become of the frames since; `now` is where the conversation stands after the event."""
    innermost, step, _ = before.frames[-1]
    left = {id(frame) for frame in talk.state.frames}
    return Course(
        at=(innermost.flow, step),
        answered=tuple((f.flow, name) for f, _, walked in before.frames for name in f.walked[walked:]),
        failed=innermost.failures > before.failures,
        ended=tuple((f.flow, at, _ending(talk, f)) for f, at, _ in before.frames if id(f) not in left),
        now=now,
    )


def _ending(talk: Talk, frame: Frame) -> str:
    if any(frame is one for one in talk.finished):
        return "finished"
    return "abandoned" if talk.event.name == "abandoned" else "left"
