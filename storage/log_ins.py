"""Tries to log in, counted for the account and for the chat (PIPC Notice 2026-9, article 5(6))."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from membership.limits import LOGIN_LOCK, LOGIN_TRIES
from storage import members
from storage.columns import Moment
from storage.member_rows import Member
from storage.schema import login_attempts
from storage.statements import insert_or_ignore
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Locked:
    """Too many failures, of the account or of the chat: nothing is tried before `until`."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Candidate:
    """Whose password is to be checked; None where nobody has this ID, which the person must not learn from it."""

    member: Member | None


_t = login_attempts.c
_subjects = sa.bindparam("subjects", expanding=True, type_=_t.subject.type)
_moment, _window = sa.bindparam("moment", type_=Moment()), sa.bindparam("window", type_=Moment())
_subject = _t.subject == sa.bindparam("of_subject")
_insert = insert_or_ignore(login_attempts)
_locks = sa.select(_t.locked_until).where(_t.subject.in_(_subjects), _t.locked_until > _moment)
# A lock that has ended, or failures of long ago, begin a new count.
_over = sa.case((_t.locked_until.is_not(None), _t.locked_until <= _moment), else_=_t.first_at <= _window)
_begin_anew = sa.update(login_attempts).where(_subject, _over).values(failures=0, first_at=_moment, locked_until=None)
_count = sa.update(login_attempts).where(_subject).values(failures=_t.failures + 1).returning(_t.failures)
_lock = sa.update(login_attempts).where(_subject).values(locked_until=sa.bindparam("until", type_=Moment()))
_failures = sa.select(_t.failures).where(_subject)
_clear = sa.delete(login_attempts).where(_subject)
_forgive = sa.update(login_attempts).where(_subject).values(failures=_t.failures - sa.bindparam("fewer"))
_drop = sa.delete(login_attempts).where(
    _t.first_at < _moment, sa.or_(_t.locked_until.is_(None), _t.locked_until <= _moment)
)


def attempt(tx: Transaction, channel: str, chat: str, login_id: str) -> Locked | Candidate:
    """Whose password is to be checked, outside this transaction; tell `failed` or `succeeded` how it went."""
    locked = _locked(tx, _both(tx, channel, chat, login_id))
    return locked if locked is not None else Candidate(members.by_login_id(tx, login_id))


def failed(tx: Transaction, channel: str, chat: str, login_id: str) -> Locked | None:
    """Counts a wrong ID or password against the account and the chat; the fifth in 15 minutes locks for 15 minutes."""
    subjects = _both(tx, channel, chat, login_id)
    for subject in sorted(subjects):
        _count_one(tx, subject)
    return _locked(tx, subjects)


def succeeded(tx: Transaction, channel: str, chat: str, login_id: str) -> Locked | None:
    """Forgets this account's failures; Locked, and nothing forgotten, when it was locked during the check.

    What the chat failed at other accounts stays counted, or one's own account would pay for guessing at others'.
    """
    subjects = _both(tx, channel, chat, login_id)
    if (locked := _locked(tx, subjects)) is not None:
        return locked
    account, of_chat = subjects
    forgiven = tx.connection.execute(_failures, {"of_subject": account}).scalar() or 0
    counted = tx.connection.execute(_failures, {"of_subject": of_chat}).scalar() or 0
    tx.connection.execute(_clear, {"of_subject": account})
    tx.connection.execute(_forgive, {"of_subject": of_chat, "fewer": min(forgiven, counted)})
    return None


def forgive(tx: Transaction, channel: str, chat: str, login_id: str) -> None:
    """Ends every lock of this account and of this chat: its owner has proved themselves in another way."""
    for subject in _both(tx, channel, chat, login_id):
        tx.connection.execute(_clear, {"of_subject": subject})


def look_up(tx: Transaction, channel: str, chat: str) -> Locked | None:
    """Counts a search for an account from this chat; Locked, and nothing counted, after the fifth in 15 minutes."""
    subject = tx.hashed("login", f"search:{channel}:{chat}")
    locked = _locked(tx, (subject, subject))
    if locked is None:
        _count_one(tx, subject)
    return locked


def account_hash(tx: Transaction, login_id: str) -> str:
    """The keyed hash under which tries at an account are counted, whether or not there is such an account."""
    return tx.hashed("login", f"account:{login_id.strip().lower()}")


def drop_old(tx: Transaction, older_than: datetime) -> int:
    """Forgets counts that began before that moment and lock nobody."""
    return tx.connection.execute(_drop, {"moment": older_than}).rowcount


def _both(tx: Transaction, channel: str, chat: str, login_id: str) -> tuple[str, str]:
    """The hashes of the account and of the chat."""
    return account_hash(tx, login_id), tx.hashed("login", f"chat:{channel}:{chat}")


def _locked(tx: Transaction, subjects: tuple[str, str]) -> Locked | None:
    found = tx.connection.execute(_locks, {"subjects": list(subjects), "moment": tx.now}).scalars().all()
    return Locked(max(found)) if found else None


def _count_one(tx: Transaction, subject: str) -> None:
    tx.connection.execute(_insert[tx.dialect], {"subject": subject, "failures": 0, "first_at": tx.now})
    names = {"of_subject": subject, "moment": tx.now}
    tx.connection.execute(_begin_anew, names | {"window": tx.now - LOGIN_LOCK})
    failures = tx.connection.execute(_count, {"of_subject": subject}).scalar_one()
    if failures >= LOGIN_TRIES:
        tx.connection.execute(_lock, {"of_subject": subject, "until": tx.now + LOGIN_LOCK})
