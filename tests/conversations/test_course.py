"""What an event did on the way: in names of flows and steps, and nothing else."""

from __future__ import annotations

from bot.turn import Turns
from conversations.course import Course
from conversations.engine import Engine
from conversations.events import Chat, Event, Kind
from conversations.talk import Surroundings
from storage.database import Database
from tests.conftest import Clock

CHAT = Chat("telegram", "7")
AROUND = Surroundings(frozenset({"phone"}), "kotra_bot", str)


class Walk:
    """A conversation, one event after another, and the course of each."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database, self.clock, self.number = database, clock, 0

    def takes(self, kind: Kind, **event: str) -> Course:
        self.number += 1
        turns = Turns(Engine(AROUND), "bot", "worker")
        happened = Event(chat=CHAT, kind=kind, at=self.clock(), lang="ko", **event)  # type: ignore[arg-type]
        self.database.write(lambda tx: turns.take_update(tx, self.number, happened)).result()
        assert turns.course is not None
        return turns.course

    def says(self, text: str) -> Course:
        return self.takes(Kind.TEXT, text=text)


def test_from_the_menu_into_a_form_and_out_again(database: Database, clock: Clock) -> None:
    walk = Walk(database, clock)
    assert walk.takes(Kind.COMMAND, name="start").now == ("home", "menu")
    began = walk.says("1")
    assert began.at == ("home", "menu")
    assert began.now[0] == "sign_up"
    again = walk.says("무슨 말인지")
    assert (again.at, again.failed, again.answered, again.now) == (began.now, True, (), began.now)
    on = walk.says("1")
    assert (on.answered, on.failed, on.ended) == ((began.now,), False, ())
    assert on.now[0] == "sign_up"
    assert on.now != began.now
    walk.says("취소")
    left = walk.says("2")
    assert left.now == ("home", "menu")
    assert ("sign_up", on.now[1], "left") in left.ended


def test_a_day_later_it_is_abandoned(database: Database, clock: Clock) -> None:
    walk = Walk(database, clock)
    walk.takes(Kind.COMMAND, name="start")
    at = walk.says("1").now
    clock.forward(days=8)
    gone = walk.takes(Kind.TICK, name="abandoned")
    assert (*at, "abandoned") in gone.ended
    assert gone.now == ("home", "menu")


def test_a_turn_that_was_seen_before_has_no_course(database: Database, clock: Clock) -> None:
    turns = Turns(Engine(AROUND), "bot", "worker")
    event = Event(chat=CHAT, kind=Kind.COMMAND, at=clock(), name="start", lang="ko")
    outcomes = []
    for _ in range(2):
        database.write(lambda tx: turns.take_update(tx, 5, event)).result()
        outcomes.append((turns.outcome, turns.course is None))
    assert outcomes == [("handled", False), ("repeated", True)]
