"""How the answers of a page are taken: each by the rule and by the way that it would go in the chat."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace

from conversations import answering, asking, commands, guarding, presenting
from conversations.catalogue import Html
from conversations.events import Kind
from conversations.flow import Flow, Step
from conversations.pages.fields import DONE, as_if_asked, shown
from conversations.pages.runs import can_be_judged, present_step, run_of
from conversations.pages.view import SKIP
from conversations.state import FIELDS, Doubt, Frame
from conversations.talk import Talk
from conversations.words import COULD_BE_AN_ANSWER, navigation

LONGEST = 4096  # characters of an answer, as of a message (Bot API, Message.text)


@dataclass(slots=True)
class Answering:
    """One taking of answers.

    `problems`: by step, what is wrong with its answer. `left`: the steps that were left behind.
    """

    talk: Talk
    flow: Flow
    scope: str
    problems: dict[str, Html] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)

    def take(self, posted: Mapping[str, str]) -> None:
        """Takes what was posted for the steps of the present page, in their order; anything else is passed over."""
        talk, frame = self.talk, self.talk.frame
        step = present_step(frame, self.flow)
        if step is None:
            return
        before = self._place(step)
        frame.lay_aside(step.name)
        frame.at = ""
        self._take_each(frame, step, posted)
        if self._is_here(frame):
            self._come_to_rest(frame, step)
        stays = self._is_here(frame) and not talk.lead and before == self._place(present_step(frame, self.flow))
        talk.stays, talk.beneath, talk.fresh = stays, stays, False

    def _is_here(self, frame: Frame) -> bool:
        """Whether the flow goes on, and nothing lies over it."""
        return self.talk.frame is frame

    def _run(self, step: Step) -> list[Step]:
        return run_of(self.flow, step, self.talk.answers, self.scope)

    def _take_each(self, frame: Frame, present: Step, posted: Mapping[str, str]) -> None:
        """An answer may change what is asked after it, so the next one is looked for anew each time."""
        tried: set[str] = set()
        while self._is_here(frame) and not frame.at:
            run = self._run(present)
            step = next((s for s in run if s.name in posted and s.name not in tried), None)
            if step is None:
                return
            tried.add(step.name)
            given = posted[step.name].strip("\r\n")[:LONGEST]
            if can_be_judged(step, run, self.talk.answers):
                self._take_one(frame, step, given)
            elif given:
                self.problems[step.name] = self.talk.text("pages.held")

    def _take_one(self, frame: Frame, step: Step, given: str) -> None:
        talk = self.talk
        if guarding.is_resident_number(given, step):
            self.problems[step.name] = self._resident(step)
        elif self._is_unchanged(step, given):
            frame.notes.get(FIELDS, {}).pop(step.name, None)
        elif given.strip() or step.is_answered(talk.answers):
            self._judge(frame, step, given if given.strip() else SKIP)

    def _resident(self, step: Step) -> Html:
        said = self.talk.text("pages.resident")
        if step.name != guarding.CORPORATE:
            return said
        return Html(f"{said}\n{self.talk.text('problem.corporate_number.resident_number')}")

    def _is_unchanged(self, step: Step, given: str) -> bool:
        """Whether a page gives back what it was given; a secret is never given."""
        if step.secret or not step.is_answered(self.talk.answers):
            return step.secret and not given
        with as_if_asked(self.talk, step):
            self.talk.frame.doubt = None
            return given == shown(self.talk, step)

    def _judge(self, frame: Frame, step: Step, given: str) -> None:
        talk = self.talk
        frame.take_up(step.name)
        before, talk.lead, talk.failed, event = talk.lead, [], False, talk.event
        try:
            is_code = self._take_as_asked(step, given)
        finally:
            talk.event, said, talk.lead = event, talk.lead, before
        stands = self._is_here(frame) and frame.at == step.name
        if talk.failed or (stands and not is_code and said and not frame.doubt):
            self.problems[step.name] = Html("\n".join(said))
        else:
            talk.lead += said
        if stands:
            frame.lay_aside(step.name)
            frame.at = ""
        else:
            self.left.add(step.name)
            frame.failures = frame.failures if frame.at else 0

    def _take_as_asked(self, step: Step, given: str) -> bool:
        """Takes a code or a typed answer; whether it was a code."""
        talk = self.talk
        if self._is_code(step, given):
            if given == SKIP:
                talk.failed = not step.optional
                commands.go(talk, step, "skip")
            elif given in presenting.SETTLES or given.startswith(asking.PICKS):
                answering.settle(talk, self.flow, step, given)
            else:
                self._choose(step, given)
            return True
        talk.event = replace(talk.event, kind=Kind.TEXT, text=given)
        way = navigation(given) if step.open and not step.secret else None
        if way is None:
            answering.take_text(talk, self.flow, step)
        elif way in COULD_BE_AN_ANSWER:
            talk.frame.doubt = Doubt("word", given.strip(), {"way": way})
        else:
            talk.add("pages.a_way", value=given.strip())
        return False

    def _choose(self, step: Step, code: str) -> None:
        talk = self.talk
        answering.take_option(talk, self.flow, step, code)
        if step.gathers and talk.frame.at == step.name:
            if DONE in {option.code for option in presenting.options_of(talk, step)}:
                answering.take_option(talk, self.flow, step, DONE)
            elif step.optional:
                commands.go(talk, step, "skip")

    def _is_code(self, step: Step, given: str) -> bool:
        """Whether it is a choice: one that settles a doubt, or one of the step's own, for which a doubt is dropped."""
        talk, doubt = self.talk, self.talk.frame.doubt
        if given == SKIP or given in {option.code for option in presenting.options_of(talk, step)}:
            return True
        if doubt is None or step.secret:
            return False
        talk.frame.doubt = None
        if given in {option.code for option in presenting.options_of(talk, step)}:
            return True
        talk.frame.doubt = doubt
        return False

    def _come_to_rest(self, frame: Frame, present: Step) -> None:
        """Where the chat goes on: where a service is waited for, where an answer is doubted, or as it would anyway."""
        if not frame.at:
            frame.at = self._rest(frame, present) or ("" if present.name in self.left else present.name)
        if frame.at:
            frame.take_up(frame.at)
            if begins := self.flow[frame.at].begins:
                begins(self.talk)

    def _rest(self, frame: Frame, present: Step) -> str:
        run = self._run(present)
        aside = frame.notes.get(FIELDS, {})
        open_steps = [s for s in run if not s.is_answered(self.talk.answers) and s.name not in self.left]
        waiting = [s for s in open_steps if s.waits and s.waits(self.talk)]
        doubted = [s for s in run if (aside.get(s.name) or {}).get("doubt") and s.is_answered(self.talk.answers)]
        return next((s.name for s in (*waiting, *doubted)), "")

    def _place(self, step: Step | None) -> object:
        """Where the flow stands, and how that looks in the chat."""
        if step is None:
            return None
        talk = self.talk
        with as_if_asked(talk, step):
            looks = (presenting.question(talk, step), presenting.options_of(talk, step))
        return deepcopy((step.name, looks, talk.answers, talk.frame.trail))
