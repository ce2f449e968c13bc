"""Migrations: up, down and up again; the models match them; many may start at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage import engines, migrate
from storage.database import Database, NotMigrated, StoreUnavailable
from storage.keyring import Keyring
from storage.schema import metadata
from tests.storage.people import plain_sql, rows


def tables_of(url: str) -> set[str]:
    engine = engines.reading(url)
    try:
        return set(sa.inspect(engine).get_table_names())
    finally:
        engine.dispose()


def test_up_down_and_up_again(empty_url: str) -> None:
    migrate.upgrade(empty_url)
    assert set(metadata.tables) <= tables_of(empty_url)
    migrate.downgrade(empty_url)
    assert tables_of(empty_url) == {"alembic_version"}
    migrate.upgrade(empty_url)
    assert set(metadata.tables) <= tables_of(empty_url)


def test_one_step_down_and_up_keeps_what_the_first_tables_held(empty_url: str) -> None:
    migrate.upgrade(empty_url, "0001")
    fill(empty_url)
    before = held(empty_url)
    for step in (migrate.upgrade, migrate.downgrade, migrate.upgrade):
        step(empty_url, *(["0001"] if step is migrate.downgrade else []))
        assert held(empty_url) == before
    assert len(before) == 3
    assert rows(empty_url, "SELECT reminders, reminded_at FROM affiliations") == [(0, None), (0, None)]
    assert rows(empty_url, "SELECT kind FROM store_events") == []


def test_what_was_there_before_is_watched_and_numbered_on(empty_url: str) -> None:
    migrate.upgrade(empty_url, "0001")
    fill(empty_url)
    migrate.upgrade(empty_url)
    with plain_sql(empty_url) as other:
        other.exec_driver_sql("UPDATE affiliations SET grade = 'regular' WHERE id = 2")
        other.exec_driver_sql("DELETE FROM affiliations WHERE id = 2")
        other.exec_driver_sql(f"INSERT INTO affiliations {JOINING} VALUES (1, 2, 'associate', 'web')")
    assert rows(empty_url, "SELECT kind FROM store_events ORDER BY id") == [
        ("approved",),
        ("relation_ended",),
        ("associate_joined",),
    ]
    assert rows(empty_url, "SELECT id FROM affiliations ORDER BY id")[-1] > (2,)


def test_chats_that_knew_who_waits_are_not_told_of_them_again(empty_url: str) -> None:
    """The MASTER's and the substitute's, reached now, of those whose coming was told: no other chat and nobody else."""
    migrate.upgrade(empty_url, "0002")
    fill(empty_url, "master", "regular", "regular", "associate", "associate", "regular")
    long_ago, later = "'2026-11-01T00:00:00.000000+00:00'", "'2030-01-01T00:00:00.000000+00:00'"
    with plain_sql(empty_url) as other:
        other.exec_driver_sql(f"UPDATE store_events SET handled_at = {long_ago} WHERE member_id <> 5")
        other.exec_driver_sql(
            "INSERT INTO substitutes (company_id, member_id, named_by, from_at, until_at, ended_at)"
            f" VALUES (1, 2, 1, {long_ago}, {later}, NULL), (1, 6, 1, {long_ago}, {later}, {long_ago})"
        )
        other.exec_driver_sql(
            "INSERT INTO chat_links (channel, chat, member_id, unreachable_since) VALUES ('telegram', '11', 1, NULL),"
            f" ('telegram', '12', 1, {long_ago}), ('telegram', '21', 2, NULL), ('telegram', '31', 3, NULL),"
            " ('telegram', '61', 6, NULL)"
        )
        other.exec_driver_sql(f"UPDATE affiliations SET reminded_at = {long_ago} WHERE member_id = 4")
    migrate.upgrade(empty_url)
    told = rows(empty_url, "SELECT chat, affiliation_id, told_at FROM waiting_told ORDER BY chat")
    reminded = rows(empty_url, "SELECT reminded_at FROM affiliations WHERE id = 4")[0][0]
    assert told == [("11", 4, reminded), ("21", 4, reminded)]


def test_an_offer_that_reached_a_chat_is_not_told_there_again(empty_url: str) -> None:
    migrate.upgrade(empty_url, "0008")
    fill(empty_url, "master", "regular", "regular")
    now = "'2026-11-22T00:00:00.000000+00:00'"
    with plain_sql(empty_url) as other:
        other.exec_driver_sql(
            "INSERT INTO master_offers (company_id, from_member_id, to_member_id, status, created_at, expires_at)"
            f" VALUES (1, 1, 2, 'offered', {now}, {now}), (1, 1, 3, 'declined', {now}, {now})"
        )
        other.exec_driver_sql(
            "INSERT INTO chat_links (channel, chat, member_id) VALUES ('telegram', '11', 1), ('telegram', '21', 2),"
            " ('telegram', '31', 3)"
        )
        other.exec_driver_sql(f"UPDATE store_events SET handled_at = {now}")
        other.exec_driver_sql("INSERT INTO chat_links (channel, chat, member_id) VALUES ('telegram', '32', 3)")
    migrate.upgrade(empty_url)
    assert rows(empty_url, "SELECT chat, offer_id FROM offers_told") == [("21", 1)]


JOINING = "(company_id, member_id, grade, created_via)"


def fill(url: str, *grades: str) -> None:
    """A company with a MASTER and an associate, or with members of these grades, as the first tables held them."""
    grades = grades or ("master", "associate")
    member = "'{0}', '{0}', '$a', '이름', '+822', 'a@b.kr', '06792', '서울', '', 'ko', 'web'"
    with plain_sql(url) as other:
        for login_id in (f"member{number}" for number in range(1, len(grades) + 1)):
            other.exec_driver_sql(
                "INSERT INTO members (login_id, login_id_key, password_hash, name, telephone, email, postcode,"
                f" address_base, address_detail, language, created_via) VALUES ({member.format(login_id)})"
            )
        other.exec_driver_sql(
            "INSERT INTO companies (business_number, name, representative, telephone, postcode, address_base,"
            " address_detail, source, certificate)"
            " VALUES ('1012345678', '가나', '김', '+822', '06792', '서울', '', 'web', 'verified')"
        )
        people = ", ".join(f"(1, {number}, '{grade}', 'web')" for number, grade in enumerate(grades, 1))
        other.exec_driver_sql(f"INSERT INTO affiliations {JOINING} VALUES {people}")


def held(url: str) -> list[tuple[object, ...]]:
    affiliations = rows(url, "SELECT id, company_id, member_id, grade, created_at FROM affiliations ORDER BY id")
    return [*affiliations, *rows(url, "SELECT id, certificate, created_at FROM companies")]


def test_the_models_match_the_migrations(database_url: str) -> None:
    engine = engines.reading(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_checks_and_partial_indexes_match_the_models(empty_url: str, database_url: str) -> None:
    """Alembic's comparison passes by CHECK constraints and the conditions of indexes."""
    engine = engines.writing(empty_url, threads=1)
    with engine.begin() as connection:
        metadata.create_all(connection)
    engine.dispose()
    assert rules_of(empty_url) == rules_of(database_url)


