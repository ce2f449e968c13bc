"""What stays of those who left."""

from __future__ import annotations

import sqlalchemy as sa

from storage.columns import BigId, Moment
from storage.schema.base import metadata

# What law lets be kept of who left, apart from the members (PIPA, article 21(3)); `who` is sealed.
left_members = sa.Table(
    "left_members",
    metadata,
    sa.Column("id", BigId, primary_key=True, autoincrement=False),
    sa.Column("who", sa.LargeBinary, nullable=False),
    sa.Column("left_at", Moment(), nullable=False),
    sa.Column("erase_at", Moment(), nullable=False, index=True),
)

left_consents = sa.Table(
    "left_consents",
    metadata,
    sa.Column("id", BigId, primary_key=True, autoincrement=False),
    sa.Column("left_member_id", BigId, sa.ForeignKey("left_members.id"), nullable=False, index=True),
    sa.Column("document_id", BigId, sa.ForeignKey("consent_documents.id"), nullable=False),
    sa.Column("answer", sa.Boolean, nullable=False),
    sa.Column("answered_at", Moment(), nullable=False),
    sa.Column("channel", sa.String(), nullable=False),
)

# IDs whose owners left, which nobody is given for a while; nothing says whose they were.
resting_ids = sa.Table(
    "resting_ids",
    metadata,
    sa.Column("login_id_key", sa.String(), primary_key=True),
    sa.Column("until", Moment(), nullable=False),
)
