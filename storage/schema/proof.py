"""The certificates that companies are proved by."""

from __future__ import annotations

import sqlalchemy as sa

from storage.columns import BigId, Moment, Now, one_of
from storage.schema.base import metadata

UNDECIDED = "status = 'awaited'"
"""Certificates that wait for staff."""

certificates = sa.Table(
    "certificates",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("company_id", BigId, sa.ForeignKey("companies.id"), nullable=False, index=True),
    sa.Column("member_id", BigId, sa.ForeignKey("members.id"), nullable=False),
    sa.Column("way", sa.String(), nullable=False),
    sa.Column("media_type", sa.String()),
    sa.Column("file_name", sa.String()),
    sa.Column("content", sa.LargeBinary),
    sa.Column("sha256", sa.String()),
    sa.Column("size", sa.Integer),
    sa.Column("received_at", Moment(), nullable=False, server_default=Now()),
    sa.Column("status", sa.String(), nullable=False),
    sa.Column("file_ref", sa.String()),
    sa.Column("decided_at", Moment()),
    sa.Column("decided_by", sa.String()),
    sa.Column("reason", sa.String()),
    one_of("way", "photo", "pdf", "fax", "mail"),
    one_of("status", "awaited", "verified", "rejected"),
)

sa.Index(
    "ix_certificates_undecided",
    certificates.c.received_at,
    sqlite_where=sa.text(UNDECIDED),
    postgresql_where=sa.text(UNDECIDED),
)
