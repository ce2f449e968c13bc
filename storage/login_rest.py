"""IDs whose owners left: nobody is given one for a while, and nothing says whose it was."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from membership.login_ids import key
from storage.columns import Moment
from storage.schema import resting_ids
from storage.statements import upsert
from storage.transaction import Transaction

_t = resting_ids.c
_moment = sa.bindparam("moment", type_=Moment())
_keep = upsert(resting_ids)
_rests = sa.select(_t.login_id_key).where(_t.login_id_key == sa.bindparam("key"), _t.until > _moment)
_drop = sa.delete(resting_ids).where(_t.until <= _moment)


def rest(tx: Transaction, login_id: str, until: datetime) -> None:
    """Lets nobody have this ID before that moment."""
    tx.connection.execute(_keep[tx.dialect], {"login_id_key": key(login_id), "until": until})


def rests(tx: Transaction, login_id: str) -> bool:
    """Whether an ID is not to be given to anybody now, in whatever case."""
    return tx.connection.execute(_rests, {"key": key(login_id), "moment": tx.now}).first() is not None


def drop_old(tx: Transaction) -> int:
    """Frees the IDs whose time is over."""
    return tx.connection.execute(_drop, {"moment": tx.now}).rowcount
