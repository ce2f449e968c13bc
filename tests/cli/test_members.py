"""`members` at a terminal."""

from __future__ import annotations

import re
from typing import Any

import pytest

from cli.access import user_name
from storage import access, companies, consents, members
from storage.database import Database
from storage.members import Member, Product
from tests.cli.terminal import call, refused, shown
from tests.storage.people import do, new_member, register, sign_up


def full_member(database: Database) -> Member:
    """A member with everything that can be given, and two answers to consents."""

    def work(tx: Any) -> Member:
        wanted = new_member(
            "HongKildong",
            name_en="Hong Gildong",
            telephone="+82234607932",
            mobile="+821012345678",
            fax="+82234607933",
            department="해외사업부",
            position="과장",
            address_en="13 Heolleung-ro, Seocho-gu, Seoul",
            products=[Product(name_ko="화장품", name_en="Cosmetics", code="330499")],
            regions=["VN", "US"],
        )
        member = members.create(tx, wanted)
        for kind, answer in (("terms", True), ("marketing", False)):
            document = consents.document(tx, kind, "2026-11-22", "ko", f"{kind}: 글")
            given = consents.Answer(document_id=document, answer=answer, answered_at=tx.now, channel="telegram")
            consents.record(tx, member.id, [given])
        members.link_chat(tx, "telegram", "7", member.id)
        return member

    return database.write(work).result()


def test_show_tells_everything(store: Database) -> None:
    member = full_member(store)
    company = register(store, "1238601233")
    do(store, companies.affiliate, company.id, member.id, "telegram")
    moment = "2026-11-22T03:00:00+00:00"
    answered = {"version": "2026-11-22", "language": "ko", "answered_at": moment, "channel": "telegram"}
    assert shown("members", "show", "hongkildong") == {
        "login_id": "HongKildong",
        "grade": "master",
        "name": "홍길동",
        "name_en": "Hong Gildong",
        "phone": "02-3460-7932",
        "phone_e164": "+82234607932",
        "mobile": "010-1234-5678",
        "mobile_e164": "+821012345678",
        "fax": "02-3460-7933",
        "fax_e164": "+82234607933",
        "email": "hong@example.com",
        "department": "해외사업부",
        "position": "과장",
        "address": "06792 서울특별시 서초구 헌릉로 13 2층",
        "postcode": "06792",
        "address_base": "서울특별시 서초구 헌릉로 13",
        "address_detail": "2층",
        "address_en": "13 Heolleung-ro, Seocho-gu, Seoul",
        "products": [{"name_ko": "화장품", "name_en": "Cosmetics", "code": "330499"}],
        "regions": ["VN", "US"],
        "company": {"business_number": "1238601233", "name": "가나무역"},
        "consents": [
            {"kind": "terms", "answer": True, **answered},
            {"kind": "marketing", "answer": False, **answered},
        ],
        "identity": {"method": None, "verified_at": None},
        "chats": [{"channel": "telegram", "chat": "7", "linked_at": moment}],
        "language": "ko",
        "created_via": "telegram",
        "created_at": moment,
        "updated_at": moment,
    }


def test_an_individual_has_no_company(store: Database) -> None:
    sign_up(store, "hongkildong")
    assert shown("members", "show", "HONGKILDONG")["company"] is None
    assert shown("members", "show", "HONGKILDONG")["mobile"] is None


def test_a_look_is_written_down(store: Database) -> None:
    member = sign_up(store, "hongkildong")
    call("members", "show", "hongkildong")
    entries = store.read(lambda tx: access.of_member(tx, member.id))
    assert [(one.actor_kind, one.actor, one.action) for one in entries] == [("staff", user_name(), "members show")]


def test_a_list_is_not_a_look(store: Database) -> None:
    member = sign_up(store, "hongkildong")
    call("members", "list")
    assert store.read(lambda tx: access.of_member(tx, member.id)) == []


def test_show_for_people(store: Database) -> None:
    full_member(store)
    printed = call("members", "show", "hongkildong").stdout
    assert re.search(r"^mobile +010-1234-5678$", printed, re.MULTILINE)
    assert re.search(r"^product +화장품 / Cosmetics / 330499$", printed, re.MULTILINE)
    assert re.search(r"^consent +marketing: no, .* telegram, text 2026-11-22 ko$", printed, re.MULTILINE)
    assert "$argon2" not in printed


@pytest.mark.parametrize("login_id", ["nobody1", "x", "' OR 1=1 --", "홍길동", "\udcff"])
def test_nobody(store: Database, login_id: str) -> None:
    message = refused(call("members", "show", login_id), 1)
    assert message.startswith("No member has the ID")
    assert len(message.splitlines()) == 1


def test_the_list_masks_names(store: Database) -> None:
    sign_up(store, "hongkildong")
    (line,) = shown("members", "list")
    assert line == {
        "id": 1,
        "login_id": "hongkildong",
        "name": "홍*동",
        "grade": "individual",
        "company": None,
        "created_at": "2026-11-22T03:00:00+00:00",
    }


def test_the_list_is_read_in_pages(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.options.PAGE", 2)
    for number in range(5):
        sign_up(store, f"member{number}")
    ids = [line["id"] for line in shown("members", "list")]
    assert len(ids) == 5
    assert [line["id"] for line in shown("members", "list", "--limit", "3")] == ids[:3]
    assert [line["id"] for line in shown("members", "list", "--after", str(ids[2]))] == ids[3:]


def test_columns_line_up_with_korean_in_them(store: Database) -> None:
    sign_up(store, "hongkildong")
    sign_up(store, "parker", name="Emma Parker")
    head, first, second = call("members", "list").stdout.splitlines()
    # A Hangul letter takes two columns of the terminal.
    assert head.index("GRADE") == first.index("individual") + 2 == second.index("individual")


def test_what_could_steer_a_terminal_is_not_printed(store: Database) -> None:
    sign_up(store, "hongkildong", department="\x1b[31mred")
    assert "\x1b" not in call("members", "show", "hongkildong").stdout


def test_a_number_in_an_unknown_form_is_shown_as_it_is(store: Database) -> None:
    sign_up(store, "hongkildong", telephone="ask for Kim")
    assert shown("members", "show", "hongkildong")["phone"] == "ask for Kim"


def test_an_empty_list(store: Database) -> None:
    assert shown("members", "list") == []
    assert call("members", "list").stdout.split() == ["NO", "ID", "NAME", "GRADE", "JOINED", "COMPANY"]
