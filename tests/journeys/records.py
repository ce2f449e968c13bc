"""What stands in the store, as a test reads it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from conversations.state import State
from storage import consents, conversations, members, schema
from storage.members import Profile
from storage.transaction import Transaction
from tests.person import Person
from tests.world import World

KEPT_OF_MEMBERS = (
    schema.members,
    schema.consents,
    schema.companies,
    schema.affiliations,
    schema.certificates,
    schema.chat_links,
    schema.access_log,
)


def profile_of(here: World, login_id: str) -> Profile:
    """Everything that is kept of the member with this ID."""

    def look(tx: Transaction) -> Profile:
        member = members.by_login_id(tx, login_id)
        assert member, f"no member {login_id}"
        found = members.profile(tx, member.id)
        assert found
        return found

    return here.reads(look)


def values_of(profile: Profile, *names: str) -> dict[str, Any]:
    """Some values of a member."""
    return {name: getattr(profile.member, name) for name in names}


def answers_of(profile: Profile) -> dict[str, bool]:
    """What the member answered to each document."""
    return {consent.kind: consent.answer for consent in profile.consents}


def texts_answered(here: World, login_id: str) -> list[str]:
    """The texts that the member's answers were given to, as they were kept."""

    def look(tx: Transaction) -> list[str]:
        member = members.by_login_id(tx, login_id)
        assert member
        kept = schema.consents.c
        ids = tx.connection.execute(sa.select(kept.document_id).where(kept.member_id == member.id)).scalars()
        return [consents.text_of(tx, one) or "" for one in ids]

    return here.reads(look)


def count(here: World, table: sa.Table) -> int:
    """How many rows a table has."""
    return here.reads(lambda tx: tx.connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def kept(here: World) -> dict[str, int]:
    """Which tables of members hold anything, and how many rows."""
    counted = {table.name: count(here, table) for table in KEPT_OF_MEMBERS}
    return {name: number for name, number in counted.items() if number}


def rows(here: World, table: sa.Table) -> list[dict[str, Any]]:
    """Every row of a table."""
    return here.reads(lambda tx: [dict(row) for row in tx.connection.execute(sa.select(table)).mappings()])


def state_of(here: World, person: Person) -> State:
    """The person's conversation, opened."""
    row = here.reads(lambda tx: conversations.peek(tx, "telegram", str(person.id)))
    assert row
    return State.from_bytes(row.state)


def answers_given(here: World, person: Person) -> dict[str, Any]:
    """The answers of the form that the person is in."""
    return state_of(here, person).frame.answers
