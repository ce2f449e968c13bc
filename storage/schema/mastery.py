"""Whom a MASTER hands over to, and who stands in."""

from __future__ import annotations

import sqlalchemy as sa

from storage.columns import BigId, Moment, one_of
from storage.schema.base import metadata

master_offers = sa.Table(
    "master_offers",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("company_id", BigId, sa.ForeignKey("companies.id"), nullable=False),
    sa.Column("from_member_id", BigId, sa.ForeignKey("members.id"), nullable=False),
    sa.Column("to_member_id", BigId, sa.ForeignKey("members.id"), nullable=False, index=True),
    sa.Column("status", sa.String(), nullable=False),
    sa.Column("created_at", Moment(), nullable=False),
    sa.Column("expires_at", Moment(), nullable=False),
    sa.Column("decided_at", Moment()),
    one_of("status", "offered", "accepted", "declined", "expired", "withdrawn"),
    sa.CheckConstraint("from_member_id <> to_member_id", name="to_another"),
    sqlite_autoincrement=True,
)

sa.Index(
    "one_open_offer_per_company",
    master_offers.c.company_id,
    unique=True,
    sqlite_where=sa.text("status = 'offered'"),
    postgresql_where=sa.text("status = 'offered'"),
)

# Which chat was told of which offer to become MASTER; rows of those that are answered are dropped now and then.
offers_told = sa.Table(
    "offers_told",
    metadata,
    sa.Column("channel", sa.String(), primary_key=True),
    sa.Column("chat", sa.String(), primary_key=True),
    sa.Column("offer_id", BigId, primary_key=True, autoincrement=False, index=True),
    sqlite_with_rowid=False,
)

substitutes = sa.Table(
    "substitutes",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("company_id", BigId, sa.ForeignKey("companies.id"), nullable=False),
    sa.Column("member_id", BigId, sa.ForeignKey("members.id"), nullable=False),
    sa.Column("named_by", BigId, sa.ForeignKey("members.id"), nullable=False),
    sa.Column("from_at", Moment(), nullable=False),
    sa.Column("until_at", Moment(), nullable=False),
    sa.Column("ended_at", Moment()),
    sa.CheckConstraint("from_at < until_at", name="period"),
    sa.CheckConstraint("member_id <> named_by", name="another"),
)

sa.Index(
    "one_substitute_per_company",
    substitutes.c.company_id,
    unique=True,
    sqlite_where=sa.text("ended_at IS NULL"),
    postgresql_where=sa.text("ended_at IS NULL"),
)
