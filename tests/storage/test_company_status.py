"""What the tax office said of a business number."""

from __future__ import annotations

from datetime import date

import pytest

from storage import company_status
from storage.company_status import Standing
from storage.database import Database
from tests.conftest import Clock
from tests.storage.people import do

NUMBER = "1238601233"


@pytest.mark.parametrize(
    "standing", [Standing("active"), Standing("suspended"), Standing("closed", date(2024, 3, 1)), Standing("unknown")]
)
def test_it_is_known_for_an_hour(database: Database, clock: Clock, standing: Standing) -> None:
    do(database, company_status.keep, NUMBER, standing)
    clock.forward(minutes=59)
    assert do(database, company_status.fresh, NUMBER) == standing
    assert do(database, company_status.fresh, "1010100009") is None
    clock.forward(minutes=1)
    assert do(database, company_status.fresh, NUMBER) is None


def test_what_was_said_last_counts(database: Database, clock: Clock) -> None:
    do(database, company_status.keep, NUMBER, Standing("closed", date(2024, 3, 1)))
    clock.forward(minutes=30)
    do(database, company_status.keep, NUMBER, Standing("active"))
    clock.forward(minutes=45)
    assert do(database, company_status.fresh, NUMBER) == Standing("active")


def test_what_is_fresh_no_more_is_seen_by_staff_for_a_month(database: Database, clock: Clock) -> None:
    said_at = clock.now
    do(database, company_status.keep, NUMBER, Standing("active"))
    clock.forward(days=29)
    assert do(database, company_status.drop_old) == 0
    assert do(database, company_status.last, NUMBER) == (Standing("active"), said_at)
    assert do(database, company_status.last, "1010100009") is None
    clock.forward(days=1)
    assert do(database, company_status.drop_old) == 1
    assert do(database, company_status.last, NUMBER) is None
