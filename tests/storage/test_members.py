"""Members: one an ID whatever its case, one a person; interests and grade come along."""

from __future__ import annotations

import pytest

from membership.grades import Grade
from storage import chats, companies, consents, identity, members
from storage.consents import Answer
from storage.database import Database, Transaction, Work
from storage.members import LoginIdTaken, Member, PersonHasAccount, Product
from tests.conftest import Clock
from tests.storage.overlapping import at_once
from tests.storage.people import do, new_company, new_member, register, sign_up, verified_check


def by_unique_value(tx: Transaction, unique_value: str) -> Member | None:
    return members.by_unique_value_hash(tx, identity.unique_value_hash(tx, unique_value))


def test_a_member_comes_back_as_signed_up(database: Database, clock: Clock) -> None:
    made = sign_up(database, "HongKD2026", name_en="Hong Gildong", mobile="+821012345678", department="해외영업")
    assert made == database.read(lambda tx: members.by_id(tx, made.id))
    assert (made.login_id, made.name_en, made.grade, made.company_id) == (
        "HongKD2026",
        "Hong Gildong",
        Grade.INDIVIDUAL,
        None,
    )
    assert made.created_at == made.updated_at == clock.now
    assert "argon2" not in repr(made)


def test_an_id_is_found_and_taken_in_any_case(database: Database) -> None:
    made = sign_up(database, "HongKD2026")
    assert database.read(lambda tx: members.by_login_id(tx, "hongkd2026")) == made
    assert database.read(lambda tx: members.login_id_taken(tx, "HONGKD2026"))
    assert not database.read(lambda tx: members.login_id_taken(tx, "hongkd2027"))
    assert database.read(lambda tx: members.by_login_id(tx, "nobody")) is None


def test_a_taken_id_leaves_the_transaction_usable(database: Database) -> None:
    sign_up(database, "hongkd2026")

    def twice(tx: Transaction) -> Member:
        with pytest.raises(LoginIdTaken):
            members.create(tx, new_member("HONGKD2026"))
        return members.create(tx, new_member("another1"))

    assert database.write(twice).result().login_id == "another1"


def test_one_person_has_one_account(database: Database) -> None:
    first = database.write(lambda tx: members.create(tx, new_member("first1", identity_check_id=verified_check(tx))))

    def again(tx: Transaction) -> None:
        with pytest.raises(PersonHasAccount):
            members.create(tx, new_member("second2", identity_check_id=verified_check(tx)))
        assert members.by_login_id(tx, "second2") is None

    made = first.result()
    database.write(again).result()
    assert database.read(lambda tx: by_unique_value(tx, "CI-of-Hong")) == made
    assert database.read(lambda tx: by_unique_value(tx, "CI-of-Kim")) is None
    assert (made.identity_method, made.identity_verified_at) == ("phone", made.created_at)


def test_an_identity_cannot_be_claimed_without_a_check_that_ended_well(database: Database) -> None:
    def claim(tx: Transaction) -> None:
        check = identity.start(tx, "telegram", "7", "ipin")
        with pytest.raises(identity.NotVerified):
            members.create(tx, new_member("first1", identity_check_id=check.id))
        with pytest.raises(identity.NotVerified):
            members.create(tx, new_member("first1", identity_check_id=999))
        assert members.by_login_id(tx, "first1") is None

    database.write(claim).result()


def test_a_check_serves_one_member(database: Database) -> None:
    def use(tx: Transaction) -> None:
        check_id = verified_check(tx)
        made = members.create(tx, new_member("first1", identity_check_id=check_id))
        check = identity.by_id(tx, check_id)
        assert check is not None
        assert check.member_id == made.id
        with pytest.raises(identity.NotVerified):
            identity.attach_member(tx, check_id, made.id)

    database.write(use).result()


