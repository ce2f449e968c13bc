"""Checks that a person is who they say: only keyed hashes of numbers, codes and unique values are kept."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from membership.limits import CODE_LIFETIME, CODE_TRIES
from storage.schema import identity_checks
from storage.transaction import Transaction

REF_BYTES = 18


class CodeOutcome(StrEnum):
    """What became of a code that a person typed."""

    RIGHT = "right"
    WRONG = "wrong"
    EXPIRED = "expired"
    TOO_MANY = "too_many"


class NotVerified(Exception):
    """The check that was relied on has not ended well, or has served for another member already."""


class Settled(Exception):
    """The check has ended well already: no code is to be sent for it any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityCheck:
    """One check; `ref` is what its provider's page knows it by."""

    id: int
    channel: str
    chat: str
    method: str
    ref: str
    status: str
    tries: int
    sends: int
    code_expires_at: datetime | None
    unique_value_hash: str | None
    created_at: datetime
    verified_at: datetime | None
    member_id: int | None


_columns = [identity_checks.c[name] for name in IdentityCheck.__dataclass_fields__]
_this = identity_checks.c.id == sa.bindparam("check")
_by_id = sa.select(*_columns).where(_this)
_by_ref = sa.select(*_columns).where(identity_checks.c.ref == sa.bindparam("of_ref"))
_code = (
    sa.select(identity_checks.c.code_hash, identity_checks.c.code_expires_at, identity_checks.c.tries)
    .where(_this)
    .with_for_update()
)
_update = sa.update(identity_checks).where(_this)
_set_code = _update.where(identity_checks.c.status != "verified").values(
    code_hash=sa.bindparam("hash"),
    unique_value_hash=sa.bindparam("person"),
    code_expires_at=sa.bindparam("expires"),
    last_sent_at=sa.bindparam("moment"),
    sends=identity_checks.c.sends + 1,
    tries=0,
    status="sent",
)
_count_try = _update.values(tries=identity_checks.c.tries + 1)
_use_up = _update.values(code_hash=None)
_person = sa.func.coalesce(sa.bindparam("hash", type_=sa.String()), identity_checks.c.unique_value_hash)
_verified = _update.where(_person.is_not(None)).values(
    status="verified",
    verified_at=sa.bindparam("moment"),
    unique_value_hash=_person,
    code_hash=None,
)
_of_chat = sa.and_(
    identity_checks.c.channel == sa.bindparam("of_channel"), identity_checks.c.chat == sa.bindparam("of_chat")
)
_is_unused = identity_checks.c.member_id.is_(None)
_give_up = (
    sa.update(identity_checks)
    .where(_of_chat, _is_unused)
    .values(status="failed", code_hash=None, unique_value_hash=None, verified_at=None)
)
_attach = _update.where(identity_checks.c.status == "verified", identity_checks.c.member_id.is_(None)).values(
    member_id=sa.bindparam("member")
)
_sends = sa.select(sa.func.coalesce(sa.func.sum(identity_checks.c.sends), 0)).where(
    identity_checks.c.last_sent_at >= sa.bindparam("since"), identity_checks.c.last_sent_at <= sa.bindparam("until")
)
_sends_to_number = _sends.where(identity_checks.c.number_hash == sa.bindparam("hash"))
_sends_from_chat = _sends.where(_of_chat)


def start(tx: Transaction, channel: str, chat: str, method: str, mobile: str | None = None) -> IdentityCheck:
    """Begins a check by "phone" or "ipin"; the mobile number (E.164) is kept as a keyed hash only."""
    statement = sa.insert(identity_checks).returning(*_columns)
    values = {
        "channel": channel,
        "chat": chat,
        "method": method,
        "number_hash": None if mobile is None else _number_hash(tx, mobile),
        "ref": secrets.token_urlsafe(REF_BYTES),
        "status": "started",
        "created_at": tx.now,
    }
    return IdentityCheck(**tx.connection.execute(statement, values).mappings().one())


def by_id(tx: Transaction, check_id: int) -> IdentityCheck | None:
    """The check with this id."""
    row = tx.connection.execute(_by_id, {"check": check_id}).mappings().first()
    return None if row is None else IdentityCheck(**row)


