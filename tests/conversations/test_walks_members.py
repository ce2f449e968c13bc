"""Random walks of a company's people: each flow of theirs can be left, come back to and finished, whatever happens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from bot.render import render_notes
from conversations.notices import notices_of
from conversations.state import State
from membership.grades import Grade
from storage import chats, companies, events, masters, members, outbox, relations
from storage.outbox import Row
from storage.transaction import Transaction
from tests.conversations.chatter import Chatter
from tests.conversations.odd import ODD
from tests.conversations.right import PASSWORD, answers_right
from tests.conversations.test_walks import Walk, of_the_web_site, walks
from tests.storage.people import new_company

COMPANY = "1238601233"
# Of whom the first have a chat; whoever comes later joins as an associate.
GRADES = (Grade.MASTER, Grade.REGULAR, Grade.ASSOCIATE, Grade.REGULAR, Grade.ASSOCIATE)
WITH_CHAT = 3
MOST_PEOPLE = 12
NO_MESSAGE = 1  # none that stands in a chat
# Choices that lead into no flow of a member's, or out of one.
NOT_DEEPER = frozenset(
    ("status", "help", "company", "individual", "convert", "close", "list", "_cancel", "_back", "_help")
)
_WORD = {"ko": "탈퇴", "en": "leave"}
who = st.integers(0, WITH_CHAT)
picks = st.lists(st.integers(0, 30), min_size=1, max_size=4)


def founded(tx: Transaction) -> list[int]:
    """A company with its people; their ids."""
    company = companies.create(tx, new_company(COMPANY, certificate="verified"))
    ids = [members.create(tx, of_the_web_site(f"colleague{n}")).id for n in range(len(GRADES))]
    for member_id, grade in zip(ids, GRADES, strict=True):
        companies.affiliate(tx, company.id, member_id, "web")
        relation = relations.of_member(tx, member_id)
        assert relation
        if grade is Grade.REGULAR:
            relations.regrade(tx, relation, grade)
    return ids


class MembersWalk(Walk):
    """The people of a company and a stranger; `ids` are the members."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[int] = self.database.write(founded).result()
        self.members = self._count("members")
        self.people = [self.scene.person("en" if n == 1 else "ko") for n in range(WITH_CHAT + 1)]

    @initialize(ways=st.lists(picks, min_size=WITH_CHAT + 1, max_size=WITH_CHAT + 1))
    def arrive(self, ways: list[list[int]]) -> None:
        for person, member_id in zip(self.people, [*self.ids[:WITH_CHAT], None], strict=True):
            person.commands("start")
            if member_id is not None:
                self._writes(lambda tx: chats.link_chat(tx, "telegram", person.id, member_id))  # noqa: B023
            person.commands("start")
        for person, way in zip(self.people, ways, strict=True):
            self._goes_deeper(person, way)

    @rule(who=who, picks=picks)
    def goes_to_a_step(self, who: int, picks: list[int]) -> None:
        """From the menu into whatever the grade allows, and on by one choice after another."""
        in_order = [*self.people[who:], *self.people[:who]]
        self._goes_deeper(next((one for one in in_order if one.step == "menu"), self.people[who]), picks)

    def _goes_deeper(self, person: Chatter, picks: list[int]) -> None:
        for pick in picks:
            choices = [code for code in map(_code_of, person.buttons) if code and code not in NOT_DEEPER]
            if choices:
                self._acts(person, lambda: person.chooses(choices[pick % len(choices)]))  # noqa: B023
            elif person.step != "menu":
                self._acts(person, lambda: answers_right(person))

    @rule(who=who, times=st.integers(1, 3))
    def goes_on(self, who: int, times: int) -> None:
        person = self._someone(who)
        for _ in range(times):
            if person.step == "menu":
                return
            self._acts(person, lambda: answers_right(person))

    @rule(who=who, index=st.integers(0, 30))
    def presses_under_a_notice(self, who: int, index: int) -> None:
        """Some button of a notice in the own chat, or of one in another's chat, which was forwarded."""
        shown = [press for chat in self.scene.messages.values() for one in chat.values() for press in _presses(one)]
        person = self._someone(who)
        if shown:
            press, message_id = shown[index % len(shown)]
            self._acts(person, lambda: person.presses_raw(press, message_id))

    @rule(who=who, action=st.sampled_from(["approve", "undo", "end", "later", "waiting", "accept", "decline"]))
    def forges_an_action(self, who: int, action: str) -> None:
        person = self._someone(who)
        self._acts(person, lambda: person.presses_raw(f"!{action}:{self.ids[0]}", NO_MESSAGE))

    @rule(who=who)
    def leaves_the_membership(self, who: int) -> None:
        """Somebody at the menu leaves for good, unless they are the MASTER of others."""
        person = next((one for one in self.people if one.offers("my_account")), self.people[who])
        if not person.offers("my_account"):
            return
        self._acts(person, lambda: person.chooses("my_account"))
        self._acts(person, lambda: person.chooses("leave_membership"))
        if person.step != "leave_reason":
            return
        for act in (lambda: person.chooses("_skip"), lambda: person.says(_WORD[person.row.language])):
            self._acts(person, act)
        self._acts(person, lambda: person.chooses("password"))
        before = self._count("members")
        person.says(PASSWORD)
        self.members = self._count("members")
        assert before - self.members == (1 if person.step == "menu" else 0)

    @rule()
    def another_joins(self) -> None:
        """The web site writes one more associate."""
        if len(self.ids) < MOST_PEOPLE:
            self._writes(self._add)
            self.members += 1
            self.notices_go_out()

    def _add(self, tx: Transaction) -> None:
        company = companies.by_number(tx, COMPANY)
        assert company
        member = members.create(tx, of_the_web_site(f"colleague{len(self.ids)}"))
        companies.affiliate(tx, company.id, member.id, "web")
        self.ids.append(member.id)

    @rule(index=st.integers(0, MOST_PEOPLE))
    def staff_appoint(self, index: int) -> None:
        """Staff make somebody MASTER who belongs to the company."""

        def appoint(tx: Transaction) -> None:
            relation = relations.of_member(tx, self.ids[index % len(self.ids)])
            if relation:
                masters.appoint(tx, relation.company_id, relation.member_id, "kim.staff")

        self._writes(appoint)
        self.notices_go_out()

    @rule()
    def notices_go_out(self) -> None:
        """What happened in the store is told, as the bot's own worker does it."""
        self.scene.waiting += self._writes(_told)
        self.scene.deliver()

    @rule(who=who, text=st.sampled_from(ODD))
    def is_talked_to_while_a_notice_comes(self, who: int, text: str) -> None:
        person = self._someone(who)
        self.scene.holds = True
        try:
            self._acts(person, lambda: person.says(text))
            self.scene.waiting += self._writes(_told)
        finally:
            self.scene.holds = False
            self.scene.deliver()

    @invariant()
    def nobody_is_lost(self) -> None:
        """Every flow that somebody is in lies over the menu."""
        for person in self.people:
            assert not self.scene.messages[person.id] or State.from_bytes(person.row.state).frames[0].flow == "home"

    @invariant()
    def a_company_has_one_open_offer_and_one_substitute_at_most(self) -> None:
        for table, is_open in (("master_offers", "status = 'offered'"), ("substitutes", "ended_at IS NULL")):
            query = f"SELECT count(*) FROM {table} WHERE {is_open} GROUP BY company_id"
            assert all(count == 1 for (count,) in self._rows(query))

    def _writes(self, work: Any) -> Any:
        return self.database.write(work).result()


def _code_of(button: dict[str, Any]) -> str:
    return str(button.get("callback_data", "")).partition(".")[2]


def _presses(message: dict[str, Any]) -> list[tuple[str, int]]:
    """The buttons of a notice, which is no card, each with the message that it is under."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    pressable = [button.get("callback_data", "") for row in rows for button in row]
    return [(press, message["message_id"]) for press in pressable if press.startswith("!")]


def _told(tx: Transaction) -> list[Row]:
    happened = events.take_due(tx, 50)
    events.handled(tx, [one.id for one in happened])
    return outbox.add(tx, render_notes(notices_of(tx, happened, None)), lease_for="worker")


def test_every_flow_of_members_can_be_left_resumed_and_finished(migrated_sqlite: Path) -> None:
    walks(migrated_sqlite, examples=8, steps=30, machine=MembersWalk)


@pytest.mark.soak
def test_many_more_walks_of_members(migrated_sqlite: Path) -> None:
    walks(migrated_sqlite, examples=2_000, steps=60, machine=MembersWalk)
