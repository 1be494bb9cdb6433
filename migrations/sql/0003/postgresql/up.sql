-- How far the ledger outside the database has taken in the trail: the size and the root of its tree,
-- and the last row of each table in it.
CREATE TABLE seal (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    size bigint NOT NULL UNIQUE CHECK (size > 0),
    root varchar(64) NOT NULL CHECK (root ~ '^[0-9a-f]{64}$'),
    audit_event_id bigint NOT NULL CHECK (audit_event_id >= 0),
    admin_event_id bigint NOT NULL CHECK (admin_event_id >= 0),
    refusal_id bigint NOT NULL CHECK (refusal_id >= 0),
    checkpoint text NOT NULL
);
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON seal
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON seal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- With the rights of the owner: the lock needs some that a sealer must not have.
CREATE FUNCTION guard_seal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    -- Two sealers at once: the second waits here and finds that the first was faster.
    LOCK TABLE public.seal IN SHARE ROW EXCLUSIVE MODE;
    IF EXISTS (
        SELECT FROM seal s
        WHERE s.size >= NEW.size OR s.audit_event_id > NEW.audit_event_id
            OR s.admin_event_id > NEW.admin_event_id OR s.refusal_id > NEW.refusal_id
    ) THEN
        RAISE EXCEPTION USING
            MESSAGE = 'seal: a later seal takes in more than the earlier ones',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guard_growth BEFORE INSERT ON seal
    FOR EACH ROW EXECUTE FUNCTION guard_seal();

-- The order of numbers is not that of commits: whoever is writing holds a lower number and may still
-- commit. The lock waits for them all; what has a number up to these is then there or never will be.
CREATE FUNCTION read_trail_ends()
RETURNS TABLE (audit_event bigint, admin_event bigint, refusal bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    LOCK TABLE public.audit_event, public.admin_event, public.refusal IN SHARE MODE;
    RETURN QUERY SELECT
        coalesce((SELECT max(e.id) FROM public.audit_event e), 0),
        coalesce((SELECT max(a.id) FROM public.admin_event a), 0),
        coalesce((SELECT max(r.id) FROM public.refusal r), 0);
END $$;
REVOKE ALL ON FUNCTION read_trail_ends() FROM PUBLIC;

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

ALTER TABLE seal ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE seal ENABLE ALWAYS TRIGGER refuse_truncate;
ALTER TABLE seal ENABLE ALWAYS TRIGGER guard_growth;

-- Who seals reads the trail and writes nothing but seals.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'hengjian_sealer') THEN
        BEGIN
            CREATE ROLE hengjian_sealer NOLOGIN;
        EXCEPTION
            WHEN duplicate_object OR unique_violation THEN NULL;
            WHEN insufficient_privilege THEN
                RAISE EXCEPTION USING MESSAGE = 'role hengjian_sealer is missing, and this role may '
                    || 'not create it; let a superuser run: CREATE ROLE hengjian_sealer NOLOGIN';
        END;
    END IF;
END $$;
GRANT USAGE ON SCHEMA public TO hengjian_sealer;
GRANT SELECT ON alembic_version, workflow_edge, audit_event, admin_event, refusal, seal
    TO hengjian_sealer;
GRANT INSERT (at, size, root, audit_event_id, admin_event_id, refusal_id, checkpoint)
    ON seal TO hengjian_sealer;
GRANT EXECUTE ON FUNCTION read_trail_ends() TO hengjian_sealer;
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'hengjian_application') THEN
        GRANT SELECT ON seal TO hengjian_application;
    END IF;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'hengjian_auditor') THEN
        GRANT SELECT ON seal TO hengjian_auditor;
    END IF;
END $$;