def by_ref(tx: Transaction, ref: str) -> IdentityCheck | None:
    """The check that a provider's page calls by this ref."""
    row = tx.connection.execute(_by_ref, {"of_ref": ref}).mappings().first()
    return None if row is None else IdentityCheck(**row)


def set_code(tx: Transaction, check_id: int, code: str, unique_value: str | None = None) -> datetime:
    """Notes that this code is being sent to the person of `unique_value` (CI), in place of the one before.

    Gives its expiry, 3 minutes from now. Raises Settled where the person has proved themselves meanwhile: a sending
    that a crash left is begun again later, and must not undo that.
    """
    expires = tx.now + CODE_LIFETIME
    values = {
        "check": check_id,
        "hash": _code_hash(tx, check_id, code),
        "person": None if unique_value is None else unique_value_hash(tx, unique_value),
        "expires": expires,
        "moment": tx.now,
    }
    if tx.connection.execute(_set_code, values).rowcount != 1:
        raise Settled(f"identity check {check_id}")
    return expires


def try_code(tx: Transaction, check_id: int, code: str) -> CodeOutcome:
    """Judges a typed code and counts the try: five a code; a code serves once."""
    row = tx.connection.execute(_code, {"check": check_id}).first()
    if row is None or row.code_hash is None or tx.now >= row.code_expires_at:
        return CodeOutcome.EXPIRED
    if row.tries >= CODE_TRIES:
        return CodeOutcome.TOO_MANY
    if hmac.compare_digest(row.code_hash, _code_hash(tx, check_id, code)):
        tx.connection.execute(_use_up, {"check": check_id})
        return CodeOutcome.RIGHT
    tx.connection.execute(_count_try, {"check": check_id})
    return CodeOutcome.TOO_MANY if row.tries + 1 >= CODE_TRIES else CodeOutcome.WRONG


def sends_since(
    tx: Transaction, since: datetime, *, mobile: str | None = None, chat: tuple[str, str] | None = None
) -> int:
    """How many codes went to this number, or from this (channel, chat), in checks that were used since that moment."""
    # What is dated further ahead is of before the clock went back, and nobody waits for as long as that was.
    bounds: dict[str, object] = {"since": since, "until": tx.now + (tx.now - since)}
    if mobile is not None:
        return _count(tx, _sends_to_number, {**bounds, "hash": _number_hash(tx, mobile)})
    if chat is not None:
        return _count(tx, _sends_from_chat, {**bounds, "of_channel": chat[0], "of_chat": chat[1]})
    raise ValueError("count by a number or by a chat")


def verified(tx: Transaction, check_id: int, unique_value: str | None = None) -> None:
    """Ends the check well; the person's unique value (CI), unless set_code knew it, is kept as a keyed hash only.

    Raises NotVerified for a check that does not exist or knows no person: such a member could sign up twice.
    """
    value_hash = None if unique_value is None else unique_value_hash(tx, unique_value)
    values = {"check": check_id, "moment": tx.now, "hash": value_hash}
    if tx.connection.execute(_verified, values).rowcount != 1:
        raise NotVerified(f"identity check {check_id}")


def give_up(tx: Transaction, channel: str, chat: str) -> None:
    """Ends whatever checks of this chat led to no member; who the person was is forgotten at once.

    How many codes went where still counts against the hourly limits, until the check is erased.
    """
    tx.connection.execute(_give_up, {"of_channel": channel, "of_chat": chat})


def attach_member(tx: Transaction, check_id: int, member_id: int) -> None:
    """Uses a verified check up for this member; raises NotVerified otherwise."""
    if tx.connection.execute(_attach, {"check": check_id, "member": member_id}).rowcount != 1:
        raise NotVerified(f"identity check {check_id}")


def unique_value_hash(tx: Transaction, unique_value: str) -> str:
    """The keyed hash by which a person is found again."""
    return tx.hashed("unique value", unique_value)


def _number_hash(tx: Transaction, mobile: str) -> str:
    return tx.hashed("mobile", mobile)


def _code_hash(tx: Transaction, check_id: int, code: str) -> str:
    return tx.hashed(f"code:{check_id}", code)


def _count(tx: Transaction, statement: sa.Select[int], values: dict[str, object]) -> int:
    return int(tx.connection.execute(statement, values).scalar_one())
