"""What outside services told: a company's state, an address in English; and how often they were asked on a day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

STATES = ("active", "suspended", "closed", "unknown")
WITH_ADDRESS = ("members", "companies")


def upgrade() -> None:
    """Adds the tables and the columns."""
    listed = ", ".join(f"'{state}'" for state in STATES)
    op.create_table(
        "company_status",
        sa.Column("business_number", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("closed_on", sa.String(10)),
        sa.Column("checked_at", sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("business_number", name="pk_company_status"),
        sa.CheckConstraint(f"state IN ({listed})", name=op.f("ck_company_status_state")),
    )
    op.create_index("ix_company_status_checked_at", "company_status", ["checked_at"])
    op.create_table(
        "daily_counts",
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "what", "subject", name="pk_daily_counts"),
        sqlite_with_rowid=False,
    )
    for table in WITH_ADDRESS:
        op.add_column(table, sa.Column("address_en", sa.String()))


def downgrade() -> None:
    """Takes them back."""
    for table in WITH_ADDRESS:
        op.drop_column(table, "address_en")
    op.drop_table("daily_counts")
    op.drop_table("company_status")
