"""What is counted and noted of the work itself."""

from __future__ import annotations

import sqlalchemy as sa

from storage.columns import BigId, Moment, Now, one_of
from storage.schema.base import metadata

access_log = sa.Table(
    "access_log",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("at", Moment(), nullable=False, server_default=Now(), index=True),
    sa.Column("actor_kind", sa.String(), nullable=False),
    sa.Column("actor", sa.String(), nullable=False),
    sa.Column("subject_member_id", BigId, index=True),
    sa.Column("action", sa.String(), nullable=False),
    sa.Column("detail", sa.String()),
    sa.Column("channel", sa.String(), nullable=False),
    one_of("actor_kind", "member", "staff", "assistant"),
)

step_days = sa.Table(
    "step_days",
    metadata,
    sa.Column("day", sa.String(10), primary_key=True),
    sa.Column("flow", sa.String(), primary_key=True),
    sa.Column("step", sa.String(), primary_key=True),
    sa.Column("what", sa.String(), primary_key=True),
    sa.Column("times", BigId, nullable=False),
    one_of("what", "entered", "answered", "failed", "finished", "left", "abandoned"),
    sqlite_with_rowid=False,
)

# How often something was done on a day that it is in Korea, by whom or about what as a keyed hash; "": by all together.
daily_counts = sa.Table(
    "daily_counts",
    metadata,
    sa.Column("day", sa.String(10), primary_key=True),
    sa.Column("what", sa.String(), primary_key=True),
    sa.Column("subject", sa.String(), primary_key=True),
    sa.Column("times", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)

# Without personal data; bounded by housekeeping.
unanswered = sa.Table(
    "unanswered",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("at", Moment(), nullable=False, index=True),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("language", sa.String(), nullable=False),
    sa.Column("place", sa.String(), nullable=False),
    sa.Column("candidates", sa.String(), nullable=False),
)
