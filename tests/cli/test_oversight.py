"""What staff do about companies at a terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli.access import user_name
from main import main
from membership.grades import Grade
from storage import access, companies, decisions
from storage.database import Database
from tests.storage.people import Firm, firm, grade_of

NUMBER = "101-23-45678"


@pytest.fixture
def hanbit(database: Database, data_key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Firm:
    """A company with a MASTER, a regular and an associate, in a store that commands find through the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database.url)
    monkeypatch.setenv("DATA_KEY", data_key)
    return firm(database, regulars=1, associates=1)


def call(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def shown(*words: str) -> Any:
    result = call(*words, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def awaits_check(database: Database, hanbit: Firm) -> None:
    database.write(lambda tx: tx.connection.exec_driver_sql("UPDATE companies SET certificate = 'awaited'")).result()


def certificate_of(database: Database, hanbit: Firm) -> str | None:
    company = database.read(lambda tx: companies.by_id(tx, hanbit.company.id))
    return company.certificate if company else None


def test_an_awaited_certificate_is_listed_and_confirmed_once(database: Database, hanbit: Firm) -> None:
    awaits_check(database, hanbit)
    assert [one["business_number"] for one in shown("companies", "certificates", "list")] == ["1012345678"]
    assert call("companies", "certificates", "confirm", NUMBER).exit_code == 0
    assert certificate_of(database, hanbit) == "verified"
    again = call("companies", "certificates", "confirm", NUMBER)
    assert (again.exit_code, "already verified" in again.stderr) == (1, True)


def test_a_certificate_is_rejected_with_a_reason(database: Database, hanbit: Firm) -> None:
    awaits_check(database, hanbit)
    assert call("companies", "certificates", "reject", NUMBER).exit_code == 2
    assert call("companies", "certificates", "reject", NUMBER, "--reason", "흐립니다").exit_code == 0
    assert certificate_of(database, hanbit) == "rejected"
    last = database.read(lambda tx: decisions.latest(tx, hanbit.company.id, hanbit.people[0].id))
    assert last is not None
    assert (last.reason, last.by_staff) == ("흐립니다", user_name())


def test_another_master_is_appointed(database: Database, hanbit: Firm) -> None:
    old, new = hanbit.people[0], hanbit.people[1]
    assert call("companies", "appoint-master", NUMBER, new.login_id).exit_code == 0
    assert [grade_of(database, one.id) for one in (old, new)] == [Grade.REGULAR, Grade.MASTER]
    assert call("companies", "appoint-master", NUMBER, new.login_id).exit_code == 1
    assert call("companies", "appoint-master", NUMBER, "nobody99").exit_code == 1
    noted = database.read(lambda tx: access.of_member(tx, new.id))
    assert {(one.actor_kind, one.actor) for one in noted} == {("staff", user_name())}


def test_masters_nobody_reaches_and_who_waits_longest_are_listed(database: Database, hanbit: Firm) -> None:
    (master,) = shown("companies", "unreachable")
    assert (master["login_id"], master["waiting"], master["since"]) == (hanbit.people[0].login_id, 1, None)
    (associate,) = shown("companies", "waiting")
    assert associate["login_id"] == hanbit.people[2].login_id
    assert hanbit.people[2].name not in call("companies", "waiting").stdout
    assert looks(database, hanbit.people[0].id) == [("staff", user_name(), "companies unreachable")]
    assert looks(database, hanbit.people[2].id) == [("staff", user_name(), "companies waiting")] * 2


def looks(database: Database, member_id: int) -> list[tuple[str, str, str]]:
    noted = database.read(lambda tx: access.of_member(tx, member_id))
    return [(one.actor_kind, one.actor, one.action) for one in noted]


@pytest.mark.parametrize("words", [["certificates", "confirm"], ["appoint-master"]])
def test_a_company_that_is_not_there_is_told(hanbit: Firm, words: list[str]) -> None:
    more = ["someone"] if words == ["appoint-master"] else []
    assert "No company" in call("companies", *words, "124-81-00998", *more).stderr
    assert call("companies", *words, "12", *more).exit_code == 2
