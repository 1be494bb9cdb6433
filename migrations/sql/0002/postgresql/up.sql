-- Editions, predecessors, discards.
ALTER TABLE evaluation
    ADD COLUMN edition integer NOT NULL DEFAULT 1 CONSTRAINT evaluation_edition CHECK (edition >= 1),
    ADD COLUMN supersedes_id uuid REFERENCES evaluation (id),
    ADD COLUMN first_edition_id uuid REFERENCES evaluation (id),
    ADD COLUMN predecessor_id uuid REFERENCES evaluation (id),
    ADD COLUMN discarded boolean NOT NULL DEFAULT false;
CREATE UNIQUE INDEX evaluation_successor ON evaluation (supersedes_id)
    WHERE supersedes_id IS NOT NULL AND NOT discarded;
CREATE INDEX evaluation_by_first_edition ON evaluation (first_edition_id)
    WHERE first_edition_id IS NOT NULL;
CREATE INDEX evaluation_by_time ON evaluation (state_since, id);
CREATE INDEX evaluation_by_cycle ON evaluation (cycle_id);
CREATE INDEX audit_event_by_action ON audit_event (action, id);
CREATE INDEX audit_event_by_time ON audit_event (at, id);
CREATE INDEX admin_event_by_time ON admin_event (at, id);
CREATE INDEX admin_event_by_action ON admin_event (action, at, id);
CREATE INDEX unit_by_supervisor ON unit (supervising_unit_id);

CREATE OR REPLACE FUNCTION guard_evaluation_birth() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.version = 1 AND NEW.content_version = 1 AND NEW.round = 1 AND NEW.state = 'draft'
        AND NOT NEW.discarded)
        IS NOT TRUE
    THEN
        RAISE EXCEPTION USING
            MESSAGE = 'evaluation: begins as a draft, with version, content version and round 1',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    -- A later edition begins with the correction of the one before, and of nothing else; each
    -- correction opens one.
    IF (CASE WHEN NEW.supersedes_id IS NULL
        THEN NEW.edition = 1 AND NEW.first_edition_id IS NULL
        ELSE EXISTS (
            SELECT FROM evaluation o
            WHERE o.id = NEW.supersedes_id AND o.state = 'published'
                AND NEW.edition = o.edition + 1
                AND NEW.first_edition_id = coalesce(o.first_edition_id, o.id)
                AND (NEW.unit_id, NEW.cycle_id, NEW.scheme_id, NEW.kind, NEW.title)
                    = (o.unit_id, o.cycle_id, o.scheme_id, o.kind, o.title)
                AND (SELECT count(*) FROM evaluation s WHERE s.supersedes_id = o.id)
                    < (SELECT count(*) FROM audit_event c
                       WHERE c.evaluation_id = o.id AND c.action = 'correct')
        ) END) IS NOT TRUE
    THEN
        RAISE EXCEPTION USING
            MESSAGE = 'evaluation: an edition begins with the correction of the last',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.predecessor_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM evaluation p WHERE p.id = NEW.predecessor_id AND p.unit_id = NEW.unit_id
    ) THEN
        RAISE EXCEPTION USING
            MESSAGE = 'evaluation: its predecessor is of the same unit',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

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

-- Agreed rows. A correction brings along what was changed of them when it begins.
CREATE TABLE agreed_change (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    evaluation_id uuid NOT NULL REFERENCES evaluation (id),
    indicator_id uuid NOT NULL,
    event_seq integer NOT NULL,
    old_name text NOT NULL,
    new_name text NOT NULL,
    old_weight numeric(7, 2),
    new_weight numeric(7, 2),
    old_target text NOT NULL,
    new_target text NOT NULL,
    reason_id bigint NOT NULL REFERENCES free_text (id),
    UNIQUE (evaluation_id, event_seq, indicator_id),
    FOREIGN KEY (evaluation_id, event_seq) REFERENCES audit_event (evaluation_id, seq),
    FOREIGN KEY (evaluation_id, indicator_id) REFERENCES indicator (evaluation_id, id)
);
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON agreed_change
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON agreed_change
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE FUNCTION guard_agreed_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM evaluation e
            JOIN audit_event a ON a.evaluation_id = e.id AND a.seq = e.version
        WHERE e.id = NEW.evaluation_id AND e.version = NEW.event_seq
            AND (a.action = 'amend' OR (a.action = 'create' AND e.supersedes_id IS NOT NULL))
    ) THEN
        RAISE EXCEPTION USING
            MESSAGE = 'agreed_change: belongs to the newest event, which amends',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NOT EXISTS (
        SELECT FROM indicator i
        WHERE i.id = NEW.indicator_id
            AND (i.name, i.weight, i.target_text)
                IS NOT DISTINCT FROM (NEW.old_name, NEW.old_weight, NEW.old_target)
    ) THEN
        RAISE EXCEPTION USING
            MESSAGE = 'agreed_change: old is not what stands',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guard_agreed_change BEFORE INSERT ON agreed_change
    FOR EACH ROW EXECUTE FUNCTION guard_agreed_change();

