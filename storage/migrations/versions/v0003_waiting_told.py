"""Which chat was told of which associate, so that nobody is told twice of one who waits."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the table; whoever waits already counts as told to the chats that are reached now."""
    op.create_table(
        "waiting_told",
        sa.Column("channel", sa.String(), primary_key=True),
        sa.Column("chat", sa.String(), primary_key=True),
        sa.Column("affiliation_id", big_id(), primary_key=True, autoincrement=False, index=True),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO waiting_told (channel, chat, affiliation_id)"
        " SELECT chat_links.channel, chat_links.chat, waiting.id FROM chat_links"
        " JOIN affiliations decider ON decider.member_id = chat_links.member_id"
        " JOIN affiliations waiting ON waiting.company_id = decider.company_id AND waiting.grade = 'associate'"
        " WHERE (decider.grade = 'master' OR EXISTS (SELECT 1 FROM substitutes"
        " WHERE substitutes.company_id = decider.company_id AND substitutes.member_id = decider.member_id"
        " AND substitutes.ended_at IS NULL))"
        " AND chat_links.unreachable_since IS NULL AND NOT EXISTS (SELECT 1 FROM store_events"
        " WHERE kind = 'associate_joined' AND handled_at IS NULL AND affiliation_id = waiting.id)"
    )


def downgrade() -> None:
    """Takes the table back."""
    op.drop_table("waiting_told")


def big_id() -> sa.types.TypeEngine[Any]:
    """A key on both databases."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
