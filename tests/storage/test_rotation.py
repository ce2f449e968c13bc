"""Rotation: everything sealed is sealed anew, the old key can go, hashes stay."""

from __future__ import annotations

import pytest

from storage import certificates, companies, conversations, identity, members, outbox, rotation
from storage.conversations import ConversationRow
from storage.database import Database, Transaction, WrongKey
from storage.keyring import Keyring
from storage.members import Member
from storage.outbox import NewRow
from storage.schema import metadata
from tests.storage.people import new_company, new_member, verified_check


def by_unique_value(tx: Transaction, unique_value: str) -> Member | None:
    return members.by_unique_value_hash(tx, identity.unique_value_hash(tx, unique_value))


def fill(tx: Transaction) -> None:
    member = members.create(tx, new_member("member1", identity_check_id=verified_check(tx)))
    company = companies.create(tx, new_company())
    for number in range(12):
        chat = str(number % 5)
        row = ConversationRow(channel="telegram", chat=chat, language="ko", state=b"state")
        conversations.save(tx, row)
        new = NewRow(channel="telegram", chat=chat, route="telegram", method="sendMessage", payload=b"payload")
        outbox.add(tx, [new])
        certificates.add(tx, company_id=company.id, member_id=member.id, way="pdf", content=b"content")


def test_after_it_the_old_key_can_go(database: Database, database_url: str, data_key: str) -> None:
    database.write(fill).result()
    database.close()
    new_key = Keyring.new_key()
    both = Database.open(database_url, Keyring.from_text(f"{new_key},{data_key}"))
    told: list[tuple[str, int]] = []
    assert rotation.rotate(both, lambda table, rows: told.append((table, rows))) == 2 + 5 + 12 + 12
    assert told[-1] == ("certificates", 12)
    assert rotation.rotate(both) == 0
    both.close()

    with pytest.raises(WrongKey):
        Database.open(database_url, Keyring.from_text(data_key))
    after = Database.open(database_url, Keyring.from_text(new_key))
    assert after.read(lambda tx: by_unique_value(tx, "CI-of-Hong")) is not None
    loaded = after.read(lambda tx: conversations.peek(tx, "telegram", "0"))
    assert loaded is not None
    assert loaded.state == b"state"
    assert after.read(lambda tx: certificates.content(tx, 12)) == b"content"
    claimed = after.write(lambda tx: outbox.claim(tx, "one", 20)).result()
    assert [row.payload for row in claimed] == [b"payload"] * 12
    after.close()


def test_it_knows_every_sealed_column() -> None:
    """Only sealed bytes are kept as bytes, so a column that rotation forgot would show here."""
    sealed = {(one.table.name, one.column.name) for one in rotation.SEALED}
    kept = {
        (table.name, column.name)
        for table in metadata.tables.values()
        for column in table.columns
        if column.type.python_type is bytes
    }
    assert sealed == kept
