"""What leaves the process, and when it may."""

from __future__ import annotations

import sqlalchemy as sa

from storage.columns import BigId, Moment, one_of
from storage.schema.base import metadata

OPEN = "sent_at IS NULL AND set_aside_at IS NULL"
"""What is still to leave the process."""

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("channel", sa.String(), nullable=False),
    sa.Column("chat", sa.String(), nullable=False),
    sa.Column("route", sa.String(), nullable=False),
    sa.Column("method", sa.String(), nullable=False),
    sa.Column("payload", sa.LargeBinary),
    sa.Column("about", BigId),
    sa.Column("keep", sa.Boolean, nullable=False),
    sa.Column("due_at", Moment(), nullable=False),
    sa.Column("lease_until", Moment()),
    sa.Column("leased_by", sa.String()),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("error", sa.String()),
    sa.Column("message_id", BigId),
    sa.Column("sent_at", Moment()),
    sa.Column("set_aside_at", Moment()),
    sa.Column("created_at", Moment(), nullable=False),
    one_of("route", "telegram", "service", "tick"),
    # Ids must never come back: `about` and `conversations.card` point at rows that may be gone.
    sqlite_autoincrement=True,
)

sa.Index("ix_outbox_due", outbox.c.due_at, sqlite_where=sa.text(OPEN), postgresql_where=sa.text(OPEN))
sa.Index(
    "ix_outbox_chat",
    outbox.c.channel,
    outbox.c.chat,
    outbox.c.id,
    sqlite_where=sa.text(OPEN),
    postgresql_where=sa.text(OPEN),
)

# The next place within Telegram's limits, in seconds since 1970 by the database's clock; no chat: of all together.
send_turns = sa.Table(
    "send_turns",
    metadata,
    sa.Column("channel", sa.String(), primary_key=True),
    sa.Column("chat", sa.String(), primary_key=True),
    sa.Column("next_at", sa.Double, nullable=False),
    sqlite_with_rowid=False,
)

# Whom Telegram has refused, and for how long it wants quiet; no chat: everybody.
send_holds = sa.Table(
    "send_holds",
    metadata,
    sa.Column("channel", sa.String(), primary_key=True),
    sa.Column("chat", sa.String(), primary_key=True),
    sa.Column("refused_at", Moment(), nullable=False),
    sa.Column("seconds", sa.Double, nullable=False),
    sqlite_with_rowid=False,
)
