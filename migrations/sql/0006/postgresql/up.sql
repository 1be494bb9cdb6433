-- For a time one person acts for another, in one role, perhaps for one unit alone.
CREATE TABLE delegation (
    id uuid NOT NULL PRIMARY KEY,
    principal_id uuid NOT NULL REFERENCES user_account (id),
    deputy_id uuid NOT NULL REFERENCES user_account (id),
    role varchar(20) NOT NULL CHECK (role IN ('filer', 'unit_head', 'finance_chief')),
    unit_id uuid REFERENCES unit (id),
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    reason text NOT NULL CHECK (reason <> ''),
    created_at timestamptz NOT NULL,
    ended_at timestamptz,
    CHECK (deputy_id <> principal_id),
    CHECK (created_at <= starts_at AND starts_at < ends_at AND created_at <= ended_at)
);
CREATE INDEX delegation_by_deputy ON delegation (deputy_id, ends_at);
CREATE INDEX delegation_by_principal ON delegation (principal_id, ends_at);
CREATE FUNCTION guard_delegation() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.id, NEW.principal_id, NEW.deputy_id, NEW.role, NEW.unit_id, NEW.starts_at, NEW.ends_at,
        NEW.reason, NEW.created_at)
        IS DISTINCT FROM
        (OLD.id, OLD.principal_id, OLD.deputy_id, OLD.role, OLD.unit_id, OLD.starts_at, OLD.ends_at,
         OLD.reason, OLD.created_at)
        OR OLD.ended_at IS NOT NULL
    THEN
        RAISE EXCEPTION USING
            MESSAGE = 'delegation: it can be ended once and stays otherwise',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guard_identity BEFORE UPDATE ON delegation
    FOR EACH ROW EXECUTE FUNCTION guard_delegation();
CREATE TRIGGER refuse_delete BEFORE DELETE ON delegation
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON delegation
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- For whom an event was done: the principal of a delegation that is in force.
ALTER TABLE audit_event ADD COLUMN for_id uuid REFERENCES user_account (id);
CREATE INDEX audit_event_by_principal ON audit_event (for_id, id) WHERE for_id IS NOT NULL;
CREATE FUNCTION guard_audit_event_delegation() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM delegation d JOIN evaluation e ON e.id = NEW.evaluation_id
        WHERE d.id::text = NEW.body::jsonb #>> '{data,delegation}'
            AND d.principal_id = NEW.for_id AND d.deputy_id = NEW.actor_id
            AND NEW.for_id::text = NEW.body::jsonb #>> '{data,for}'
            AND (d.unit_id IS NULL OR d.unit_id = e.unit_id)
            AND d.starts_at <= NEW.at AND date_trunc('second', NEW.at) <= d.ends_at
            AND d.ended_at IS NULL
    ) THEN
        RAISE EXCEPTION USING
            MESSAGE = 'audit_event: nobody acts for another without a delegation',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guard_delegation BEFORE INSERT ON audit_event
    FOR EACH ROW WHEN (NEW.for_id IS NOT NULL) EXECUTE FUNCTION guard_audit_event_delegation();

ALTER TABLE delegation ENABLE ALWAYS TRIGGER guard_identity;
ALTER TABLE delegation ENABLE ALWAYS TRIGGER refuse_delete;
ALTER TABLE delegation ENABLE ALWAYS TRIGGER refuse_truncate;
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER guard_delegation;

-- Of the two people of an erasure neither stands behind the other.
CREATE OR REPLACE FUNCTION guard_audit_event_erasure() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    asked text := NEW.body::jsonb #>> '{data,erasure,request}';
BEGIN
    IF NOT EXISTS (
        SELECT FROM audit_event r
        WHERE r.evaluation_id = NEW.evaluation_id AND r.action = 'ask_erasure'
            AND r.seq::text = asked AND r.actor_id <> NEW.actor_id
            AND r.actor_id IS DISTINCT FROM NEW.for_id
            AND r.for_id IS DISTINCT FROM NEW.actor_id
            AND (r.for_id IS NULL OR r.for_id IS DISTINCT FROM NEW.for_id)
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

CREATE OR REPLACE FUNCTION guard_admin_event_words() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.action NOT IN (
        'begin_demo', 'add_person', 'issue_link', 'set_password', 'disable_person', 'enable_person',
        'change_roles', 'change_unit', 'add_unit', 'add_section', 'add_cycle', 'add_scheme',
        'edit_unit', 'change_cycle', 'activate_scheme', 'issue_token', 'revoke_token',
        'clock_went_back', 'rotate_key', 'delegate', 'end_delegation'
    ) THEN
        RAISE EXCEPTION USING
            MESSAGE = 'admin_event: unknown action',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'hengjian_application') THEN
        GRANT SELECT, INSERT ON delegation TO hengjian_application;
        GRANT UPDATE (ended_at) ON delegation TO hengjian_application;
        GRANT INSERT (for_id) ON audit_event TO hengjian_application;
    END IF;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'hengjian_auditor') THEN
        GRANT SELECT ON delegation TO hengjian_auditor;
    END IF;
END $$;
