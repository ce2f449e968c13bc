"""Random walks of several people at once: whatever they do, no step strands them and the store's rules hold."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from conversations.flows import FLOWS
from conversations.state import State
from storage import members
from storage.database import Database
from storage.keyring import Keyring
from storage.members import NewMember
from tests.conftest import Clock
from tests.conversations.chatter import COSTLY, Chatter, Scene
from tests.conversations.conftest import with_companies
from tests.conversations.odd import (
    COMMANDS,
    FILES,
    FORGED,
    FORGED_CODES,
    HARMLESS_WORDS,
    LINKS,
    ODD,
    OTHERS,
    RESIDENT,
    WAYS,
)
from tests.conversations.right import (
    ENOUGH_ACTS,
    IN_REGISTRY,
    IN_STORE,
    NOWHERE,
    PASSWORD,
    RIGHT,
    WEB_ACCOUNT,
    answers_right,
    chooses,
    finishes,
    says,
)
from tests.machines import run_machine
from tests.storage.people import new_member

PEOPLE = 3
MOST_RIGHT_AT_ONCE = 8
COMPANY_NUMBERS = (IN_REGISTRY, IN_STORE, NOWHERE)
REQUIRED = {"abroad", "terms", "privacy"}
who = st.integers(0, PEOPLE - 1)


@dataclass(frozen=True)
class Wish:
    """Where somebody wants to go, and the choices on the way there."""

    way: str
    step: str
    number: str
    method: str
    extras: str

    def answers(self, person: Chatter) -> str:
        """Gives the present step its right answer."""
        instead = {"company_number": says(self.number), "extras": chooses(self.extras)}
        if person.scene.offers >= {self.method}:
            instead["method"] = chooses(self.method)
        return answers_right(person, **instead)


wish = st.builds(
    Wish,
    way=st.sampled_from(["company", "individual", "company", "convert"]),
    step=st.sampled_from(sorted(RIGHT)),
    number=st.sampled_from(COMPANY_NUMBERS),
    method=st.sampled_from(["phone", "ipin"]),
    extras=st.sampled_from(["fill", "skip"]),
)


def of_the_web_site(login_id: str) -> NewMember:
    """Somebody who signed up on the web site."""
    return new_member(login_id, name=login_id, password_hash=COSTLY["hash_password"](PASSWORD), created_via="web")


class Walk(RuleBasedStateMachine):
    """Three people and a store; `members` counts who has submitted, and who came over the web site."""

    migrated: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "store.db"
        shutil.copyfile(self.migrated, path)
        self.url = f"sqlite:///{path}"
        self.clock = Clock()
        self.database = Database.open(self.url, Keyring.from_text(Keyring.new_key()), self.clock)
        self.database.write(with_companies).result()
        self.database.write(lambda tx: members.create(tx, of_the_web_site(WEB_ACCOUNT))).result()
        self.scene = Scene(self.database, self.clock)
        self.people = [self.scene.person("en" if n == 1 else "ko") for n in range(PEOPLE)]
        self.old_presses: list[tuple[str, int]] = []
        self.members = self._count("members")

    @initialize(wishes=st.lists(wish, min_size=PEOPLE, max_size=PEOPLE))
    def arrive(self, wishes: list[Wish]) -> None:
        for who, wanted in enumerate(wishes):
            self.people[who].commands("start")
            self.goes_to_a_step(who, wanted)

    @rule(who=who, wanted=wish)
    def goes_to_a_step(self, who: int, wanted: Wish) -> None:
        """Answers right until a step is asked, or the review, from which only the other rules submit."""
        person = self._with_somewhere_to_go(who, wanted)
        for _ in range(ENOUGH_ACTS):
            if person.step in (wanted.step, "review", "menu"):
                return
            self._acts(person, lambda: wanted.answers(person))

    def _someone(self, who: int) -> Chatter:
        """This person; for who is at the menu the next one who is not, as there is more to see of them."""
        in_order = [*self.people[who:], *self.people[:who]]
        return next((person for person in in_order if person.step != "menu"), self.people[who])

    def _with_somewhere_to_go(self, who: int, wanted: Wish) -> Chatter:
        """The person, in a form; who has nothing left to sign up for gives their place to somebody new."""
        if self.people[who].step == "menu" and not self.people[who].offers("convert"):
            self.people[who] = self.scene.person("en" if who == 1 else "ko")
            self.people[who].commands("start")
        person = self.people[who]
        if person.step == "menu":
            way = wanted.way if person.offers(wanted.way) else "convert"
            self._acts(person, lambda: person.chooses(way))
        return person

    @rule(who=who, times=st.integers(1, MOST_RIGHT_AT_ONCE), wanted=wish)
    def goes_on(self, who: int, times: int, wanted: Wish) -> None:
        person = self._someone(who)
        for _ in range(times):
            if person.step == "menu":
                return
            self._acts(person, lambda: wanted.answers(person))

    @rule(who=who, text=st.sampled_from(ODD) | st.text(max_size=60))
    def says_something_odd(self, who: int, text: str) -> None:
        person = self._someone(who)
        self._keeps_what_was_given(person, lambda: person.says(text))

    @rule(who=who, text=st.sampled_from(WAYS))
    def goes_some_way(self, who: int, text: str) -> None:
        person = self._someone(who)
        self._acts(person, lambda: person.says(text))

    @rule(who=who, name=st.sampled_from(COMMANDS), argument=st.sampled_from(LINKS))
    def commands(self, who: int, name: str, argument: str) -> None:
        person = self._someone(who)
        self._acts(person, lambda: person.commands(name, argument))

    @rule(who=who, text=st.sampled_from(HARMLESS_WORDS))
    def asks_in_the_middle(self, who: int, text: str) -> None:
        person = self._someone(who)
        self._loses_nothing(person, lambda: person.says(text))

    @rule(who=who, text=st.sampled_from(RESIDENT), how=st.sampled_from(["says", "edits", "captions", "commands"]))
    def gives_a_resident_number(self, who: int, text: str, how: str) -> None:
        person = self._someone(who)
        act: dict[str, Callable[[], str]] = {
            "says": lambda: person.says(text),
            "edits": lambda: person.edits(text),
            "captions": lambda: person.sends_file(caption=text),
            "commands": lambda: person.commands("start", text),
        }
        before = len(self.scene.erased[person.id])
        self._loses_nothing(person, act[how])
        assert len(self.scene.erased[person.id]) == before + 1

    @rule(who=who, index=st.integers(0, 30))
    def presses_some_button(self, who: int, index: int) -> None:
        person = self._someone(who)
        pressable = [button["callback_data"] for button in person.buttons if "callback_data" in button]
        if pressable:
            chosen = pressable[index % len(pressable)]
            self.old_presses.append((chosen, person.card["message_id"]))
            self._acts(person, lambda: person.presses_raw(chosen))

    @rule(who=who, index=st.integers(0, 30))
    def presses_an_old_button(self, who: int, index: int) -> None:
        person = self._someone(who)
        if self.old_presses:
            data, message_id = self.old_presses[index % len(self.old_presses)]
            if data.partition(".")[0] != f"{person.row.turn:x}":
                self._loses_nothing(person, lambda: person.presses_raw(data, message_id))

    @rule(who=who, data=st.sampled_from(FORGED) | st.text(max_size=20))
    def forges_a_press(self, who: int, data: str) -> None:
        person = self._someone(who)
        self._acts(person, lambda: person.presses_raw(data))

    @rule(who=who, code=st.sampled_from(FORGED_CODES))
    def forges_a_choice(self, who: int, code: str) -> None:
        person = self._someone(who)
        self._acts(person, lambda: person.presses_raw(f"{person.row.turn:x}.{code}"))

    @rule(who=who, kind=st.sampled_from(OTHERS))
    def sends_something_else(self, who: int, kind: str) -> None:
        person = self._someone(who)
        self._loses_nothing(person, lambda: person.sends(kind))

    @rule(who=who, text=st.sampled_from(ODD))
    def edits(self, who: int, text: str) -> None:
        person = self._someone(who)
        self._loses_nothing(person, lambda: person.edits(text))

    @rule(who=who, phone=st.sampled_from([None, "+821020007001", "+12125550100", "+82 10"]))
    def shares_a_contact(self, who: int, phone: str | None) -> None:
        person = self._someone(who)
        self._acts(person, lambda: person.shares(phone))

    @rule(
        who=who, content=st.sampled_from(FILES), way=st.sampled_from(["photo", "document"]), name=st.sampled_from(ODD)
    )
    def sends_a_file(self, who: int, content: bytes | None, way: str, name: str) -> None:
        person = self._someone(who)
        self._acts(person, lambda: person.sends_file(content, name[:60], way=way))

    @rule(seconds=st.sampled_from([5, 25, 31, 200, 4_000, 40_000, 90_000]))
    def time_passes(self, seconds: int) -> None:
        self.scene.passes(seconds=seconds)
        if not all(person.row.state for person in self.people):
            # A draft was erased at night, in silence; the morning tells.
            self.scene.passes(hours=12)

    @rule()
    def the_process_restarts(self) -> None:
        before = [person.row for person in self.people]
        self.scene.restart()
        self.database = self.scene.database
        assert [person.row for person in self.people] == before

    @rule(service=st.sampled_from(["identity.send_code", "identity.fetch"]))
    def a_service_fails_or_recovers(self, service: str) -> None:
        if self.scene.fails.pop(service, None) is None:
            self.scene.fails[service] = "service.failed"

    @rule(who=who)
    def an_update_comes_twice(self, who: int) -> None:
        person = self._someone(who)
        number = self.scene.next_update()
        event = person.event(kind="text", text="네", message_id=self.scene.next_message())
        self._acts(person, lambda: self.scene.take(number, event))
        before, calls = person.row, len(self.scene.calls)
        self.scene.take(number, event)
        assert person.row == before
        assert len(self.scene.calls) == calls

    @rule(one=who, other=who, text=st.sampled_from(ODD), code=st.sampled_from(FORGED_CODES))
    def two_act_before_anything_is_delivered(self, one: int, other: int, text: str, code: str) -> None:
        shown = self.people[one].card["message_id"]
        self.scene.holds = True
        try:
            self._acts(self.people[one], lambda: self.people[one].says(text))
            self._acts(self.people[other], lambda: self.people[other].says(text))
            row = self.people[one].row
            self._acts(self.people[one], lambda: self.people[one].presses_raw(f"{row.turn:x}.{code}", shown))
        finally:
            self.scene.holds = False
            self.scene.deliver()

    def _acts(self, person: Chatter, act: Callable[[], object]) -> None:
        before = person.step
        act()
        self._check_members(before)

    def _check_members(self, step: str | None) -> None:
        """Nobody becomes a member but by a submit."""
        made = self._count("members")
        assert made == self.members or step == "review", f"a member after {step}"
        self.members = made

    def _loses_nothing(self, person: Chatter, act: Callable[[], object]) -> None:
        before = person.state
        self._acts(person, act)
        after = person.state
        assert [frame.answers for frame in after.frames] == [frame.answers for frame in before.frames]

    def _keeps_what_was_given(self, person: Chatter, act: Callable[[], object]) -> None:
        """What no answer was taken from takes no answer away."""
        before, step = person.state, person.step
        self._acts(person, act)
        after = person.state
        stayed = person.step == step and len(after.frames) == len(before.frames) and after.frame.failures
        if stayed and step != "password_again":
            assert after.frame.answers == before.frame.answers

    @invariant()
    def there_is_a_way_on(self) -> None:
        for person in self.people:
            row = person.row
            state = State.from_bytes(row.state)
            assert row.flow is not None
            assert row.step is not None
            step = FLOWS[row.flow][row.step]
            assert person.buttons or "keyboard" in person.card["reply_markup"] or step.reads
            assert all(number >= 1 for number in [len(state.frames)])

    @invariant()
    def progress_is_honest(self) -> None:
        for person in self.people:
            flow, frame = FLOWS[person.frame.flow], person.frame
            if flow.counted and person.step:
                number, total = flow.progress(flow[person.step], frame.answers, frame.walked)
                assert 1 <= number <= total

    @invariant()
    def members_have_agreed(self) -> None:
        for kinds in self._rows(
            "SELECT m.id, (SELECT count(DISTINCT d.kind) FROM consents c JOIN consent_documents d"
            " ON d.id = c.document_id WHERE c.member_id = m.id AND c.answer AND d.kind IN ('abroad','terms','privacy'))"
            " FROM members m WHERE m.created_via <> 'web'"
        ):
            assert kinds[1] == len(REQUIRED)
        assert not self._rows("SELECT 1 FROM consents WHERE member_id NOT IN (SELECT id FROM members)")

    @invariant()
    def companies_have_one_master(self) -> None:
        counted = self._rows(
            "SELECT company_id, sum(CASE WHEN grade = 'master' THEN 1 ELSE 0 END) FROM affiliations GROUP BY company_id"
        )
        assert all(masters == 1 for _, masters in counted)

    def teardown(self) -> None:
        try:
            self.scene.fails.clear()
            for person in self.people:
                if self.scene.messages[person.id]:
                    finishes(person)
        finally:
            self.database.close()
            self.folder.cleanup()

    def _count(self, table: str) -> int:
        return int(self._rows(f"SELECT count(*) FROM {table}")[0][0])

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.database.read(lambda tx: [tuple(row) for row in tx.connection.execute(sa.text(query))])


def walks(migrated: Path, examples: int, steps: int, machine: type[Walk] = Walk) -> None:
    """Runs so many walks of so many steps."""
    walk = type("Walks", (machine,), {"migrated": migrated})
    run_machine(walk, examples, steps, derandomize=True)


def test_every_step_can_be_left_resumed_and_finished(migrated_sqlite: Path) -> None:
    walks(migrated_sqlite, examples=10, steps=40)


@pytest.mark.soak
def test_many_more_walks(migrated_sqlite: Path) -> None:
    walks(migrated_sqlite, examples=2_000, steps=80)
