"""Where each chat is in its talk; everything personal in it is sealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.columns import Moment, read_moment
from storage.errors import WrongKey
from storage.keyring import SealBroken
from storage.quick import Quick
from storage.schema import conversations
from storage.statements import upsert
from storage.transaction import Transaction

POSTGRESQL = "postgresql"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationRow:
    """A conversation as it is kept: `state` is JSON of the conversation's own making, `card` the outbox id of its card.

    `created_at` and `updated_at` are set by save().
    """

    channel: str
    chat: str
    language: str
    state: bytes
    flow: str | None = None
    flow_version: int | None = None
    step: str | None = None
    turn: int = 0
    card: int | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


_columns = [column for column in conversations.c if column.name not in ("channel", "chat")]
_this_chat = sa.and_(
    conversations.c.channel == sa.bindparam("of_channel"), conversations.c.chat == sa.bindparam("of_chat")
)
_select = sa.select(*_columns).where(_this_chat)
_names = [column.name for column in _columns]
_look = Quick(_select)
_look_locked = Quick(_select.with_for_update())
_lock_new_chat = sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(sa.bindparam("key"), 0)))
_save = Quick(upsert(conversations, keep=["created_at"]))
_forget = sa.delete(conversations).where(_this_chat)
_is_stale = sa.and_(
    conversations.c.flow.is_not(None),
    conversations.c.flow != sa.bindparam("idle_flow"),
    conversations.c.updated_at < sa.bindparam("moment", type_=Moment()),
)
_places = sa.select(conversations.c.chat, conversations.c.flow, conversations.c.step).where(
    conversations.c.channel == sa.bindparam("of_channel"),
    conversations.c.chat.in_(sa.bindparam("chats", expanding=True)),
)
_stale = sa.select(conversations.c.channel, conversations.c.chat).where(_is_stale).limit(sa.bindparam("most"))
_empty = (
    sa.update(conversations)
    .where(_this_chat, _is_stale)
    .values(flow=None, flow_version=None, step=None, state=sa.bindparam("nothing"), turn=conversations.c.turn + 1)
)


def load(tx: Transaction, channel: str, chat: str) -> ConversationRow | None:
    """This chat's conversation, locked until the commit: another worker with the same chat waits, even if it is new."""
    if tx.dialect != POSTGRESQL:
        return peek(tx, channel, chat)
    found = _found(tx, _look_locked, channel, chat)
    if found is not None:
        return found
    # A row that does not exist cannot be locked; the second look sees what the holder of this lock has committed.
    tx.connection.execute(_lock_new_chat, {"key": bound_to(channel, chat)})
    return _found(tx, _look_locked, channel, chat)


def peek(tx: Transaction, channel: str, chat: str) -> ConversationRow | None:
    """This chat's conversation, without waiting for anybody; fit for Database.read."""
    return _found(tx, _look, channel, chat)


def outline(tx: Transaction, channel: str, chat: str) -> ConversationRow | None:
    """This chat's conversation without waiting, also one whose state cannot be opened any more: that is empty then."""
    row = tx.connection.execute(_select, {"of_channel": channel, "of_chat": chat}).mappings().first()
    if row is None:
        return None
    return ConversationRow(channel=channel, chat=chat, **{**row, "state": _opened(tx, channel, chat, row["state"])})


def places(tx: Transaction, channel: str, chats: Sequence[str]) -> dict[str, tuple[str | None, str | None]]:
    """The flow and the step that these chats are at; a chat without a conversation is left out."""
    found = tx.connection.execute(_places, {"of_channel": channel, "chats": list(chats)})
    return {chat: (flow, step) for chat, flow, step in found}


def save(tx: Transaction, row: ConversationRow) -> None:
    """Keeps the conversation, new or changed."""
    values = {
        "channel": row.channel,
        "chat": row.chat,
        "language": row.language,
        "flow": row.flow,
        "flow_version": row.flow_version,
        "step": row.step,
        "state": tx.keyring.seal(row.state, bound_to(row.channel, row.chat)),
        "turn": row.turn,
        "card": row.card,
        "created_at": tx.now,
        "updated_at": tx.now,
    }
    _save.count(tx, values)


def forget(tx: Transaction, channel: str, chat: str) -> bool:
    """Erases one conversation; False when there was none."""
    return tx.connection.execute(_forget, {"of_channel": channel, "of_chat": chat}).rowcount == 1


def stale(tx: Transaction, untouched_since: datetime, idle_flow: str, limit: int) -> list[tuple[str, str]]:
    """Chats (channel, chat) that are in another flow than `idle_flow` and that nobody has touched since that moment."""
    values = {"moment": untouched_since, "idle_flow": idle_flow, "most": limit}
    return [(channel, chat) for channel, chat in tx.connection.execute(_stale, values)]


def empty(tx: Transaction, chats: Sequence[tuple[str, str]], untouched_since: datetime, idle_flow: str) -> int:
    """Erases what these chats were in the middle of, where that is still so; language and card stay."""
    return sum(_emptied(tx, channel, chat, untouched_since, idle_flow) for channel, chat in chats)


def _emptied(tx: Transaction, channel: str, chat: str, untouched_since: datetime, idle_flow: str) -> int:
    values = {"of_channel": channel, "of_chat": chat, "moment": untouched_since, "idle_flow": idle_flow}
    nothing = tx.keyring.seal(b"", bound_to(channel, chat))
    return tx.connection.execute(_empty, {**values, "nothing": nothing}).rowcount


def bound_to(channel: str, chat: str) -> str:
    """What the seal of a conversation is bound to."""
    return f"conversation:{channel}:{chat}"


def _opened(tx: Transaction, channel: str, chat: str, sealed: bytes) -> bytes:
    try:
        return tx.keyring.open(sealed, bound_to(channel, chat))
    except (SealBroken, WrongKey):
        return b""


def _found(tx: Transaction, look: Quick, channel: str, chat: str) -> ConversationRow | None:
    rows = look.rows(tx, {"of_channel": channel, "of_chat": chat})
    if not rows:
        return None
    values = dict(zip(_names, rows[0], strict=True))
    values["state"] = tx.keyring.open(bytes(values["state"]), bound_to(channel, chat))
    for name in ("created_at", "updated_at"):
        values[name] = read_moment(values[name])
    return ConversationRow(channel=channel, chat=chat, **values)
