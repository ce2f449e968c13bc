"""A whole database into another, either way: every row the same, counters carried on, nothing told twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage import approvals, copying, engines, outbox
from storage.copying import CannotCopy, Copied, Copy
from storage.counters import carry_on_counters
from storage.database import Database, NotMigrated, StoreUnavailable
from storage.keyring import Keyring
from storage.schema import metadata
from tests.conftest import Clock, migrated_store
from tests.storage.people import do, firm, plain_sql, rows, sign_up, told
from tests.storage.test_outbox import add, message, tick


@pytest.fixture
def other_url(dialect: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of the other kind with tables and nothing in them."""
    other = "sqlite" if dialect == "postgresql" else "postgresql"
    with migrated_store(other, tmp_path / "other.db", request) as url:
        yield url


@pytest.fixture
def full(database: Database) -> Database:
    """A store with something in many tables, and gaps where rows were deleted."""
    made = firm(database, regulars=1, associates=2)
    do(database, approvals.approve, made.master, made.relations[2])
    add(database, message("하나", "-100가"), message("two", "B"), message("three", "a", keep=True), tick("later"))
    (last,) = add(database, message("gone"))
    do(database, outbox.remove, last.id)
    with plain_sql(database.url) as other:
        other.exec_driver_sql("INSERT INTO send_turns (channel, chat, next_at) VALUES ('telegram', '', 1.1e9)")
        other.exec_driver_sql("INSERT INTO waiting_told (channel, chat, affiliation_id) VALUES ('t', 'ä', 3)")
    return database


def copied(source: str, target: str) -> dict[str, Copied]:
    copy = Copy(source, target)
    copy.prepare()
    totals: list[int] = []
    passed: list[int] = []
    tables = copy.run(totals.append, lambda name, more: passed.append(more))
    assert totals == [sum(passed)] == [2 * sum(one.rows for one in tables)]
    return {one.table: one for one in tables}


def test_every_row_of_every_table_there_and_back(full: Database, other_url: str, tmp_path: Path) -> None:
    tables = copied(full.url, other_url)
    assert set(tables) == set(metadata.tables)
    assert {name: tables[name].rows for name in ("members", "companies", "affiliations", "outbox", "secrets")} == {
        "members": 4,
        "companies": 1,
        "affiliations": 4,
        "outbox": 4,
        "secrets": 2,
    }
    for table in metadata.sorted_tables:
        keys = [column.name for column in table.primary_key]
        assert sorted(everything(full.url, table), key=str) == sorted(everything(other_url, table), key=str), keys
    assert copied(other_url, f"sqlite:///{tmp_path / 'back.db'}") == tables


def everything(url: str, table: sa.Table) -> list[tuple[object, ...]]:
    with plain_sql(url) as connection:
        return [tuple(row) for row in connection.execute(sa.select(table))]


def test_the_copy_goes_on_as_the_store_would_have(
    full: Database, other_url: str, keyring: Keyring, clock: Clock
) -> None:
    copied(full.url, other_url)
    copy = Database.open(other_url, keyring, clock)
    try:
        gone = rows(full.url, "SELECT max(id) FROM outbox")[0][0] + 1
        (fresh,) = add(copy, message("new"))
        assert fresh.id == gone + 1
        assert told(copy) == told(full)
        assert sign_up(copy, "newcomer1").id == sign_up(full, "newcomer1").id
        untold = "SELECT kind FROM store_events WHERE handled_at IS NULL"
        before = rows(other_url, untold)
        with plain_sql(other_url) as other:
            other.exec_driver_sql("UPDATE affiliations SET grade = 'regular' WHERE grade = 'associate'")
        assert rows(other_url, untold) == [*before, ("approved",)]
        assert trigger_names(other_url) != []
    finally:
        copy.close()


def test_a_target_with_anything_in_it_is_refused(full: Database, other_url: str, keyring: Keyring) -> None:
    copied(full.url, other_url)
    again = Copy(full.url, other_url)
    again.prepare()
    with pytest.raises(CannotCopy, match="not empty"):
        again.run(lambda total: None, lambda name, more: None)
    assert rows(other_url, "SELECT count(*) FROM members") == [(4,)]


def test_a_difference_undoes_the_copy(full: Database, other_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as a value that one of the databases does not keep as it is."""
    copy = Copy(full.url, other_url)
    copy.prepare()
    carry_on = carry_on_counters

    def meddle(source: sa.Connection, target: sa.Connection) -> None:
        carry_on(source, target)
        target.exec_driver_sql("UPDATE members SET name = 'Hong' WHERE id = 2")

    monkeypatch.setattr(copying, "carry_on_counters", meddle)
    before = trigger_names(other_url)
    with pytest.raises(CannotCopy, match="row 2 of members"):
        copy.run(lambda total: None, lambda name, more: None)
    assert rows(other_url, "SELECT count(*) FROM companies") == [(0,)]
    assert trigger_names(other_url) == before != []


def trigger_names(url: str) -> list[tuple[object, ...]]:
    if engines.is_sqlite(url):
        return rows(url, "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    return rows(url, "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O' ORDER BY tgname")


def test_nobody_writes_meanwhile(full: Database, other_url: str) -> None:
    copy = Copy(full.url, other_url)
    copy.prepare()
    pending = []

    def begun(total: int) -> None:
        pending.append(full.write(lambda tx: tx.connection.exec_driver_sql("UPDATE members SET name = 'late'")))

    copy.run(begun, lambda name, more: None)
    pending[0].result()
    assert rows(other_url, "SELECT count(*) FROM members WHERE name = 'late'") == [(0,)]
    assert rows(full.url, "SELECT count(*) FROM members WHERE name = 'late'") == [(4,)]


def test_what_the_other_cannot_hold_is_said_without_what_it_is(full: Database, other_url: str, dialect: str) -> None:
    if dialect == "postgresql":
        pytest.skip("SQLite holds all that PostgreSQL does")
    with plain_sql(full.url) as other:
        other.exec_driver_sql("UPDATE members SET address_detail = '비밀' || char(0)")
    copy = Copy(full.url, other_url)
    copy.prepare()
    with pytest.raises(CannotCopy) as refused:
        copy.run(lambda total: None, lambda name, more: None)
    assert "비밀" not in str(refused.value)
    assert rows(other_url, "SELECT count(*) FROM members") == [(0,)]


def test_the_same_database_is_refused(full: Database) -> None:
    with pytest.raises(CannotCopy, match="same database"):
        Copy(full.url, full.url).prepare()


def test_a_source_without_tables_is_refused(empty_url: str, other_url: str) -> None:
    with pytest.raises(NotMigrated):
        Copy(empty_url, other_url).prepare()


def test_a_target_that_is_away(full: Database) -> None:
    with pytest.raises(StoreUnavailable):
        Copy(full.url, "postgresql://nobody@127.0.0.1:1/none").prepare()
