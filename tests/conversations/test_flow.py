"""The language of flows: which step is open, which is asked, what can be gone back to, and an honest progress."""

from __future__ import annotations

import pytest

from conversations.flow import Flow, Step
from conversations.flows import FLOWS
from conversations.state import Answers, Doubt, Frame, State


def short(answers: Answers) -> bool:
    return bool(answers.get("short"))


STEPS = (Step(name="one"), Step(name="two", skip_when=short), Step(name="three", saves="third"), Step(name="four"))
FLOW = Flow(name="test", version=1, steps=STEPS, finishes=lambda talk: None)


@pytest.mark.parametrize(
    ("answers", "name"),
    [
        ({}, "one"),
        ({"one": 1}, "two"),
        ({"one": 1, "short": True}, "three"),
        ({"one": 1, "two": None}, "three"),
        ({"two": 2, "third": 3, "four": 4}, "one"),
        ({"one": 1, "short": True, "third": 3}, "four"),
        ({"one": 1, "two": 2, "three": 3}, "three"),
        ({"one": 1, "two": 2, "third": None, "four": None}, None),
    ],
)
def test_the_open_step_is_the_first_that_wants_an_answer(answers: Answers, name: str | None) -> None:
    step = FLOW.open_step(answers)
    assert (step.name if step else None) == name


@pytest.mark.parametrize(
    ("step", "answers", "walked", "progress"),
    [
        ("one", {}, [], (1, 4)),
        ("two", {"one": 1}, ["one"], (2, 4)),
        ("three", {"one": 1, "short": True}, ["one"], (2, 3)),
        ("two", {"one": 1}, [], (1, 3)),
        ("four", {"one": 1, "two": 2, "third": 3}, ["one", "two", "three"], (4, 4)),
        ("one", {"one": 1}, ["one"], (1, 4)),
    ],
)
def test_progress_counts_what_is_asked_with_the_answers_so_far(
    step: str, answers: Answers, walked: list[str], progress: tuple[int, int]
) -> None:
    assert FLOW.progress(FLOW[step], answers, walked) == progress


@pytest.mark.parametrize(
    ("trail", "answers", "left"),
    [
        (["one", "two"], {"one": 1, "two": 2}, ["one", "two"]),
        (["one", "two"], {"one": 1, "two": 2, "short": True}, ["one"]),
        (["one", "three", "four"], {"one": 1, "third": 3, "four": 4}, ["one"]),
        (["one", "gone"], {"one": 1}, ["one"]),
        ([], {}, []),
    ],
)
def test_the_way_back_leads_to_nothing_that_is_not_asked(trail: list[str], answers: Answers, left: list[str]) -> None:
    assert FLOW.way_back(trail, answers) == left


@pytest.mark.parametrize("flow", FLOWS.values(), ids=lambda flow: flow.name)
def test_every_flow_has_steps_with_names_of_their_own(flow: Flow) -> None:
    names = [step.name for step in flow.steps]
    assert len(set(names)) == len(names)
    assert all(flow.has(name) and flow[name].name == name for name in names)
    assert not flow.has("no such step")


def test_a_state_comes_back_as_it_was_kept() -> None:
    frame = Frame("sign_up", 1, "email", {"name": "홍<b>"}, ["name"], stamps={"terms": {"answer": True}}, failures=2)
    frame.doubt = Doubt("email.domain_typo", "a@b.c", {"suggestion": "a@b.kr"})
    state = State([Frame("home"), frame], keyboard=True)
    assert State.from_bytes(state.to_bytes()) == state


def test_leaving_a_step_puts_it_last_on_the_trail_and_ends_its_failures() -> None:
    frame = Frame("sign_up", at="one", trail=["one", "two"], walked=["one", "two"], failures=2, notes={"page": 1})
    frame.leave("one")
    assert (frame.trail, frame.walked) == (["two", "one"], ["one", "two"])
    assert (frame.at, frame.failures, frame.notes) == ("", 0, {})
