-- Whoever acted for another did so under a delegation, so a database that holds one stays.
DO $$
BEGIN
    IF EXISTS (SELECT FROM admin_event WHERE action IN ('delegate', 'end_delegation')) THEN
        RAISE EXCEPTION 'the trail tells of delegations';
    END IF;
END $$;

CREATE OR REPLACE FUNCTION guard_admin_event_words() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.action NOT IN (
        'begin_demo', 'add_person', 'issue_link', 'set_password', 'disable_person', 'enable_person',
        'change_roles', 'change_unit', 'add_unit', 'add_section', 'add_cycle', 'add_scheme',
        'edit_unit', 'change_cycle', 'activate_scheme', 'issue_token', 'revoke_token',
        'clock_went_back', 'rotate_key'
    ) THEN
        RAISE EXCEPTION USING
            MESSAGE = 'admin_event: unknown action',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION guard_audit_event_erasure() RETURNS trigger
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

DROP TRIGGER guard_delegation ON audit_event;
DROP FUNCTION guard_audit_event_delegation();
DROP INDEX audit_event_by_principal;
ALTER TABLE audit_event DROP COLUMN for_id;
DROP TABLE delegation;
DROP FUNCTION guard_delegation();
