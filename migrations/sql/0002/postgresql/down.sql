-- Events of the new actions have no edge to return to, and what an evaluation was brought along
-- from is told by its first event, so a database that holds one of these stays.
DO $$
BEGIN
    IF EXISTS (SELECT FROM audit_event WHERE action IN ('amend', 'discard', 'correct'))
        OR EXISTS (SELECT FROM evaluation WHERE predecessor_id IS NOT NULL)
    THEN
        RAISE EXCEPTION 'the trail holds events of newer actions';
    END IF;
END $$;

DROP INDEX audit_event_by_action, audit_event_by_time, admin_event_by_time, admin_event_by_action,
    unit_by_supervisor;
DROP TABLE evaluation_listing, scheme_activation, api_token, login_attempt, form_token, form_draft,
    agreed_change;
DROP FUNCTION bigrams(text);
DROP FUNCTION guard_agreed_change();
DROP FUNCTION guard_api_token();
DROP TRIGGER guard_filling ON finding;
DROP TRIGGER guard_filling_birth ON finding;
CREATE TRIGGER guard_filling BEFORE INSERT OR UPDATE OR DELETE ON finding
    FOR EACH ROW EXECUTE FUNCTION guard_filling('fill');
ALTER TABLE finding ENABLE ALWAYS TRIGGER guard_filling;

CREATE OR REPLACE FUNCTION guard_evaluation_birth() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.version = 1 AND NEW.content_version = 1 AND NEW.round = 1 AND NEW.state = 'draft')
        IS NOT TRUE
    THEN
        RAISE EXCEPTION USING
            MESSAGE = 'evaluation: begins as a draft, with version, content version and round 1',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION guard_evaluation_step() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.id, NEW.unit_id, NEW.cycle_id, NEW.scheme_id, NEW.kind, NEW.title)
        IS DISTINCT FROM
        (OLD.id, OLD.unit_id, OLD.cycle_id, OLD.scheme_id, OLD.kind, OLD.title)
    THEN
        RAISE EXCEPTION USING
            MESSAGE = 'evaluation: id, unit, cycle, scheme, kind and title stay',
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
BEGIN
    IF NOT EXISTS (
        SELECT FROM evaluation e
        WHERE e.id = NEW.evaluation_id AND e.version = NEW.seq
            AND e.state = NEW.to_state AND e.head = NEW.hash
    ) THEN
        RAISE EXCEPTION USING
            MESSAGE = 'audit_event: an event is the head of its evaluation',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION guard_indicator_step() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.id, NEW.evaluation_id, NEW.parent_id, NEW.position, NEW.category, NEW.name,
        NEW.weight, NEW.target_text, NEW.rule)
        IS DISTINCT FROM
        (OLD.id, OLD.evaluation_id, OLD.parent_id, OLD.position, OLD.category, OLD.name,
         OLD.weight, OLD.target_text, OLD.rule)
    THEN
        RAISE EXCEPTION USING
            MESSAGE = 'indicator: what was agreed with the budget stays',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (NEW.self_score, NEW.self_reason_id) IS DISTINCT FROM (OLD.self_score, OLD.self_reason_id)
        AND NOT EXISTS (
            SELECT FROM score_change c JOIN evaluation e ON e.id = c.evaluation_id
            WHERE c.evaluation_id = NEW.evaluation_id AND c.event_seq = e.version
                AND c.indicator_id = NEW.id AND c.kind = 'self'
                AND c.new IS NOT DISTINCT FROM NEW.self_score
                AND c.reason_id IS NOT DISTINCT FROM NEW.self_reason_id
        )
    THEN
        RAISE EXCEPTION USING
            MESSAGE = 'indicator: a self score changes only by the newest event',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (NEW.review_score, NEW.review_reason_id)
        IS DISTINCT FROM (OLD.review_score, OLD.review_reason_id)
        AND NOT EXISTS (
            SELECT FROM score_change c JOIN evaluation e ON e.id = c.evaluation_id
            WHERE c.evaluation_id = NEW.evaluation_id AND c.event_seq = e.version
                AND c.indicator_id = NEW.id AND c.kind = 'review'
                AND c.new IS NOT DISTINCT FROM NEW.review_score
                AND c.reason_id IS NOT DISTINCT FROM NEW.review_reason_id
        )
    THEN
        RAISE EXCEPTION USING
            MESSAGE = 'indicator: a review score changes only by the newest event',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION guard_filling() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM evaluation e
            JOIN audit_event a ON a.evaluation_id = e.id AND a.seq = e.version
        WHERE e.id = CASE TG_OP WHEN 'DELETE' THEN OLD.evaluation_id ELSE NEW.evaluation_id END
            AND e.state = 'draft' AND a.action = TG_ARGV[0]
    ) THEN
        RAISE EXCEPTION USING
            MESSAGE = TG_TABLE_NAME || ': changes only by an event of the action ' || TG_ARGV[0],
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE OR REPLACE FUNCTION guard_refusal_words() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.source NOT IN ('page', 'import', 'command', 'demo')
        OR NOT EXISTS (SELECT FROM workflow_edge w WHERE w.action = NEW.action)
    THEN
        RAISE EXCEPTION USING
            MESSAGE = 'refusal: unknown action or source',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION guard_admin_event_words() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.action NOT IN (
        'begin_demo', 'add_person', 'issue_link', 'set_password', 'disable_person', 'enable_person',
        'change_roles', 'change_unit', 'add_unit', 'add_section', 'add_cycle', 'add_scheme'
    ) THEN
        RAISE EXCEPTION USING
            MESSAGE = 'admin_event: unknown action',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

ALTER TABLE evaluation
    DROP COLUMN discarded, DROP COLUMN predecessor_id, DROP COLUMN first_edition_id,
    DROP COLUMN supersedes_id, DROP COLUMN edition;
DROP INDEX evaluation_by_time, evaluation_by_cycle;

ALTER TABLE workflow_edge DISABLE TRIGGER refuse_change;
DELETE FROM workflow_edge WHERE action IN ('amend', 'discard', 'correct');
ALTER TABLE workflow_edge ENABLE ALWAYS TRIGGER refuse_change;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'hengjian_application') THEN
        REVOKE UPDATE (name, weight, target_text) ON indicator FROM hengjian_application;
    END IF;
END $$;
