import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from bot.codes import identity_services, new_code, sms_services
from gateways.identity import GatewayError, VerifiedPerson
from storage import identity, sms_codes
from storage.database import Database
from storage.identity import CodeOutcome
from storage.schema import metadata
from tests.conftest import Clock

MOBILE = "+821012345678"
GIVEN = {"mobile": MOBILE, "name": "홍길동", "birth_date": "1990-03-05", "gender": "male"}


class Phone:
    """A gateway that keeps what it sent, and fails first as often as it is told to."""

    name = "phone"
    offers = frozenset({"phone", "ipin"})

    def __init__(self, failures: int = 0, person: VerifiedPerson | None = None):
        self.sent: list[tuple[str, str]] = []
        self.failures = failures
        self.person = person

    async def send_code(self, mobile: str, code: str) -> None:
        self.sent.append((mobile, code))
        if self.failures:
            self.failures -= 1
            raise GatewayError("identity.unreachable")

    def page_url(self, ref: str, back: str = "") -> str:
        return ref

    async def fetch(self, ref: str) -> VerifiedPerson | None:
        return self.person

    async def close(self) -> None: ...


@pytest.fixture
def check(database: Database) -> int:
    return database.write(lambda tx: identity.start(tx, "telegram", "7", "phone", MOBILE)).result().id


async def test_a_code_is_sent_and_known_by_its_hash_alone(database: Database, check: int, clock: Clock) -> None:
    phone = Phone()
    answer = await identity_services(database, phone)["identity.send_code"].call({"check_id": check, **GIVEN})
    ((mobile, code),) = phone.sent
    assert mobile == MOBILE
    assert answer == {"check_id": check, "expires_at": (clock.now + timedelta(minutes=3)).isoformat()}
    assert not any(code in row for row in _all_values(database))
    assert database.write(lambda tx: identity.try_code(tx, check, code)).result() is CodeOutcome.RIGHT


def _all_values(database: Database) -> list[str]:
    def everything(tx: object) -> list[str]:
        connection = tx.connection  # type: ignore[attr-defined]
        rows = [row for table in metadata.sorted_tables for row in connection.execute(sa.select(table))]
        return [str(value) for row in rows for value in row if isinstance(value, str | bytes)]

    return database.read(everything)


async def test_each_try_has_a_code_of_its_own_and_the_last_one_counts(database: Database, check: int) -> None:
    phone = Phone(failures=1)
    service = identity_services(database, phone)["identity.send_code"]
    with pytest.raises(GatewayError):
        await service.call({"check_id": check, **GIVEN})
    await service.call({"check_id": check, **GIVEN})
    (_, first), (_, second) = phone.sent
    assert first != second
    assert database.write(lambda tx: identity.try_code(tx, check, first)).result() is CodeOutcome.WRONG
    assert database.write(lambda tx: identity.try_code(tx, check, second)).result() is CodeOutcome.RIGHT


async def test_a_fetched_person_is_plain_data(database: Database) -> None:
    person = VerifiedPerson("홍길동", date(1990, 3, 5), "male", "domestic", None, "unique")
    service = identity_services(database, Phone(person=person))["identity.fetch"]
    answer = await service.call({"check_id": 1, "ref": "r"})
    assert answer["check_id"] == 1
    assert answer["person"]["birth_date"] == "1990-03-05"
    assert answer["person"]["unique_value"] == "unique"


async def test_a_check_that_is_not_finished_has_no_person(database: Database) -> None:
    service = identity_services(database, Phone())["identity.fetch"]
    assert await service.call({"check_id": 1, "ref": "r"}) == {"check_id": 1, "person": None}


def test_a_code_is_six_digits_also_when_it_begins_with_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    assert re.fullmatch(r"\d{6}", new_code())
    monkeypatch.setattr("bot.codes.secrets.randbelow", lambda _: 42)
    assert new_code() == "000042"


class Texts:
    """An SMS gateway that keeps what it sent."""

    name = "texts"

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []

    async def send(self, to: str, text: str, ref: str) -> None:
        self.sent.append((to, text))

    async def close(self) -> None: ...


def asked(database: Database, mobile: str | None) -> int:
    """A code of our own that somebody asked for."""
    whose = sms_codes.Asked("reset_password", "telegram", "7", "hongkildong")
    code_id = database.write(lambda tx: sms_codes.ask(tx, whose, mobile)).result()
    assert isinstance(code_id, int)
    return code_id


async def test_a_code_of_our_own_is_sent_and_known_by_its_hash_alone(database: Database, clock: Clock) -> None:
    phone, code_id = Texts(), asked(database, MOBILE)
    asks = {"code_id": code_id, "mobile": MOBILE, "language": "ko"}
    answer = await sms_services(database, phone)["sms.send_code"].call(asks)
    ((mobile, text),) = phone.sent
    code = re.findall(r"\d{6}", text)[0]
    assert mobile == MOBILE
    assert answer == {"code_id": code_id, "expires_at": (clock.now + timedelta(minutes=3)).isoformat()}
    assert not any(code in row for row in _all_values(database))
    assert database.write(lambda tx: sms_codes.try_code(tx, code_id, code)).result() is CodeOutcome.RIGHT


async def test_without_a_number_nothing_leaves_and_the_answer_is_the_same(database: Database, clock: Clock) -> None:
    phone, code_id = Texts(), asked(database, None)
    asks = {"code_id": code_id, "mobile": None, "language": "ko"}
    answer = await sms_services(database, phone)["sms.send_code"].call(asks)
    assert answer == {"code_id": code_id, "expires_at": (clock.now + timedelta(minutes=3)).isoformat()}
    assert phone.sent == []


async def test_a_code_that_is_wanted_no_more_is_not_sent(database: Database, clock: Clock) -> None:
    phone, first = Texts(), asked(database, MOBILE)
    clock.forward(seconds=30)
    asked(database, MOBILE)
    asks = {"code_id": first, "mobile": MOBILE, "language": "en"}
    assert await sms_services(database, phone)["sms.send_code"].call(asks) == {"code_id": first}
    assert phone.sent == []
