"""Codes of our own that prove a number: hashed, three minutes, counted by account, number and chat over the day."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa

from membership.limits import (
    CODE_LIFETIME,
    CODE_RESEND_AFTER,
    CODE_TRIES,
    SMS_SENDS_PER_DAY,
    SMS_SENDS_PER_HOUR,
    SMS_TRIES_PER_DAY,
)
from storage.columns import Moment
from storage.identity import CodeOutcome
from storage.log_ins import account_hash
from storage.schema import sms_codes
from storage.transaction import Transaction

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
POSTGRESQL = "postgresql"


class Refused(StrEnum):
    """Why no code is sent now."""

    WAIT = "wait"  # the last one was asked for just now
    TOO_MANY = "too_many"  # of the account, the number or the chat, within the hour or the day


class Superseded(Exception):
    """The code is wanted no more: another was asked for after it, or it is gone."""


@dataclass(frozen=True, slots=True)
class Asked:
    """For whom a code is asked: `login_id` as typed, whether or not there is such an account."""

    purpose: str
    channel: str
    chat: str
    login_id: str


_t = sms_codes.c
_since = sa.bindparam("since", type_=Moment())
_until = sa.bindparam("until", type_=Moment())
_this = _t.id == sa.bindparam("code")
_of_account = _t.account_hash == sa.bindparam("account")
_of_number = _t.number_hash == sa.bindparam("number")
_of_chat = sa.and_(_t.channel == sa.bindparam("of_channel"), _t.chat == sa.bindparam("of_chat"))
_insert = sa.insert(sms_codes).returning(_t.id)
_lock = sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(sa.bindparam("key"), 0)))
_counts = [
    sa.select(sa.func.count()).where(condition, _t.asked_at > _since, _t.asked_at < _until)
    for condition in (_of_account, _of_number, _of_chat)
]
_void = sa.update(sms_codes).where(_of_chat, _t.purpose == sa.bindparam("of_purpose")).values(code_hash=None)
_newest = sa.select(sa.func.max(_t.id)).where(_of_chat, _t.purpose == sa.bindparam("of_purpose"))
_locked = sa.select(sms_codes).where(_this).with_for_update()
_tries = sa.select(sa.func.coalesce(sa.func.sum(_t.tries), 0)).where(_of_account, _t.asked_at > _since)
_update = sa.update(sms_codes).where(_this)
_set = _update.values(code_hash=sa.bindparam("hash"), code_expires_at=sa.bindparam("expires", type_=Moment()))
_count_try = _update.values(tries=_t.tries + 1)
_use_up = _update.values(code_hash=None)
_expiry = sa.select(_t.code_expires_at).where(_this)
_drop = sa.delete(sms_codes).where(_t.asked_at < _since)
_forget = sa.delete(sms_codes).where(_of_account)


def ask(tx: Transaction, asked: Asked, mobile: str | None) -> int | Refused:
    """Notes that a code is to be sent to this number (E.164), and gives its id; the one before serves no more.

    None is the number of an account that there is not, or that has none: it counts alike, so that nobody learns of it.
    """
    account, number = account_hash(tx, asked.login_id), None if mobile is None else tx.hashed("mobile", mobile)
    _alone(tx, account, number or "")
    refused = _refusal(tx, asked, account, number)
    if refused:
        return refused
    here = {"of_channel": asked.channel, "of_chat": asked.chat, "of_purpose": asked.purpose}
    tx.connection.execute(_void, here)
    values = {"purpose": asked.purpose, "channel": asked.channel, "chat": asked.chat, "asked_at": tx.now}
    return int(tx.connection.execute(_insert, values | {"account_hash": account, "number_hash": number}).scalar_one())


def set_code(tx: Transaction, code_id: int, code: str) -> datetime:
    """Notes that this code is being sent, and gives its expiry; raises Superseded for one that is wanted no more."""
    row = tx.connection.execute(_locked, {"code": code_id}).first()
    here = {} if row is None else {"of_channel": row.channel, "of_chat": row.chat, "of_purpose": row.purpose}
    if row is None or tx.connection.execute(_newest, here).scalar() != code_id:
        raise Superseded(f"sms code {code_id}")
    expires = tx.now + CODE_LIFETIME
    tx.connection.execute(_set, {"code": code_id, "hash": _code_hash(tx, code_id, code), "expires": expires})
    return expires


def try_code(tx: Transaction, code_id: int, code: str) -> CodeOutcome:
    """Judges a typed code and counts the try: five a code, fifteen a day for one account; a code serves once."""
    row = tx.connection.execute(_locked, {"code": code_id}).first()
    if row is None or row.code_hash is None or tx.now >= row.code_expires_at:
        return CodeOutcome.EXPIRED
    if row.tries >= CODE_TRIES or _tries_today(tx, row.account_hash) >= SMS_TRIES_PER_DAY:
        return CodeOutcome.TOO_MANY
    # Nothing is right of a code that went nowhere.
    if row.number_hash is not None and hmac.compare_digest(row.code_hash, _code_hash(tx, code_id, code)):
        tx.connection.execute(_use_up, {"code": code_id})
        return CodeOutcome.RIGHT
    tx.connection.execute(_count_try, {"code": code_id})
    return CodeOutcome.TOO_MANY if row.tries + 1 >= CODE_TRIES else CodeOutcome.WRONG


def expires_at(tx: Transaction, code_id: int) -> datetime | None:
    """Until when this code serves; None while it is on its way."""
    moment: datetime | None = tx.connection.execute(_expiry, {"code": code_id}).scalar()
    return moment


def drop_old(tx: Transaction, asked_before: datetime) -> int:
    """Forgets codes that were asked for before that moment."""
    return tx.connection.execute(_drop, {"since": asked_before}).rowcount


def forget(tx: Transaction, login_id: str) -> None:
    """Forgets what was asked for an account whose owner leaves."""
    tx.connection.execute(_forget, {"account": account_hash(tx, login_id)})


def _alone(tx: Transaction, *keys: str) -> None:
    """Two workers do not count the same account or number at once; SQLite has one writer anyhow."""
    for key in sorted(filter(None, keys)) if tx.dialect == POSTGRESQL else ():
        tx.connection.execute(_lock, {"key": f"sms:{key}"})


def _refusal(tx: Transaction, asked: Asked, account: str, number: str | None) -> Refused | None:
    names = {"account": account, "number": number, "of_channel": asked.channel, "of_chat": asked.chat}

    def most_since(span: timedelta) -> int:
        # What is dated further ahead is of before the clock went back, and nobody waits for as long as that was.
        values = names | {"since": tx.now - span, "until": tx.now + span}
        return max(tx.connection.execute(one, values).scalar_one() for one in _counts)

    if most_since(DAY) >= SMS_SENDS_PER_DAY or most_since(HOUR) >= SMS_SENDS_PER_HOUR:
        return Refused.TOO_MANY
    return Refused.WAIT if most_since(CODE_RESEND_AFTER) else None


def _tries_today(tx: Transaction, account: str) -> int:
    return int(tx.connection.execute(_tries, {"account": account, "since": tx.now - DAY}).scalar_one())


def _code_hash(tx: Transaction, code_id: int, code: str) -> str:
    return tx.hashed(f"sms:{code_id}", code)
