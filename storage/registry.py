"""The company registry (KISLINE in the manual) as last imported: what a sign-up fills in from."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from storage.registry_import import ImportResult, RegistryFileUnreadable, import_csv
from storage.schema import registry_companies
from storage.transaction import Transaction

__all__ = ["ImportResult", "RegistryEntry", "RegistryFileUnreadable", "count", "find", "import_csv"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryEntry:
    """One company of the registry, as it stands there."""

    business_number: str
    name: str
    name_en: str | None
    representative: str | None
    representative_en: str | None
    corporate_number: str | None
    business_type: str | None
    business_item: str | None
    phone: str | None
    postcode: str | None
    address: str | None


_find = sa.select(registry_companies).where(registry_companies.c.business_number == sa.bindparam("number"))
_count = sa.select(sa.func.count()).select_from(registry_companies)


def find(tx: Transaction, business_number: str) -> RegistryEntry | None:
    """The registry's entry for these ten digits."""
    row = tx.connection.execute(_find, {"number": business_number}).mappings().first()
    return None if row is None else RegistryEntry(**row)


def count(tx: Transaction) -> int:
    """How many companies the registry has."""
    return int(tx.connection.execute(_count).scalar_one())
