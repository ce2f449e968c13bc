"""SQLite's triggers: what changes in a company is written down as an event, whoever changes it."""

# ruff: noqa: S608 -- put together from the constants of this file alone

from __future__ import annotations

NOW = "(strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000+00:00')"
# NULL, which is due at once, for a decided_at that is no moment.
MINUTE_LATER = "(strftime('%Y-%m-%dT%H:%M:%f', coalesce(NEW.decided_at, 'now'), '+60 seconds') || '000+00:00')"

# While an approval is untold, taking it back leaves nothing to tell.
_UNTOLD = "affiliation_id = OLD.id AND kind = 'approved' AND handled_at IS NULL"
_FORGET_UNTOLD = f"UPDATE store_events SET handled_at = {NOW} WHERE {_UNTOLD}"
_FOUND_AGAIN = "DELETE FROM store_events WHERE kind = 'master_gone' AND handled_at IS NULL AND company_id = "
_NO_MASTER = "NOT EXISTS (SELECT 1 FROM affiliations WHERE grade = 'master' AND company_id = {row}.company_id)"
_OTHERS = "EXISTS (SELECT 1 FROM affiliations WHERE id <> {row}.id AND company_id = {row}.company_id)"


def _event(kind: str, row: str, old: str = "NULL", new: str = "NULL", due: str = "NULL", handled: str = "NULL") -> str:
    return (
        "INSERT INTO store_events"
        " (at, kind, company_id, member_id, affiliation_id, old_grade, new_grade, due_at, handled_at)"
        f" SELECT {NOW}, '{kind}', {row}.company_id, {row}.member_id, {row}.id, {old}, {new}, {due}, {handled}"
    )


def _trigger(name: str, when: str, *statements: str, condition: str = "") -> str:
    body = " ".join(f"{one};" for one in statements)
    return f"CREATE TRIGGER {name} {when} FOR EACH ROW {f'WHEN {condition} ' if condition else ''}BEGIN {body} END"


def _refuse(table: str, action: str) -> str:
    return _trigger(
        f"{table}_no_{action.lower()}",
        f"BEFORE {action} ON {table}",
        f"SELECT RAISE(ABORT, '{table} is evidence: no {action}')",
    )


_JOINED = (
    _trigger(
        "affiliations_associate_joined",
        "AFTER INSERT ON affiliations",
        _event("associate_joined", "NEW", new="NEW.grade"),
        condition="NEW.grade = 'associate'",
    ),
    _trigger(
        "affiliations_master_joined",
        "AFTER INSERT ON affiliations",
        _event("master_joined", "NEW", new="NEW.grade"),
        _FOUND_AGAIN + "NEW.company_id",
        condition="NEW.grade = 'master'",
    ),
    _trigger(
        "affiliations_first_without_master",
        "AFTER INSERT ON affiliations",
        _event("master_gone", "NEW"),
        condition=f"NEW.grade <> 'master' AND NOT {_OTHERS.format(row='NEW')}",
    ),
)

_CHANGED = (
    _trigger(
        "affiliations_approved",
        "AFTER UPDATE OF grade ON affiliations",
        _event("approved", "NEW", "OLD.grade", "NEW.grade", due=MINUTE_LATER),
        condition="OLD.grade = 'associate' AND NEW.grade = 'regular'",
    ),
    _trigger(
        "affiliations_approval_undone",
        "AFTER UPDATE OF grade ON affiliations",
        _event(
            "approval_undone",
            "NEW",
            "OLD.grade",
            "NEW.grade",
            handled=f"CASE WHEN EXISTS (SELECT 1 FROM store_events WHERE {_UNTOLD}) THEN {NOW} END",
        ),
        _FORGET_UNTOLD,
        condition="OLD.grade = 'regular' AND NEW.grade = 'associate'",
    ),
    _trigger(
        "affiliations_master_changed",
        "AFTER UPDATE OF grade ON affiliations",
        _event("master_changed", "NEW", "OLD.grade", "NEW.grade"),
        condition="OLD.grade <> NEW.grade AND 'master' IN (OLD.grade, NEW.grade)",
    ),
    _trigger(
        "affiliations_master_stepped_down",
        "AFTER UPDATE OF grade ON affiliations",
        _event("master_gone", "NEW", "OLD.grade", "NEW.grade"),
        condition=f"OLD.grade = 'master' AND NEW.grade <> 'master' AND {_NO_MASTER.format(row='NEW')}",
    ),
    _trigger(
        "affiliations_master_found",
        "AFTER UPDATE OF grade ON affiliations",
        _FOUND_AGAIN + "NEW.company_id",
        condition="NEW.grade = 'master'",
    ),
    _trigger(
        "affiliations_no_move",
        "BEFORE UPDATE OF company_id, member_id ON affiliations",
        "SELECT RAISE(ABORT, 'a relation is ended and made anew, never moved')",
        condition="OLD.company_id <> NEW.company_id OR OLD.member_id <> NEW.member_id",
    ),
)

_ENDED = (
    _trigger(
        "affiliations_ended",
        "AFTER DELETE ON affiliations",
        _FORGET_UNTOLD,
        _event("relation_ended", "OLD", "OLD.grade"),
    ),
    _trigger(
        "affiliations_master_gone",
        "AFTER DELETE ON affiliations",
        _event("master_gone", "OLD", "OLD.grade"),
        condition=f"OLD.grade = 'master' AND {_OTHERS.format(row='OLD')}",
    ),
    _trigger(
        "affiliations_last_gone",
        "AFTER DELETE ON affiliations",
        _FOUND_AGAIN + "OLD.company_id",
        condition=f"NOT {_OTHERS.format(row='OLD')}",
    ),
)

_CERTIFICATES = (
    _trigger(
        "companies_certificate_changed",
        "AFTER UPDATE OF certificate ON companies",
        "INSERT INTO store_events (at, kind, company_id, old_grade, new_grade)"
        f" VALUES ({NOW}, 'certificate_changed', NEW.id, OLD.certificate, NEW.certificate)",
        condition="OLD.certificate <> NEW.certificate",
    ),
    _trigger(
        "certificates_received",
        "AFTER INSERT ON certificates",
        "INSERT INTO store_events (at, kind, company_id, member_id, certificate_id)"
        f" VALUES ({NOW}, 'certificate_received', NEW.company_id, NEW.member_id, NEW.id)",
    ),
)

_LINKED = f"INSERT INTO store_events (at, kind, member_id) VALUES ({NOW}, 'chat_linked', NEW.member_id)"
_CHATS = (
    _trigger("chat_links_linked", "AFTER INSERT ON chat_links", _LINKED),
    _trigger(
        "chat_links_linked_anew",
        "AFTER UPDATE ON chat_links",
        _LINKED,
        condition="OLD.member_id <> NEW.member_id"
        " OR (OLD.unreachable_since IS NOT NULL AND NEW.unreachable_since IS NULL)",
    ),
)

_EVIDENCE = (_refuse("decisions", "UPDATE"), _refuse("decisions", "DELETE"))

CREATE = (*_JOINED, *_CHANGED, *_ENDED, *_CERTIFICATES, *_CHATS, *_EVIDENCE)
DROP = tuple(f"DROP TRIGGER {one.split()[2]}" for one in CREATE)
