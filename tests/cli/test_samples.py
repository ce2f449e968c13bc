"""The companies that the playground begins with."""

from __future__ import annotations

from functools import partial

from membership.passwords import Personal, check_password, verify_password
from membership.reading.numbers import is_business_number
from playground import samples
from storage import companies, members, registry
from storage.database import Database


def test_numbers_are_valid_and_differ() -> None:
    numbers = [number.replace("-", "") for number, _, _ in samples.NUMBERS]
    assert all(map(is_business_number, numbers))
    assert len(set(numbers)) == len(numbers)
    assert {outcome for _, _, outcome in samples.NUMBERS} == {
        "registered",
        "registry",
        "unknown",
        "closed",
        "suspended",
    }


def test_the_master_s_password_keeps_the_rules() -> None:
    master = samples.MASTER
    check_password(master["password"], master["login_id"], Personal(name=master["name"], email=master["email"]))


def test_they_go_in_once(database: Database) -> None:
    from cli.samples import put_in

    for _ in range(2):
        put_in(database, master_chat=7)
    found = database.read(lambda tx: members.of_chat(tx, "telegram", "7"))
    assert found is not None
    assert (found.login_id, found.grade.value) == (samples.MASTER["login_id"], "master")
    assert verify_password(found.password_hash, samples.MASTER["password"])
    assert database.read(registry.count) == len(samples.IN_REGISTRY)


def test_each_number_has_its_outcome(database: Database) -> None:
    from cli.samples import put_in

    put_in(database, master_chat=7)
    kinds = {"registered": companies.Registered, "registry": companies.InRegistry, "unknown": companies.Unknown}
    kinds |= dict.fromkeys(("closed", "suspended"), companies.Unknown)
    for number, _, outcome in samples.NUMBERS:
        found = database.read(partial(companies.find_for_sign_up, business_number=number.replace("-", "")))
        assert isinstance(found, kinds[outcome])
