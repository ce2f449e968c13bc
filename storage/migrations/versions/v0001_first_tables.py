"""The first tables."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

OPEN = sa.text("sent_at IS NULL AND set_aside_at IS NULL")
KEPT_FOR_EVER = ("consents", "consent_documents")

TABLES = (
    "members",
    "member_products",
    "member_regions",
    "consent_documents",
    "consents",
    "companies",
    "affiliations",
    "certificates",
    "identity_checks",
    "registry_companies",
    "conversations",
    "chat_links",
    "outbox",
    "seen_updates",
    "access_log",
    "secrets",
)


def upgrade() -> None:
    """Creates every table, and the triggers that keep evidence as it was."""
    for create in CREATE:
        create()
    refuse_on_postgresql() if on_postgresql() else refuse_on_sqlite()


def downgrade() -> None:
    """Drops every table."""
    for table in reversed(TABLES):
        op.drop_table(table)
    if on_postgresql():
        op.execute("DROP FUNCTION refuse_change()")


def on_postgresql() -> bool:
    """Whether this run is on PostgreSQL."""
    return op.get_bind().dialect.name == "postgresql"


def big_id() -> sa.types.TypeEngine[Any]:
    """A key that counts up by itself on both databases."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def moment() -> sa.types.TypeEngine[Any]:
    """A time: ISO 8601 text of one width on SQLite."""
    return sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")


def now() -> sa.TextClause:
    """The database's clock, in the form that moment() keeps."""
    return sa.text("now()" if on_postgresql() else "(strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000+00:00')")


def one_of(column: str, *values: str) -> sa.CheckConstraint:
    """An enumeration."""
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=column)


def refuse_on_sqlite() -> None:
    """Consents are evidence, and the access log is tamper-safe: changing them is an error."""
    for table in KEPT_FOR_EVER:
        _refuse_sqlite(table, "UPDATE")
        _refuse_sqlite(table, "DELETE")
    _refuse_sqlite("access_log", "UPDATE")


def _refuse_sqlite(table: str, action: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is evidence: no {action}'); END"
    )


def refuse_on_postgresql() -> None:
    """Consents are evidence, and the access log is tamper-safe: changing them is an error."""
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '% is evidence: no %', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation'; END $$"
    )
    for table in KEPT_FOR_EVER:
        _refuse_postgresql(table, "UPDATE OR DELETE OR TRUNCATE")
    _refuse_postgresql("access_log", "UPDATE OR TRUNCATE")