CREATE OR REPLACE FUNCTION guard_indicator_step() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.id, NEW.evaluation_id, NEW.parent_id, NEW.position, NEW.category, NEW.rule)
        IS DISTINCT FROM
        (OLD.id, OLD.evaluation_id, OLD.parent_id, OLD.position, OLD.category, OLD.rule)
        OR ((NEW.name, NEW.weight, NEW.target_text)
            IS DISTINCT FROM (OLD.name, OLD.weight, OLD.target_text)
            AND NOT EXISTS (
                SELECT FROM agreed_change c JOIN evaluation e ON e.id = c.evaluation_id
                WHERE c.evaluation_id = NEW.evaluation_id AND c.event_seq = e.version
                    AND c.indicator_id = NEW.id
                    AND (c.new_name, c.new_weight, c.new_target)
                        IS NOT DISTINCT FROM (NEW.name, NEW.weight, NEW.target_text)
            ))
    THEN
        RAISE EXCEPTION USING
            MESSAGE = 'indicator: what was agreed changes only by the newest event',
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

-- A correction brings the findings along when it begins.
CREATE OR REPLACE FUNCTION guard_filling() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM evaluation e
            JOIN audit_event a ON a.evaluation_id = e.id AND a.seq = e.version
        WHERE e.id = CASE TG_OP WHEN 'DELETE' THEN OLD.evaluation_id ELSE NEW.evaluation_id END
            AND e.state = 'draft' AND a.action = ANY (TG_ARGV)
    ) THEN
        RAISE EXCEPTION USING
            MESSAGE = TG_TABLE_NAME || ': changes only by an event of the action '
                || array_to_string(TG_ARGV, ', '),
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
DROP TRIGGER guard_filling ON finding;
CREATE TRIGGER guard_filling BEFORE UPDATE OR DELETE ON finding
    FOR EACH ROW EXECUTE FUNCTION guard_filling('fill');
CREATE TRIGGER guard_filling_birth BEFORE INSERT ON finding
    FOR EACH ROW EXECUTE FUNCTION guard_filling('create', 'fill');

-- What a person typed and has not saved: scratch, outside the trail.
CREATE TABLE form_draft (
    user_id uuid NOT NULL REFERENCES user_account (id),
    evaluation_id uuid NOT NULL REFERENCES evaluation (id),
    form varchar(20) NOT NULL,
    content_version integer NOT NULL,
    payload text NOT NULL,
    saved_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, evaluation_id, form)
);

-- The answer to a form or a request that was sent once, for when it is sent again.
CREATE TABLE form_token (
    user_id uuid NOT NULL REFERENCES user_account (id),
    token_hash varchar(64) NOT NULL CHECK (token_hash ~ '^[0-9a-f]{64}$'),
    content_hash varchar(64) NOT NULL CHECK (content_hash ~ '^[0-9a-f]{64}$'),
    outcome text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (user_id, token_hash)
);
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON form_token
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON form_token
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Who tried to sign in, by the hash of what was typed as the name: it may have been a password.
CREATE TABLE login_attempt (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    login_hash varchar(64) NOT NULL CHECK (login_hash ~ '^[0-9a-f]{64}$'),
    address varchar(45) NOT NULL,
    at timestamptz NOT NULL,
    succeeded boolean NOT NULL
);
CREATE INDEX login_attempt_by_login ON login_attempt (login_hash, at);
CREATE INDEX login_attempt_by_address ON login_attempt (address, at);

CREATE TABLE api_token (
    id uuid NOT NULL PRIMARY KEY,
    token_hash varchar(64) NOT NULL UNIQUE CHECK (token_hash ~ '^[0-9a-f]{64}$'),
    user_id uuid NOT NULL REFERENCES user_account (id),
    name text NOT NULL,
    scope varchar(10) NOT NULL CHECK (scope IN ('read', 'act')),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz
);
CREATE INDEX api_token_by_user ON api_token (user_id);
CREATE FUNCTION guard_api_token() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.id, NEW.token_hash, NEW.user_id, NEW.name, NEW.scope, NEW.created_at, NEW.expires_at)
        IS DISTINCT FROM
        (OLD.id, OLD.token_hash, OLD.user_id, OLD.name, OLD.scope, OLD.created_at, OLD.expires_at)
        OR OLD.revoked_at IS NOT NULL
    THEN
        RAISE EXCEPTION USING
            MESSAGE = 'api_token: it can be revoked once and stays otherwise',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guard_identity BEFORE UPDATE ON api_token
    FOR EACH ROW EXECUTE FUNCTION guard_api_token();
