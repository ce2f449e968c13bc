"""A scene on a database of its own: on SQLite, unless a test asks for both."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from storage import companies
from storage.database import Database, Transaction
from storage.schema import registry_companies
from tests.conftest import Clock
from tests.conversations.chatter import Chatter, Scene
from tests.conversations.right import IN_REGISTRY, IN_STORE
from tests.storage.people import new_company

REGISTRY_LINE = {
    "business_number": IN_REGISTRY,
    "name": "(주)다라산업",
    "name_en": "Dara Industry",
    "representative": "이대표",
    "corporate_number": "1101111234569",
    "business_type": "제조업",
    "phone": "02-777-8888",
    "postcode": "06792",
    "address": "서울특별시 서초구 헌릉로 13",
}


@pytest.fixture
def dialect() -> str:
    """Conversations are the same on every database; tests in which writers meet are parametrized over both."""
    return "sqlite"


@pytest.fixture
def scene(database: Database, clock: Clock) -> Scene:
    """One installation, with one company in its registry and another in its store."""
    database.write(with_companies).result()
    return Scene(database, clock)


def with_companies(tx: Transaction) -> None:
    """A company in the registry and one in the store."""
    tx.connection.execute(sa.insert(registry_companies), [REGISTRY_LINE])
    companies.create(tx, new_company(IN_STORE))


@pytest.fixture
def kim(scene: Scene) -> Chatter:
    """Somebody who speaks Korean."""
    return scene.person("ko")
