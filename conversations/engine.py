"""The engine: one event through one conversation, inside one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from conversations import answering, commands, helping, presenting
from conversations.catalogue import Html, language_for
from conversations.events import Event, Kind
from conversations.flow import Flow, Step
from conversations.flows import FLOWS
from conversations.says import Note, Saying
from conversations.state import Doubt, Frame, State
from conversations.talk import Surroundings, Talk
from conversations.words import COULD_BE_AN_ANSWER, navigation
from membership.problems import Problem
from membership.reading.digits import digits_only
from membership.reading.numbers import CORPORATE_DIGITS
from membership.reading.tidy import plain_digits
from membership.resident import contains_resident_number, is_resident_number_in_corporate_field
from storage import outbox
from storage.conversations import ConversationRow
from storage.transaction import Transaction

HOME = "home"


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of one event: what to say, and the conversation as it has to be saved (None: unchanged)."""

    says: list[Saying]
    row: ConversationRow | None


class Engine:
    """Leads conversations along their flows; holds nothing of any of them between two events."""

    def __init__(self, around: Surroundings, flows: Mapping[str, Flow] = FLOWS) -> None:
        self.around = around
        self.flows = flows

    def handle(self, tx: Transaction, event: Event, row: ConversationRow | None) -> Turn:
        """Takes one event; raises `Needs` when costly work has to be done before it can be taken."""
        row = row or _new_row(event)
        state = State.from_bytes(row.state) if row.state else State()
        talk = Talk(tx, event, state, row.language, self.around)
        if not event.private:
            commands.point_to_private_chat(talk)
            return Turn(talk.says, None)
        self._settle(talk)
        self._take(talk, row)
        return self._finish(talk, row)

    def asks_secret(self, row: ConversationRow) -> bool:
        """Whether a conversation waits for a secret, which must not stay in the chat whatever becomes of it."""
        flow = self.flows.get(row.flow or "")
        return flow is not None and row.step is not None and flow.has(row.step) and flow[row.step].secret

    def _settle(self, talk: Talk) -> None:
        """Puts the home flow under everything, drops flows that are no more and brings older versions up to date."""
        talk.state.frames = [frame for frame in talk.state.frames if frame.flow in self.flows]
        if not talk.state.frames:
            talk.begin(HOME)
        for frame in talk.state.frames:
            self._upgrade(frame, self.flows[frame.flow])

    def _upgrade(self, frame: Frame, flow: Flow) -> None:
        older = 0 < frame.version < flow.version
        if older:
            frame.answers = flow.upgrade(frame.version, frame.answers)
            frame.doubt = None
        frame.version = flow.version
        frame.trail = [name for name in frame.trail if flow.has(name)]
        if frame.at and not flow.has(frame.at):
            frame.at = ""
        if older and not frame.at and flow.open_step(frame.answers) is None:
            # Nothing is submitted because of a deploy: the last question is asked again.
            frame.at = flow.asked(frame.answers)[-1].name

    def _take(self, talk: Talk, row: ConversationRow) -> None:
        flow, step = self._current(talk)
        if talk.event.from_person and _holds_resident_number(talk, step):
            talk.erase()
            talk.add("resident.caught")
            talk.fresh = True
        else:
            _TAKES[talk.event.kind](talk, flow, step, row)

    def _current(self, talk: Talk) -> tuple[Flow, Step]:
        frame = talk.frame
        flow = self.flows[frame.flow]
        step = flow[frame.at] if frame.at else flow.open_step(frame.answers)
        assert step is not None, f"{flow.name} is complete but has not been finished"
        return flow, step

    def _finish(self, talk: Talk, row: ConversationRow) -> Turn:
        if talk.stays:
            return Turn(talk.says, None)
        self._run_to_open_step(talk)
        flow, step = self._current(talk)
        talk.frame.at = step.name
        talk.frame.trail = flow.way_back(talk.frame.trail, talk.answers)
        self._speak(talk, flow, step, row)
        turn = row.turn if talk.redraws else row.turn + 1
        kept = talk.state.to_bytes()
        version = talk.frame.version
        return Turn(
            talk.says,
            replace(
                row, language=talk.language, flow=flow.name, flow_version=version, step=step.name, state=kept, turn=turn
            ),
        )

    def _run_to_open_step(self, talk: Talk) -> None:
        """Finishes every flow that has become complete, until one has something to ask."""
        self._settle(talk)
        while not talk.frame.at and self.flows[talk.frame.flow].open_step(talk.answers) is None:
            self.flows[talk.frame.flow].finishes(talk)
            self._settle(talk)

    def _speak(self, talk: Talk, flow: Flow, step: Step, row: ConversationRow) -> None:
        edits = not talk.fresh and row.card is not None and talk.event.kind in (Kind.PRESS, Kind.ANSWER, Kind.TICK)
        if talk.state.keyboard:
            talk.says.append(Note(_leading(talk), closes_keyboard=True))
            talk.lead, edits = [], False
        turn = row.turn if talk.redraws else row.turn + 1
        card = presenting.card(talk, flow, step, turn, edit=edits)
        talk.state.keyboard = bool(card.contact)
        talk.says.append(replace(card, edit=card.edit and not card.contact))


