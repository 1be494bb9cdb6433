-- A text leaves the store only by an event of erasing, and with its salt; its commitment stays.
DROP TRIGGER refuse_change ON free_text;
CREATE TRIGGER refuse_delete BEFORE DELETE ON free_text
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE FUNCTION guard_free_text_erasure() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.id = OLD.id AND NEW.commitment = OLD.commitment AND OLD.text IS NOT NULL
        AND NEW.text IS NULL AND NEW.salt IS NULL
        AND EXISTS (
            SELECT FROM audit_event a
                JOIN evaluation e ON e.id = a.evaluation_id AND e.version = a.seq
            WHERE a.action = 'erase' AND strpos(a.body, '"' || OLD.commitment || '"') > 0
        )) IS NOT TRUE
    THEN
        RAISE EXCEPTION USING
            MESSAGE = 'free_text: update is refused but for an erasure',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guard_erasure BEFORE UPDATE ON free_text
    FOR EACH ROW EXECUTE FUNCTION guard_free_text_erasure();

-- So does it leave a disclosure copy, whose hash is over the commitments.
DROP TRIGGER refuse_change ON publication;
CREATE TRIGGER refuse_delete BEFORE DELETE ON publication
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE FUNCTION guard_publication_erasure() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF ((NEW.id, NEW.evaluation_id, NEW.event_seq, NEW.published_at, NEW.content_hash)
        = (OLD.id, OLD.evaluation_id, OLD.event_seq, OLD.published_at, OLD.content_hash)
        AND length(NEW.content) < length(OLD.content)
        AND EXISTS (
            SELECT FROM audit_event a
                JOIN evaluation e ON e.id = a.evaluation_id AND e.version = a.seq
            WHERE a.action = 'erase' AND e.id = OLD.evaluation_id
        )) IS NOT TRUE
    THEN
        RAISE EXCEPTION USING
            MESSAGE = 'publication: update is refused but for an erasure',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guard_erasure BEFORE UPDATE ON publication
    FOR EACH ROW EXECUTE FUNCTION guard_publication_erasure();

-- Somebody else has asked for that very text, and nobody has answered yet.
CREATE FUNCTION guard_audit_event_erasure() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    asked text := NEW.body::jsonb #>> '{data,erasure,request}';
BEGIN
    IF NOT EXISTS (
        SELECT FROM audit_event r
        WHERE r.evaluation_id = NEW.evaluation_id AND r.action = 'ask_erasure'
            AND r.seq::text = asked AND r.actor_id <> NEW.actor_id
            AND strpos(NEW.body, '"' || (r.body::jsonb #>> '{data,erasure,text}') || '"') > 0
    ) OR EXISTS (
        SELECT FROM audit_event d
        WHERE d.evaluation_id = NEW.evaluation_id AND d.action IN ('erase', 'decline_erasure')
            AND d.body::jsonb #>> '{data,erasure,request}' = asked
    ) THEN
        RAISE EXCEPTION USING
            MESSAGE = 'audit_event: a text is erased when another person has asked for it',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guard_erasure BEFORE INSERT ON audit_event
    FOR EACH ROW WHEN (NEW.action = 'erase') EXECUTE FUNCTION guard_audit_event_erasure();

ALTER TABLE free_text ENABLE ALWAYS TRIGGER refuse_delete;
ALTER TABLE free_text ENABLE ALWAYS TRIGGER guard_erasure;
ALTER TABLE publication ENABLE ALWAYS TRIGGER refuse_delete;
ALTER TABLE publication ENABLE ALWAYS TRIGGER guard_erasure;
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER guard_erasure;

-- What was discarded stays as it is, but its texts can be erased like all others.
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
    IF OLD.discarded
        AND (NEW.discarded, NEW.round, NEW.state_since, NEW.due_at, NEW.reported_total,
             NEW.reported_grade, NEW.claim_reason_id)
            IS DISTINCT FROM
            (OLD.discarded, OLD.round, OLD.state_since, OLD.due_at, OLD.reported_total,
             OLD.reported_grade, OLD.claim_reason_id)
    THEN
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
    discards boolean;
BEGIN
    SELECT e.discarded, e.discarded AND NOT EXISTS (
            SELECT FROM audit_event d WHERE d.evaluation_id = e.id AND d.action = 'discard'
        ) INTO is_discarded, discards
        FROM evaluation e
        WHERE e.id = NEW.evaluation_id AND e.version = NEW.seq
            AND e.state = NEW.to_state AND e.head = NEW.hash;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            MESSAGE = 'audit_event: an event is the head of its evaluation',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (NEW.action = 'discard') IS DISTINCT FROM discards
        OR (is_discarded
            AND NEW.action NOT IN ('discard', 'ask_erasure', 'erase', 'decline_erasure'))
    THEN
        RAISE EXCEPTION USING
            MESSAGE = 'audit_event: discard and nothing else discards',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

ALTER TABLE workflow_edge DISABLE TRIGGER refuse_change;
INSERT INTO workflow_edge (action, from_state, to_state) VALUES
    ('ask_erasure', 'draft', 'draft'),
    ('erase', 'draft', 'draft'),
    ('decline_erasure', 'draft', 'draft'),
    ('ask_erasure', 'self_scored', 'self_scored'),
    ('erase', 'self_scored', 'self_scored'),
    ('decline_erasure', 'self_scored', 'self_scored'),
    ('ask_erasure', 'unit_approved', 'unit_approved'),
    ('erase', 'unit_approved', 'unit_approved'),
    ('decline_erasure', 'unit_approved', 'unit_approved'),
    ('ask_erasure', 'finance_reviewed', 'finance_reviewed'),
    ('erase', 'finance_reviewed', 'finance_reviewed'),
    ('decline_erasure', 'finance_reviewed', 'finance_reviewed'),
    ('ask_erasure', 'published', 'published'),
    ('erase', 'published', 'published'),
    ('decline_erasure', 'published', 'published');
ALTER TABLE workflow_edge ENABLE ALWAYS TRIGGER refuse_change;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'hengjian_application') THEN
        GRANT UPDATE (salt, text) ON free_text TO hengjian_application;
        GRANT UPDATE (content) ON publication TO hengjian_application;
    END IF;
END $$;
