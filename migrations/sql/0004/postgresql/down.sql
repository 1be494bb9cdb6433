-- Events of the new actions have no edge to return to, and what was erased is gone, so a database
-- that holds one of them stays.
DO $$
BEGIN
    IF EXISTS (
        SELECT FROM audit_event WHERE action IN ('ask_erasure', 'erase', 'decline_erasure')
    ) THEN
        RAISE EXCEPTION 'the trail holds events of newer actions';
    END IF;
END $$;

ALTER TABLE workflow_edge DISABLE TRIGGER refuse_change;
DELETE FROM workflow_edge WHERE action IN ('ask_erasure', 'erase', 'decline_erasure');
ALTER TABLE workflow_edge ENABLE ALWAYS TRIGGER refuse_change;

DROP TRIGGER guard_erasure ON audit_event;
DROP TRIGGER guard_erasure ON free_text;
DROP TRIGGER refuse_delete ON free_text;
DROP TRIGGER guard_erasure ON publication;
DROP TRIGGER refuse_delete ON publication;
DROP FUNCTION guard_audit_event_erasure(), guard_free_text_erasure(), guard_publication_erasure();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON free_text
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON publication
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE free_text ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE publication ENABLE ALWAYS TRIGGER refuse_change;

CREATE OR REPLACE FUNCTION guard_evaluation_step() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.id, NEW.unit_id, NEW.cycle_id, NEW.scheme_id, NEW.kind, NEW.title, NEW.edition,
        NEW.supersedes_id, NEW.first_edition_id, NEW.predecessor_id)
        IS DISTINCT FROM
        (OLD.id, OLD.unit_id, OLD.cycle_id, OLD.scheme_id, OLD.kind, OLD.title, OLD.edition,
         OLD.supersedes_id, OLD.first_edition_id, OLD.predecessor_id)
    THEN
        RAISE EXCEPTION USING
            MESSAGE = 'evaluation: id, unit, cycle, scheme, kind, title and edition stay',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.discarded THEN
        RAISE EXCEPTION USING
            MESSAGE = 'evaluation: what was discarded stays as it is',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (NEW.version = OLD.version + 1
        AND (NEW.content_version = NEW.version
             OR (NEW.content_version = OLD.content_version AND NEW.state = OLD.state))
        AND NEW.round IN (OLD.round, OLD.round + 1)) IS NOT TRUE
    THEN
        RAISE EXCEPTION USING
            MESSAGE = 'evaluation: changes only together with its next event',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION guard_audit_event_head() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    is_discarded boolean;
BEGIN
    SELECT e.discarded INTO is_discarded FROM evaluation e
        WHERE e.id = NEW.evaluation_id AND e.version = NEW.seq
            AND e.state = NEW.to_state AND e.head = NEW.hash;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            MESSAGE = 'audit_event: an event is the head of its evaluation',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (NEW.action = 'discard') IS DISTINCT FROM is_discarded THEN
        RAISE EXCEPTION USING
            MESSAGE = 'audit_event: discard and nothing else discards',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'hengjian_application') THEN
        REVOKE UPDATE (salt, text) ON free_text FROM hengjian_application;
        REVOKE UPDATE (content) ON publication FROM hengjian_application;
    END IF;
END $$;
