"""Consents: evidence of which text was answered, that nobody can change."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from storage import consents
from storage.consents import Answer, DocumentChanged
from storage.database import Database
from tests.conftest import Clock
from tests.storage.people import plain_sql, rows, sign_up


def document(database: Database, text: str = "약관 전문", version: str = "2026-1") -> int:
    return database.write(lambda tx: consents.document(tx, "terms", version, "ko", text)).result()


def record_one(database: Database) -> None:
    member, terms = sign_up(database, "member1"), document(database)
    answer = Answer(document_id=terms, answer=True, answered_at=member.created_at, channel="telegram", chat="7")
    database.write(lambda tx: consents.record(tx, member.id, [answer])).result()


def test_a_text_is_kept_once_a_version(database: Database) -> None:
    first = document(database)
    assert document(database) == first
    assert document(database, "새 약관", "2027-1") != first
    assert database.read(lambda tx: consents.text_of(tx, first)) == "약관 전문"


def test_a_changed_text_needs_a_new_version(database: Database) -> None:
    document(database)
    with pytest.raises(DocumentChanged, match="2026-1"):
        document(database, "고친 약관")


def test_answers_come_back_with_their_text_and_moment(database: Database, clock: Clock) -> None:
    member, terms = sign_up(database, "member1"), document(database)
    yes = Answer(document_id=terms, answer=True, answered_at=clock.now, channel="telegram", chat="7")
    no = Answer(document_id=terms, answer=False, answered_at=clock.now + timedelta(days=1), channel="telegram")
    database.write(lambda tx: consents.record(tx, member.id, [no, yes])).result()
    database.write(lambda tx: consents.record(tx, member.id, [])).result()
    kept = database.read(lambda tx: consents.of_member(tx, member.id))
    assert [(one.answer, one.answered_at, one.chat) for one in kept] == [
        (True, clock.now, "7"),
        (False, clock.now + timedelta(days=1), None),
    ]
    assert {(one.kind, one.version, one.language, len(one.sha256)) for one in kept} == {("terms", "2026-1", "ko", 64)}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE consents SET answer = NOT answer",
        "DELETE FROM consents",
        "UPDATE consent_documents SET text = ''",
        "DELETE FROM consent_documents",
    ],
)
def test_evidence_cannot_be_changed_by_anybody(database: Database, database_url: str, change: str) -> None:
    record_one(database)
    before = rows(database_url, "SELECT * FROM consents"), rows(database_url, "SELECT * FROM consent_documents")
    with pytest.raises(sa.exc.DBAPIError, match="evidence"), plain_sql(database_url) as other:
        other.exec_driver_sql(change)
    after = rows(database_url, "SELECT * FROM consents"), rows(database_url, "SELECT * FROM consent_documents")
    assert after == before


def test_evidence_cannot_be_truncated(database: Database, database_url: str, dialect: str) -> None:
    if dialect == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    record_one(database)
    with pytest.raises(sa.exc.DBAPIError, match="evidence"), plain_sql(database_url) as other:
        other.exec_driver_sql("TRUNCATE consents")
