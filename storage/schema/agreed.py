"""The documents that are agreed to, and who answered what."""

from __future__ import annotations

import sqlalchemy as sa

from storage.columns import BigId, Moment, Now, one_of
from storage.schema.base import metadata

consent_documents = sa.Table(
    "consent_documents",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("kind", sa.String(), nullable=False),
    sa.Column("version", sa.String(), nullable=False),
    sa.Column("language", sa.String(), nullable=False),
    sa.Column("sha256", sa.String(), nullable=False),
    sa.Column("text", sa.String(), nullable=False),
    sa.UniqueConstraint("kind", "version", "language"),
    one_of("kind", "terms", "privacy", "optional_items", "marketing", "identity", "abroad"),
    one_of("language", "ko", "en"),
)

consents = sa.Table(
    "consents",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("member_id", BigId, sa.ForeignKey("members.id"), nullable=False, index=True),
    sa.Column("document_id", BigId, sa.ForeignKey("consent_documents.id"), nullable=False),
    sa.Column("answer", sa.Boolean, nullable=False),
    sa.Column("answered_at", Moment(), nullable=False, server_default=Now()),
    sa.Column("channel", sa.String(), nullable=False),
    sa.Column("chat", sa.String()),
)
