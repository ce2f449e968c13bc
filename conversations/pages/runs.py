"""Which steps stand on a page together: those around the present one that can be judged without waiting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile

from conversations.flow import Flow, Step
from conversations.pages.view import FORM
from conversations.state import LEAVE, Answers, Frame
from conversations.talk import Talk

REVIEW = "review"


def present_step(frame: Frame, flow: Flow) -> Step | None:
    """The step that a frame stands at; None where it is complete."""
    return flow[frame.at] if frame.at and flow.has(frame.at) else flow.open_step(frame.answers)


def depth_of(talk: Talk, flows: Mapping[str, Flow], scope: str, wanted: str) -> int | None:
    """How deep the frame lies that a page is about; `wanted` is the flow that it was opened for ("": any).

    The question whether to leave stands in the way of none.
    """
    for depth in reversed(range(len(talk.state.frames))):
        frame = talk.state.frames[depth]
        flow = flows[frame.flow]
        if frame.flow != LEAVE and wanted in ("", frame.flow) and _is_for(scope, frame, flow, wanted):
            return depth
    return None


def _is_for(scope: str, frame: Frame, flow: Flow, wanted: str) -> bool:
    if scope == FORM:
        return flow.form
    step = present_step(frame, flow)
    return bool(wanted) or (step is not None and step.secret)


def run_of(flow: Flow, step: Step, answers: Answers, scope: str) -> list[Step]:
    """The steps of a page that is at this step; none where the page has nothing to ask."""
    if scope == FORM and step.alone:
        return [] if step.name == REVIEW else [step]
    if scope != FORM and not step.secret:
        return []
    at = flow.steps.index(step)
    before = takewhile(lambda s: _joins(s, answers, scope), reversed(flow.steps[:at]))
    after = takewhile(lambda s: _joins(s, answers, scope), flow.steps[at:])
    return [s for s in [*reversed([*before]), *after] if not s.skip_when(answers)]


def _joins(step: Step, answers: Answers, scope: str) -> bool:
    """Whether a run goes on over a step: one that is not asked interrupts none."""
    return step.skip_when(answers) or (not step.alone if scope == FORM else step.secret)


def can_be_judged(step: Step, run: Sequence[Step], answers: Answers) -> bool:
    """Whether everything is known that a step's rule needs.

    One secret after the other, as in the chat: a new password that is compared with the old one tells nothing before
    the old one was known.
    """
    earlier = run[: run.index(step)] if step in run else []
    waits = step.secret and any(other.secret and not other.is_answered(answers) for other in earlier)
    return not waits and all(key in answers for key in step.after)


def is_shown(step: Step, answers: Answers) -> bool:
    """Whether a page shows a step already; what may turn out to be known is not asked yet."""
    return step.secret or all(key in answers for key in step.after)
