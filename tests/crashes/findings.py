"""What must be true of store and messenger when the storm is over."""

from __future__ import annotations

import html
import re
from collections import Counter
from functools import partial
from typing import Any

import sqlalchemy as sa

from membership.passwords import verify_password
from storage import aside, certificates, companies, members
from storage.database import Database, Transaction
from storage.schema import affiliations, conversations, identity_checks
from storage.schema import companies as company_table
from storage.schema import members as member_table
from tests.crashes.answers import CERTIFICATE, Applicant, Firm
from tests.crashes.cards import FINISHED, Card, read_card
from tests.crashes.crowd import Stage, unsent
from tests.crashes.person import Person, shown

JSON = dict[str, Any]
_TAG = re.compile(r"<[^>]+>")
TROUBLE = ("Traceback", '"level":"error"', '"level":"critical"')


async def check(stage: Stage, blows: int) -> int:
    """Looks at everything; gives how many questions were seen twice, all people together."""
    await check_store(stage)
    calls = await stage.calls()
    for person in stage.people:
        texts = [message.get("text", "") for message in await person.messages()]
        assert not [text for text in texts if person.applicant.password in text], f"a password was left: {person}"
    found = [word for word in TROUBLE if word in stage.assistant.log]
    assert not found, stage.assistant.log
    return sum(check_chat(person, calls, blows) for person in stage.people)


async def check_store(stage: Stage) -> None:
    """Every member once and as typed, every company with one MASTER, nothing left to send."""
    database = stage.database
    assert database.read(unsent) == []
    assert database.read(aside.listing) == []
    assert (await stage.http.get("/api/idle")).json() == {"pending_updates": 0}
    assert database.read(lambda tx: count(tx, member_table)) == len(stage.people)
    for person in stage.people:
        database.read(partial(check_member, person=person))
    check_companies(database, [person.applicant for person in stage.people])


def count(tx: Transaction, table: sa.Table) -> int:
    """How many rows a table has."""
    return int(tx.connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def check_member(tx: Transaction, person: Person) -> None:
    """The member of this chat: what was typed, each consent once, each act of the person taken exactly once."""
    member = members.of_chat(tx, "telegram", str(person.chat))
    assert member is not None, person
    profile = members.profile(tx, member.id)
    assert profile is not None
    wanted = person.applicant.member()
    kept = {name: getattr(member, name) for name in wanted if name not in ("products", "regions")}
    kept["products"] = [(one.name_ko, one.name_en, one.code or None) for one in profile.products]
    kept["regions"] = profile.regions
    assert kept == wanted
    given = [(consent.kind, consent.answer) for consent in profile.consents]
    assert sorted(given) == sorted(person.applicant.consents().items())
    assert verify_password(tx.connection.execute(_password, {"member": member.id}).scalar_one(), _secret(person))
    assert (profile.company.business_number if profile.company else None) == _number(person)
    assert tx.connection.execute(_checks, {"member": member.id}).scalars().all() == ["verified"]
    turns = tx.connection.execute(_turn, {"of_chat": str(person.chat)}).scalar_one()
    assert turns == person.acts, f"{person.acts} acts made {turns} turns: {person}"


_password = sa.select(member_table.c.password_hash).where(member_table.c.id == sa.bindparam("member"))
_checks = sa.select(identity_checks.c.status).where(identity_checks.c.member_id == sa.bindparam("member"))
_turn = sa.select(conversations.c.turn).where(conversations.c.chat == sa.bindparam("of_chat"))


def _secret(person: Person) -> str:
    return person.applicant.password


def _number(person: Person) -> str | None:
    return person.applicant.firm.number if person.applicant.firm else None


def check_companies(database: Database, applicants: list[Applicant]) -> None:
    """Each company once, with all who came, exactly one of them its MASTER."""
    came = Counter(one.firm for one in applicants if one.firm)
    assert database.read(lambda tx: count(tx, company_table)) == len(came)
    assert database.read(lambda tx: count(tx, affiliations)) == came.total()
    for firm, people in came.items():
        database.read(partial(check_company, firm=firm, people=people))


def check_company(tx: Transaction, firm: Firm, people: int) -> None:
    """One company: as typed or as the registry knows it, one MASTER, the others associates, one certificate."""
    company = companies.by_number(tx, firm.number)
    assert company is not None, firm
    assert (company.name, company.representative) == (firm.name, firm.representative)
    assert (company.telephone, company.postcode) == ("+82234607114", "06792")
    grades = Counter(member.grade.value for member in companies.members_of(tx, company.id))
    assert grades == Counter(master=1, associate=people - 1), firm
    kept = certificates.of_company(tx, company.id)
    assert len(kept) == (0 if firm.in_registry else 1), firm
    assert {one.size for one in kept} <= {None, len(CERTIFICATE)}


def check_chat(person: Person, calls: list[JSON], blows: int) -> int:
    """What one person saw: no card out of turn, one result, and no more repeats than there were blows and lost answers.

    Gives the number of repeats.
    """
    sent = shown(calls).get(person.chat, [])
    cards = [card for params in sent if (card := _card(params))]
    turns = [card.turn for card in cards if card.turn]
    assert turns == sorted(turns), f"cards came out of turn, {turns}: {person}"
    texts = {params["text"] for params in sent if FINISHED in params["text"]}
    assert len(texts) == 1, f"{len(texts)} results: {person}"
    repeats = len(cards) - len({card.question for card in cards})
    assert repeats <= blows + _lost_answers(person, calls), f"{repeats} repeats: {person}"
    return repeats


def _card(params: JSON) -> Card | None:
    return read_card(html.unescape(_TAG.sub("", params["text"])), params.get("reply_markup") or {})


def _lost_answers(person: Person, calls: list[JSON]) -> int:
    lost = [call for call in calls if call["error"] == "fault" and call["method"] == "sendMessage"]
    return sum(int(call["params"]["chat_id"]) == person.chat for call in lost)
