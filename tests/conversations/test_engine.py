"""Presses old, double and forged, repeated updates, restarts, and drafts that an older version of a flow began."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from conversations.flow import Flow, Step, never
from conversations.flows import FLOWS
from conversations.flows.sign_up import SIGN_UP
from conversations.state import State
from conversations.talk import Talk
from membership.problems import Problem, Reading
from storage import conversations
from tests.conversations.chatter import Chatter, Scene
from tests.conversations.right import answers_right, finishes, goes_to, signs_up


def test_the_present_card_is_edited_on_a_press_and_replaced_on_words(kim: Chatter) -> None:
    goes_to(kim, "terms")
    first = kim.card["message_id"]
    kim.chooses("yes")
    assert kim.card["message_id"] == first
    kim.says("동의합니다")
    assert kim.card["message_id"] != first
    assert kim.scene.messages[kim.id][first]["reply_markup"] == {"inline_keyboard": []}


def test_a_second_press_on_the_present_card_gets_a_word_and_changes_nothing(kim: Chatter) -> None:
    goes_to(kim, "terms")
    pressed, before = kim.buttons[0]["callback_data"], kim.card["message_id"]
    kim.presses_raw(pressed)
    row = kim.row
    kim.presses_raw(pressed, before)
    assert kim.row == row
    assert kim.toast == "지난 질문의 버튼입니다. 지금 질문에 답해 주세요."
    assert kim.step == "privacy"


def test_a_press_on_an_old_card_gets_the_present_question_again(kim: Chatter) -> None:
    goes_to(kim, "terms")
    pressed, old = kim.buttons[1]["callback_data"], kim.card["message_id"]
    kim.says("네")
    answers = kim.frame.answers
    kim.presses_raw(pressed, old)
    assert kim.step == "privacy"
    assert kim.frame.answers == answers
    assert kim.card["message_id"] == max(kim.scene.messages[kim.id])


@pytest.mark.parametrize("code", ["submit", "_none", "", "yes.yes", "🙂", "_suggested", "_way", "_as_given", "_again"])
def test_a_forged_choice_changes_nothing(kim: Chatter, code: str) -> None:
    goes_to(kim, "terms")
    answers = kim.frame.answers
    kim.presses_raw(f"{kim.row.turn:x}.{code}")
    assert (kim.step, kim.frame.answers) == ("terms", answers)


@pytest.mark.parametrize(
    ("step", "typed", "asked_back"),
    [("name", "김", "_as_given"), ("email", "hong@gmial.com", "_suggested"), ("department", "상담원", "_way")],
)
@pytest.mark.parametrize("code", ["_suggested", "_as_given", "_again", "_way", "none"])
def test_a_doubt_is_settled_only_in_the_ways_that_were_offered(
    kim: Chatter, step: str, typed: str, asked_back: str, code: str
) -> None:
    goes_to(kim, step, extras=lambda chatter: chatter.chooses("fill"))
    kim.says(typed)
    assert kim.offers(asked_back)
    offered, before = kim.offers(code), kim.state
    kim.presses_raw(f"{kim.row.turn:x}.{code}")
    if not offered:
        assert kim.frame.answers == before.frame.answers
        assert kim.frame.doubt == before.frame.doubt


def test_an_update_that_comes_twice_is_taken_once(kim: Chatter) -> None:
    goes_to(kim, "terms")
    number, event = kim.scene.next_update(), kim.event(kind="text", text="네", message_id=5)
    kim.scene.take(number, event)
    row, calls = kim.row, len(kim.scene.calls)
    kim.scene.take(number, event)
    assert (kim.row, len(kim.scene.calls)) == (row, calls)


def test_a_restart_between_any_two_answers_makes_no_difference(scene: Scene) -> None:
    kim, lee = scene.person(), scene.person()
    signs_up(kim, "company")
    lee.commands("start")
    lee.chooses("company")
    said = []
    while lee.row.flow != "home":
        scene.restart()
        said.append(lee.step)
        answers_right(lee)
    assert "company_confirm" in said
    assert lee.row.step == kim.row.step == "menu"


def test_a_group_is_pointed_to_a_private_chat_and_nothing_is_kept_of_it(kim: Chatter) -> None:
    scene = kim.scene
    for event in (
        kim.event(kind="text", text="가입", message_id=1, private=False),
        kim.event(kind="command", name="start", message_id=2, private=False),
        kim.event(kind="press", press="1.yes", message_id=3, data={"query_id": "q"}, private=False),
        kim.event(kind="file", message_id=4, private=False),
    ):
        scene.take(scene.next_update(), event)
    assert ["t.me/kotra_bot" in text for text in kim.said] == [True]
    with pytest.raises(AssertionError, match="no conversation"):
        _ = kim.row


def only(name: str) -> Step:
    """One of the sign-up's steps, asked of everybody."""
    return replace(SIGN_UP[name], skip_when=never, block="", optional=False, options=())


