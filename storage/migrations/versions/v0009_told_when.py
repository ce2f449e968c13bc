"""When a chat was told of an associate, and which chat was told of which offer to become MASTER."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds them; of who waits already the last reminder is the best that is known, of offers whom a chat reaches."""
    op.add_column("waiting_told", sa.Column("told_at", moment()))
    op.execute(
        "UPDATE waiting_told SET told_at = (SELECT coalesce(reminded_at, created_at) FROM affiliations"
        " WHERE affiliations.id = waiting_told.affiliation_id)"
    )
    op.create_table(
        "offers_told",
        sa.Column("channel", sa.String(), primary_key=True),
        sa.Column("chat", sa.String(), primary_key=True),
        sa.Column("offer_id", big_id(), primary_key=True, autoincrement=False, index=True),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO offers_told (channel, chat, offer_id)"
        " SELECT chat_links.channel, chat_links.chat, master_offers.id FROM chat_links"
        " JOIN master_offers ON master_offers.to_member_id = chat_links.member_id AND master_offers.status = 'offered'"
        " WHERE chat_links.unreachable_since IS NULL AND NOT EXISTS (SELECT 1 FROM store_events"
        " WHERE kind = 'chat_linked' AND handled_at IS NULL AND store_events.member_id = chat_links.member_id)"
    )


def downgrade() -> None:
    """Takes them back."""
    op.drop_table("offers_told")
    op.drop_column("waiting_told", "told_at")


def moment() -> sa.types.TypeEngine[Any]:
    """A moment on both databases."""
    return sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")


def big_id() -> sa.types.TypeEngine[Any]:
    """A key on both databases."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
