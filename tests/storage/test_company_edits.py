"""Editing a company: by MASTER and regulars, field by field, with its history."""

from __future__ import annotations

import pytest

from storage import companies, company_edits
from storage.authority import NotAllowed
from storage.database import Database
from tests.conftest import Clock
from tests.storage.people import Firm, do, firm, sign_up


@pytest.fixture
def works(database: Database) -> Firm:
    """A company with a MASTER, a regular and an associate."""
    return firm(database, regulars=1, associates=1)


def test_a_change_is_made_and_kept(database: Database, works: Firm, clock: Clock) -> None:
    clock.forward(hours=1)
    first = do(database, company_edits.change, works.master, "homepage", "https://example.com")
    second = do(database, company_edits.change, works.people[1].id, "innobiz", True)
    third = do(database, company_edits.change, works.people[1].id, "homepage", None)
    company = do(database, companies.by_id, works.company.id)
    assert company is not None
    assert (company.homepage, company.innobiz, company.updated_at) == (None, True, clock.now)
    history = do(database, company_edits.history, works.company.id)
    assert history == [third, second, first]
    assert [(one.member_id, one.field, one.old_value, one.new_value) for one in history] == [
        (works.people[1].id, "homepage", "https://example.com", None),
        (works.people[1].id, "innobiz", None, "yes"),
        (works.master, "homepage", None, "https://example.com"),
    ]


def test_what_is_so_already_is_no_change(database: Database, works: Firm) -> None:
    assert do(database, company_edits.change, works.master, "name", works.company.name) is None
    assert do(database, company_edits.history, works.company.id) == []


def test_others_may_not(database: Database, works: Firm) -> None:
    for member_id, reason in ((works.people[2].id, "grade"), (sign_up(database, "outsider").id, "no_company")):
        with pytest.raises(NotAllowed) as refused:
            do(database, company_edits.change, member_id, "name", "다른 이름")
        assert refused.value.reason == reason
    assert do(database, companies.by_id, works.company.id) == works.company


@pytest.mark.parametrize("field", ["business_number", "certificate", "source", "id", "created_at", "nonsense"])
def test_what_is_not_edited(database: Database, works: Firm, field: str) -> None:
    with pytest.raises(ValueError, match=field):
        do(database, company_edits.change, works.master, field, "verified")
