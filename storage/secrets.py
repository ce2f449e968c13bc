"""The store's own secrets: the pepper that keys its hashes, and the canary that notices a wrong DATA_KEY."""

from __future__ import annotations

import os

import sqlalchemy as sa

from storage import schema
from storage.errors import WrongKey
from storage.keyring import SealBroken
from storage.statements import insert_or_ignore
from storage.transaction import Transaction

CANARY = b"the key fits"
PEPPER_BYTES = 32

_insert = insert_or_ignore(schema.secrets)
_select = sa.select(schema.secrets.c.name, schema.secrets.c.value)


def bound_to(name: str) -> str:
    """What the seal of this secret is bound to."""
    return f"secret:{name}"


def unlock(tx: Transaction) -> bytes:
    """The pepper, made on the first call ever; raises WrongKey when the keyring is not this database's."""
    stored = _stored(tx)
    if not stored:
        _create(tx)
        stored = _stored(tx)
    if _opened(tx, "canary", stored["canary"]) != CANARY:
        raise WrongKey("DATA_KEY opens this database's canary to something else")
    return _opened(tx, "pepper", stored["pepper"])


def _stored(tx: Transaction) -> dict[str, bytes]:
    return {row.name: row.value for row in tx.connection.execute(_select)}


def _create(tx: Transaction) -> None:
    values = {"canary": CANARY, "pepper": os.urandom(PEPPER_BYTES)}
    rows = [{"name": name, "value": tx.keyring.seal(value, bound_to(name))} for name, value in values.items()]
    tx.connection.execute(_insert[tx.dialect], rows)


def _opened(tx: Transaction, name: str, sealed: bytes) -> bytes:
    try:
        return tx.keyring.open(sealed, bound_to(name))
    except (WrongKey, SealBroken) as reason:
        message = "DATA_KEY does not open this database, which another key has sealed: add that key after the new one"
        raise WrongKey(message) from reason
