"""The conversations, whose chats they are, and what has come in."""

from __future__ import annotations

import sqlalchemy as sa

from storage.columns import BigId, Moment, Now, one_of
from storage.schema.base import metadata

IN_A_FORM = "flow <> 'home'"
"""Conversations that are in the middle of something; the others are in the menu, or in nothing."""

conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("channel", sa.String(), primary_key=True),
    sa.Column("chat", sa.String(), primary_key=True),
    sa.Column("language", sa.String(), nullable=False),
    sa.Column("flow", sa.String()),
    sa.Column("flow_version", sa.Integer),
    sa.Column("step", sa.String()),
    sa.Column("state", sa.LargeBinary, nullable=False),
    sa.Column("turn", BigId, nullable=False),
    sa.Column("card", BigId),
    sa.Column("created_at", Moment(), nullable=False),
    sa.Column("updated_at", Moment(), nullable=False),
    one_of("language", "ko", "en"),
)

# Of the flow only: a step that goes on changes no index, and PostgreSQL can update the row in place.
sa.Index(
    "ix_conversations_in_a_form",
    conversations.c.flow,
    sqlite_where=sa.text(IN_A_FORM),
    postgresql_where=sa.text(IN_A_FORM),
)

chat_links = sa.Table(
    "chat_links",
    metadata,
    sa.Column("channel", sa.String(), primary_key=True),
    sa.Column("chat", sa.String(), primary_key=True),
    sa.Column("member_id", BigId, sa.ForeignKey("members.id"), nullable=False, index=True),
    sa.Column("linked_at", Moment(), nullable=False, server_default=Now()),
    sa.Column("unreachable_since", Moment()),
)

seen_updates = sa.Table(
    "seen_updates",
    metadata,
    sa.Column("bot", sa.String(), primary_key=True),
    sa.Column("update_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("seen_at", Moment(), nullable=False, index=True),
    sqlite_with_rowid=False,
)

# Updates that Telegram may forget while they are still being handled; each row is a batch, as Telegram sent it, sealed.
inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("bot", sa.String(), nullable=False),
    sa.Column("updates", sa.LargeBinary, nullable=False),
    # A number must never come back: whoever removes a batch late would remove another.
    sqlite_autoincrement=True,
)

# Who opened which page in the messenger: both the page's own token and what opened it are kept as keyed hashes.
page_sessions = sa.Table(
    "page_sessions",
    metadata,
    sa.Column("token_hash", sa.String(), primary_key=True),
    sa.Column("opened_hash", sa.String(), nullable=False),
    sa.Column("channel", sa.String(), nullable=False),
    sa.Column("chat", sa.String(), nullable=False),
    sa.Column("scope", sa.String(), nullable=False),
    sa.Column("flow", sa.String()),
    # Read and written by nothing; workers of before write it, so it goes when none of them runs beside a newer one.
    sa.Column("step", sa.String()),
    sa.Column("expires_at", Moment(), nullable=False, index=True),
    sa.Column("closed_at", Moment()),
    sa.UniqueConstraint("opened_hash"),
    one_of("scope", "form", "password", "identity"),
    sqlite_with_rowid=False,
)
