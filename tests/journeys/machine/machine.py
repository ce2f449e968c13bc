"""Companies, their MASTERs and their notices, at random and out of turn: the store beside a model that cannot err."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.journeys.machine import expected
from tests.journeys.machine.choosing import CHATTING, DECISIONS, JOINS, MASTERY, MOVES, OF_MASTERS, OWN, Wish, wishes
from tests.journeys.machine.hands import HANDS
from tests.journeys.machine.mastery import CHANGES
from tests.journeys.machine.model import Model
from tests.journeys.machine.workers import Died, Workers, or_die

WAITS = (30, 61, 3_600, 6 * 3_600, 13 * 3_600, 86_400, 3 * 86_400, 7 * 86_400)
LIMITS = (1, 2, 50)
MOST_HELD = 2
RIVALS = (*JOINS, *DECISIONS, *OWN, *MASTERY)


@dataclass
class Rival:
    """One of two who act at once."""

    name: str
    arguments: tuple[Any, ...]


def _alike(found: list[str], want: list[str]) -> bool:
    """Who meets a writer that locks no company may hear either of two reasons for which nothing was changed."""
    nothing = {"gone": "refused"}
    return [nothing.get(one, one) for one in found] == [nothing.get(one, one) for one in want]


class Masters(Workers, RuleBasedStateMachine):
    """Rules act on store and model alike; after each of them both must hold the same, and have said the same."""

    stages: ClassVar[Callable[[], Any]]

    def __init__(self) -> None:
        RuleBasedStateMachine.__init__(self)
        self._staged = type(self).stages()
        Workers.__init__(self, self._staged.__enter__())

    @initialize(other=st.sampled_from([1, 2]), taken=st.booleans())
    def companies(self, other: int, taken: bool) -> None:
        """One company with a MASTER, a regular and an associate, each with a chat, and another with a MASTER."""
        for member, firm in ((1, 1), (2, 1), (3, 1), (4, 1 + other)):
            self.do("web_join" if member % 2 else "join", (member, firm))
        self.do("web_approve", (2,))
        for chat, member in (("0", 1), ("1", 2), ("2", 3)):
            self.do("link", (chat, member))
        if taken:
            self.time_passes(61)
            self.worker_tells(50, "commits")

    @rule(wish=wishes(*JOINS, *DECISIONS, *OWN), again=st.integers(0, 5))
    def somebody_acts(self, wish: Wish, again: int) -> None:
        """Also twice, as a second press of the same button."""
        arguments = self.chooser.arguments(wish)
        for _ in range(2 if again == 5 else 1):
            self.do(wish.name, arguments)

    @rule(wish=wishes(*DECISIONS))
    def somebody_decides(self, wish: Wish) -> None:
        self.do(wish.name, self.chooser.arguments(wish))

    @rule(wish=wishes(*MASTERY))
    def mastery_moves(self, wish: Wish) -> None:
        self.do(wish.name, self.chooser.arguments(wish))

    @rule(wish=wishes(*CHATTING))
    def chats_change(self, wish: Wish) -> None:
        self.do(wish.name, self.chooser.arguments(wish))

    @rule(seconds=st.sampled_from(WAITS))
    def time_passes(self, seconds: int) -> None:
        self.model.now = self.stage.clock.forward(seconds=seconds)

    @rule(first=wishes(*RIVALS), second=wishes(*RIVALS))
    def two_act_at_once(self, first: Wish, second: Wish) -> None:
        """Both act on the same relation or offer; what comes of it must be what one after the other would give."""
        self.end_all()
        self.model.now = self.stage.clock.forward(milliseconds=1)
        one, other = self._rival(first), self._rival(replace(second, card=first.card))
        answers = self._overlapped(one, other) if self.stage.parallel else [self._really(each) for each in (one, other)]
        orders = [self._in_turn([one, other]), self._in_turn([other, one])]
        wanted = [answers, answers[::-1]]
        freely = "web" in one.name + other.name
        alike = _alike if freely else list.__eq__
        fits = [
            made
            for (made, found), want in zip(orders, wanted, strict=True)
            if alike(found, want) and self._fits(made, freely=freely)
        ]
        assert fits, f"{one} and {other} gave {answers}; in turn {[found for _, found in orders]}"
        said = self.stage.said()
        self.model = self.chooser.model = next((made for made in fits if made.said == said), fits[0])
        self._compare(said)

    @rule(move=wishes(*MOVES), deed=wishes(*OF_MASTERS))
    def the_old_master_acts_while_mastery_moves(self, move: Wish, deed: Wish) -> None:
        """Nobody decides by a right that ends at the same moment."""
        self.two_act_at_once(move, replace(deed, by=0))

    @rule(limit=st.sampled_from(LIMITS), fate=st.sampled_from(["commits", "dies", "goes on", "goes on"]))
    def worker_tells(self, limit: int, fate: str) -> None:
        """A worker takes what is due; it may die before its commit, or go on while others act."""
        if len(self.held) == MOST_HELD:
            self.end(self.held[0], self.fate)
        telling, facts = self._taken(limit, fate)
        self._expect(telling, facts)
        if telling.opened is None:
            self._told(telling, commit=fate != "dies")
        else:
            self.held.append(telling)
            if fate != "goes on":
                self.end(telling, commit=fate == "commits")
        self.compare()

    @rule(commit=st.booleans())
    def worker_ends(self, commit: bool) -> None:
        """The worker that has gone on longest commits, or dies."""
        self.fate = commit
        if self.held:
            self.end(self.held[0], commit)
            self.compare()

    @rule(dies=st.booleans())
    def workers_remind(self, dies: bool) -> None:
        """Two look at once for whom to remind; the first may die."""
        self.end_all()
        if self.stage.parallel:
            self._remind_at_once(dies)
        else:
            self._remind_in_turn(dies)
        self.stage.database.write(self.stage.notices._reminded).result()
        expected.remind(self.model)
        self.compare()

    def do(self, name: str, arguments: tuple[Any, ...]) -> None:
        """Does the same to the store and to the model."""
        work = HANDS[name]
        self.model.now = self.stage.clock.forward(milliseconds=1)
        found = self.patiently(self.stage.database.write(lambda tx: work(tx, *arguments)))
        assert found == CHANGES[name](self.model, *arguments), (name, arguments, found)
        self.compare()

    def _rival(self, wish: Wish) -> Rival:
        return Rival(wish.name, self.chooser.arguments(wish))

    def _really(self, rival: Rival) -> str:
        return str(self.stage.database.write(lambda tx: HANDS[rival.name](tx, *rival.arguments)).result())

    def _overlapped(self, one: Rival, other: Rival) -> list[str]:
        """The second begins while the first has not committed."""
        first = self.stage.begin()
        answer = HANDS[one.name](first.tx, *one.arguments)
        behind = self.stage.apart(lambda: self._really(other))
        while not behind.done() and not self.stage.stuck():
            pass
        first.end(commit=True)
        return [answer, str(behind.result())]

    def _in_turn(self, rivals: list[Rival]) -> tuple[Model, list[str]]:
        model = deepcopy(self.model)
        return model, [CHANGES[one.name](model, *one.arguments) for one in rivals]

    def _fits(self, model: Model, *, freely: bool) -> bool:
        """Who locks no company may write what comes first after what comes second, and the other way round."""
        self._learn(model)
        if freely:
            self._put_as_written(model)
        return self._modelled(model) == self._state()

    def _remind_at_once(self, dies: bool) -> None:
        first = self.stage.begin()
        self.stage.notices._reminded(first.tx)
        behind = self.stage.database.write(self.stage.notices._reminded)
        while not behind.done() and not self.stage.stuck():
            pass
        first.end(commit=not dies)
        behind.result()

    def _remind_in_turn(self, dies: bool) -> None:
        try:
            self.stage.database.write(lambda tx: or_die(self.stage.notices._reminded(tx), dies)).result()
        except Died:
            assert dies

    def teardown(self) -> None:
        """In the end everything that had to be told has been."""
        try:
            self._drain()
        finally:
            for telling in self.held:
                assert telling.opened
                telling.opened.end(commit=False)
            self._staged.__exit__(None, None, None)

    def _drain(self) -> None:
        self.end_all()
        self.model.now = self.stage.clock.forward(seconds=61)
        self.worker_tells(50, "commits")
        self.worker_tells(50, "commits")
        assert not self.model.facts, "something is never told"
