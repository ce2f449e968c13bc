"""One turn of a page: what it was opened for, what it gives, and what it shows after that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from conversations.catalogue import Html
from conversations.flow import Flow, Step
from conversations.pages.answering import Answering
from conversations.pages.fields import field_of
from conversations.pages.runs import REVIEW, depth_of, is_shown, present_step, run_of
from conversations.pages.view import FORM, View
from conversations.says import Note, Saying, Toast
from conversations.state import LEAVE, UNSAID, Frame
from conversations.talk import Talk

WORDS = "save leave close show hide choose optional help saved problem problems waiting left".split()


@dataclass(slots=True)
class Page:
    """A page in one turn. Its event's `data`: "scope"; "flow", that it was opened for; "answers" by step."""

    talk: Talk
    flows: Mapping[str, Flow]
    answered: Answering | None = None
    frame: Frame | None = None
    notes: list[Html] = field(default_factory=list)

    @property
    def scope(self) -> str:
        """What the page is for."""
        return str(self.talk.event.data.get("scope", FORM))

    @property
    def flow(self) -> str:
        """The flow that the page was opened for; "" where that is not known yet."""
        return str(self.talk.event.data.get("flow") or "")

    @property
    def _depth(self) -> int | None:
        """Where the frame lies that the page is about; once it has given answers, the one that they were for."""
        if self.frame is not None:
            return next((n for n, frame in enumerate(self.talk.state.frames) if frame is self.frame), None)
        return depth_of(self.talk, self.flows, self.scope, self.flow)

    def take(self) -> None:
        """Takes the answers that were posted; flows that lie over this one go on undisturbed."""
        talk, depth = self.talk, self._depth
        if talk.event.name != "answers" or depth is None:
            talk.stays = True
            return
        above = [frame for frame in talk.state.frames[depth + 1 :] if frame.flow != LEAVE]
        was_asked_to_leave = len(above) < len(talk.state.frames) - depth - 1
        del talk.state.frames[depth + 1 :]
        self.frame = talk.frame
        self.answered = Answering(talk, self.flows[talk.frame.flow], self.scope)
        self.answered.take(_posted(talk))
        if was_asked_to_leave and not above:
            # Whoever goes on with the form stays.
            talk.stays = talk.beneath = False
        if above and talk.frame is self.frame:
            self._lay_over(above)

    def _lay_over(self, above: list[Frame]) -> None:
        talk = self.talk
        self.notes = self._said()
        if talk.lead:
            talk.frame.notes[UNSAID] = [*talk.frame.notes.get(UNSAID, []), *talk.lead]
        talk.lead, talk.beneath, talk.stays = [], True, True
        talk.state.frames += above

    def listen(self) -> None:
        """Keeps what has been said so far, beside the mere reading back of answers; what is for this chat alone comes
        to the page instead."""
        talk = self.talk
        self.notes += self._said()
        self.notes += [_words(said) for said in talk.says if self._is_for_page(said)]
        talk.says = [said for said in talk.says if not self._is_for_page(said)]

    def _said(self) -> list[Html]:
        return [line for line in self.talk.lead if line not in self.talk.read_back]

    def _is_for_page(self, said: Saying) -> bool:
        if isinstance(said, Note):
            return said.chat in (None, self.talk.chat) and not said.rows and said.file is None
        return isinstance(said, Toast)

    def view(self) -> View:
        """What the page shows now."""
        depth = self._depth
        if depth is None:
            return self._over(self._why_gone(), self.talk.text.plain(f"pages.{self.scope}"))
        with _laid_open(self.talk, depth):
            flow = self.flows[self.talk.frame.flow]
            step = present_step(self.talk.frame, flow)
            if step is None:
                return self._over(self.talk.text("pages.in_chat"), self._title(flow))
            run = [s for s in run_of(flow, step, self.talk.answers, self.scope) if is_shown(s, self.talk.answers)]
            return self._shows(flow, step, run) if run else self._over(self._why_empty(step), self._title(flow))

    def _shows(self, flow: Flow, step: Step, run: list[Step]) -> View:
        talk = self.talk
        problems = self.answered.problems if self.answered else {}
        waiting = [s for s in run if s.waits and not s.is_answered(talk.answers) and s.waits(talk)]
        number, total = flow.progress(step, talk.answers, talk.frame.walked) if flow.counted else (0, 0)
        return View(
            language=talk.language,
            flow=flow.name,
            now=talk.now.timestamp(),
            title=self._title(flow),
            number=number,
            total=total,
            notes=tuple(self.notes),
            fields=tuple(field_of(talk, s, None if s in waiting else problems.get(s.name)) for s in run),
            waiting=bool(waiting),
            words=self._words(),
        )

    def _title(self, flow: Flow) -> str:
        key = f"flow.{flow.name}"
        return self.talk.text.plain(key if key in self.talk.text else f"pages.{self.scope}")

    def _words(self) -> dict[str, str]:
        return {word: self.talk.text.plain(f"pages.words.{word}") for word in WORDS}

    def _over(self, why: Html, title: str) -> View:
        words = self._words()
        return View(language=self.talk.language, flow=self.flow, title=title, over=True, ending=why, words=words)

    def _why_gone(self) -> Html:
        if self.frame is not None:
            return self._after_notes(self.talk.text("pages.back"))
        return self.talk.text("pages.gone" if self.flow else f"pages.no_{self.scope}")

    def _why_empty(self, step: Step) -> Html:
        if self.scope == FORM:
            return self.talk.text("pages.review" if step.name == REVIEW else "pages.in_chat")
        was_taken = self.answered or self.flow
        return self._after_notes(self.talk.text("pages.password_taken" if was_taken else "pages.no_password"))

    def _after_notes(self, why: Html) -> Html:
        return Html("\n\n".join([*self.notes, why]))


def _posted(talk: Talk) -> dict[str, str]:
    """The answers of an event; anything but texts by names is none."""
    answers = talk.event.data.get("answers")
    if not isinstance(answers, Mapping):
        return {}
    return {name: value for name, value in answers.items() if isinstance(name, str) and isinstance(value, str)}


def _words(said: Saying) -> Html:
    if isinstance(said, Toast):
        return Html(said.text)
    assert isinstance(said, Note)
    return said.text


@contextmanager
def _laid_open(talk: Talk, depth: int) -> Iterator[None]:
    """The talk as if nothing lay over the frame of this depth."""
    above = talk.state.frames[depth + 1 :]
    del talk.state.frames[depth + 1 :]
    try:
        yield
    finally:
        talk.state.frames += above
