"""The companies, what was changed of them, and what others say of a business number."""

from __future__ import annotations

import sqlalchemy as sa

from membership.fields import CLASSIFICATIONS, ENTERPRISE_KINDS, TRADE_ROLES
from storage.columns import BigId, Moment, Now, one_of
from storage.schema.base import metadata

companies = sa.Table(
    "companies",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("business_number", sa.String(), nullable=False),
    sa.Column("name", sa.String(), nullable=False),
    sa.Column("name_en", sa.String()),
    sa.Column("representative", sa.String(), nullable=False),
    sa.Column("representative_en", sa.String()),
    sa.Column("telephone", sa.String(), nullable=False),
    sa.Column("fax", sa.String()),
    sa.Column("email", sa.String()),
    sa.Column("homepage", sa.String()),
    sa.Column("postcode", sa.String(), nullable=False),
    sa.Column("address_base", sa.String(), nullable=False),
    sa.Column("address_detail", sa.String(), nullable=False),
    sa.Column("corporate_number", sa.String()),
    sa.Column("trade_licence", sa.String()),
    sa.Column("business_type", sa.String()),
    sa.Column("business_item", sa.String()),
    sa.Column("enterprise_kind", sa.String()),
    sa.Column("innobiz", sa.Boolean),
    sa.Column("venture", sa.Boolean),
    sa.Column("classification", sa.String()),
    sa.Column("foreign_invested", sa.Boolean),
    sa.Column("main_product", sa.String()),
    sa.Column("trade_role", sa.String()),
    sa.Column("source", sa.String(), nullable=False),
    sa.Column("certificate", sa.String(), nullable=False),
    sa.Column("created_at", Moment(), nullable=False, server_default=Now()),
    sa.Column("updated_at", Moment(), nullable=False, server_default=Now()),
    sa.Column("address_en", sa.String()),
    sa.UniqueConstraint("business_number"),
    sa.CheckConstraint(
        "length(business_number) = 10 AND ltrim(business_number, '0123456789') = ''", name="business_number"
    ),
    one_of("enterprise_kind", *ENTERPRISE_KINDS),
    one_of("classification", *CLASSIFICATIONS),
    one_of("trade_role", *TRADE_ROLES),
    one_of("source", "registry", "typed", "web", "staff"),
    one_of("certificate", "verified", "awaited", "rejected"),
)

company_changes = sa.Table(
    "company_changes",
    metadata,
    sa.Column("id", BigId, primary_key=True),
    sa.Column("company_id", BigId, sa.ForeignKey("companies.id"), nullable=False, index=True),
    sa.Column("member_id", BigId),
    sa.Column("by_staff", sa.String()),
    sa.Column("field", sa.String(), nullable=False),
    sa.Column("old_value", sa.String()),
    sa.Column("new_value", sa.String()),
    sa.Column("at", Moment(), nullable=False, server_default=Now()),
    sa.CheckConstraint("(member_id IS NULL) = (by_staff IS NOT NULL)", name="by_whom"),
)

# What the tax office said of a business number, for as long as it is not asked again.
company_status = sa.Table(
    "company_status",
    metadata,
    sa.Column("business_number", sa.String(), primary_key=True),
    sa.Column("state", sa.String(), nullable=False),
    sa.Column("closed_on", sa.String(10)),
    sa.Column("checked_at", Moment(), nullable=False, index=True),
    one_of("state", "active", "suspended", "closed", "unknown"),
)

registry_companies = sa.Table(
    "registry_companies",
    metadata,
    sa.Column("business_number", sa.String(), primary_key=True),
    sa.Column("name", sa.String(), nullable=False),
    sa.Column("name_en", sa.String()),
    sa.Column("representative", sa.String()),
    sa.Column("representative_en", sa.String()),
    sa.Column("corporate_number", sa.String()),
    sa.Column("business_type", sa.String()),
    sa.Column("business_item", sa.String()),
    sa.Column("phone", sa.String()),
    sa.Column("postcode", sa.String()),
    sa.Column("address", sa.String()),
)
