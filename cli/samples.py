"""Puts the playground's sample companies into its store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground import samples

if TYPE_CHECKING:
    from storage.database import Database
    from storage.transaction import Transaction

CHANNEL = "telegram"
VIA = "staff"


def put_in(database: Database, master_chat: int) -> None:
    """The registry's companies, and the registered one with its MASTER, who speaks through `master_chat`.

    May run at every start: what somebody has done with the samples meanwhile stays.
    """
    from membership.passwords import hash_password
    from storage.registry_upsert import upsert_lines

    entries = [dict(entry) for entry in samples.IN_REGISTRY]
    database.write(lambda tx: upsert_lines(tx, entries)).result()
    if database.read(_is_in):
        return
    password_hash = hash_password(samples.MASTER["password"])
    database.write(lambda tx: _register(tx, password_hash, master_chat)).result()


def _is_in(tx: Transaction) -> bool:
    from storage import companies, members

    taken = members.login_id_taken(tx, samples.MASTER["login_id"])
    return taken or companies.by_number(tx, samples.REGISTERED["business_number"]) is not None


def _register(tx: Transaction, password_hash: str, master_chat: int) -> None:
    from storage import chats, companies, members

    facts = {name: value for name, value in samples.MASTER.items() if name != "password"}
    new_member = members.NewMember(password_hash=password_hash, created_via=VIA, **facts)
    new_company = companies.NewCompany(source="registry", certificate="verified", **samples.REGISTERED)
    member = members.create(tx, new_member)
    companies.affiliate(tx, companies.create(tx, new_company).id, member.id, VIA)
    if chats.of_chat(tx, CHANNEL, str(master_chat)) is None:
        chats.link_chat(tx, CHANNEL, str(master_chat), member.id)