CREATE TRIGGER refuse_delete BEFORE DELETE ON api_token
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON api_token
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A scheme serves new cycles once it was activated; what was in use before this, is.
CREATE TABLE scheme_activation (
    scheme_id uuid NOT NULL PRIMARY KEY REFERENCES scheme (id),
    activated_at timestamptz NOT NULL
);
INSERT INTO scheme_activation (scheme_id, activated_at) SELECT id, now() FROM scheme;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON scheme_activation
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON scheme_activation
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What lists show and search by, derived from the evaluation by its last change; `hengjian reindex`
-- makes it anew.
CREATE TABLE evaluation_listing (
    evaluation_id uuid NOT NULL PRIMARY KEY REFERENCES evaluation (id),
    text text NOT NULL,
    total numeric(7, 2),
    grade varchar(20)
) WITH (fillfactor = 80);
-- No index on total or grade: only so can a score change without the keys of the text below.
-- Chinese has no spaces to find words by: every two neighbouring characters are a key, and every
-- single one is, so that a word of one character is found as fast. The cost is such that nobody
-- cuts up texts where the index knows.
CREATE FUNCTION bigrams(words text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 100000 AS $$
DECLARE
    keys text[] := '{}';
    before text := NULL;
    letter text;
BEGIN
    FOREACH letter IN ARRAY string_to_array(words, NULL) LOOP
        IF before IS NOT NULL THEN
            keys := keys || (before || letter);
        END IF;
        keys := keys || letter;
        before := letter;
    END LOOP;
    RETURN keys;
END $$;
CREATE INDEX evaluation_listing_by_bigrams ON evaluation_listing USING gin (bigrams(text));

-- The new moves and words.
ALTER TABLE workflow_edge DISABLE TRIGGER refuse_change;
INSERT INTO workflow_edge (action, from_state, to_state) VALUES
    ('amend', 'draft', 'draft'),
    ('discard', 'draft', 'draft'),
    ('correct', 'published', 'published');
ALTER TABLE workflow_edge ENABLE ALWAYS TRIGGER refuse_change;

CREATE OR REPLACE FUNCTION guard_refusal_words() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.source NOT IN ('page', 'import', 'command', 'demo', 'api')
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
        'change_roles', 'change_unit', 'add_unit', 'add_section', 'add_cycle', 'add_scheme',
        'edit_unit', 'change_cycle', 'activate_scheme', 'issue_token', 'revoke_token',
        'clock_went_back'
    ) THEN
        RAISE EXCEPTION USING
            MESSAGE = 'admin_event: unknown action',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

-- ALWAYS: also in a session that replays changes (session_replication_role = replica).
DO $$
DECLARE
    made record;
BEGIN
    FOR made IN
        SELECT t.tgrelid::regclass AS place, t.tgname
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace
            AND t.tgenabled <> 'A'
    LOOP
        EXECUTE 'ALTER TABLE ' || made.place || ' ENABLE ALWAYS TRIGGER '
            || quote_ident(made.tgname);
    END LOOP;
END $$;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'hengjian_application') THEN
        GRANT SELECT ON agreed_change, form_draft, form_token, login_attempt, api_token,
            scheme_activation, evaluation_listing TO hengjian_application;
        GRANT UPDATE (discarded) ON evaluation TO hengjian_application;
        GRANT UPDATE (name, weight, target_text) ON indicator TO hengjian_application;
        GRANT INSERT (evaluation_id, indicator_id, event_seq, old_name, new_name, old_weight,
                      new_weight, old_target, new_target, reason_id)
            ON agreed_change TO hengjian_application;
        GRANT INSERT, UPDATE, DELETE ON form_draft, evaluation_listing TO hengjian_application;
        GRANT INSERT ON form_token, scheme_activation, api_token TO hengjian_application;
        GRANT UPDATE (revoked_at) ON api_token TO hengjian_application;
        GRANT INSERT (login_hash, address, at, succeeded) ON login_attempt TO hengjian_application;
        GRANT DELETE ON login_attempt TO hengjian_application;
    END IF;
    -- Tokens and drafts stay with their owners.
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'hengjian_auditor') THEN
        GRANT SELECT ON agreed_change, login_attempt, scheme_activation, evaluation_listing
            TO hengjian_auditor;
        GRANT SELECT (id, user_id, name, scope, created_at, expires_at, revoked_at)
            ON api_token TO hengjian_auditor;
    END IF;
END $$;
