"""docs/store.md does what it says: its SQL is run as another writer would, and the assistant finds everything."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
import sqlalchemy as sa

from membership.grades import Grade
from storage import access, engines, members
from storage.database import Database
from storage.schema import metadata

PAGE = Path(__file__).parents[2] / "docs" / "store.md"


def blocks(dialect: str) -> list[str]:
    """The page's SQL for this database, statement by statement."""
    text = PAGE.read_text(encoding="utf-8")
    found = re.findall(r"^```sql ?(\w*)\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [one for only, sql in found if only in ("", dialect) for one in sql.split(";\n") if one.strip()]


@pytest.fixture
def written(database: Database, database_url: str) -> Database:
    engine = engines.writing(database_url, threads=1)
    with engine.connect() as connection, connection.begin():
        for statement in blocks(database.dialect):
            connection.exec_driver_sql(statement)
    engine.dispose()
    return database


def test_the_assistant_finds_what_was_written(written: Database) -> None:
    member = written.read(lambda tx: members.by_login_id(tx, "hongkd2026"))
    assert member is not None
    profile = written.read(lambda tx: members.profile(tx, member.id))
    assert profile is not None
    assert profile.company is not None
    assert (profile.grade, profile.company.business_number) == (Grade.MASTER, "1208200275")
    assert ([one.name_ko for one in profile.products], profile.regions) == (["김치"], ["VN"])
    assert [(one.kind, one.answer, one.channel) for one in profile.consents] == [("terms", True, "web")]
    assert profile.consents[0].sha256 == hashlib.sha256("이용약관".encode()).hexdigest()
    assert [one.actor for one in written.read(lambda tx: access.of_member(tx, member.id))] == ["kim.staff"]


def test_the_next_one_becomes_an_associate(written: Database, database_url: str) -> None:
    engine = engines.writing(database_url, threads=1)
    with engine.begin() as connection:
        for statement in blocks(written.dialect):
            if "INTO members" in statement or "INTO affiliations" in statement:
                connection.exec_driver_sql(
                    statement.replace("hongkd2026", "kimkd2026").replace("HongKD2026", "KimKD2026")
                )
    engine.dispose()
    second = written.read(lambda tx: members.by_login_id(tx, "KimKD2026"))
    assert second is not None
    assert second.grade is Grade.ASSOCIATE


def test_the_page_names_rules_that_exist(database_url: str) -> None:
    engine = engines.reading(database_url)
    inspector = sa.inspect(engine)
    names: set[str | None] = set()
    for table in metadata.tables:
        names |= {one["name"] for one in inspector.get_check_constraints(table)}
        names |= {one["name"] for one in inspector.get_unique_constraints(table)}
        names |= {one["name"] for one in inspector.get_indexes(table)}
    engine.dispose()
    promised = set(re.findall(r"`((?:uq|ck)_\w+|one_master_per_company)`", PAGE.read_text(encoding="utf-8")))
    assert promised <= names
    assert len(promised) >= 9


def test_the_page_speaks_of_every_table() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [table for table in metadata.tables if table not in text] == []