def flows_of(version: int, steps: tuple[Step, ...], done: list[dict[str, Any]]) -> Mapping[str, Flow]:
    """A deploy in which the sign-up has these steps; what it ends with is put into `done`."""

    def finishes(talk: Talk) -> None:
        done.append(dict(talk.answers))
        talk.end()

    def upgrade(old: int, answers: dict[str, Any]) -> dict[str, Any]:
        assert old == 1
        return {"position" if name == "department" else name: value for name, value in answers.items()}

    return {**FLOWS, "sign_up": Flow(name="sign_up", version=version, steps=steps, finishes=finishes, upgrade=upgrade)}


ONE = (only("department"), only("email"), only("fax"))
TWO = (only("name_en"), only("position"), only("fax"), only("products"))


@pytest.mark.parametrize("at", ["department", "email", "fax"])
def test_a_draft_of_version_one_goes_on_in_version_two(scene: Scene, at: str) -> None:
    """Between them a step was renamed, one removed and two were added, before and behind."""
    done: list[dict[str, Any]] = []
    scene.flows = flows_of(1, ONE, done)
    kim = scene.person()
    goes_to(kim, at)
    assert kim.row.flow_version == 1
    scene.flows = flows_of(2, TWO, done)
    kim.commands("help")
    assert kim.row.flow_version == 2
    assert kim.step == ("fax" if at == "fax" else "name_en")
    finishes(kim)
    (answers,) = done
    assert answers["position"] == ("과장" if at == "department" else "수출팀")
    assert {"name_en", "fax", "products"} <= answers.keys()
    assert kim.step == "menu"


def test_a_draft_that_an_upgrade_completes_is_asked_its_last_question_again(scene: Scene) -> None:
    done: list[dict[str, Any]] = []
    scene.flows = flows_of(1, ONE, done)
    kim = scene.person()
    goes_to(kim, "fax")
    scene.flows = flows_of(2, (only("position"), only("email")), done)
    kim.says("음…")
    assert kim.step == "email"
    finishes(kim)
    assert [answers["position"] for answers in done] == ["수출팀"]


def test_going_back_passes_by_steps_that_are_no_more(scene: Scene) -> None:
    scene.flows = flows_of(1, ONE, [])
    kim = scene.person()
    goes_to(kim, "fax")
    scene.flows = flows_of(2, (only("position"), only("department"), only("fax")), [])
    kim.says("이전")
    assert kim.step == "department"


@pytest.mark.parametrize("removed", ["email", "telephone", "code", "review", "password_again"])
def test_a_step_that_a_deploy_removes_strands_nobody_who_is_at_it(scene: Scene, removed: str) -> None:
    kim = scene.person()
    goes_to(kim, removed)
    left = tuple(step for step in SIGN_UP.steps if step.name != removed)
    scene.flows = {**FLOWS, "sign_up": replace(SIGN_UP, version=2, steps=left)}
    kim.says("안녕하세요")
    assert kim.step != removed
    assert kim.buttons or kim.card["reply_markup"]["keyboard"]


def test_a_flow_that_a_deploy_removes_leads_back_to_the_menu(scene: Scene) -> None:
    kim = scene.person()
    goes_to(kim, "name")
    kim.says("김")
    assert kim.frame.doubt
    scene.flows = {name: flow for name, flow in FLOWS.items() if name != "sign_up"}
    kim.commands("help")
    assert kim.step == "menu"
    assert kim.offers("individual")
    scene.flows = FLOWS
    kim.chooses("individual")
    finishes(kim)


def test_an_answer_of_a_service_for_a_chat_that_is_elsewhere_changes_nothing(kim: Chatter) -> None:
    scene = kim.scene
    goes_to(kim, "identity_terms")
    scene.holds = True
    kim.chooses("yes")
    kim.commands("cancel")
    scene.holds = False
    before = kim.row
    assert State.from_bytes(before.state).frame.flow == "leave"
    scene.deliver()
    assert kim.row == before
    kim.chooses("stay")
    assert kim.step == "code"
    finishes(kim)


def test_the_state_says_nothing_to_who_reads_the_table(kim: Chatter) -> None:
    goes_to(kim, "review")
    row = kim.scene.database.read(lambda tx: conversations.peek(tx, "telegram", kim.id))
    assert row is not None
    assert b"wisp-Tango7" not in row.state
    assert kim.scene.code.encode() not in row.state


def test_a_failure_after_the_flow_was_left_is_not_the_flows_beneath(scene: Scene) -> None:
    def gives_up(text: str, talk: Talk) -> Reading[str]:
        talk.end()
        raise Problem("text.empty")

    step = replace(only("department"), reads=gives_up)
    scene.flows = flows_of(1, (step,), [])
    kim = scene.person()
    goes_to(kim, "department")
    said = kim.says("무엇이든")
    assert "답으로 읽을 글자가 없습니다" in said
    assert (kim.step, kim.frame.failures) == ("menu", 0)
