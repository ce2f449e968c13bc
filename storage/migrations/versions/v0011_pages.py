"""Pages that were opened inside the messenger, and which chats they speak for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

SCOPES = ("form", "password", "identity")


def upgrade() -> None:
    """Adds the table."""
    listed = ", ".join(f"'{scope}'" for scope in SCOPES)
    moment = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
    op.create_table(
        "page_sessions",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("opened_hash", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("flow", sa.String()),
        sa.Column("step", sa.String()),
        sa.Column("expires_at", moment, nullable=False),
        sa.Column("closed_at", moment),
        sa.PrimaryKeyConstraint("token_hash", name="pk_page_sessions"),
        sa.UniqueConstraint("opened_hash", name="uq_page_sessions_opened_hash"),
        sa.CheckConstraint(f"scope IN ({listed})", name=op.f("ck_page_sessions_scope")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_page_sessions_expires_at", "page_sessions", ["expires_at"])


def downgrade() -> None:
    """Takes it back."""
    op.drop_table("page_sessions")
