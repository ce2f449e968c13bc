"""Statements that every update runs, as bare text on the driver's own connection.

SQLAlchemy's execution of them would cost more than the database does. They are written with SQLAlchemy all the same,
and compiled once for each dialect.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import psycopg as postgresql

from storage import engines
from storage.transaction import Transaction

Values = Mapping[str, Any]
Processor = Callable[[Any], Any]


class _Text:
    """A statement in one dialect: its text, its constants, and how values are made into what the driver takes."""

    __slots__ = ("_constants", "_processors", "text")

    def __init__(self, statement: sa.ClauseElement, dialect: sa.Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        self.text = str(compiled)
        names: dict[sa.BindParameter[Any], str] = compiled.bind_names
        processors = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for bind, name in names.items()}
        self._processors = [(name, process) for name, process in processors.items() if process is not None]
        self._constants = {name: bind.value for bind, name in names.items() if not bind.required}

    def bound(self, values: Values) -> dict[str, Any]:
        """The values as the driver takes them."""
        bound = {**self._constants, **values}
        for name, process in self._processors:
            bound[name] = process(bound[name])
        return bound


class Quick:
    """One statement; where the dialects differ, one for each."""

    def __init__(self, statement: sa.ClauseElement | Mapping[str, sa.Insert]) -> None:
        self._statements = statement if isinstance(statement, Mapping) else None
        self._statement = None if isinstance(statement, Mapping) else statement
        self._texts: dict[str, _Text] = {}

    def rows(self, tx: Transaction, values: Values) -> list[Any]:
        """Runs it; gives the rows as the driver does."""
        found: list[Any] = self._run(tx, values).fetchall()
        return found

    def count(self, tx: Transaction, values: Values) -> int:
        """Runs it; gives how many rows it changed."""
        changed: int = self._run(tx, values).rowcount
        return changed

    def each(self, tx: Transaction, several: Sequence[Values]) -> None:
        """Runs it for each of these."""
        text = self._text(tx.dialect)
        bound = [text.bound(values) for values in several]
        try:
            tx.driver.cursor().executemany(text.text, bound)
        except Exception as error:
            engines.hide_detail(error)
            raise

    def _run(self, tx: Transaction, values: Values) -> Any:
        text = self._text(tx.dialect)
        try:
            return tx.driver.execute(text.text, text.bound(values))
        except Exception as error:
            engines.hide_detail(error)
            raise

    def _text(self, dialect: str) -> _Text:
        text = self._texts.get(dialect)
        if text is None:
            statement = self._statements[dialect] if self._statements is not None else self._statement
            assert statement is not None
            text = self._texts[dialect] = _Text(statement, _dialect(dialect))
        return text


@cache
def _dialect(name: str) -> sa.Dialect:
    found: sa.Dialect = sqlite.dialect(paramstyle="named") if name == "sqlite" else postgresql.dialect()  # type: ignore[no-untyped-call]
    return found
