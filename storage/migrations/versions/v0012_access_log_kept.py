"""The access log cannot be erased before law lets it go, whoever tries (PIPC Notice 2026-9, articles 5(3) and 8)."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

LEAST, RIGHTS_LEAST = "1 year", "3 years"
IS_RIGHT = "OLD.action IN ('appointed MASTER', 'link_chat')"
MESSAGE = "access_log is evidence: no DELETE of what is so new"


def upgrade() -> None:
    """Has the deletion of a line that is too young refused."""
    if op.get_bind().dialect.name == "postgresql":
        _on_postgresql()
    else:
        _on_sqlite()


def _on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_early_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF OLD.at > now() - (CASE WHEN {IS_RIGHT} THEN interval '{RIGHTS_LEAST}' ELSE interval '{LEAST}' END) THEN "
        f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation'; END IF; RETURN OLD; END $$"
    )
    op.execute(
        "CREATE TRIGGER access_log_not_so_early BEFORE DELETE ON access_log "
        "FOR EACH ROW EXECUTE FUNCTION refuse_early_delete()"
    )


def _on_sqlite() -> None:
    ago = f"CASE WHEN {IS_RIGHT} THEN '-{RIGHTS_LEAST}' ELSE '-{LEAST}' END"
    op.execute(
        "CREATE TRIGGER access_log_not_so_early BEFORE DELETE ON access_log FOR EACH ROW "
        f"WHEN OLD.at > strftime('%Y-%m-%dT%H:%M:%f', 'now', {ago}) "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    )


def downgrade() -> None:
    """Leaves it to who deletes."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER access_log_not_so_early ON access_log")
        op.execute("DROP FUNCTION refuse_early_delete()")
    else:
        op.execute("DROP TRIGGER access_log_not_so_early")
