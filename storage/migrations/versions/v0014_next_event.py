"""What is to be told next is found without looking at all that is to be told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

UNHANDLED = "handled_at IS NULL"


def upgrade() -> None:
    """Adds the index."""
    op.create_index(
        "ix_store_events_due",
        "store_events",
        ["due_at", "id"],
        sqlite_where=sa.text(UNHANDLED),
        postgresql_where=sa.text(UNHANDLED),
    )


def downgrade() -> None:
    """Takes it back."""
    op.drop_index("ix_store_events_due", "store_events")