def test_of_two_at_once_with_ids_that_differ_in_case_one_gets_it(database: Database, clock: Clock) -> None:
    def making(login_id: str) -> Work[Member]:
        return lambda tx: members.create(tx, new_member(login_id))

    outcomes = at_once(database, clock, *map(making, ("HongKD2026", "hongkd2026", "HONGKD2026")))
    assert [isinstance(outcome, Member) for outcome in outcomes].count(True) == 1
    assert outcomes.count(LoginIdTaken) == 2


def test_a_profile_has_everything(database: Database, clock: Clock) -> None:
    products = [Product(name_ko="김치", code="1604"), Product(name_en="Ginseng")]

    def sign_up_whole(tx: Transaction) -> int:
        made = members.create(tx, new_member("hongkd2026", products=products, regions=["VN", "DE"]))
        company = companies.create(tx, new_company())
        companies.affiliate(tx, company.id, made.id, "telegram")
        terms = consents.document(tx, "terms", "2026-1", "ko", "약관")
        consents.record(tx, made.id, [Answer(document_id=terms, answer=True, answered_at=tx.now, channel="telegram")])
        members.link_chat(tx, "telegram", "7", made.id)
        return made.id

    member_id = database.write(sign_up_whole).result()
    profile = database.read(lambda tx: members.profile(tx, member_id))
    assert profile is not None
    assert (profile.products, profile.regions, profile.grade) == (products, ["VN", "DE"], Grade.MASTER)
    assert profile.company is not None
    assert profile.company.name == "가나무역"
    assert [(one.kind, one.answer, one.answered_at) for one in profile.consents] == [("terms", True, clock.now)]
    assert [(one.channel, one.chat) for one in profile.chats] == [("telegram", "7")]
    assert database.read(lambda tx: members.profile(tx, 999)) is None


def test_listing_pages(database: Database) -> None:
    made = [sign_up(database, f"member{n}").id for n in range(5)]
    company = register(database)
    database.write(lambda tx: companies.affiliate(tx, company.id, made[1], "telegram")).result()
    first = database.read(lambda tx: members.listing(tx, limit=3))
    second = database.read(lambda tx: members.listing(tx, after_id=first[-1].id, limit=3))
    assert [line.id for line in first + second] == made
    assert [(line.grade, line.company) for line in first] == [
        (Grade.INDIVIDUAL, None),
        (Grade.MASTER, "가나무역"),
        (Grade.INDIVIDUAL, None),
    ]


def test_a_chat_speaks_for_one_member_and_a_member_through_many_chats(database: Database) -> None:
    one, other = sign_up(database, "member1"), sign_up(database, "member2")

    def link(chat: str, member: Member) -> None:
        database.write(lambda tx: members.link_chat(tx, "telegram", chat, member.id)).result()

    def speaker(chat: str) -> Member | None:
        return database.read(lambda tx: members.of_chat(tx, "telegram", chat))

    link("7", one)
    link("8", one)
    assert [link.chat for link in database.read(lambda tx: members.chats_of(tx, one.id))] == ["7", "8"]
    link("7", other)
    assert (speaker("7"), speaker("8"), speaker("9")) == (other, one, None)
    assert database.write(lambda tx: chats.unlink_chat(tx, "telegram", "7")).result() is True
    assert database.write(lambda tx: chats.unlink_chat(tx, "telegram", "7")).result() is False
    assert speaker("7") is None


def test_a_chat_that_nothing_reaches(database: Database, clock: Clock) -> None:
    member = sign_up(database, "member1")
    do(database, members.link_chat, "telegram", "7", member.id)
    assert do(database, chats.mark_reachable, "telegram", "7") is False
    assert do(database, chats.mark_unreachable, "telegram", "7") is True
    since = clock.now
    clock.forward(hours=1)
    assert do(database, chats.mark_unreachable, "telegram", "7") is False
    assert [one.unreachable_since for one in do(database, members.chats_of, member.id)] == [since]
    assert do(database, chats.mark_reachable, "telegram", "7") is True
    do(database, chats.mark_unreachable, "telegram", "7")
    do(database, members.link_chat, "telegram", "7", member.id)
    assert [one.unreachable_since for one in do(database, members.chats_of, member.id)] == [None]
