"""Companies and their MASTERs: who decided what, and what changed, noticed by the database itself."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.migrations.triggers_0002 import postgresql, sqlite

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    "store_events",
    "decisions",
    "master_offers",
    "substitutes",
    "company_changes",
    "login_attempts",
)


def upgrade() -> None:
    """Adds tables and columns, then the triggers that write the events."""
    if not on_postgresql():
        _number_affiliations_anew()
    _add_columns()
    for create in CREATE:
        create()
    for statement in _triggers().CREATE:
        op.execute(sa.text(statement.replace(":", "\\:")))


def downgrade() -> None:
    """Takes triggers, tables and columns back."""
    for statement in _triggers().DROP:
        op.execute(statement)
    for table in reversed(TABLES):
        op.drop_table(table)
    for table, columns in reversed(ADDED.items()):
        for column in reversed(columns):
            op.drop_column(table, column)


def on_postgresql() -> bool:
    """Whether this run is on PostgreSQL."""
    return op.get_bind().dialect.name == "postgresql"


def _triggers() -> Any:
    return postgresql if on_postgresql() else sqlite


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


def _number_affiliations_anew() -> None:
    """SQLite gives the id of a deleted last row again, except in a table that was made with AUTOINCREMENT.

    A downgrade leaves it so: it does no harm there.
    """
    columns = "id, company_id, member_id, grade, created_at, created_via, decided_at"
    op.create_table(
        "affiliations_anew",
        sa.Column("id", big_id()),
        sa.Column("company_id", big_id(), nullable=False),
        sa.Column("member_id", big_id(), nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("created_at", moment(), nullable=False, server_default=now()),
        sa.Column("created_via", sa.String(), nullable=False),
        sa.Column("decided_at", moment()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliations")),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_affiliations_company_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_affiliations_member_id")),
        sa.UniqueConstraint("member_id", name=op.f("uq_affiliations_member_id")),
        sa.CheckConstraint("grade IN ('associate', 'regular', 'master')", name=op.f("ck_affiliations_grade")),
        sa.CheckConstraint("created_via IN ('telegram', 'web', 'staff')", name=op.f("ck_affiliations_created_via")),
        sqlite_autoincrement=True,
    )
    op.execute(f"INSERT INTO affiliations_anew ({columns}) SELECT {columns} FROM affiliations")  # noqa: S608
    op.drop_table("affiliations")
    op.rename_table("affiliations_anew", "affiliations")
    op.create_index("ix_affiliations_company_id", "affiliations", ["company_id"])
    _unique_where("one_master_per_company", "affiliations", "grade = 'master'")


ADDED = {
    "affiliations": ("reminders", "reminded_at", "nudged_at"),
    "certificates": ("file_ref", "decided_at", "decided_by", "reason"),
    "chat_links": ("unreachable_since",),
}


def _add_columns() -> None:
    op.add_column("affiliations", sa.Column("reminders", sa.Integer, nullable=False, server_default="0"))
    op.add_column("affiliations", sa.Column("reminded_at", moment()))
    op.add_column("affiliations", sa.Column("nudged_at", moment()))
    op.add_column("certificates", sa.Column("file_ref", sa.String()))
    op.add_column("certificates", sa.Column("decided_at", moment()))
    op.add_column("certificates", sa.Column("decided_by", sa.String()))
    op.add_column("certificates", sa.Column("reason", sa.String()))
    op.add_column("chat_links", sa.Column("unreachable_since", moment()))


def _unique_where(name: str, table: str, condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, ["company_id"], unique=True, sqlite_where=where, postgresql_where=where)


def _store_events() -> None:
    op.create_table(
        "store_events",
        sa.Column("id", big_id(), primary_key=True),
        sa.Column("at", moment(), nullable=False, server_default=now()),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("company_id", big_id()),
        sa.Column("member_id", big_id()),
        sa.Column("affiliation_id", big_id()),
        sa.Column("certificate_id", big_id()),
        sa.Column("old_grade", sa.String()),
        sa.Column("new_grade", sa.String()),
        sa.Column("due_at", moment()),
        sa.Column("handled_at", moment()),
        one_of(
            "kind",
            "associate_joined",
            "master_joined",
            "approved",
            "approval_undone",
            "master_changed",
            "master_gone",
            "relation_ended",
            "certificate_changed",
            "certificate_received",
            "chat_linked",
        ),
        sqlite_autoincrement=True,
    )
    where = sa.text("handled_at IS NULL")
    op.create_index(
        "ix_store_events_open", "store_events", ["affiliation_id"], sqlite_where=where, postgresql_where=where
    )


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", big_id(), primary_key=True),
        sa.Column("company_id", big_id(), nullable=False),
        sa.Column("member_id", big_id(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("by_kind", sa.String(), nullable=False),
        sa.Column("by_member_id", big_id()),
        sa.Column("by_staff", sa.String()),
        sa.Column("reason", sa.String()),
        sa.Column("at", moment(), nullable=False, server_default=now()),
        one_of(
            "action",
            "approved",
            "approval_undone",
            "ended",
            "left",
            "request_withdrawn",
            "master_handed_over",
            "master_appointed",
            "substitute_named",
            "substitute_ended",
            "certificate_confirmed",
            "certificate_rejected",
        ),
        one_of("by_kind", "master", "substitute", "member", "staff"),
        sa.CheckConstraint("(by_kind = 'staff') = (by_staff IS NOT NULL)", name="by_staff"),
        sa.CheckConstraint("(by_kind = 'staff') = (by_member_id IS NULL)", name="by_member_id"),
    )
    op.create_index("ix_decisions_company_id", "decisions", ["company_id"])
    op.create_index("ix_decisions_member_id", "decisions", ["member_id"])


def _master_offers() -> None:
    op.create_table(
        "master_offers",
        sa.Column("id", big_id(), primary_key=True),
        sa.Column("company_id", big_id(), sa.ForeignKey("companies.id"), nullable=False),
        sa.Column("from_member_id", big_id(), sa.ForeignKey("members.id"), nullable=False),
        sa.Column("to_member_id", big_id(), sa.ForeignKey("members.id"), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("created_at", moment(), nullable=False),
        sa.Column("expires_at", moment(), nullable=False),
        sa.Column("decided_at", moment()),
        one_of("status", "offered", "accepted", "declined", "expired", "withdrawn"),
        sa.CheckConstraint("from_member_id <> to_member_id", name="to_another"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_master_offers_to_member_id", "master_offers", ["to_member_id"])
    _unique_where("one_open_offer_per_company", "master_offers", "status = 'offered'")


def _substitutes() -> None:
    op.create_table(
        "substitutes",
        sa.Column("id", big_id(), primary_key=True),
        sa.Column("company_id", big_id(), sa.ForeignKey("companies.id"), nullable=False),
        sa.Column("member_id", big_id(), sa.ForeignKey("members.id"), nullable=False),
        sa.Column("named_by", big_id(), sa.ForeignKey("members.id"), nullable=False),
        sa.Column("from_at", moment(), nullable=False),
        sa.Column("until_at", moment(), nullable=False),
        sa.Column("ended_at", moment()),
        sa.CheckConstraint("from_at < until_at", name="period"),
        sa.CheckConstraint("member_id <> named_by", name="another"),
    )
    _unique_where("one_substitute_per_company", "substitutes", "ended_at IS NULL")


def _company_changes() -> None:
    op.create_table(
        "company_changes",
        sa.Column("id", big_id(), primary_key=True),
        sa.Column("company_id", big_id(), sa.ForeignKey("companies.id"), nullable=False),
        sa.Column("member_id", big_id()),
        sa.Column("by_staff", sa.String()),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("old_value", sa.String()),
        sa.Column("new_value", sa.String()),
        sa.Column("at", moment(), nullable=False, server_default=now()),
        sa.CheckConstraint("(member_id IS NULL) = (by_staff IS NOT NULL)", name="by_whom"),
    )
    op.create_index("ix_company_changes_company_id", "company_changes", ["company_id"])


def _login_attempts() -> None:
    op.create_table(
        "login_attempts",
        sa.Column("subject", sa.String(), primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("first_at", moment(), nullable=False),
        sa.Column("locked_until", moment()),
    )
    op.create_index("ix_login_attempts_first_at", "login_attempts", ["first_at"])


CREATE = (
    _store_events,
    _decisions,
    _master_offers,
    _substitutes,
    _company_changes,
    _login_attempts,
)