def _refuse_postgresql(table: str, actions: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE {actions} ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _members() -> None:
    op.create_table(
        "members",
        sa.Column("id", big_id(), primary_key=True),
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
        sa.Column("identity_verified_at", moment()),
        sa.Column("created_via", sa.String(), nullable=False),
        sa.Column("created_at", moment(), nullable=False, server_default=now()),
        sa.Column("updated_at", moment(), nullable=False, server_default=now()),
        sa.UniqueConstraint("login_id_key"),
        sa.UniqueConstraint("unique_value_hash"),
        sa.CheckConstraint("login_id_key = lower(login_id)", name="login_id_key"),
        sa.CheckConstraint("length(login_id) BETWEEN 6 AND 20", name="login_id"),
        sa.CheckConstraint("password_hash LIKE '$%'", name="password_hash"),
        one_of("language", "ko", "en"),
        one_of("identity_method", "phone", "ipin"),
        one_of("created_via", "telegram", "web", "staff"),
    )


def _member_products() -> None:
    op.create_table(
        "member_products",
        sa.Column("member_id", big_id(), sa.ForeignKey("members.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name_ko", sa.String()),
        sa.Column("name_en", sa.String()),
        sa.Column("code", sa.String()),
    )


def _member_regions() -> None:
    op.create_table(
        "member_regions",
        sa.Column("member_id", big_id(), sa.ForeignKey("members.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("country", sa.String(), nullable=False),
    )


def _consent_documents() -> None:
    op.create_table(
        "consent_documents",
        sa.Column("id", big_id(), primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.UniqueConstraint("kind", "version", "language"),
        one_of("kind", "terms", "privacy", "optional_items", "marketing", "identity", "abroad"),
        one_of("language", "ko", "en"),
    )


def _consents() -> None:
    op.create_table(
        "consents",
        sa.Column("id", big_id(), primary_key=True),
        sa.Column("member_id", big_id(), sa.ForeignKey("members.id"), nullable=False),
        sa.Column("document_id", big_id(), sa.ForeignKey("consent_documents.id"), nullable=False),
        sa.Column("answer", sa.Boolean, nullable=False),
        sa.Column("answered_at", moment(), nullable=False, server_default=now()),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("chat", sa.String()),
    )
    op.create_index("ix_consents_member_id", "consents", ["member_id"])


def _companies() -> None:
    op.create_table(
        "companies",
        sa.Column("id", big_id(), primary_key=True),
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
        sa.Column("created_at", moment(), nullable=False, server_default=now()),
        sa.Column("updated_at", moment(), nullable=False, server_default=now()),
        sa.UniqueConstraint("business_number"),
        sa.CheckConstraint(
            "length(business_number) = 10 AND ltrim(business_number, '0123456789') = ''", name="business_number"
        ),
        one_of(
            "enterprise_kind",
            "corporation",
            "sole_proprietor",
            "public_institution",
            "association",
            "cooperative",
            "foreign_branch",
            "other",
        ),
        one_of("classification", "startup", "micro", "small", "medium", "midsize", "large", "non_profit"),
        one_of("trade_role", "maker", "trader", "both"),
        one_of("source", "registry", "typed", "web", "staff"),
        one_of("certificate", "verified", "awaited", "rejected"),
    )


def _affiliations() -> None:
    op.create_table(
        "affiliations",
        sa.Column("id", big_id(), primary_key=True),
        sa.Column("company_id", big_id(), sa.ForeignKey("companies.id"), nullable=False),
        sa.Column("member_id", big_id(), sa.ForeignKey("members.id"), nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("created_at", moment(), nullable=False, server_default=now()),
        sa.Column("created_via", sa.String(), nullable=False),
        sa.Column("decided_at", moment()),
        sa.UniqueConstraint("member_id"),
        one_of("grade", "associate", "regular", "master"),
        one_of("created_via", "telegram", "web", "staff"),
    )
    op.create_index("ix_affiliations_company_id", "affiliations", ["company_id"])
    master = sa.text("grade = 'master'")
    op.create_index(
        "one_master_per_company",
        "affiliations",
        ["company_id"],
        unique=True,
        sqlite_where=master,
        postgresql_where=master,
    )


def _certificates() -> None:
    op.create_table(
        "certificates",
        sa.Column("id", big_id(), primary_key=True),
        sa.Column("company_id", big_id(), sa.ForeignKey("companies.id"), nullable=False),
        sa.Column("member_id", big_id(), sa.ForeignKey("members.id"), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("media_type", sa.String()),
        sa.Column("file_name", sa.String()),
        sa.Column("content", sa.LargeBinary),
        sa.Column("sha256", sa.String()),
        sa.Column("size", sa.Integer),
        sa.Column("received_at", moment(), nullable=False, server_default=now()),
        sa.Column("status", sa.String(), nullable=False),
        one_of("way", "photo", "pdf", "fax", "mail"),
        one_of("status", "awaited", "verified", "rejected"),
    )
    op.create_index("ix_certificates_company_id", "certificates", ["company_id"])


def _identity_checks() -> None:
    op.create_table(
        "identity_checks",
        sa.Column("id", big_id(), primary_key=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("number_hash", sa.String()),
        sa.Column("code_hash", sa.String()),
        sa.Column("code_expires_at", moment()),
        sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
        sa.Column("sends", sa.Integer, nullable=False, server_default="0"),
        sa.Column("last_sent_at", moment()),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("unique_value_hash", sa.String()),
        sa.Column("created_at", moment(), nullable=False),
        sa.Column("verified_at", moment()),
        sa.Column("member_id", big_id(), sa.ForeignKey("members.id")),
        sa.UniqueConstraint("ref"),
        one_of("method", "phone", "ipin"),
        one_of("status", "started", "sent", "verified", "failed"),
    )
    op.create_index("ix_identity_checks_number_hash", "identity_checks", ["number_hash"])
    op.create_index("ix_identity_checks_created_at", "identity_checks", ["created_at"])
    op.create_index("ix_identity_checks_channel_chat", "identity_checks", ["channel", "chat"])


def _registry_companies() -> None:
    op.create_table(
        "registry_companies",
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


def _conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("channel", sa.String(), primary_key=True),
        sa.Column("chat", sa.String(), primary_key=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("flow", sa.String()),
        sa.Column("flow_version", sa.Integer),
        sa.Column("step", sa.String()),
        sa.Column("state", sa.LargeBinary, nullable=False),
        sa.Column("turn", big_id(), nullable=False),
        sa.Column("card", big_id()),
        sa.Column("created_at", moment(), nullable=False),
        sa.Column("updated_at", moment(), nullable=False),
        one_of("language", "ko", "en"),
    )


def _chat_links() -> None:
    op.create_table(
        "chat_links",
        sa.Column("channel", sa.String(), primary_key=True),
        sa.Column("chat", sa.String(), primary_key=True),
        sa.Column("member_id", big_id(), sa.ForeignKey("members.id"), nullable=False),
        sa.Column("linked_at", moment(), nullable=False, server_default=now()),
    )
    op.create_index("ix_chat_links_member_id", "chat_links", ["member_id"])


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", big_id(), primary_key=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("payload", sa.LargeBinary),
        sa.Column("about", big_id()),
        sa.Column("keep", sa.Boolean, nullable=False),
        sa.Column("due_at", moment(), nullable=False),
        sa.Column("lease_until", moment()),
        sa.Column("leased_by", sa.String()),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("error", sa.String()),
        sa.Column("message_id", big_id()),
        sa.Column("sent_at", moment()),
        sa.Column("set_aside_at", moment()),
        sa.Column("created_at", moment(), nullable=False),
        one_of("route", "telegram", "service", "tick"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_due", "outbox", ["due_at"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index("ix_outbox_chat", "outbox", ["channel", "chat", "id"], sqlite_where=OPEN, postgresql_where=OPEN)


def _seen_updates() -> None:
    op.create_table(
        "seen_updates",
        sa.Column("bot", sa.String(), primary_key=True),
        sa.Column("update_id", big_id(), primary_key=True, autoincrement=False),
        sa.Column("seen_at", moment(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_seen_updates_seen_at", "seen_updates", ["seen_at"])


def _access_log() -> None:
    op.create_table(
        "access_log",
        sa.Column("id", big_id(), primary_key=True),
        sa.Column("at", moment(), nullable=False, server_default=now()),
        sa.Column("actor_kind", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("subject_member_id", big_id()),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("detail", sa.String()),
        sa.Column("channel", sa.String(), nullable=False),
        one_of("actor_kind", "member", "staff", "assistant"),
    )
    op.create_index("ix_access_log_at", "access_log", ["at"])
    op.create_index("ix_access_log_subject_member_id", "access_log", ["subject_member_id"])


def _secrets() -> None:
    op.create_table(
        "secrets",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("value", sa.LargeBinary, nullable=False),
    )


CREATE = (
    _members,
    _member_products,
    _member_regions,
    _consent_documents,
    _consents,
    _companies,
    _affiliations,
    _certificates,
    _identity_checks,
    _registry_companies,
    _conversations,
    _chat_links,
    _outbox,
    _seen_updates,
    _access_log,
    _secrets,
)
