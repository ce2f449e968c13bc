"""Random walks on both faces: whatever the chat is at, a page shows it; whoever changes face loses nothing."""

from __future__ import annotations

import html
import re
from pathlib import Path

import orjson
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import rule

from conversations.flows import FLOWS
from conversations.guarding import CORPORATE
from conversations.pages import Field, View
from conversations.state import State
from membership.resident import contains_resident_number
from tests.conversations.chatter import Chatter
from tests.conversations.odd import FORGED_CODES, ODD, RESIDENT
from tests.conversations.right import BIRTH_DATE, IN_REGISTRY, IN_STORE, NAME, NOWHERE, PASSWORD
from tests.conversations.test_texts import is_closed
from tests.conversations.test_walks import Walk, walks, who
from tests.conversations.test_walks_members import MembersWalk

# Typed on a page; whatever is chosen there has its choices in the view.
TYPED = {
    "name": NAME,
    "birth_date": BIRTH_DATE.isoformat(),
    "password": PASSWORD,
    "password_again": PASSWORD,
    "telephone": "02-3460-7114",
    "email": "hong@naver.com",
    "address": "06792 서울특별시 서초구 헌릉로 13, 3층",
    "postcode": "06792",
    "address_detail": "3층",
    "company_name": "(주)가나무역",
    "company_representative": "김대표",
    "company_telephone": "02-555-1234",
    "company_address": "06792 서울특별시 서초구 헌릉로 13, 3층",
    "company_postcode": "06792",
    "company_address_detail": "3층",
}
SECRETS = {step.name for flow in FLOWS.values() for step in flow.steps if step.secret}
AGREES = {"age": "yes", "terms": "yes", "privacy": "yes", "identity_terms": "yes", "company_confirm": "yes"}
scopes = st.sampled_from(["form", "form", "password"])
numbers = st.sampled_from([IN_REGISTRY, IN_STORE, NOWHERE])
odd_ones = st.sampled_from([*ODD, *RESIDENT]) | st.text(max_size=40)


def is_whole(view: View) -> None:
    """A view is complete in itself, and everything in it can be shown."""
    orjson.dumps(view)
    assert view.language in ("ko", "en")
    assert view.title
    assert view.words
    assert bool(view.fields) != view.over
    assert bool(view.ending) == view.over
    assert 0 <= view.number <= view.total
    assert len({field.name for field in view.fields}) == len(view.fields)
    for text in (view.ending, *view.notes):
        is_shown(text)
    for field in view.fields:
        is_askable(field)


def is_askable(field: Field) -> None:
    """A question can be read and answered."""
    assert field.label
    assert field.question
    assert field.kind in ("text", "choice", "secret", "note")
    assert (field.kind != "choice") or field.options
    assert (field.kind != "secret") or not (field.value or field.options)
    assert all(option.code and option.label for option in field.options)
    assert field.name == CORPORATE or not contains_resident_number(field.value)
    for text in (field.question, field.problem, field.help, field.doubt.question if field.doubt else ""):
        is_shown(text)
    assert field.doubt is None or field.doubt.options


def is_shown(text: str) -> None:
    """Words whose mark-up is closed."""
    assert all(is_closed(line) for line in re.sub(r"<a [^<>]*>|</a>", "", text).split("\n")), text
    assert html.unescape(text).strip() or not text


class PageWalk(Walk):
    """Three people, each with a chat and a page."""

    def __init__(self) -> None:
        super().__init__()
        self.scene.pages = "https://kotra.example/pages/{}".format
        self.turn = 0

    @rule(who=who, scope=scopes, name=st.sampled_from(["open", "view", "leave"]))
    def turns_no_page_over(self, who: int, scope: str, name: str) -> None:
        person = self._someone(who)
        before, calls = person.row, len(self.scene.calls)
        is_whole(person._turns_page(name, scope, {}))
        assert person.row == before
        assert len(self.scene.calls) == calls

    @rule(who=who, scope=scopes, number=numbers, whole=st.booleans(), fills=st.sampled_from(["skip", "fill"]))
    def fills_in_what_is_asked(self, who: int, scope: str, number: str, whole: bool, fills: str) -> None:
        person = self._someone(who)
        self._fills(person, scope, self._right(person, person.opens(scope), number, fills), whole=whole)

    @rule(who=who, scope=scopes, texts=st.lists(odd_ones, min_size=1, max_size=6), whole=st.booleans())
    def fills_in_something_odd(self, who: int, scope: str, texts: list[str], whole: bool) -> None:
        person = self._someone(who)
        view = person.opens(scope)
        given = {field.name: texts[n % len(texts)] for n, field in enumerate(view.fields)}
        # A member's password stays one that the walk knows.
        given.pop("new_password_again", None)
        self._fills(person, scope, given, whole=whole)

    @rule(who=who, index=st.integers(0, 200))
    def chooses_something(self, who: int, index: int) -> None:
        person = self._someone(who)
        view = person.opens()
        settles = [(f.name, option.code) for f in view.fields if f.doubt for option in f.doubt.options]
        choices = settles or [(field.name, option.code) for field in view.fields for option in field.options]
        if choices:
            name, code = choices[index % len(choices)]
            self._fills(person, "form", {name: code})

    @rule(who=who, code=st.sampled_from([*FORGED_CODES, "_skip", "hit0", "-US"]), every=st.booleans())
    def forges_a_code(self, who: int, code: str, every: bool) -> None:
        person = self._someone(who)
        view = person.opens()
        names = [field.name for field in view.fields] if every else ["review", "code", "verified", "login_id", "leave"]
        self._fills(person, "form", dict.fromkeys(names, code))

    def _right(self, person: Chatter, view: View, number: str, fills: str) -> dict[str, str]:
        typed = {"phone": person.mobile, "login_id": person.login_id, "company_number": number, **TYPED}
        typed |= {"code": self.scene.code, **AGREES, "extras": fills}
        return {field.name: typed.get(field.name) or self._first(field) for field in view.fields}

    def _first(self, field: Field) -> str:
        if field.doubt:
            return field.doubt.options[0].code
        return "_skip" if field.optional or not field.options else field.options[0].code

    def _fills(self, person: Chatter, scope: str, given: dict[str, str], *, whole: bool = False) -> None:
        before = person.state
        self._acts(person, lambda: is_whole(person.fills(given, scope=scope, whole=whole)))
        self._keeps_no_secret(person, given)
        assert len(before.frames) >= 1
        is_whole(person.looks(scope))

    def _keeps_no_secret(self, person: Chatter, given: dict[str, str]) -> None:
        kept = State.from_bytes(person.row.state)
        assert not any(contains_resident_number(value) for frame in kept.frames for value in texts_in(frame.answers))
        if all(name in SECRETS for name, value in given.items() if PASSWORD in value):
            assert PASSWORD not in str(self.scene.calls[-3:])


def texts_in(answers: dict[str, object]) -> list[str]:
    """The answers that are texts; a corporate number has the shape of a resident registration number."""
    return [value for name, value in answers.items() if isinstance(value, str) and name != CORPORATE]


class MembersPageWalk(PageWalk, MembersWalk):
    """The same with members, who have passwords to change."""


def test_every_state_has_its_page(migrated_sqlite: Path) -> None:
    walks(migrated_sqlite, examples=3, steps=25, machine=PageWalk)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_many_more_walks_on_pages(migrated_sqlite: Path) -> None:
    walks(migrated_sqlite, examples=600, steps=60, machine=PageWalk)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_many_walks_of_members_on_pages(migrated_sqlite: Path) -> None:
    walks(migrated_sqlite, examples=300, steps=60, machine=MembersPageWalk)
