"""docs/store.md does what it says: another process runs its SQL and nothing else; the assistant finds everything."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from membership.grades import Grade
from storage import access, certificates, companies, company_edits, decisions, engines, members, schema
from storage.database import Database
from storage.member_rows import Member
from storage.schema import metadata
from tests.conftest import Clock
from tests.storage.people import told

PAGE = Path(__file__).parents[2] / "docs" / "store.md"


def blocks(dialect: str) -> list[str]:
    """The page's SQL for this database, statement by statement."""
    text = PAGE.read_text(encoding="utf-8")
    found = re.findall(r"^```sql ?(\w*)\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [one for only, sql in found if only in ("", dialect) for one in sql.split(";\n") if one.strip()]


ANOTHER_WRITER = """
import json, sqlite3, sys
import psycopg
url, statements = json.load(sys.stdin)
if url.startswith("sqlite:///"):
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    begin = "BEGIN IMMEDIATE"
else:
    connection = psycopg.connect(url, autocommit=True)
    begin = "BEGIN"
pragmas = [one for one in statements if one.startswith("PRAGMA")]
for statement in [*pragmas, begin, *(one for one in statements if one not in pragmas), "COMMIT"]:
    connection.execute(statement)
"""


def run_elsewhere(url: str, statements: list[str]) -> None:
    """What a writer of its own, in a process of its own, that knows only the page, does."""
    command = [sys.executable, "-c", ANOTHER_WRITER]
    subprocess.run(command, input=json.dumps([url, statements]), text=True, check=True)


@pytest.fixture
def written(database: Database, database_url: str) -> Database:
    run_elsewhere(database_url, blocks(database.dialect))
    return database


def test_the_assistant_finds_what_was_written(written: Database) -> None:
    hong = member(written, "hongkd2026")
    profile = written.read(lambda tx: members.profile(tx, hong.id))
    assert profile is not None
    assert profile.company is not None
    assert (profile.grade, profile.company.business_number) == (Grade.MASTER, "1208200275")
    assert ([one.name_ko for one in profile.products], profile.regions) == (["김치"], ["VN"])
    assert [(one.kind, one.answer, one.channel) for one in profile.consents] == [("terms", True, "web")]
    assert profile.consents[0].sha256 == hashlib.sha256("이용약관".encode()).hexdigest()
    assert [one.actor for one in written.read(lambda tx: access.of_member(tx, hong.id))] == ["kim.staff"]


def test_the_next_one_becomes_an_associate(written: Database, database_url: str) -> None:
    again = [
        one for one in blocks(written.dialect) if "hongkd2026" in one and re.search("INTO (members|affiliations)", one)
    ]
    assert len(again) == 2
    run_elsewhere(
        database_url,
        [one.replace("hongkd2026", "kimkd2026").replace("HongKD2026", "KimKD2026") for one in again],
    )
    assert member(written, "KimKD2026").grade is Grade.ASSOCIATE


def test_what_is_decided_holds(written: Database) -> None:
    assert member(written, "leess2026").grade is Grade.REGULAR
    park = member(written, "parkyh2026")
    record = written.read(lambda tx: decisions.of_member(tx, park.id))
    assert [(one.action, one.by_staff, one.reason) for one in record] == [
        ("certificate_confirmed", "kim.staff", None),
        ("ended", "kim.staff", "재직이 확인되지 않음"),
    ]
    assert park.company_id is not None
    company = written.read(lambda tx: companies.by_id(tx, park.company_id or 0))
    assert company is not None
    assert (park.grade, company.certificate) == (Grade.MASTER, "verified")
    (certificate,) = written.read(lambda tx: certificates.of_company(tx, company.id))
    assert (certificate.way, certificate.status, certificate.decided_by) == ("fax", "verified", "kim.staff")


def test_what_a_field_was_is_kept(written: Database) -> None:
    company_id = member(written, "hongkd2026").company_id
    (change,) = written.read(lambda tx: company_edits.history(tx, company_id or 0))
    assert (change.field, change.old_value, change.new_value) == ("homepage", None, "https://www.example.com")


def test_the_notices_follow_by_themselves(written: Database, clock: Clock) -> None:
    hong, lee, park = (member(written, one).id for one in ("hongkd2026", "leess2026", "parkyh2026"))
    clock.now = datetime.now(UTC)
    assert told(written) == [
        ("master_joined", hong),
        ("associate_joined", lee),
        ("associate_joined", park),
        ("relation_ended", park),
        ("master_joined", park),
        ("certificate_received", park),
        ("certificate_changed", None),
    ]
    clock.now = datetime.now(UTC) + timedelta(seconds=60)
    assert told(written) == [("approved", lee)]
    assert told(written) == []


def test_the_page_names_every_kind_of_event() -> None:
    (check,) = (one for one in schema.store_events.constraints if one.name == "ck_store_events_kind")
    kinds = re.findall(r"'(\w+)'", str(check.sqltext))  # type: ignore[attr-defined]
    text = PAGE.read_text(encoding="utf-8")
    assert [kind for kind in kinds if f"`{kind}`" not in text] == []
    assert len(kinds) >= 10


def member(database: Database, login_id: str) -> Member:
    found = database.read(lambda tx: members.by_login_id(tx, login_id))
    assert found is not None
    return found


def test_the_page_names_rules_that_exist(database_url: str) -> None:
    engine = engines.reading(database_url)
    inspector = sa.inspect(engine)
    names: set[str | None] = set()
    for table in metadata.tables:
        names |= {one["name"] for one in inspector.get_check_constraints(table)}
        names |= {one["name"] for one in inspector.get_unique_constraints(table)}
        names |= {one["name"] for one in inspector.get_indexes(table)}
    engine.dispose()
    promised = set(re.findall(r"`((?:uq|ck|one)_\w+)`", PAGE.read_text(encoding="utf-8")))
    assert promised <= names
    assert len(promised) >= 13


def test_the_page_speaks_of_every_table() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [table for table in metadata.tables if table not in text] == []
