"""The engine: one event through one conversation, inside one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from conversations import (
    abandoning,
    commands,
    guarding,
    marketing,
    presenting,
    reconfirming,
    renewing,
    staff,
    standing_in,
)
from conversations.catalogue import Html, language_for
from conversations.course import Before, Course, course_of
from conversations.events import Event, Kind
from conversations.flow import ONE_TIME_CODE, Flow, Step
from conversations.flows import FLOWS
from conversations.pages.turning import Page
from conversations.pages.view import View
from conversations.says import Note, Saying
from conversations.state import FIELDS, FORMS, HOME, UNSAID, Frame, State
from conversations.taking import TAKES
from conversations.talk import Surroundings, Talk
from storage.conversations import ConversationRow
from storage.transaction import Transaction

# Flows that are never entered from inside another one, so that nothing lies beneath them but the menu.
OUTERMOST = FORMS | {HOME}
Handler = Callable[[Talk], None]


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of one event: what to say, the conversation as it has to be saved (None: unchanged), and its course.

    `view`: what a page shows from now on, where the event was a page's.
    """

    says: list[Saying]
    row: ConversationRow | None
    course: Course | None = None
    view: View | None = None


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
        if staff.takes(talk):
            return Turn(talk.says, None)
        if not event.private:
            commands.point_to_private_chat(talk)
            return Turn(talk.says, None)
        self._settle(talk)
        before = Before.of(talk, row.step or "")
        if event.kind is Kind.PAGE:
            turn = self._turn_page(talk, row)
        else:
            self._take(talk, row)
            turn = self._finish(talk, row)
        now = turn.row or row
        return replace(turn, course=course_of(talk, before, (now.flow or "", now.step or "")))

    def _turn_page(self, talk: Talk, row: ConversationRow) -> Turn:
        """A page is opened, looked at or left, which changes nothing; or it gives answers, and the chat goes on."""
        page = Page(talk, self.flows)
        page.take()
        if not talk.stays:
            self._run_to_open_step(talk)
        page.listen()
        return replace(self._finish(talk, row), view=page.view())

    def asks_secret(self, row: ConversationRow) -> bool:
        """Whether a conversation may wait for a secret, which must not stay in the chat whatever becomes of it.

        What lies beneath a flow is in the sealed state, which may be what cannot be read: then one is presumed.
        """
        step = self._step_at(row.flow, row.step)
        return step is not None and (step.secret or row.flow not in OUTERMOST)

    def is_confidential(self, flow: str | None, name: str | None) -> bool:
        """Whether what is written at this step may be a secret or a code, to be kept nowhere, not even sealed."""
        if name is None:
            return False
        step = self._step_at(flow, name)
        return step is None or step.secret or step.autofill == ONE_TIME_CODE or flow not in OUTERMOST

    def _step_at(self, flow: str | None, name: str | None) -> Step | None:
        found = self.flows.get(flow or "")
        return found[name] if found is not None and name is not None and found.has(name) else None

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
            frame.notes.pop(FIELDS, None)
        frame.version = flow.version
        frame.trail = [name for name in frame.trail if flow.has(name)]
        if frame.at and not flow.has(frame.at):
            frame.at = ""
        if older and not frame.at and flow.open_step(frame.answers) is None:
            # Nothing is submitted because of a deploy: the last question is asked again.
            frame.at = flow.asked(frame.answers)[-1].name

    def _take(self, talk: Talk, row: ConversationRow) -> None:
        flow, step = self._current(talk)
        if not talk.event.from_person:
            self._take_signal(talk, row)
        elif guarding.holds_resident_number(talk.event, step):
            talk.erase()
            talk.add("resident.caught")
            if step.name == guarding.CORPORATE:
                talk.add("problem.corporate_number.resident_number")
            talk.fresh = True
        else:
            if any(beneath and beneath.secret for beneath in map(self._step_of, talk.state.frames)):
                guarding.guard_secret(talk)
            TAKES[talk.event.kind](talk, flow, step, row)
            if row.card is None:
                _greet_instead_of_failing(talk)

    def _take_signal(self, talk: Talk, row: ConversationRow) -> None:
        """A service's answer or a tick: for the innermost step that waits for it, or too late and of no effect."""
        if talk.event.name == abandoning.TICK:
            abandoning.rings(talk, row.updated_at)
            return
        if talk.event.name == standing_in.RUNS_OUT:
            standing_in.runs_out(talk)
            return
        if talk.event.name == marketing.ASKS_AGAIN:
            reconfirming.asks_again(talk)
            return
        for depth in reversed(range(len(talk.state.frames))):
            handler = self._handler(talk.event, talk.state.frames[depth])
            if handler:
                _act(talk, depth, handler)
                return
        talk.stays = True

    def _handler(self, event: Event, frame: Frame) -> Handler | None:
        step = self._step_of(frame)
        handlers = {} if step is None else step.answers if event.kind is Kind.ANSWER else step.ticks
        return handlers.get(event.name)

    def _step_of(self, frame: Frame) -> Step | None:
        """The step that a frame stands at; None in a complete one, which is finished when it is come back to."""
        flow = self.flows[frame.flow]
        return flow[frame.at] if frame.at else flow.open_step(frame.answers)

    def _current(self, talk: Talk) -> tuple[Flow, Step]:
        step = self._step_of(talk.frame)
        assert step is not None, f"{talk.frame.flow} is complete but has not been finished"
        return self.flows[talk.frame.flow], step

    def _finish(self, talk: Talk, row: ConversationRow) -> Turn:
        if talk.stays:
            return Turn(talk.says, replace(row, state=talk.state.to_bytes()) if talk.beneath else None)
        self._run_to_open_step(talk)
        flow, step = self._current(talk)
        if talk.frame.at != step.name:
            talk.frame.take_up(step.name)
            if step.begins:
                step.begins(talk)
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
        while self._is_complete(talk):
            ending = talk.frame
            self.flows[ending.flow].finishes(talk)
            if not any(ending is frame for frame in talk.state.frames):
                talk.finished.append(ending)
            self._settle(talk)

    def _is_complete(self, talk: Talk) -> bool:
        """Whether there is nothing left to ask; before a question that follows, changed documents come."""
        flow = self.flows[talk.frame.flow]
        if talk.frame.at:
            return False
        renewing.ask_again(talk, flow)
        return flow.open_step(talk.answers) is None

    def _speak(self, talk: Talk, flow: Flow, step: Step, row: ConversationRow) -> None:
        edits = (
            not talk.fresh
            and row.card is not None
            and talk.event.kind in (Kind.PRESS, Kind.ANSWER, Kind.TICK, Kind.PAGE)
        )
        talk.lead = [*_said_before(talk), *talk.lead]
        if talk.state.keyboard:
            talk.says.append(Note(_leading(talk), closes_keyboard=True))
            talk.lead, edits = [], False
        turn = row.turn if talk.redraws else row.turn + 1
        card = presenting.card(talk, flow, step, turn, edit=edits)
        talk.state.lead = list(talk.lead)
        talk.state.keyboard = bool(card.contact)
        talk.says.append(replace(card, edit=card.edit and not card.contact))


