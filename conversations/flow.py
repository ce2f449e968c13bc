"""The small language of flows: a flow is an ordered list of named steps, data before it is code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from conversations.state import Answers
from membership.problems import Reading

if TYPE_CHECKING:
    from conversations.talk import Talk

ONE_TIME_CODE = "one-time-code"  # HTML's autocomplete: such a step asks for a code that was sent to a telephone


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a step; its words come from the catalogue unless they are only known at run time."""

    code: str
    label: str = ""


Skip = Callable[[Answers], bool]
Reads = Callable[[str, "Talk"], Reading[Any]]
Options = tuple[str, ...] | Callable[["Talk"], Sequence[Option]]
Finder = Callable[[str, "Talk"], tuple[Answers, str]]


class Dealt(Exception):
    """Raised by a step's rule that has dealt with an answer itself, so that there is nothing to keep."""


def never(answers: Answers) -> bool:
    """Always asked."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Step:
    """One question, which is itself and like no other.

    name: what it is called in texts, charts and the store; also where its answer goes unless `merges`.
    options: what may be chosen, by press, number or words. `reads`: how a typed answer is judged.
    skip_when: the answers with which it isn't asked. `optional`: may be skipped by the person.
    saves: the answer that shows that it has been answered. `merges`: its value is several answers at once.
    group: steps whose answers may come in one message. `block`: the step with which the rest can be skipped whole.
    clears: answers that a new one makes void.
    then: what follows from an answer. `asks`: values for the question's text. `shows`: an answer in words.
    chooses: the value behind a chosen code. `press`: does something for a code that is no answer, and says whether.
    file, contact: takes a file, the person's own number, which a button shares. `telephone`: takes a shared number
    without such a button. `answers`, `ticks`: what it does with services and clocks.
    begins: what it does when it comes to be asked. `along`: takes an answer that came in a message with others, and
    says whether; otherwise that is kept as it is.
    page: the address of a page that its first button opens. `other_way`: the text offered after failures.
    open: takes free words, so that "상담원" may be meant as an answer.
    consent: the document that it asks agreement to; the answer is kept as evidence.
    secret: the message is deleted from the chat and never shown. `reviewed`: can be changed from the review.
    On a page: `alone`: shown by itself, as what comes next depends on it or its question on what came before;
    `after`: the answers without which it can't be judged; `waits`: an outside service is being asked for it.
    `gathers`: chosen piece by piece until "done", which a page says by itself. `until`: when what is asked for here
    ends, while it serves; a page counts down to it.
    `input`, `autofill`: HTML's inputmode and autocomplete; a step with one of them is typed, whatever may be chosen.
    """

    name: str
    options: Options = ()
    reads: Reads | None = None
    skip_when: Skip = never
    optional: bool = False
    saves: str = ""
    merges: bool = False
    group: str = ""
    block: str = ""
    clears: tuple[str, ...] = ()
    then: Callable[[Talk, Any], None] | None = None
    asks: Callable[[Talk], Mapping[str, Any]] | None = None
    shows: Callable[[Talk, Any], str] | None = None
    chooses: Callable[[Talk, str], Any] | None = None
    press: Callable[[Talk, str], bool] | None = None
    file: Callable[[Talk], Reading[Any]] | None = None
    answers: Mapping[str, Callable[[Talk], None]] = field(default_factory=dict)
    ticks: Mapping[str, Callable[[Talk], None]] = field(default_factory=dict)
    consent: str = ""
    secret: bool = False
    contact: bool = False
    telephone: bool = False
    open: bool = False
    reviewed: bool = False
    begins: Callable[[Talk], None] | None = None
    along: Callable[[Talk, Any], bool] | None = None
    page: Callable[[Talk], str] | None = None
    other_way: Callable[[Talk], str] | None = None
    alone: bool = False
    after: tuple[str, ...] = ()
    gathers: bool = False
    waits: Callable[[Talk], bool] | None = None
    until: Callable[[Talk], datetime | None] | None = None
    input: str = ""
    autofill: str = ""

    @property
    def key(self) -> str:
        """The answer that shows that this step has been answered."""
        return self.saves or self.name

    def is_answered(self, answers: Answers) -> bool:
        """Whether nothing needs to be asked here any more."""
        return self.key in answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """An ordered list of steps, what finishes it, and how answers of its older versions are brought up to date.

    `form`: may be filled in on a page.
    """

    name: str
    version: int
    steps: tuple[Step, ...]
    finishes: Callable[[Talk], None]
    finders: Mapping[str, Finder] = field(default_factory=dict)
    upgrade: Callable[[int, Answers], Answers] = lambda version, answers: answers
    counted: bool = True
    form: bool = False
    _by_name: dict[str, Step] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {step.name: step for step in self.steps})

    def __getitem__(self, name: str) -> Step:
        return self._by_name[name]

    def has(self, name: str) -> bool:
        """Whether a step of this name exists (it may have been renamed by a deploy)."""
        return name in self._by_name

    def asked(self, answers: Answers) -> list[Step]:
        """The steps that are asked with these answers."""
        return [step for step in self.steps if not step.skip_when(answers)]

    def open_step(self, answers: Answers) -> Step | None:
        """The first step that still wants an answer, or None when the flow is complete."""
        return next((s for s in self.steps if not s.is_answered(answers) and not s.skip_when(answers)), None)

    def way_back(self, trail: Sequence[str], answers: Answers) -> list[str]:
        """The steps of a trail that can be gone back to: still asked, and not behind the first open one."""
        asked, open_step = self.asked(answers), self.open_step(answers)
        reached = {step.name for step in (asked[: asked.index(open_step) + 1] if open_step else asked)}
        return [name for name in trail if name in reached]

    def progress(self, step: Step, answers: Answers, walked: Sequence[str]) -> tuple[int, int]:
        """Which question this is, of how many with the answers so far: (4, 17).

        What was filled in without being asked, and so isn't among the steps `walked`, doesn't count.
        """
        counted = [s for s in self.asked(answers) if s is step or s.name in walked or not s.is_answered(answers)]
        return (counted.index(step) + 1 if step in counted else len(counted)), len(counted)
