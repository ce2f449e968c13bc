"""Statements that each database spells its own way, built once so that their compiled form is found again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

PerDialect = Mapping[str, sa.Insert]


def insert_or_ignore(table: sa.Table) -> PerDialect:
    """INSERT that leaves a row that is already there alone; its rowcount tells which it was."""
    return {
        "sqlite": sqlite.insert(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True),
        "postgresql": postgresql.insert(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True),
    }


def upsert(table: sa.Table, keep: Iterable[str] = ()) -> PerDialect:
    """INSERT that overwrites the row with the same primary key, except for the columns in `keep`."""
    keys = [column.name for column in table.primary_key]
    kept = {*keys, *keep}
    return {
        "sqlite": _overwriting(sqlite.insert(table), table, keys, kept),
        "postgresql": _overwriting(postgresql.insert(table), table, keys, kept),
    }


def _overwriting(insert: Any, table: sa.Table, keys: list[str], kept: set[str]) -> sa.Insert:
    changes = {column.name: insert.excluded[column.name] for column in table.columns if column.name not in kept}
    statement: sa.Insert = insert.on_conflict_do_update(index_elements=keys, set_=changes)
    return statement
