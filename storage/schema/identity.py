"""Who is who: checks of a person, codes, failed log-ins."""

from __future__ import annotations

import sqlalchemy as sa

from storage.columns import BigId, Moment, one_of
from storage.schema.base import metadata

identity_checks = sa.Table(
    "identity_checks",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("channel", sa.String(), nullable=False),
    sa.Column("chat", sa.String(), nullable=False),
    sa.Column("method", sa.String(), nullable=False),
    sa.Column("number_hash", sa.String(), index=True),
    sa.Column("code_hash", sa.String()),
    sa.Column("code_expires_at", Moment()),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("sends", sa.Integer, nullable=False, server_default="0"),
    sa.Column("last_sent_at", Moment()),
    sa.Column("ref", sa.String(), nullable=False),
    sa.Column("status", sa.String(), nullable=False),
    sa.Column("unique_value_hash", sa.String()),
    sa.Column("created_at", Moment(), nullable=False, index=True),
    sa.Column("verified_at", Moment()),
    sa.Column("member_id", BigId, sa.ForeignKey("members.id")),
    sa.UniqueConstraint("ref"),
    sa.Index(None, "channel", "chat"),
    one_of("method", "phone", "ipin"),
    one_of("status", "started", "sent", "verified", "failed"),
)

# One row a code that was asked for; accounts and numbers as keyed hashes, so that unknown ones count alike.
sms_codes = sa.Table(
    "sms_codes",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("purpose", sa.String(), nullable=False),
    sa.Column("channel", sa.String(), nullable=False),
    sa.Column("chat", sa.String(), nullable=False),
    sa.Column("account_hash", sa.String(), nullable=False, index=True),
    sa.Column("number_hash", sa.String(), index=True),
    sa.Column("code_hash", sa.String()),
    sa.Column("code_expires_at", Moment()),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("asked_at", Moment(), nullable=False, index=True),
    sa.Index(None, "channel", "chat"),
    one_of("purpose", "reset_password", "change_mobile"),
)

login_attempts = sa.Table(
    "login_attempts",
    metadata,
    sa.Column("subject", sa.String(), primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("first_at", Moment(), nullable=False, index=True),
    sa.Column("locked_until", Moment()),
)
