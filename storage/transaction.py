"""What a work is given: one open transaction, and the moment that it happens at."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import sqlalchemy as sa

from storage.keyring import Keyring

T = TypeVar("T")

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def clock_of(dialect: str, driver: Any) -> datetime:
    """The store's own time: of PostgreSQL the server's, which all workers share; of a SQLite file this machine's."""
    if dialect != "postgresql":
        return utc_now()
    (now,) = driver.execute("SELECT clock_timestamp()").fetchone()
    told: datetime = now
    return told.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Transaction:
    """One transaction: `now` is the same for everything in it; `pepper` keys the hashes of what is never stored.

    `driver` is the driver's own connection under `connection`, for `storage/quick.py`.
    """

    connection: sa.Connection
    now: datetime
    keyring: Keyring
    dialect: str
    pepper: bytes
    driver: Any

    def hashed(self, kind: str, value: str) -> str:
        """A keyed hash (HMAC-SHA256, hexadecimal) that finds a value again without keeping it."""
        return hmac.new(self.pepper, f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()


Work = Callable[[Transaction], T]
