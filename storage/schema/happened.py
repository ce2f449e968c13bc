"""What happened in the store, whoever wrote it."""

from __future__ import annotations

import sqlalchemy as sa

from storage.columns import BigId, Moment, Now, one_of
from storage.schema.base import metadata

UNHANDLED = "handled_at IS NULL"
"""What is still to be told."""

# Written by triggers only; no foreign keys, since an event outlives the rows that it is about.
store_events = sa.Table(
    "store_events",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("at", Moment(), nullable=False, server_default=Now()),
    sa.Column("kind", sa.String(), nullable=False),
    sa.Column("company_id", BigId),
    sa.Column("member_id", BigId),
    sa.Column("affiliation_id", BigId),
    sa.Column("certificate_id", BigId),
    sa.Column("old_grade", sa.String()),
    sa.Column("new_grade", sa.String()),
    sa.Column("due_at", Moment()),
    sa.Column("handled_at", Moment()),
    one_of(
        "kind",
        "associate_joined",
        "master_joined",
        "approved",
        "approval_undone",
        "master_changed",
        "master_gone",
        "relation_ended",
        "certificate_changed",
        "certificate_received",
        "chat_linked",
    ),
    sqlite_autoincrement=True,
)

sa.Index(
    "ix_store_events_open",
    store_events.c.affiliation_id,
    sqlite_where=sa.text(UNHANDLED),
    postgresql_where=sa.text(UNHANDLED),
)

sa.Index(
    "ix_store_events_due",
    store_events.c.due_at,
    store_events.c.id,
    sqlite_where=sa.text(UNHANDLED),
    postgresql_where=sa.text(UNHANDLED),
)
