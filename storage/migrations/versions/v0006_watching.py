"""The funnel from day to day, and indexes by which it is quick to see who waits and who is in a form."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

WHAT = ("entered", "answered", "failed", "finished", "left", "abandoned")
INDEXES = (
    ("ix_conversations_in_a_form", "conversations", "flow", "flow <> 'home'"),
    ("ix_affiliations_waiting", "affiliations", "created_at", "grade = 'associate'"),
    ("ix_certificates_undecided", "certificates", "received_at", "status = 'awaited'"),
)


def upgrade() -> None:
    """Adds the table and the indexes."""
    listed = ", ".join(f"'{what}'" for what in WHAT)
    op.create_table(
        "step_days",
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("flow", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("times", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("day", "flow", "step", "what", name="pk_step_days"),
        sa.CheckConstraint(f"what IN ({listed})", name=op.f("ck_step_days_what")),
        sqlite_with_rowid=False,
    )
    for name, table, column, where in INDEXES:
        op.create_index(name, table, [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    """Takes them back."""
    for name, table, _, _ in INDEXES:
        op.drop_index(name, table)
    op.drop_table("step_days")
