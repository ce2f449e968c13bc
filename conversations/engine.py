"""The engine: one event through one conversation, inside one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from conversations import answering, commands, helping, presenting
from conversations.catalogue import Html, language_for
from conversations.events import Event, Kind
from conversations.flow import Flow, Step
from conversations.flows import FLOWS, HOME
from conversations.says import Note, Saying
from conversations.state import Doubt, Frame, State
from conversations.talk import Surroundings, Talk
from conversations.words import COULD_BE_AN_ANSWER, navigation
from membership.problems import Problem
from membership.resident import contains_resident_number, is_resident_number_in_corporate_field
from storage.conversations import ConversationRow
from storage.transaction import Transaction


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

    def _settle(self, talk: Talk) -> None:
        """Puts the home flow under everything and brings frames of older flow versions up to date."""
        if not talk.state.frames:
            talk.begin(HOME)
        for frame in talk.state.frames:
            self._upgrade(frame)

    def _upgrade(self, frame: Frame) -> None:
        flow = self.flows.get(frame.flow)
        if flow is None:
            frame.flow, frame.version, frame.at, frame.answers = HOME, 0, "", {}
            flow = self.flows[HOME]
        if 0 < frame.version < flow.version:
            frame.answers = flow.upgrade(frame.version, frame.answers)
            frame.doubt = None
        frame.version = flow.version
        frame.trail = [name for name in frame.trail if flow.has(name)]
        if frame.at and not flow.has(frame.at):
            frame.at = ""

    def _take(self, talk: Talk, row: ConversationRow) -> None:
        flow, step = self._current(talk)
        if talk.event.from_person and _holds_resident_number(talk, step):
            talk.erase()
            talk.add("resident.caught")
            talk.fresh = True
            return
        match talk.event.kind:
            case Kind.TEXT:
                self._take_text(talk, flow, step)
            case Kind.COMMAND:
                commands.run(talk, step, talk.event.name, talk.event.text)
            case Kind.PRESS:
                self._take_press(talk, flow, step, row)
            case Kind.CONTACT:
                answering.take_contact(talk, flow, step)
            case Kind.FILE:
                answering.take_file(talk, flow, step)
            case Kind.EDITED:
                talk.add("edited.notice")
            case Kind.OTHER:
                key = f"other.{talk.event.name}"
                helping.fail(talk, step, Problem(key if f"problem.{key}" in talk.text else "other.unreadable"))
            case Kind.ANSWER | Kind.TICK:
                self._take_signal(talk, step, row)

    def _take_text(self, talk: Talk, flow: Flow, step: Step) -> None:
        way = navigation(talk.event.text)
        if way is None:
            answering.take_text(talk, flow, step)
        elif step.open and way in COULD_BE_AN_ANSWER:
            talk.frame.doubt = Doubt("word", talk.event.text.strip(), {"way": way})
        else:
            commands.go(talk, step, way)

    def _take_press(self, talk: Talk, flow: Flow, step: Step, row: ConversationRow) -> None:
        turn, _, code = talk.event.press.partition(".")
        if turn != f"{row.turn:x}" or not row.card:
            talk.toast("press.old")
            talk.fresh = True
            talk.stays = talk.event.data.get("on_card") == row.card and row.card is not None
        elif code in presenting.SETTLES:
            answering.settle(talk, flow, step, code)
        elif code.startswith("_"):
            commands.go(talk, step, code[1:])
        else:
            answering.take_option(talk, flow, step, code)

    def _take_signal(self, talk: Talk, step: Step, row: ConversationRow) -> None:
        """A service's answer or a tick: for the step that waits for it, or too late and of no effect."""
        handlers = step.answers if talk.event.kind is Kind.ANSWER else step.ticks
        if talk.event.name == "abandoned":
            commands.abandon(talk, row.updated_at)
        elif talk.event.name in handlers:
            handlers[talk.event.name](talk)
        else:
            talk.stays = True

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
        self._speak(talk, flow, step, row)
        turn = row.turn if _refreshes(talk) else row.turn + 1
        kept = talk.state.to_bytes()
        version = talk.frame.version
        return Turn(
            talk.says,
            replace(row, language=talk.language, flow=flow.name, flow_version=version, step=step.name, state=kept, turn=turn),
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
        turn = row.turn if _refreshes(talk) else row.turn + 1
        card = presenting.card(talk, flow, step, turn, edit=edits)
        talk.state.keyboard = bool(card.contact)
        talk.says.append(replace(card, edit=card.edit and not card.contact))


def _new_row(event: Event) -> ConversationRow:
    chat = event.chat
    return ConversationRow(channel=chat.channel, chat=chat.id, language=language_for(event.lang), state=b"")


def _leading(talk: Talk) -> Html:
    return Html("\n".join(talk.lead)) if talk.lead else talk.text("keyboard.closed")


def _refreshes(talk: Talk) -> bool:
    """A clock only draws the present card anew: its buttons stay the same."""
    return talk.event.kind is Kind.TICK


def _holds_resident_number(talk: Talk, step: Step) -> bool:
    text = f"{talk.event.text}\n{talk.event.attachment.name if talk.event.attachment else ''}"
    if step.name == "company_corporate_number":
        return is_resident_number_in_corporate_field(text)
    return contains_resident_number(text)
