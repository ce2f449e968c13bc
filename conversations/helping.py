"""What a person gets who asks for help, or whose answer cannot be taken."""

from __future__ import annotations

from conversations.catalogue import Html
from conversations.flow import Step
from conversations.state import Frame
from conversations.talk import Talk
from membership.limits import FAILURES_BEFORE_HELP
from membership.problems import Problem


def help_with(talk: Talk, step: Step) -> None:
    """Explains what the step asks for and why, and who can be called."""
    key = f"step.{step.name}.help"
    talk.add(key if key in talk.text else "help.general")
    talk.add("help.centre")


def fail(talk: Talk, step: Step, problem: Problem, asked: Frame | None = None) -> None:
    """Says what is wrong and how to put it right; from the third time on another way and a person to call as well.

    A failure of the frame that was `asked` (else the present one) is none of the frame's that it was left for.
    """
    talk.failed = True
    talk.lead.extend(problem_lines(talk, problem))
    if asked is not None and asked is not talk.frame:
        return
    talk.frame.failures += 1
    if talk.frame.failures >= FAILURES_BEFORE_HELP:
        key = step.other_way(talk) if step.other_way else "failures.skip" if step.optional else ""
        if key:
            talk.add(key)
        talk.add("failures.centre")


def problem_lines(talk: Talk, problem: Problem) -> list[Html]:
    """A broken rule in words, or all of them where several are broken at once."""
    broken = problem.params.get("broken")
    if not isinstance(broken, (list, tuple)):
        return [talk.text(f"problem.{problem.code}", **problem.params)]
    lines = [talk.text(f"problem.{problem.code}")]
    return lines + [talk.text(f"problem.{code}", **problem.params) for code in broken]
