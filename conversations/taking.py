"""How each kind of thing that a person may do is taken at the step that they are at."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from conversations import actions, answering, asking, commands, helping, presenting
from conversations.events import Kind
from conversations.flow import Flow, Step
from conversations.state import Doubt
from conversations.talk import Talk
from conversations.words import could_be_an_answer, navigation
from membership.problems import Problem
from storage import outbox
from storage.conversations import ConversationRow


def _take_text(talk: Talk, flow: Flow, step: Step, row: ConversationRow) -> None:
    way = navigation(talk.event.text)
    if way is None or answering.named_option(talk, step, loosely=False):
        answering.take_text(talk, flow, step)
    elif step.open and could_be_an_answer(talk.event.text, way):
        talk.frame.doubt = Doubt("word", talk.event.text.strip(), {"way": way})
    else:
        commands.go(talk, step, way)


def _take_command(talk: Talk, flow: Flow, step: Step, row: ConversationRow) -> None:
    commands.run(talk, step, talk.event.name, talk.event.text)


def _take_press(talk: Talk, flow: Flow, step: Step, row: ConversationRow) -> None:
    turn, _, code = talk.event.press.partition(".")
    if actions.is_action(talk.event.press):
        actions.run(talk, talk.event.press)
    elif turn != f"{row.turn:x}" or row.card is None:
        _refuse_old_press(talk, row)
    elif code in presenting.SETTLES or code.startswith(asking.PICKS):
        answering.settle(talk, flow, step, code)
    elif code.startswith("_"):
        commands.go(talk, step, code[1:])
    else:
        answering.take_option(talk, flow, step, code)


def _refuse_old_press(talk: Talk, row: ConversationRow) -> None:
    """A second press on the present card, or on one whose edit was lost, has it drawn again; an old one a new card."""
    talk.toast("press.old")
    talk.redraws = row.card is not None and outbox.message_of(talk.tx, row.card) == talk.event.message_id
    talk.fresh = not talk.redraws


def _take_contact(talk: Talk, flow: Flow, step: Step, row: ConversationRow) -> None:
    answering.take_contact(talk, flow, step)


def _take_file(talk: Talk, flow: Flow, step: Step, row: ConversationRow) -> None:
    answering.take_file(talk, flow, step)


def _take_edited(talk: Talk, flow: Flow, step: Step, row: ConversationRow) -> None:
    talk.add("edited.notice")


def _take_other(talk: Talk, flow: Flow, step: Step, row: ConversationRow) -> None:
    key = f"other.{talk.event.name}"
    known = f"problem.{key}" in talk.text
    helping.fail(talk, step, Problem("file.kind" if step.file else key if known else "other.unreadable"))


TAKES: Mapping[Kind, Callable[[Talk, Flow, Step, ConversationRow], None]] = {
    Kind.TEXT: _take_text,
    Kind.COMMAND: _take_command,
    Kind.PRESS: _take_press,
    Kind.CONTACT: _take_contact,
    Kind.FILE: _take_file,
    Kind.OTHER: _take_other,
    Kind.EDITED: _take_edited,
}
