"""What members changed, codes of our own by SMS, and what is kept apart of those who left."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from alembic import op

from storage.migrations.versions.v0001_first_tables import big_id, moment, now, on_postgresql, one_of

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = ("member_changes", "sms_codes", "left_members", "left_consents", "resting_ids")
# Whoever leaves takes their consents out of `consents`; only what is kept apart may go from there.
KEPT_APART = "EXISTS (SELECT 1 FROM left_consents WHERE id = OLD.id)"

# What of each may not be changed; who left is sealed anew when the key changes.
EVIDENCE = {"left_members": "OF id, left_at, erase_at ", "left_consents": ""}
# Ids must never come back: the log of looks at somebody's data would tell of somebody else's.
_NEXT = "CONSTRAINT uq_members_login_id_key"
NUMBERED = {
    "id INTEGER NOT NULL,": "id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,",
    f"CONSTRAINT pk_members PRIMARY KEY (id), \n\t{_NEXT}": _NEXT,
}


def upgrade() -> None:
    """Adds the tables, and lets a consent go from among the members' once it is kept apart."""
    _member_changes()
    _sms_codes()
    _left()
    _postgresql() if on_postgresql() else _sqlite()


def downgrade() -> None:
    """Takes them back; what was kept apart is lost."""
    _postgresql_back() if on_postgresql() else _sqlite_back()
    for table in reversed(TABLES):
        op.drop_table(table)


def _member_changes() -> None:
    op.create_table(
        "member_changes",
        sa.Column("id", big_id(), primary_key=True),
        sa.Column("member_id", big_id(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("old_value", sa.LargeBinary()),
        sa.Column("new_value", sa.LargeBinary()),
        sa.Column("by_staff", sa.String()),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("at", moment(), nullable=False, server_default=now()),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_member_changes_member_id"),
    )
    op.create_index("ix_member_changes_member_id", "member_changes", ["member_id"])


def _sms_codes() -> None:
    op.create_table(
        "sms_codes",
        sa.Column("id", big_id(), primary_key=True),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("account_hash", sa.String(), nullable=False),
        sa.Column("number_hash", sa.String()),
        sa.Column("code_hash", sa.String()),
        sa.Column("code_expires_at", moment()),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("asked_at", moment(), nullable=False),
        one_of("purpose", "reset_password", "change_mobile"),
    )
    op.create_index("ix_sms_codes_account_hash", "sms_codes", ["account_hash"])
    op.create_index("ix_sms_codes_number_hash", "sms_codes", ["number_hash"])
    op.create_index("ix_sms_codes_channel_chat", "sms_codes", ["channel", "chat"])
    op.create_index("ix_sms_codes_asked_at", "sms_codes", ["asked_at"])


def _left() -> None:
    op.create_table(
        "left_members",
        sa.Column("id", big_id(), primary_key=True, autoincrement=False),
        sa.Column("who", sa.LargeBinary(), nullable=False),
        sa.Column("left_at", moment(), nullable=False),
        sa.Column("erase_at", moment(), nullable=False),
    )
    op.create_index("ix_left_members_erase_at", "left_members", ["erase_at"])
    op.create_table(
        "left_consents",
        sa.Column("id", big_id(), primary_key=True, autoincrement=False),
        sa.Column("left_member_id", big_id(), nullable=False),
        sa.Column("document_id", big_id(), nullable=False),
        sa.Column("answer", sa.Boolean(), nullable=False),
        sa.Column("answered_at", moment(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["left_member_id"], ["left_members.id"], name="fk_left_consents_left_member_id"),
        sa.ForeignKeyConstraint(["document_id"], ["consent_documents.id"], name="fk_left_consents_document_id"),
    )
    op.create_index("ix_left_consents_left_member_id", "left_consents", ["left_member_id"])
    op.create_table(
        "resting_ids",
        sa.Column("login_id_key", sa.String(), primary_key=True),
        sa.Column("until", moment(), nullable=False),
    )


def _sqlite() -> None:
    op.execute("DROP TRIGGER consents_no_delete")
    op.execute(
        f"CREATE TRIGGER consents_no_delete BEFORE DELETE ON consents WHEN NOT {KEPT_APART} "
        "BEGIN SELECT RAISE(ABORT, 'consents is evidence: no DELETE'); END"
    )
    for table, of in EVIDENCE.items():
        op.execute(
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE {of}ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is evidence: no UPDATE'); END"
        )
    _rewrite_members(NUMBERED)


def _rewrite_members(changes: Mapping[str, str]) -> None:
    """Changes how SQLite numbers members; the table cannot be made anew, since others refer to it.

    The way of https://www.sqlite.org/lang_altertable.html for changes that leave the rows as they are.
    """
    connection = op.get_bind()
    sql = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'members'").scalar_one()
    for before, after in changes.items():
        if before not in sql:
            raise RuntimeError("the table members is not as it was made")
        sql = sql.replace(before, after, 1)
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.exec_driver_sql("UPDATE sqlite_master SET sql = ? WHERE name = 'members'", (sql,))
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")


def _sqlite_back() -> None:
    _rewrite_members({after: before for before, after in NUMBERED.items()})
    op.execute("DROP TRIGGER consents_no_delete")
    op.execute(
        "CREATE TRIGGER consents_no_delete BEFORE DELETE ON consents "
        "BEGIN SELECT RAISE(ABORT, 'consents is evidence: no DELETE'); END"
    )


def _postgresql() -> None:
    op.execute("DROP TRIGGER consents_no_change ON consents")
    op.execute(
        "CREATE FUNCTION refuse_loss() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {KEPT_APART} THEN RETURN OLD; END IF; "
        "RAISE EXCEPTION '% is evidence: no %', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation'; END $$"
    )
    op.execute("CREATE TRIGGER consents_no_loss BEFORE DELETE ON consents FOR EACH ROW EXECUTE FUNCTION refuse_loss()")
    for table, of in {"consents": "", **EVIDENCE}.items():
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE {of}OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def _postgresql_back() -> None:
    for table in ("consents", *EVIDENCE):
        op.execute(f"DROP TRIGGER {table}_no_change ON {table}")
    op.execute("DROP TRIGGER consents_no_loss ON consents")
    op.execute("DROP FUNCTION refuse_loss()")
    op.execute(
        "CREATE TRIGGER consents_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON consents "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
