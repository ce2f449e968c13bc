"""What a member tells of themselves, and what was changed of it."""

from __future__ import annotations

import sqlalchemy as sa

from storage.columns import BigId, Moment, Now, one_of
from storage.schema.base import metadata

members = sa.Table(
    "members",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("login_id", sa.String(), nullable=False),
    sa.Column("login_id_key", sa.String(), nullable=False),
    sa.Column("password_hash", sa.String(), nullable=False),
    sa.Column("name", sa.String(), nullable=False),
    sa.Column("name_en", sa.String()),
    sa.Column("telephone", sa.String(), nullable=False),
    sa.Column("email", sa.String(), nullable=False),
    sa.Column("mobile", sa.String()),
    sa.Column("fax", sa.String()),
    sa.Column("department", sa.String()),
    sa.Column("position", sa.String()),
    sa.Column("postcode", sa.String(), nullable=False),
    sa.Column("address_base", sa.String(), nullable=False),
    sa.Column("address_detail", sa.String(), nullable=False),
    sa.Column("language", sa.String(), nullable=False),
    sa.Column("unique_value_hash", sa.String()),
    sa.Column("identity_method", sa.String()),
    sa.Column("identity_verified_at", Moment()),
    sa.Column("created_via", sa.String(), nullable=False),
    sa.Column("created_at", Moment(), nullable=False, server_default=Now()),
    sa.Column("updated_at", Moment(), nullable=False, server_default=Now()),
    sa.Column("address_en", sa.String()),
    sa.UniqueConstraint("login_id_key"),
    sa.UniqueConstraint("unique_value_hash"),
    sa.CheckConstraint("login_id_key = lower(login_id)", name="login_id_key"),
    sa.CheckConstraint("length(login_id) BETWEEN 6 AND 20", name="login_id"),
    sa.CheckConstraint("password_hash LIKE '$%'", name="password_hash"),
    one_of("language", "ko", "en"),
    one_of("identity_method", "phone", "ipin"),
    one_of("created_via", "telegram", "web", "staff"),
    # Ids must never come back: the log of looks at somebody's data would tell of somebody else's.
    sqlite_autoincrement=True,
)

member_products = sa.Table(
    "member_products",
    metadata,
    sa.Column("member_id", BigId, sa.ForeignKey("members.id"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name_ko", sa.String()),
    sa.Column("name_en", sa.String()),
    sa.Column("code", sa.String()),
)

member_regions = sa.Table(
    "member_regions",
    metadata,
    sa.Column("member_id", BigId, sa.ForeignKey("members.id"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("country", sa.String(), nullable=False),
)

# The values are sealed; both NULL for a password, and where another writer left the line.
member_changes = sa.Table(
    "member_changes",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("member_id", BigId, sa.ForeignKey("members.id"), nullable=False, index=True),
    sa.Column("field", sa.String(), nullable=False),
    sa.Column("old_value", sa.LargeBinary),
    sa.Column("new_value", sa.LargeBinary),
    sa.Column("by_staff", sa.String()),
    sa.Column("channel", sa.String(), nullable=False),
    sa.Column("at", Moment(), nullable=False, server_default=Now()),
)
