"""The outbox's statements, built once so that their compiled form is found again."""

from __future__ import annotations

import sqlalchemy as sa

from storage.columns import Moment
from storage.quick import Quick
from storage.schema import conversations, outbox

TELEGRAM = "telegram"
WAKE = "outbox"
CLAIM_LOCK = 0x636C61696D  # "claim"
ROW_COLUMNS = (
    "id",
    "channel",
    "chat",
    "route",
    "method",
    "payload",
    "about",
    "keep",
    "due_at",
    "leased_by",
    "attempts",
)
NEW_COLUMNS = (
    "channel",
    "chat",
    "route",
    "method",
    "payload",
    "about",
    "keep",
    "due_at",
    "lease_until",
    "leased_by",
    "created_at",
)
SET_ASIDE_COLUMNS = ("id", "channel", "chat", "route", "method", "attempts", "error", "created_at", "set_aside_at")

_moment = sa.bindparam("moment", type_=Moment())
_worker = sa.bindparam("worker", type_=sa.String())
_ids = sa.bindparam("ids", expanding=True, type_=outbox.c.id.type)
_row = sa.bindparam("row", type_=outbox.c.id.type)

_open = sa.and_(outbox.c.sent_at.is_(None), outbox.c.set_aside_at.is_(None))
_of_chat = sa.and_(outbox.c.channel == sa.bindparam("of_channel"), outbox.c.chat == sa.bindparam("of_chat"))
_earlier = outbox.alias("earlier")


def _was_due(table: sa.FromClause) -> sa.ColumnElement[bool]:
    """What is to be tried again; and what was due when it was put in, though by a clock that has gone back since."""
    return sa.or_(table.c.attempts > 0, table.c.due_at <= table.c.created_at)


insert = Quick(
    sa.insert(outbox)
    .values({name: sa.bindparam(name, type_=outbox.c[name].type) for name in NEW_COLUMNS})
    .returning(outbox.c.id)
)

others_wait = Quick(
    sa.select(outbox.c.id)
    .where(
        _open,
        _of_chat,
        outbox.c.route == TELEGRAM,
        sa.or_(outbox.c.leased_by.is_(None), outbox.c.leased_by != _worker),
        sa.or_(outbox.c.due_at <= _moment, _was_due(outbox)),
    )
    .limit(1)
)

# A lease that ends later than any that is given is from before the clock went back.
_expired, _beyond = (sa.bindparam(name, type_=Moment()) for name in ("expired", "beyond"))
_leased = sa.and_(outbox.c.lease_until > _expired, outbox.c.lease_until <= _beyond)

# An earlier row of the chat holds this one back while another worker sends it, or while it waits to be due again.
_held_back = sa.exists().where(
    outbox.c.route == TELEGRAM,
    _earlier.c.route == TELEGRAM,
    _earlier.c.sent_at.is_(None),
    _earlier.c.set_aside_at.is_(None),
    _earlier.c.channel == outbox.c.channel,
    _earlier.c.chat == outbox.c.chat,
    _earlier.c.id < outbox.c.id,
    sa.or_(
        sa.and_(_earlier.c.lease_until > _expired, _earlier.c.lease_until <= _beyond, _earlier.c.leased_by != _worker),
        sa.and_(_was_due(_earlier), _earlier.c.due_at > outbox.c.due_at),
    ),
)

claim = (
    sa.select(*(outbox.c[name] for name in ROW_COLUMNS))
    .where(
        _open,
        outbox.c.due_at <= _moment,
        sa.or_(outbox.c.lease_until.is_(None), ~_leased),
        ~_held_back,
    )
    .order_by(outbox.c.due_at, outbox.c.id)
    .limit(sa.bindparam("most", type_=sa.Integer()))
    .with_for_update(skip_locked=True, of=outbox)
)

# Two claims at once would each miss what the other is about to lease, and could then overtake it in its chat.
lock_claims = sa.select(sa.func.pg_advisory_xact_lock(CLAIM_LOCK))

lease = (
    sa.update(outbox)
    .where(outbox.c.id.in_(_ids))
    .values(leased_by=_worker, lease_until=sa.bindparam("until", type_=Moment()))
)

