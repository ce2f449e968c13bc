"""The flows as pictures and as data: drawn from the same steps that the conversations run on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import groupby
from typing import Any

from conversations.catalogue import flatten, load
from conversations.flow import Flow, Step, never
from conversations.mermaid import Flowchart

MOST_OPTIONS = 5  # more of them would make a box that nobody reads

PAGE = """\
# The conversations

Drawn by `python main.py flows --format mermaid` from the flows in `conversations/flows/`; `make flows` draws them anew.

How to read them: a box is a question, with the words that people see, the step's name, and its choices.

- A dashed box may be skipped by the person; a box with double sides is a consent, kept as evidence.
- A box with six corners is a condition: where it holds, the questions that follow it are not asked.
- A frame holds questions that can be answered in one message, or a block that can be skipped whole.
- From everywhere: back, help, status, cancel.
"""


def page(flows: Iterable[Flow], language: str) -> str:
    """A Markdown page with a Mermaid chart for each flow."""
    return "\n".join([PAGE, *(_section(flow, language) for flow in flows)])


def described(flows: Iterable[Flow], language: str) -> list[dict[str, Any]]:
    """Every flow with its steps, as plain data."""
    return [
        {
            "name": flow.name,
            "version": flow.version,
            "label": flow_label(flow, language),
            "steps": [describe(step, language) for step in flow.steps],
        }
        for flow in flows
    ]


def describe(step: Step, language: str) -> dict[str, Any]:
    """One step as plain data; `condition` says when it is not asked."""
    return {
        "name": step.name,
        "label": label(step, language),
        "options": [{"code": code, "label": words} for code, words in options(step, language).items()],
        "optional": step.optional,
        "condition": condition(step) or None,
        "group": step.group or None,
        "block": step.block or None,
        "consent": step.consent or None,
        "secret": step.secret,
        "contact": step.contact,
        "file": step.file is not None,
    }


def label(step: Step, language: str) -> str:
    """What a step is called; its name where the catalogue has no words."""
    return _words(language).get(f"step.{step.name}.label", step.name)


def flow_label(flow: Flow, language: str) -> str:
    """What a flow is called; its name where the catalogue has no words."""
    return _words(language).get(f"flow.{flow.name}", flow.name)


def options(step: Step, language: str) -> dict[str, str]:
    """The choices of a step with their words; of choices that are only known at run time those with fixed words."""
    start = f"step.{step.name}.options."
    words = {key.removeprefix(start): text for key, text in _words(language).items() if key.startswith(start)}
    if callable(step.options):
        return words
    return {code: words.get(code, code) for code in step.options}


def condition(step: Step) -> str:
    """When a step is not asked, in the words of its skip function; empty for a step that is always asked."""
    return "" if step.skip_when is never else told(step.skip_when)


def told(function: Callable[..., Any]) -> str:
    """The first line of a function's docstring, or its name as words."""
    documented = (function.__doc__ or "").strip().splitlines()
    if documented:
        return documented[0].rstrip(".")
    name = getattr(function, "__name__", "")
    return "depends on the answers" if not name or "<" in name else name.strip("_").replace("_", " ")


def chart(flow: Flow, language: str) -> str:
    """One flow as a Mermaid flowchart."""
    drawing = Flowchart()
    drawing.begin(flow_label(flow, language))
    for key, steps in groupby(_framed(flow), key=lambda pair: pair[0]):
        if key:
            drawing.open_frame(key, _frame_title(flow, key))
        _draw_steps(drawing, [step for _, step in steps], language)
        if key:
            drawing.close_frame()
    drawing.finish(told(flow.finishes))
    return drawing.text()


def _section(flow: Flow, language: str) -> str:
    heading = f"## {flow.name}: {flow_label(flow, language)}"
    size = f"Version {flow.version}, {len(flow.steps)} step{'s' * (len(flow.steps) > 1)}."
    return f"{heading}\n\n{size}\n\n```mermaid\n{chart(flow, language)}\n```\n"


def _framed(flow: Flow) -> list[tuple[str, Step]]:
    """Each step with the group or block around it: a frame reaches from its first step to its last."""
    keys = [step.group or step.block for step in flow.steps]
    framed: list[tuple[str, Step]] = []
    inside, last = "", -1
    for at, step in enumerate(flow.steps):
        if at > last:
            inside, last = keys[at], (len(keys) - 1 - keys[::-1].index(keys[at]) if keys[at] else at)
        framed.append((inside, step))
    return framed


def _frame_title(flow: Flow, key: str) -> str:
    is_block = any(step.block == key for step in flow.steps)
    return f"{key}: can be skipped whole" if is_block else f"{key}: may come in one message"


def _draw_steps(drawing: Flowchart, steps: list[Step], language: str) -> None:
    """Steps that follow each other under one condition stand behind one box."""
    for skip_when, run in groupby(steps, key=lambda step: step.skip_when):
        together = list(run)
        if skip_when is not never:
            drawing.ask(f"{condition(together[0])}?")
        for step in together:
            drawing.step(step.name, _lines(step, language), consent=bool(step.consent), dashed=step.optional)
            _draw_end(drawing, step, language)
        if skip_when is not never:
            drawing.join()


def _draw_end(drawing: Flowchart, step: Step, language: str) -> None:
    """A refusal that ends the flow: there is a text for how it ends."""
    if f"ended.{step.name}" in _words(language):
        drawing.end_aside(step.name, options(step, language).get("no", "no"))


def _lines(step: Step, language: str) -> list[str]:
    marks = {"secret": step.secret, "file": step.file, "contact": step.contact}
    about = ", ".join([step.name, *(mark for mark, there in marks.items() if there)])
    choices = list(options(step, language).values())
    listed = choices if not step.consent and len(choices) <= MOST_OPTIONS else []
    called = label(step, language)
    return [*([called] if called != step.name else []), about, *(f"· {choice}" for choice in listed)]


@cache
def _words(language: str) -> Mapping[str, str]:
    """The catalogue with its placeholders as dots: nobody has answered anything yet."""
    return {key: re.sub(r"\{\w+[^}]*\}", "…", text) for key, text in flatten(load(language)).items()}
