"""PostgreSQL's triggers: what changes in a company is written down as an event, and the workers are woken.

The functions run with the rights of whoever migrated, so that a writer needs none on store_events.
"""

from __future__ import annotations

_HEAD = "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$ "

# While an approval is untold, taking it back leaves nothing to tell.
_AFFILIATION_CHANGED = """
DECLARE
    untold boolean;
BEGIN
    IF OLD.grade = NEW.grade THEN
        RETURN NULL;
    END IF;
    IF OLD.grade = 'associate' AND NEW.grade = 'regular' THEN
        INSERT INTO store_events (kind, company_id, member_id, affiliation_id, old_grade, new_grade, due_at)
        VALUES ('approved', NEW.company_id, NEW.member_id, NEW.id, OLD.grade, NEW.grade,
                coalesce(NEW.decided_at, clock_timestamp()) + interval '60 seconds');
    ELSIF OLD.grade = 'regular' AND NEW.grade = 'associate' THEN
        UPDATE store_events SET handled_at = clock_timestamp()
        WHERE affiliation_id = OLD.id AND kind = 'approved' AND handled_at IS NULL;
        untold := FOUND;
        INSERT INTO store_events (kind, company_id, member_id, affiliation_id, old_grade, new_grade, handled_at)
        VALUES ('approval_undone', NEW.company_id, NEW.member_id, NEW.id, OLD.grade, NEW.grade,
                CASE WHEN untold THEN clock_timestamp() END);
    ELSE
        INSERT INTO store_events (kind, company_id, member_id, affiliation_id, old_grade, new_grade)
        VALUES ('master_changed', NEW.company_id, NEW.member_id, NEW.id, OLD.grade, NEW.grade);
    END IF;
    IF NEW.grade = 'master' THEN
        DELETE FROM store_events
        WHERE kind = 'master_gone' AND handled_at IS NULL AND company_id = NEW.company_id;
    ELSIF OLD.grade = 'master'
        AND NOT EXISTS (SELECT 1 FROM affiliations WHERE grade = 'master' AND company_id = NEW.company_id)
    THEN
        INSERT INTO store_events (kind, company_id, member_id, affiliation_id, old_grade, new_grade)
        VALUES ('master_gone', NEW.company_id, NEW.member_id, NEW.id, OLD.grade, NEW.grade);
    END IF;
    RETURN NULL;
END
"""

_AFFILIATION_MADE = """
BEGIN
    IF NEW.grade IN ('associate', 'master') THEN
        INSERT INTO store_events (kind, company_id, member_id, affiliation_id, new_grade)
        VALUES (NEW.grade || '_joined', NEW.company_id, NEW.member_id, NEW.id, NEW.grade);
    END IF;
    IF NEW.grade = 'master' THEN
        DELETE FROM store_events
        WHERE kind = 'master_gone' AND handled_at IS NULL AND company_id = NEW.company_id;
    ELSIF NOT EXISTS (SELECT 1 FROM affiliations WHERE id <> NEW.id AND company_id = NEW.company_id) THEN
        INSERT INTO store_events (kind, company_id, member_id, affiliation_id)
        VALUES ('master_gone', NEW.company_id, NEW.member_id, NEW.id);
    END IF;
    RETURN NULL;
END
"""

_AFFILIATION_ENDED = """
BEGIN
    UPDATE store_events SET handled_at = clock_timestamp()
    WHERE affiliation_id = OLD.id AND kind = 'approved' AND handled_at IS NULL;
    INSERT INTO store_events (kind, company_id, member_id, affiliation_id, old_grade)
    VALUES ('relation_ended', OLD.company_id, OLD.member_id, OLD.id, OLD.grade);
    IF NOT EXISTS (SELECT 1 FROM affiliations WHERE company_id = OLD.company_id) THEN
        DELETE FROM store_events
        WHERE kind = 'master_gone' AND handled_at IS NULL AND company_id = OLD.company_id;
    ELSIF OLD.grade = 'master' THEN
        INSERT INTO store_events (kind, company_id, member_id, affiliation_id, old_grade)
        VALUES ('master_gone', OLD.company_id, OLD.member_id, OLD.id, OLD.grade);
    END IF;
    RETURN NULL;
END
"""