_release = {"lease_until": None, "leased_by": None}

renew = (
    sa.update(outbox)
    .where(outbox.c.id.in_(_ids), outbox.c.leased_by == _worker, _open)
    .values(lease_until=sa.bindparam("until", type_=Moment()))
    .returning(outbox.c.id)
)
wake = sa.select(sa.func.pg_notify(WAKE, ""))
release = sa.update(outbox).where(outbox.c.leased_by == _worker, _open).values(**_release)
held = sa.select(outbox.c.id).where(_open, outbox.c.due_at <= _moment, outbox.c.leased_by == _worker)
give_back = sa.update(outbox).where(outbox.c.id.in_(_ids), outbox.c.leased_by == _worker, _open).values(**_release)
take_over = sa.update(outbox).where(outbox.c.leased_by != _worker, _open).values(**_release)

keep_sent = Quick(
    sa.update(outbox)
    .where(outbox.c.id == _row, outbox.c.keep, outbox.c.sent_at.is_(None))
    .values(message_id=sa.bindparam("message"), payload=None, error=None, sent_at=_moment, **_release)
)
remove = sa.delete(outbox).where(outbox.c.id == _row)
drop_sent = Quick(sa.delete(outbox).where(outbox.c.id == _row, ~outbox.c.keep))

retry = (
    sa.update(outbox)
    .where(outbox.c.id == _row)
    .values(
        attempts=outbox.c.attempts + sa.bindparam("tries", type_=sa.Integer()),
        error=sa.bindparam("reason"),
        due_at=_moment,
        **_release,
    )
)
set_aside = (
    sa.update(outbox)
    .where(outbox.c.id == _row)
    .values(
        attempts=outbox.c.attempts + sa.bindparam("tries", type_=sa.Integer()),
        error=sa.bindparam("reason"),
        set_aside_at=_moment,
        **_release,
    )
)

_is_card = sa.or_(
    outbox.c.id == sa.bindparam("of_card", type_=outbox.c.id.type), outbox.c.message_id == sa.bindparam("old")
)
# A card whose edit went out as a message of its own, also one that was never sent itself.
moved = (
    sa.update(outbox)
    .where(outbox.c.keep, _of_chat, _is_card)
    .values(message_id=sa.bindparam("new"), payload=None, error=None, sent_at=_moment, set_aside_at=None, **_release)
)

message_of = Quick(sa.select(outbox.c.message_id).where(outbox.c.id == _row))
next_unleased = sa.select(sa.func.min(outbox.c.due_at)).where(_open, outbox.c.lease_until.is_(None))
# A leased row has been due: looking at those alone passes by the many that are due much later.
next_expiry = sa.select(sa.func.min(outbox.c.lease_until)).where(_open, outbox.c.due_at <= _moment)

listed_aside = (
    sa.select(*(outbox.c[name] for name in SET_ASIDE_COLUMNS))
    .where(outbox.c.set_aside_at.is_not(None), outbox.c.id > sa.bindparam("after", type_=outbox.c.id.type))
    .order_by(outbox.c.id)
    .limit(sa.bindparam("most", type_=sa.Integer()))
)
cancel = sa.delete(outbox).where(
    _open, _of_chat, outbox.c.route == sa.bindparam("of_route"), outbox.c.method == sa.bindparam("of_method")
)
_is_present_card = sa.exists().where(
    conversations.c.channel == outbox.c.channel,
    conversations.c.chat == outbox.c.chat,
    conversations.c.card == outbox.c.id,
)
worn_out = (
    sa.select(outbox.c.id)
    .where(
        outbox.c.id > sa.bindparam("after", type_=outbox.c.id.type),
        sa.or_(
            sa.and_(outbox.c.sent_at < sa.bindparam("sent_before", type_=Moment()), ~_is_present_card),
            outbox.c.set_aside_at < sa.bindparam("aside_before", type_=Moment()),
        ),
    )
    .order_by(outbox.c.id)
    .limit(sa.bindparam("most", type_=sa.Integer()))
)
drop = sa.delete(outbox).where(outbox.c.id.in_(_ids), ~_open)
