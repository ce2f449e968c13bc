"""`companies` at a terminal."""

from __future__ import annotations

import re

import pytest

from storage import access, certificates, companies
from storage.database import Database
from tests.cli.terminal import call, refused, shown
from tests.storage.people import do, new_company, register, sign_up


@pytest.mark.parametrize(
    "typed", [["1238601233"], ["123-86-01233"], [" 123 86 01233 "], ["123", "86", "01233"], ["１２３-86-01233"]]
)
def test_show_in_any_spelling(store: Database, typed: list[str]) -> None:
    register(store, "1238601233")
    assert shown("companies", "show", *typed)["business_number"] == "1238601233"


def test_show_tells_everything(store: Database) -> None:
    wanted = new_company("1238601233", name_en="Gana", fax="+8225551235", venture=True, innobiz=False)
    company = store.write(lambda tx: companies.create(tx, wanted)).result()
    first, second = sign_up(store, "firstone"), sign_up(store, "secondone")
    do(store, companies.affiliate, company.id, first.id, "telegram")
    do(store, companies.affiliate, company.id, second.id, "telegram")
    store.write(
        lambda tx: certificates.add(
            tx, company_id=company.id, member_id=first.id, way="pdf", content=b"%PDF-", media_type="application/pdf"
        )
    ).result()
    facts = shown("companies", "show", "1238601233")
    told = {
        "business_number": "1238601233",
        "name": "가나무역",
        "name_en": "Gana",
        "representative": "김대표",
        "certificate": "awaited",
        "members": [{"login_id": "firstone", "grade": "master"}, {"login_id": "secondone", "grade": "associate"}],
        "phone": "02-555-1234",
        "phone_e164": "+8225551234",
        "fax": "02-555-1235",
        "address": "06792 서울특별시 서초구 헌릉로 13 3층",
        "venture": True,
        "innobiz": False,
        "foreign_invested": None,
        "source": "typed",
    }
    assert {name: facts[name] for name in told} == told
    assert [(one["way"], one["status"], one["size"]) for one in facts["certificates"]] == [("pdf", "awaited", 5)]


def test_a_look_at_its_members_is_written_down(store: Database) -> None:
    company, member = register(store, "1238601233"), sign_up(store, "firstone")
    do(store, companies.affiliate, company.id, member.id, "telegram")
    call("companies", "show", "1238601233")
    assert [one.action for one in store.read(lambda tx: access.of_member(tx, member.id))] == ["companies show"]


def test_show_for_people(store: Database) -> None:
    company, member = register(store, "1238601233"), sign_up(store, "firstone")
    do(store, companies.affiliate, company.id, member.id, "telegram")
    printed = call("companies", "show", "1238601233").stdout
    assert re.search(r"^business_number +123-86-01233$", printed, re.MULTILINE)
    assert re.search(r"^member +firstone \(master\)$", printed, re.MULTILINE)


def test_none_with_this_number(store: Database) -> None:
    message = refused(call("companies", "show", "123-86-01233"), 1)
    assert message == "No company with the number 123-86-01233 is registered."


def test_not_a_number(store: Database) -> None:
    assert "has 10 digits" in refused(call("companies", "show", "12386"), 2)


def test_the_list(store: Database) -> None:
    company, member = register(store, "1238601233"), sign_up(store, "firstone")
    do(store, companies.affiliate, company.id, member.id, "telegram")
    (line,) = shown("companies", "list")
    assert line == {
        "id": company.id,
        "business_number": "1238601233",
        "name": "가나무역",
        "representative": "김*표",
        "certificate": "awaited",
        "members": 1,
    }
    assert "123-86-01233  awaited      1        김*표" in call("companies", "list").stdout
