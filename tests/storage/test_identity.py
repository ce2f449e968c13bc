"""Identity checks: codes live three minutes and five tries, and nothing of them can be read."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import pytest

from storage import conversations, identity, identity_retention
from storage.conversations import ConversationRow
from storage.database import Database
from storage.identity import CodeOutcome
from tests.conftest import Clock
from tests.storage.people import plain_sql, sign_up, verified_check

MOBILE = "+821012345678"


@pytest.fixture
def check(database: Database) -> identity.IdentityCheck:
    return database.write(lambda tx: identity.start(tx, "telegram", "7", "phone", MOBILE)).result()


def send(database: Database, check_id: int, code: str = "123456") -> None:
    database.write(lambda tx: identity.set_code(tx, check_id, code)).result()


def attempt(database: Database, check_id: int, code: str) -> CodeOutcome:
    return database.write(lambda tx: identity.try_code(tx, check_id, code)).result()


def test_a_check_begins(database: Database, check: identity.IdentityCheck) -> None:
    assert (check.status, check.method, check.tries, check.sends) == ("started", "phone", 0, 0)
    assert database.read(lambda tx: identity.by_ref(tx, check.ref)) == check
    assert database.read(lambda tx: identity.by_ref(tx, "other")) is None
    other = database.write(lambda tx: identity.start(tx, "telegram", "7", "ipin")).result()
    assert other.ref != check.ref


def test_the_right_code_serves_once(database: Database, check: identity.IdentityCheck) -> None:
    send(database, check.id)
    assert attempt(database, check.id, "123456") is CodeOutcome.RIGHT
    assert attempt(database, check.id, "123456") is CodeOutcome.EXPIRED


def test_five_wrong_tries_end_a_code(database: Database, check: identity.IdentityCheck) -> None:
    send(database, check.id)
    outcomes = [attempt(database, check.id, f"00000{n}") for n in range(5)]
    assert outcomes == [CodeOutcome.WRONG] * 4 + [CodeOutcome.TOO_MANY]
    assert attempt(database, check.id, "123456") is CodeOutcome.TOO_MANY


def test_a_new_code_replaces_the_old_one_and_may_be_tried_afresh(
    database: Database, check: identity.IdentityCheck
) -> None:
    send(database, check.id, "111111")
    for _ in range(5):
        attempt(database, check.id, "000000")
    send(database, check.id, "222222")
    assert attempt(database, check.id, "111111") is CodeOutcome.WRONG
    assert attempt(database, check.id, "222222") is CodeOutcome.RIGHT


def test_a_code_lives_three_minutes(database: Database, check: identity.IdentityCheck, clock: Clock) -> None:
    expires = database.write(lambda tx: identity.set_code(tx, check.id, "123456")).result()
    clock.forward(seconds=179)
    assert attempt(database, check.id, "000000") is CodeOutcome.WRONG
    assert clock.forward(seconds=1) == expires
    assert attempt(database, check.id, "123456") is CodeOutcome.EXPIRED


def test_a_code_of_another_check_is_wrong(database: Database, check: identity.IdentityCheck) -> None:
    other = database.write(lambda tx: identity.start(tx, "telegram", "8", "phone", MOBILE)).result()
    send(database, check.id, "111111")
    send(database, other.id, "222222")
    assert attempt(database, check.id, "222222") is CodeOutcome.WRONG


def test_no_code_was_sent(database: Database, check: identity.IdentityCheck) -> None:
    assert attempt(database, check.id, "123456") is CodeOutcome.EXPIRED
    assert attempt(database, 999, "123456") is CodeOutcome.EXPIRED


def test_tries_at_once_are_all_counted(database: Database, check: identity.IdentityCheck) -> None:
    send(database, check.id)
    futures = [database.write(lambda tx: identity.try_code(tx, check.id, "000000")) for _ in range(12)]
    outcomes = [future.result() for future in futures]
    assert outcomes.count(CodeOutcome.WRONG) == 4
    assert outcomes.count(CodeOutcome.TOO_MANY) == 8


def test_sends_are_counted_by_number_and_by_chat(
    database: Database, check: identity.IdentityCheck, clock: Clock
) -> None:
    begun = clock.now
    send(database, check.id)
    send(database, check.id)
    later = clock.forward(hours=1)
    elsewhere = database.write(lambda tx: identity.start(tx, "telegram", "8", "phone", MOBILE)).result()
    send(database, elsewhere.id)

    def sends(since: object, **by: object) -> int:
        return database.read(lambda tx: identity.sends_since(tx, since, **by))  # type: ignore[arg-type]

    assert sends(begun, mobile=MOBILE) == 3
    assert sends(later, mobile=MOBILE) == 1
    assert sends(begun, chat=("telegram", "7")) == 2
    assert sends(begun, mobile="+821099999999") == 0
    with pytest.raises(ValueError, match="number or by a chat"):
        sends(begun)


def test_a_check_ends_well_or_badly(database: Database, check: identity.IdentityCheck, clock: Clock) -> None:
    database.write(lambda tx: identity.verified(tx, check.id, "CI")).result()
    ended = database.read(lambda tx: identity.by_id(tx, check.id))
    assert ended is not None
    assert (ended.status, ended.verified_at, len(ended.unique_value_hash or "")) == ("verified", clock.now, 64)
    other = database.write(lambda tx: identity.start(tx, "telegram", "8", "ipin")).result()
    with pytest.raises(identity.NotVerified):
        database.write(lambda tx: identity.attach_member(tx, other.id, 1)).result()


def test_what_is_given_up_forgets_the_person_and_keeps_the_count(
    database: Database, check: identity.IdentityCheck, clock: Clock
) -> None:
    used = database.write(verified_check).result()
    member = sign_up(database, "member1", identity_check_id=used)
    send(database, check.id)
    database.write(lambda tx: identity.verified(tx, check.id, "CI-of-Kim")).result()
    database.write(lambda tx: identity.give_up(tx, "telegram", "7")).result()
    ended, kept = (database.read(partial(identity.by_id, check_id=number)) for number in (check.id, used))
    assert ended is not None
    assert (ended.status, ended.unique_value_hash, ended.verified_at) == ("failed", None, None)
    assert kept is not None
    assert (kept.status, kept.member_id) == ("verified", member.id)
    assert database.read(lambda tx: identity.sends_since(tx, clock.now, mobile=MOBILE)) == 1
    with pytest.raises(identity.NotVerified):
        database.write(lambda tx: identity.attach_member(tx, check.id, member.id)).result()


def test_the_person_may_be_known_from_the_sending_of_the_code(
    database: Database, check: identity.IdentityCheck
) -> None:
    database.write(lambda tx: identity.set_code(tx, check.id, "123456", "CI-of-Hong")).result()
    database.write(lambda tx: identity.verified(tx, check.id)).result()
    ended = database.read(lambda tx: identity.by_id(tx, check.id))
    assert ended is not None
    assert ended.unique_value_hash == database.read(lambda tx: identity.unique_value_hash(tx, "CI-of-Hong"))


def test_a_check_of_nobody_cannot_end_well(database: Database, check: identity.IdentityCheck) -> None:
    send(database, check.id)
    for check_id in (check.id, 999):
        with pytest.raises(identity.NotVerified):
            database.write(partial(identity.verified, check_id=check_id)).result()
    left = database.read(lambda tx: identity.by_id(tx, check.id))
    assert left is not None
    assert left.status == "sent"


def test_nothing_of_it_can_be_read(database: Database, check: identity.IdentityCheck, database_url: str) -> None:
    send(database, check.id)
    database.write(lambda tx: identity.verified(tx, check.id, "CI-of-Hong")).result()
    with plain_sql(database_url) as other:
        kept = str(other.exec_driver_sql("SELECT * FROM identity_checks").all())
    assert not any(secret in kept for secret in ("123456", "1012345678", "CI-of-Hong"))


def unused(database: Database, used_before: datetime, idle_since: datetime) -> list[int]:
    return database.read(lambda tx: identity_retention.unused(tx, used_before, "home", idle_since, 0, 10))


def in_flow(database: Database, flow: str) -> None:
    talk = ConversationRow(channel="telegram", chat="7", language="ko", state=b"{}", flow=flow)
    database.write(lambda tx: conversations.save(tx, talk)).result()


def test_checks_that_can_lead_to_nothing_go(database: Database, check: identity.IdentityCheck, clock: Clock) -> None:
    used = database.write(lambda tx: identity.start(tx, "telegram", "8", "ipin")).result()
    database.write(lambda tx: identity.verified(tx, used.id, "CI")).result()
    member = sign_up(database, "member1", identity_check_id=used.id)
    begun = clock.now
    assert unused(database, begun, begun) == []
    in_flow(database, "sign_up")
    later = clock.forward(hours=2)
    assert unused(database, later, begun) == []
    assert unused(database, later, later) == [check.id]
    in_flow(database, "home")
    assert unused(database, later, begun) == [check.id]
    assert database.write(lambda tx: identity_retention.drop(tx, [check.id, used.id])).result() == 1
    kept = database.read(lambda tx: identity.by_id(tx, used.id))
    assert kept is not None
    assert kept.member_id == member.id


def test_a_code_that_was_sent_just_now_still_counts(
    database: Database, check: identity.IdentityCheck, clock: Clock
) -> None:
    later = clock.forward(hours=2)
    assert unused(database, later, later) == [check.id]
    send(database, check.id)
    assert unused(database, later, later) == []
