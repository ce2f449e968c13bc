"""Knowing psycopg's errors without loading psycopg, which only PostgreSQL needs: what is not loaded raised nothing."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeGuard

if TYPE_CHECKING:
    import psycopg


def kinds() -> tuple[type[psycopg.Error], ...]:
    """What `except` takes for psycopg's errors."""
    error = getattr(sys.modules.get("psycopg"), "Error", None)
    return () if error is None else (error,)


def is_of_psycopg(error: object) -> TypeGuard[psycopg.Error]:
    """Whether psycopg raised it."""
    return isinstance(error, kinds())
