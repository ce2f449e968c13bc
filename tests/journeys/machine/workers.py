"""Workers that tell notices while others act, and what is compared after each step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from bot import notices
from tests.journeys.machine import expected
from tests.journeys.machine.choosing import Chooser
from tests.journeys.machine.model import Bid, Fact, Model, Notice, Tie
from tests.journeys.machine.stage import Open, Stage

T = TypeVar("T")


class Died(Exception):
    """A worker was killed before its commit."""


@dataclass
class Telling:
    """What a worker has taken and not committed, and what the model must forget if it dies.

    `locked` are the facts that no other worker gets meanwhile: those that it took, and those that it looked at.
    """

    facts: list[Fact]
    locked: list[Fact]
    said: dict[Notice, int]
    known: set[tuple[str, Tie | Bid]]
    marks: list[tuple[Tie, int, datetime | None]]
    stand_ins: dict[int, Any]
    opened: Open | None = None


class Workers:
    """The store, the model, and the workers that have begun to tell and not committed."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.model = stage.people()
        self.chooser = Chooser(self.model)
        self.held: list[Telling] = []
        self.fate = True

    def patiently(self, future: Future[Any]) -> Any:
        """What comes of it; where it waits for a worker that goes on, that worker ends."""
        while self.held and not future.done():
            if self.stage.stuck():
                self.end(self.held[0], self.fate)
        return future.result()

    def end(self, telling: Telling, commit: bool) -> None:
        """Ends what a worker holds."""
        self.held.remove(telling)
        assert telling.opened
        telling.opened.end(commit)
        self._told(telling, commit)

    def end_all(self) -> None:
        """Nobody holds anything any more."""
        while self.held:
            self.end(self.held[0], commit=True)

    def compare(self) -> None:
        """Grades, decisions, what is still to be told and what was said: all as the model has it."""
        self._compare(self.stage.said())

    def _compare(self, said: Counter[Notice]) -> None:
        self._learn_ids()
        assert self._state() == self._modelled(self.model)
        assert said == self.model.said, {"said": said - self.model.said, "not said": self.model.said - said}
        self.model.said.clear()

    def _state(self) -> tuple[Any, ...]:
        rows = self.stage.rows
        ties = rows("SELECT id, company_id, member_id, grade FROM affiliations ORDER BY id")
        assert len({one[2] for one in ties}) == len(ties), "a member belongs to two companies"
        masters = sorted(one[1] for one in ties if one[3] == "master")
        assert masters == sorted({one[1] for one in ties}), "a company has not exactly one MASTER"
        deeds = rows("SELECT company_id, member_id, action, by_member_id FROM decisions ORDER BY id")
        facts = rows(
            "SELECT kind, company_id, member_id, affiliation_id FROM store_events WHERE handled_at IS NULL ORDER BY id"
        )
        return ties, deeds, facts

    def _modelled(self, model: Model) -> tuple[Any, ...]:
        ties = sorted((one.id, one.firm, one.member, one.grade) for one in model.ties)
        deeds = [(one.firm, one.member, one.action, one.by) for one in model.deeds]
        facts = [(one.kind, one.firm, one.member, one.tie.id if one.tie else None) for one in model.facts]
        return ties, deeds, facts

    def _put_as_written(self, model: Model) -> None:
        """Has the model's decisions and facts in the order in which the store has them."""
        _, deeds, facts = self._state()
        _, made_deeds, made_facts = self._modelled(model)
        model.deeds = _in_order(model.deeds, made_deeds, deeds)
        model.facts = _in_order(model.facts, made_facts, facts)
        for fact, serial in zip(model.facts, sorted(one.serial for one in model.facts), strict=True):
            fact.serial = serial

    def _learn_ids(self) -> None:
        self._learn(self.model)
        self.chooser.cards += [one for one in self.model.ties if one not in self.chooser.cards]

    def _learn(self, model: Model) -> None:
        """Also of who came and went in one step."""
        came = "SELECT member_id, max(affiliation_id) FROM store_events WHERE affiliation_id > 0 GROUP BY member_id"
        ids = {row[0]: row[1] for row in self.stage.rows(came)}
        for tie in [*model.ties, *(fact.tie for fact in model.facts if fact.tie)]:
            tie.id = tie.id or ids.get(tie.member, 0)
        offers = self.stage.rows("SELECT id FROM master_offers ORDER BY id")
        for bid, (number,) in zip(model.bids, offers, strict=False):
            bid.id = number

    def _taken(self, limit: int, fate: str) -> tuple[Telling, list[Fact]]:
        """Has the worker take; what it must have taken, by what was free before."""
        locked = self._found(limit)
        facts = [one for one in self.model.facts if one in locked][:limit]
        with _at_once(limit):
            opened = self._take_apart() if self.stage.parallel else None
            if opened is None:
                self._take_here(fate == "dies")
        return Telling(facts, locked, {}, set(), [], {}, opened), facts

    def _found(self, limit: int) -> list[Fact]:
        """The oldest of what is told at once, and of what is due by now those that were due first."""
        free = [one for one in self.model.facts if not one.held]
        dated = [one for one in free if one.due and one.due <= self.model.now]
        dated.sort(key=lambda one: (one.due, one.serial))
        return [one for one in free if one.due is None][:limit] + dated[:limit]

    def _take_apart(self) -> Open:
        opened = self.stage.begin()
        self.patiently(self.stage.apart(lambda: self.stage.notices._told(opened.tx)))
        return opened

    def _take_here(self, dies: bool) -> None:
        try:
            self.stage.database.write(lambda tx: or_die(self.stage.notices._told(tx), dies)).result()
        except Died:
            assert dies

    def _expect(self, telling: Telling, facts: list[Fact]) -> None:
        """What the worker says counts once it has committed."""
        model = self.model
        known, said, marks = set(model.known), model.said, [(one, one.reminders, one.reminded_at) for one in model.ties]
        model.said = type(said)()
        stand_ins = {key: firm.stand_in for key, firm in model.firms.items()}
        expected.tell(model, facts)
        telling.stand_ins = {key: one for key, one in stand_ins.items() if model.firms[key].stand_in != one}
        telling.said, model.said = dict(model.said), said
        telling.known = model.known - known
        telling.marks = [one for one in marks if (one[0].reminders, one[0].reminded_at) != one[1:]]
        model.pinned |= telling.known
        for fact in telling.locked:
            fact.held = True

    def _told(self, telling: Telling, commit: bool) -> None:
        model = self.model
        model.pinned -= telling.known
        for fact in telling.locked:
            fact.held = False
        if commit:
            model.said.update(telling.said)
            model.facts = [one for one in model.facts if one not in telling.facts]
            return
        model.known -= telling.known
        for tie, reminders, reminded_at in telling.marks:
            tie.reminders, tie.reminded_at = reminders, reminded_at
        for key, stand_in in telling.stand_ins.items():
            model.firms[key].stand_in = stand_in


def _in_order(items: list[T], lines: list[Any], written: list[Any]) -> list[T]:
    """Items whose lines are not written come last."""
    rest, ordered = list(zip(lines, items, strict=True)), []
    for line in written:
        if (found := next((one for one in rest if one[0] == line), None)) is not None:
            rest.remove(found)
            ordered.append(found)
    return [item for _, item in [*ordered, *rest]]


def or_die(result: Any, dies: bool) -> Any:
    """Ends a transaction as a killed worker does."""
    if dies:
        raise Died
    return result


@contextmanager
def _at_once(limit: int) -> Iterator[None]:
    """A worker takes so many events at once."""
    before, notices.AT_ONCE = notices.AT_ONCE, limit
    try:
        yield
    finally:
        notices.AT_ONCE = before
