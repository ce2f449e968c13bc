"""The charts of the flows: every step, every way around it, and docs/flows.md as it must be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conversations import chart
from conversations.flow import Flow, Step
from conversations.flows import FLOWS
from conversations.state import Answers

PAGE = Path(__file__).parents[2] / "docs" / "flows.md"
EVERY_FLOW = pytest.mark.parametrize("flow", FLOWS.values(), ids=lambda flow: flow.name)


def signed_up_alone(answers: Answers) -> bool:
    """Signs up alone.

    And more.
    """
    return True


def _has_no_file(answers: Answers) -> bool:
    return True


def flow_of(*steps: Step, name: str = "made") -> Flow:
    return Flow(name=name, version=3, steps=steps, finishes=lambda talk: None)


def drawn(*steps: Step) -> list[str]:
    """The lines of a chart, without the indent."""
    return [line.strip() for line in chart.chart(flow_of(*steps), "ko").splitlines()]


def nodes(lines: list[str]) -> set[str]:
    return {match[1] for line in lines if (match := re.match(r"(\w+)[(\[{]", line))}


def ends(line: str) -> tuple[str, str] | None:
    """Where an arrow begins and where it leads."""
    match = re.fullmatch(r"(\w+) (?:-->|-- .+ -->|-\. yes \.->) (\w+)", line)
    return (match[1], match[2]) if match else None


def test_the_page_is_what_the_flows_are() -> None:
    assert PAGE.read_text("utf-8") == chart.page(FLOWS.values(), "ko"), "draw it again: make flows"


@EVERY_FLOW
def test_every_step_is_drawn_and_can_be_reached(flow: Flow) -> None:
    lines = [line.strip() for line in chart.chart(flow, "ko").splitlines()]
    edges = [found for line in lines if (found := ends(line))]
    assert {f"step_{step.name}" for step in flow.steps} <= nodes(lines)
    assert {node for edge in edges for node in edge} == nodes(lines)
    reached = {"begin"}
    for _ in edges:
        reached |= {after for before, after in edges if before in reached}
    assert reached == nodes(lines)


@EVERY_FLOW
def test_frames_close_and_every_line_is_known(flow: Flow) -> None:
    depth = 0
    for line in [line.strip() for line in chart.chart(flow, "ko").splitlines()]:
        depth += line.startswith("subgraph ")
        depth -= line == "end"
        assert depth in (0, 1)
        declared = re.fullmatch(r"\w+(\[\[|\[|\(\[|\{\{)\"[^\"<>]*(<br/>[^\"<>]*)*\"(\]\]|\]|\]\)|\}\})(:::\w+)?", line)
        known = ("flowchart TD", "subgraph ", "end", "classDef ")
        assert declared or ends(line) or line.startswith(known), line
    assert depth == 0


def test_a_condition_is_named_by_its_docstring() -> None:
    assert chart.condition(Step(name="one", skip_when=signed_up_alone)) == "Signs up alone"


def test_a_condition_without_a_docstring_is_named_by_its_function() -> None:
    assert chart.condition(Step(name="one", skip_when=_has_no_file)) == "has no file"
    assert chart.condition(Step(name="one", skip_when=lambda answers: True)) == "depends on the answers"


def test_a_step_that_is_always_asked_has_no_condition() -> None:
    assert chart.describe(Step(name="one"), "ko")["condition"] is None


def test_steps_under_one_condition_have_one_way_around_them() -> None:
    lines = drawn(
        Step(name="one", skip_when=_has_no_file), Step(name="two", skip_when=_has_no_file), Step(name="three")
    )
    assert 'when1{{"has no file?"}}' in lines
    assert "when1 -- no --> step_one" in lines
    assert "step_one --> step_two" in lines
    assert "step_two --> step_three" in lines
    assert "when1 -. yes .-> step_three" in lines


def test_a_frame_reaches_from_the_first_to_the_last_of_a_group() -> None:
    lines = drawn(
        Step(name="before"),
        Step(name="one", group="g"),
        Step(name="between"),
        Step(name="two", group="g"),
        Step(name="x"),
    )
    frame = lines[lines.index('subgraph frame_g["g: may come in one message"]') + 1 : lines.index("end")]
    assert frame == ['step_one["one"]', 'step_between["between"]', 'step_two["two"]']


def test_a_block_says_that_it_can_be_skipped_whole() -> None:
    assert 'subgraph frame_b["b: can be skipped whole"]' in drawn(Step(name="one", block="b"))


def test_optional_steps_are_dashed_and_consents_have_double_sides() -> None:
    lines = drawn(
        Step(name="maybe", optional=True), Step(name="agree", consent="terms"), Step(name="secret", secret=True)
    )
    assert 'step_maybe["maybe"]:::optional' in lines
    assert 'step_agree[["agree"]]:::consent' in lines
    assert 'step_secret["secret, secret"]' in lines


def test_a_refusal_that_ends_the_sign_up_is_drawn() -> None:
    lines = chart.chart(FLOWS["sign_up"], "ko")
    assert 'step_terms -- "동의하지 않습니다" --> over_terms' in lines
    assert "over_marketing" not in lines


def test_letters_that_mermaid_would_read_are_written_out() -> None:
    def odd(answers: Answers) -> bool:
        return True

    odd.__doc__ = 'Says "<b>#1</b>" & more.'
    assert 'when1{{"Says #quot;#lt;b#gt;#35;1#lt;/b#gt;#quot; #amp; more?"}}' in drawn(Step(name="one", skip_when=odd))


def test_the_data_of_a_step() -> None:
    step = next(one for one in chart.described(FLOWS.values(), "ko") if one["name"] == "sign_up")["steps"][0]
    assert step == {
        "name": "type",
        "label": "회원 유형",
        "options": [
            {"code": "company", "label": "기업회원 가입"},
            {"code": "individual", "label": "개인회원 가입"},
            {"code": "convert", "label": "기업회원 전환신청"},
        ],
        "optional": False,
        "condition": None,
        "group": None,
        "block": None,
        "consent": None,
        "secret": False,
        "contact": False,
        "file": False,
    }


def test_the_data_holds_every_step_of_every_flow() -> None:
    found = {one["name"]: [step["name"] for step in one["steps"]] for one in chart.described(FLOWS.values(), "ko")}
    assert found == {flow.name: [step.name for step in flow.steps] for flow in FLOWS.values()}


def test_labels_hold_no_placeholders() -> None:
    assert not re.search(r"\{\w+[:}]", chart.page(FLOWS.values(), "ko"))


def test_labels_come_in_english_too() -> None:
    step = FLOWS["sign_up"]["password"]
    assert chart.label(step, "ko") == "비밀번호"
    assert chart.label(step, "en").startswith("Password")
