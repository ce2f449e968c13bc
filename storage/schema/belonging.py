"""Who belongs to which company, and what was decided about it."""

from __future__ import annotations

import sqlalchemy as sa

from storage.columns import BigId, Moment, Now, one_of
from storage.schema.base import metadata

WAITS = "grade = 'associate'"
"""Who waits for their MASTER."""

affiliations = sa.Table(
    "affiliations",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("company_id", BigId, sa.ForeignKey("companies.id"), nullable=False, index=True),
    sa.Column("member_id", BigId, sa.ForeignKey("members.id"), nullable=False),
    sa.Column("grade", sa.String(), nullable=False),
    sa.Column("created_at", Moment(), nullable=False, server_default=Now()),
    sa.Column("created_via", sa.String(), nullable=False),
    sa.Column("decided_at", Moment()),
    sa.Column("reminders", sa.Integer, nullable=False, server_default="0"),
    sa.Column("reminded_at", Moment()),
    sa.Column("nudged_at", Moment()),
    sa.UniqueConstraint("member_id"),
    one_of("grade", "associate", "regular", "master"),
    one_of("created_via", "telegram", "web", "staff"),
    # Ids must never come back: an old card about somebody who has left would decide about somebody new.
    sqlite_autoincrement=True,
)

sa.Index(
    "one_master_per_company",
    affiliations.c.company_id,
    unique=True,
    sqlite_where=sa.text("grade = 'master'"),
    postgresql_where=sa.text("grade = 'master'"),
)

sa.Index(
    "ix_affiliations_waiting",
    affiliations.c.created_at,
    sqlite_where=sa.text(WAITS),
    postgresql_where=sa.text(WAITS),
)

# Which chat was told of which associate; rows of those who wait no more are dropped now and then.
waiting_told = sa.Table(
    "waiting_told",
    metadata,
    sa.Column("channel", sa.String(), primary_key=True),
    sa.Column("chat", sa.String(), primary_key=True),
    sa.Column("affiliation_id", BigId, primary_key=True, autoincrement=False, index=True),
    sa.Column("told_at", Moment()),
    sqlite_with_rowid=False,
)

# No foreign keys: the record outlives whom it is about. Triggers keep it as it was written.
decisions = sa.Table(
    "decisions",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("company_id", BigId, nullable=False, index=True),
    sa.Column("member_id", BigId, nullable=False, index=True),
    sa.Column("action", sa.String(), nullable=False),
    sa.Column("by_kind", sa.String(), nullable=False),
    sa.Column("by_member_id", BigId),
    sa.Column("by_staff", sa.String()),
    sa.Column("reason", sa.String()),
    sa.Column("at", Moment(), nullable=False, server_default=Now()),
    one_of(
        "action",
        "approved",
        "approval_undone",
        "ended",
        "left",
        "request_withdrawn",
        "master_handed_over",
        "master_appointed",
        "substitute_named",
        "substitute_ended",
        "certificate_confirmed",
        "certificate_rejected",
    ),
    one_of("by_kind", "master", "substitute", "member", "staff"),
    sa.CheckConstraint("(by_kind = 'staff') = (by_staff IS NOT NULL)", name="by_staff"),
    sa.CheckConstraint("(by_kind = 'staff') = (by_member_id IS NULL)", name="by_member_id"),
)