_AFFILIATION_MOVED = "BEGIN RAISE EXCEPTION 'a relation is ended and made anew, never moved'" + (
    " USING ERRCODE = 'restrict_violation'; END"
)

_COMPANY_CERTIFICATE = """
BEGIN
    INSERT INTO store_events (kind, company_id, old_grade, new_grade)
    VALUES ('certificate_changed', NEW.id, OLD.certificate, NEW.certificate);
    RETURN NULL;
END
"""

_CERTIFICATE_RECEIVED = """
BEGIN
    INSERT INTO store_events (kind, company_id, member_id, certificate_id)
    VALUES ('certificate_received', NEW.company_id, NEW.member_id, NEW.id);
    RETURN NULL;
END
"""

_CHAT_LINKED = """
BEGIN
    INSERT INTO store_events (kind, member_id) VALUES ('chat_linked', NEW.member_id);
    RETURN NULL;
END
"""

_WAKE = "BEGIN PERFORM pg_notify('store_events', ''); RETURN NULL; END"

FUNCTIONS = {
    "affiliation_made": _AFFILIATION_MADE,
    "affiliation_changed": _AFFILIATION_CHANGED,
    "affiliation_ended": _AFFILIATION_ENDED,
    "refuse_move": _AFFILIATION_MOVED,
    "company_certificate_changed": _COMPANY_CERTIFICATE,
    "certificate_received": _CERTIFICATE_RECEIVED,
    "chat_linked": _CHAT_LINKED,
    "wake_workers": _WAKE,
}

TRIGGERS = (
    "affiliations_made AFTER INSERT ON affiliations FOR EACH ROW EXECUTE FUNCTION affiliation_made()",
    "affiliations_changed AFTER UPDATE OF grade ON affiliations FOR EACH ROW EXECUTE FUNCTION affiliation_changed()",
    "affiliations_ended AFTER DELETE ON affiliations FOR EACH ROW EXECUTE FUNCTION affiliation_ended()",
    "affiliations_no_move BEFORE UPDATE OF company_id, member_id ON affiliations FOR EACH ROW"
    " WHEN (OLD.company_id <> NEW.company_id OR OLD.member_id <> NEW.member_id) EXECUTE FUNCTION refuse_move()",
    "companies_certificate_changed AFTER UPDATE OF certificate ON companies FOR EACH ROW"
    " WHEN (OLD.certificate <> NEW.certificate) EXECUTE FUNCTION company_certificate_changed()",
    "certificates_received AFTER INSERT ON certificates FOR EACH ROW EXECUTE FUNCTION certificate_received()",
    "chat_links_linked AFTER INSERT ON chat_links FOR EACH ROW EXECUTE FUNCTION chat_linked()",
    "chat_links_linked_anew AFTER UPDATE ON chat_links FOR EACH ROW WHEN (OLD.member_id <> NEW.member_id"
    " OR (OLD.unreachable_since IS NOT NULL AND NEW.unreachable_since IS NULL)) EXECUTE FUNCTION chat_linked()",
    "store_events_wake AFTER INSERT ON store_events FOR EACH STATEMENT EXECUTE FUNCTION wake_workers()",
    "decisions_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON decisions"
    " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
)

CREATE = (
    *(_HEAD.format(name=name) + body + "$$" for name, body in FUNCTIONS.items()),
    *(f"CREATE TRIGGER {one}" for one in TRIGGERS),
)
DROP = (
    *(f"DROP TRIGGER {one.split()[0]} ON {one.split(' ON ')[1].split()[0]}" for one in TRIGGERS),
    *(f"DROP FUNCTION {name}()" for name in FUNCTIONS),
)
