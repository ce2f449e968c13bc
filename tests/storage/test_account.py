"""What members change, codes of our own, and leaving, as the store keeps them on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from membership.limits import CODE_LIFETIME, SMS_SENDS_PER_DAY, SMS_SENDS_PER_HOUR, SMS_TRIES_PER_DAY
from storage import identity, leaving, member_edits, members, rotation, sms_codes
from storage.database import Database
from storage.identity import CodeOutcome
from storage.keyring import Keyring
from storage.sms_codes import Asked, Refused
from tests.conftest import Clock
from tests.storage.people import do, firm, grade_of, new_member, rows, sign_up, verified_check

MOBILE = "+821012345678"


def asked(chat: str = "7", login_id: str = "hongkildong") -> Asked:
    """A code that somebody asks for."""
    return Asked("reset_password", "telegram", chat, login_id)


def sent(database: Database, code: str = "123456", *, mobile: str | None = MOBILE, chat: str = "7") -> int:
    """A code that went out."""
    code_id = do(database, sms_codes.ask, asked(chat), mobile)
    assert isinstance(code_id, int)
    do(database, sms_codes.set_code, code_id, code)
    return code_id


def test_a_code_serves_once_and_for_three_minutes(database: Database, clock: Clock) -> None:
    code_id = sent(database)
    assert do(database, sms_codes.try_code, code_id, "654321") is CodeOutcome.WRONG
    assert do(database, sms_codes.try_code, code_id, "123456") is CodeOutcome.RIGHT
    assert do(database, sms_codes.try_code, code_id, "123456") is CodeOutcome.EXPIRED
    clock.forward(seconds=30)
    later = sent(database)
    clock.forward(seconds=CODE_LIFETIME.total_seconds())
    assert do(database, sms_codes.try_code, later, "123456") is CodeOutcome.EXPIRED


def test_a_later_code_takes_the_place_of_the_one_before(database: Database, clock: Clock) -> None:
    first = sent(database)
    clock.forward(seconds=30)
    second = do(database, sms_codes.ask, asked(), MOBILE)
    assert isinstance(second, int)
    with pytest.raises(sms_codes.Superseded):
        do(database, sms_codes.set_code, first, "111111")
    assert do(database, sms_codes.try_code, first, "123456") is CodeOutcome.EXPIRED


def test_a_code_that_went_nowhere_is_never_right(database: Database) -> None:
    code_id = sent(database, mobile=None)
    assert do(database, sms_codes.try_code, code_id, "123456") is CodeOutcome.WRONG


def test_neither_code_nor_number_nor_id_is_kept(database: Database, database_url: str) -> None:
    sent(database, "918273")
    kept = str(rows(database_url, "SELECT * FROM sms_codes"))
    assert not any(secret in kept for secret in ("918273", "12345678", "hongkildong"))


def test_so_many_an_hour_and_a_day_for_account_number_and_chat(database: Database, clock: Clock) -> None:
    for number in range(SMS_SENDS_PER_HOUR):
        assert isinstance(do(database, sms_codes.ask, asked(f"c{number}"), MOBILE), int)
        clock.forward(seconds=30)
    assert do(database, sms_codes.ask, asked("other", "another1"), MOBILE) is Refused.TOO_MANY
    assert do(database, sms_codes.ask, asked("other"), "+821099999999") is Refused.TOO_MANY
    assert isinstance(do(database, sms_codes.ask, asked("other", "another1"), "+821099999999"), int)
    clock.forward(hours=2)
    for number in range(SMS_SENDS_PER_DAY - SMS_SENDS_PER_HOUR):
        assert isinstance(do(database, sms_codes.ask, asked(f"d{number}"), MOBILE), int)
        clock.forward(seconds=30)
    clock.forward(hours=2)
    assert do(database, sms_codes.ask, asked("e"), MOBILE) is Refused.TOO_MANY
    clock.forward(hours=24)
    assert isinstance(do(database, sms_codes.ask, asked("e"), MOBILE), int)


def test_one_right_after_another_waits(database: Database) -> None:
    sent(database)
    assert do(database, sms_codes.ask, asked(), MOBILE) is Refused.WAIT


def test_many_workers_together_keep_the_limit(database: Database) -> None:
    def ask(number: int) -> object:
        return do(database, sms_codes.ask, asked(f"w{number}"), MOBILE)

    with ThreadPoolExecutor(8) as workers:
        outcomes = list(workers.map(ask, range(16)))
    assert sum(isinstance(one, int) for one in outcomes) == 1


def test_tries_are_counted_over_the_day(database: Database, clock: Clock) -> None:
    for _ in range(SMS_TRIES_PER_DAY // 5):
        code_id = sent(database)
        for _ in range(5):
            do(database, sms_codes.try_code, code_id, "000000")
        clock.forward(minutes=20)
    code_id = sent(database)
    assert do(database, sms_codes.try_code, code_id, "123456") is CodeOutcome.TOO_MANY
    clock.forward(hours=25)
    assert do(database, sms_codes.try_code, sent(database), "123456") is CodeOutcome.RIGHT


def test_old_codes_are_dropped(database: Database, clock: Clock) -> None:
    sent(database)
    assert do(database, sms_codes.drop_old, clock.now) == 0
    clock.forward(days=2)
    assert do(database, sms_codes.drop_old, clock.now) == 1


def test_a_change_keeps_old_and_new_sealed_also_under_another_key(
    database: Database, database_url: str, data_key: str, clock: Clock
) -> None:
    member = sign_up(database, "hongkildong")
    do(database, member_edits.change, member.id, {"email": "new@example.com", "fax": None}, "telegram")
    do(database, member_edits.change, member.id, {"regions": ["VN"], "products": [{"name_en": "tea"}]}, "telegram")
    fresh = Database.open(database_url, Keyring.from_text(f"{Keyring.new_key()},{data_key}"), clock)
    do(database, leaving.leave, sign_up(database, "leaver01").id, "telegram")
    assert rotation.rotate(fresh)
    history = fresh.read(lambda tx: member_edits.history(tx, member.id))
    assert [(one.field, one.old_value, one.new_value) for one in history] == [
        ("email", member.email, "new@example.com"),
        ("regions", None, ["VN"]),
        ("products", None, [{"name_en": "tea"}]),
    ]
    assert fresh.read(lambda tx: leaving.who_was(tx, member.id + 1)) is not None
    fresh.close()


def test_the_name_and_the_id_are_not_changed(database: Database) -> None:
    member = sign_up(database, "hongkildong")
    for field in ("name", "login_id", "password_hash", "id"):
        with pytest.raises(ValueError, match="no fields"):
            do(database, member_edits.change, member.id, {field: "x"}, "telegram")


def test_who_has_left_is_gone_for_every_change(database: Database) -> None:
    member = sign_up(database, "hongkildong")
    do(database, leaving.leave, member.id, "telegram")
    with pytest.raises(member_edits.Gone):
        do(database, member_edits.change, member.id, {"email": "x@example.com"}, "telegram")
    with pytest.raises(leaving.Gone):
        do(database, leaving.leave, member.id, "telegram")


def test_a_person_who_left_may_join_again(database: Database) -> None:
    def join(login_id: str) -> int:
        check = do(database, verified_check)
        return do(database, members.create, new_member(login_id, identity_check_id=check)).id

    first = join("hongkildong")
    do(database, leaving.leave, first, "telegram")
    with pytest.raises(members.LoginIdTaken):
        join("HONGkildong")
    assert join("hongagain") > first


def test_a_master_leaves_last_and_the_papers_go_to_who_is_master(database: Database, database_url: str) -> None:
    here = firm(database, regulars=1)
    with pytest.raises(leaving.MustHandOver):
        do(database, leaving.leave, here.master, "telegram")
    note = sa.text("INSERT INTO certificates (company_id, member_id, way, status) VALUES (:c, :m, 'fax', 'awaited')")
    regular = here.people[1].id
    database.write(lambda tx: tx.connection.execute(note, {"c": here.company.id, "m": regular})).result()
    do(database, leaving.leave, regular, "telegram")
    assert rows(database_url, "SELECT member_id FROM certificates") == [(here.master,)]
    assert grade_of(database, here.master).value == "master"
    do(database, leaving.leave, here.master, "telegram")
    assert rows(database_url, "SELECT member_id FROM certificates") == []
    assert rows(database_url, "SELECT id FROM companies") == [(here.company.id,)]


def test_what_is_kept_apart_is_not_changed(database: Database) -> None:
    do(database, leaving.leave, sign_up(database, "hongkildong").id, "telegram")
    with pytest.raises(sa.exc.IntegrityError, match="evidence"):
        database.write(lambda tx: tx.connection.exec_driver_sql("UPDATE left_members SET erase_at = left_at")).result()


def test_identity_checks_go_with_the_member(database: Database, database_url: str) -> None:
    check = do(database, verified_check)
    member = do(database, members.create, new_member(identity_check_id=check))
    do(database, leaving.leave, member.id, "telegram")
    assert rows(database_url, "SELECT id FROM identity_checks") == []
    assert database.read(lambda tx: identity.by_id(tx, check)) is None
