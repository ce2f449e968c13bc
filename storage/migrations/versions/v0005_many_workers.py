"""What many workers share about sending: the next place within Telegram's limits, and who is to be left in peace."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the tables."""
    op.create_table(
        "send_turns",
        sa.Column("channel", sa.String(), primary_key=True),
        sa.Column("chat", sa.String(), primary_key=True),
        sa.Column("next_at", sa.Double(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "send_holds",
        sa.Column("channel", sa.String(), primary_key=True),
        sa.Column("chat", sa.String(), primary_key=True),
        sa.Column("refused_at", moment(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Takes them back."""
    op.drop_table("send_holds")
    op.drop_table("send_turns")


def moment() -> sa.types.TypeEngine[Any]:
    """A moment on both databases."""
    return sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