def _act(talk: Talk, depth: int, handler: Handler) -> None:
    """Has the frame at this depth act; a flow that lies over it goes on undisturbed, unless the frame has ended."""
    above = talk.state.frames[depth + 1 :]
    del talk.state.frames[depth + 1 :]
    handler(talk)
    if above and len(talk.state.frames) == depth + 1:
        if talk.lead:
            talk.frame.notes[UNSAID] = [*talk.frame.notes.get(UNSAID, []), *talk.lead]
        talk.lead, talk.beneath, talk.stays = [], not talk.stays, True
        talk.state.frames += above


def _said_before(talk: Talk) -> list[Html]:
    """What came up while the flow could not speak; on a card that is only drawn again, what stood there already.

    A service's answer puts an end to what was said about waiting for it.
    """
    before = talk.frame.notes.pop(UNSAID, [])
    if talk.redraws and talk.event.kind is not Kind.ANSWER:
        before = [*talk.state.lead, *before]
    return [Html(line) for line in before]


def _greet_instead_of_failing(talk: Talk) -> None:
    """Whatever somebody writes first, they are welcome."""
    if talk.frame.flow == HOME and talk.frame.failures:
        talk.frame.failures, talk.lead = 0, []


def _new_row(event: Event) -> ConversationRow:
    chat = event.chat
    return ConversationRow(channel=chat.channel, chat=chat.id, language=language_for(event.lang), state=b"")


def _leading(talk: Talk) -> Html:
    return Html("\n".join(talk.lead)) if talk.lead else talk.text("keyboard.closed")