def rules_of(url: str) -> dict[str, object]:
    engine = engines.reading(url)
    inspector = sa.inspect(engine)
    found: dict[str, object] = {}
    for table in metadata.tables:
        found[f"checks of {table}"] = sorted(
            (one["name"], one["sqltext"]) for one in inspector.get_check_constraints(table)
        )
        found[f"indexes of {table}"] = sorted(
            (one["name"], one["unique"], sorted(map(str, one.get("dialect_options", {}).values())))
            for one in inspector.get_indexes(table)
        )
        found[f"defaults of {table}"] = [(one["name"], one["default"]) for one in inspector.get_columns(table)]
    engine.dispose()
    return found


def test_it_knows_where_a_database_is(empty_url: str) -> None:
    assert migrate.current(empty_url) is None
    assert not migrate.is_current(empty_url)
    migrate.upgrade(empty_url)
    assert migrate.current(empty_url) == migrate.head()
    assert migrate.is_current(empty_url)


def test_several_processes_may_migrate_at_once(empty_url: str) -> None:
    command = [sys.executable, "-c", "import sys; from storage import migrate; migrate.upgrade(sys.argv[1])", empty_url]
    processes = [subprocess.Popen(command) for _ in range(3)]
    assert [process.wait() for process in processes] == [0, 0, 0]
    assert migrate.is_current(empty_url)


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'var' / 'deep' / 'store.db'}"
    migrate.upgrade(url)
    assert migrate.is_current(url)


def test_looking_makes_no_file(tmp_path: Path) -> None:
    assert migrate.current(f"sqlite:///{tmp_path / 'none.db'}") is None
    assert not (tmp_path / "none.db").exists()


def test_a_database_without_tables_is_told_apart(empty_url: str, keyring: Keyring) -> None:
    with pytest.raises(NotMigrated, match="db upgrade"):
        Database.open(empty_url, keyring)


@pytest.mark.parametrize("url", ["postgresql://nobody@127.0.0.1:1/none", "sqlite:////proc/none/store.db"])
def test_a_database_that_is_away(url: str, keyring: Keyring) -> None:
    with pytest.raises(StoreUnavailable):
        Database.open(url, keyring)


@pytest.mark.parametrize("url", ["mysql://localhost/x", "sqlite://", "sqlite:///:memory:", "nonsense", ""])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="DATABASE_URL"):
        engines.parse(url)


def test_the_newest_revision_is_known_without_alembic() -> None:
    assert migrate.head() == ScriptDirectory(str(migrate.MIGRATIONS)).get_current_head()