def _take_text(talk: Talk, flow: Flow, step: Step, row: ConversationRow) -> None:
    way = navigation(talk.event.text)
    if way is None or answering.named_option(talk, step, loosely=False):
        answering.take_text(talk, flow, step)
    elif step.open and way in COULD_BE_AN_ANSWER:
        talk.frame.doubt = Doubt("word", talk.event.text.strip(), {"way": way})
    else:
        commands.go(talk, step, way)


def _take_command(talk: Talk, flow: Flow, step: Step, row: ConversationRow) -> None:
    commands.run(talk, step, talk.event.name, talk.event.text)


def _take_press(talk: Talk, flow: Flow, step: Step, row: ConversationRow) -> None:
    turn, _, code = talk.event.press.partition(".")
    if turn != f"{row.turn:x}" or row.card is None:
        _refuse_old_press(talk, row)
    elif code in presenting.SETTLES:
        answering.settle(talk, flow, step, code)
    elif code.startswith("_"):
        commands.go(talk, step, code[1:])
    else:
        answering.take_option(talk, flow, step, code)


def _refuse_old_press(talk: Talk, row: ConversationRow) -> None:
    """A second press on the present card needs a word only; an old card gets the present question again."""
    talk.toast("press.old")
    talk.fresh = True
    talk.stays = row.card is not None and outbox.message_of(talk.tx, row.card) == talk.event.message_id


def _take_contact(talk: Talk, flow: Flow, step: Step, row: ConversationRow) -> None:
    answering.take_contact(talk, flow, step)


def _take_file(talk: Talk, flow: Flow, step: Step, row: ConversationRow) -> None:
    answering.take_file(talk, flow, step)


def _take_edited(talk: Talk, flow: Flow, step: Step, row: ConversationRow) -> None:
    if step.secret:
        talk.erase()
    talk.add("edited.notice")


def _take_other(talk: Talk, flow: Flow, step: Step, row: ConversationRow) -> None:
    key = f"other.{talk.event.name}"
    known = f"problem.{key}" in talk.text
    helping.fail(talk, step, Problem("file.kind" if step.file else key if known else "other.unreadable"))


def _take_answer(talk: Talk, flow: Flow, step: Step, row: ConversationRow) -> None:
    """A service's answer: for the step that waits for it, or too late and of no effect."""
    _signal(talk, step.answers)


def _take_tick(talk: Talk, flow: Flow, step: Step, row: ConversationRow) -> None:
    if talk.event.name == "abandoned":
        commands.abandon(talk, row.updated_at)
    else:
        _signal(talk, step.ticks)


def _signal(talk: Talk, handlers: Mapping[str, Callable[[Talk], None]]) -> None:
    if talk.event.name in handlers:
        handlers[talk.event.name](talk)
    else:
        talk.stays = True


_TAKES: Mapping[Kind, Callable[[Talk, Flow, Step, ConversationRow], None]] = {
    Kind.TEXT: _take_text,
    Kind.COMMAND: _take_command,
    Kind.PRESS: _take_press,
    Kind.CONTACT: _take_contact,
    Kind.FILE: _take_file,
    Kind.OTHER: _take_other,
    Kind.EDITED: _take_edited,
    Kind.ANSWER: _take_answer,
    Kind.TICK: _take_tick,
}


def _new_row(event: Event) -> ConversationRow:
    chat = event.chat
    return ConversationRow(channel=chat.channel, chat=chat.id, language=language_for(event.lang), state=b"")


def _leading(talk: Talk) -> Html:
    return Html("\n".join(talk.lead)) if talk.lead else talk.text("keyboard.closed")


def _holds_resident_number(talk: Talk, step: Step) -> bool:
    event = talk.event
    text = f"{event.name}\n{event.text}\n{event.attachment.name if event.attachment else ''}"
    if step.name == "company_corporate_number" and len(digits := digits_only(plain_digits(text))) == CORPORATE_DIGITS:
        return is_resident_number_in_corporate_field(digits)
    return contains_resident_number(text)
