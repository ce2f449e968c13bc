"""The people: each is asked, thinks for a moment, and answers; whoever is done is followed by somebody new."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.interview import QUESTIONS
from benchmarks.stand_in import updates
from benchmarks.stand_in.bot_api import BotApi

THINKS_SECONDS = 0.02
LAST, ENDED = len(QUESTIONS) - 1, 99


@dataclass(slots=True)
class Person:
    """One person; `at` is the question that they were asked last, -1 before /start; `since` when they last wrote."""

    id: int
    at: int = -1
    since: float = 0.0
    waits: bool = False
    done: bool = False
    repeated: bool = False


@dataclass(slots=True)
class Measured:
    """What was measured in a window."""

    began: float = 0.0
    handled: int = 0
    calls: int = 0
    seconds: list[float] = field(default_factory=list)


class People:
    """So many people at once; each message is sent when the answer to the one before has been read.

    `echoes`: the bot says only what was said to it, so that any message is an answer.
    """

    def __init__(self, count: int, *, echoes: bool, replaced: bool, hooks: list[int], late: float) -> None:
        self.api = BotApi(late, self._sent, self._come, hooks)
        self.measured = Measured()
        self.handled = self.doubled = self.jumped = 0
        self.on_ready: Callable[[], None] = lambda: None
        self.on_handled: Callable[[], None] = lambda: None
        self.on_wrong: Callable[[Person], None] = lambda person: None
        self._echoes = echoes
        self._replaced = replaced
        self.everybody = {number: Person(number) for number in range(1001, 1001 + count)}
        self._next_id = 1001 + count
        self._updates = 1

    def begin(self) -> None:
        """Has everybody say /start."""
        for person in list(self.everybody.values()):
            self.write(person)

    def measure(self) -> Measured:
        """Begins a window, and gives what was measured in the one before."""
        before, self.measured = self.measured, Measured(time.monotonic(), calls=self.api.calls)
        return before

    def write(self, person: Person) -> None:
        """Sends what this person has to say now: /start, or the answer to their question."""
        self._updates += 1
        text = updates.START if person.at < 0 else b"A%02d of %d, as it is" % (person.at, person.id)
        person.waits, person.since = True, time.monotonic()
        self.api.send(self._updates, updates.text_update(self._updates, self._updates, person.id, text))

    def _come(self) -> None:
        self.on_ready()

    def _sent(self, number: int, question: int) -> None:
        person = self.everybody.get(number)
        if person is None:
            return
        if self._echoes:
            question = ENDED if person.at == LAST else person.at + 1
        expected = ENDED if person.at == LAST else person.at + 1
        if question == expected and person.waits:
            self._answered(person, question)
        elif question in (person.at, expected):
            self.doubled += 1
        elif question > person.at:
            self.jumped += 1
            self._answered(person, question)
        else:
            self.on_wrong(person)

    def _answered(self, person: Person, question: int) -> None:
        person.waits = person.repeated = False
        self.handled += 1
        self.measured.handled += 1
        self.measured.seconds.append(time.monotonic() - person.since)
        self.on_handled()
        if question == ENDED:
            person = self._followed(person)
        else:
            person.at = question
        if not person.done:
            asyncio.get_running_loop().call_later(THINKS_SECONDS, self.write, person)

    def _followed(self, person: Person) -> Person:
        """Somebody new in the place of who is done."""
        person.done = True
        if not self._replaced:
            return person
        del self.everybody[person.id]
        self._next_id += 1
        new = self.everybody[self._next_id] = Person(self._next_id)
        return new
