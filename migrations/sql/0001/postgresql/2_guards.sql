-- What the database refuses, whoever asks. Every function sees only the schema public: a temporary
-- table of the same name must not answer for the real one.

CREATE FUNCTION refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION USING
        MESSAGE = TG_TABLE_NAME || ': ' || lower(TG_OP) || ' is refused',
        ERRCODE = 'integrity_constraint_violation';
END $$;

-- The legal moves change by a migration alone, which drops and restores these.
CREATE TRIGGER refuse_change BEFORE INSERT OR UPDATE OR DELETE ON workflow_edge
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON workflow_edge
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Append-only.
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON score_change
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON score_change
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON submission
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON submission
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON comment
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON comment
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON publication
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON publication
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON attachment
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON attachment
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON refusal
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON refusal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON admin_event
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON admin_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON free_text
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON free_text
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON scheme
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON scheme
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Never deleted.
CREATE TRIGGER refuse_delete BEFORE DELETE ON evaluation
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON evaluation
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_delete BEFORE DELETE ON indicator
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON indicator
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_delete BEFORE DELETE ON budget_line
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON budget_line
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_delete BEFORE DELETE ON section
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON section
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION guard_evaluation_birth() RETURNS trigger
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
CREATE TRIGGER guard_birth BEFORE INSERT ON evaluation
    FOR EACH ROW EXECUTE FUNCTION guard_evaluation_birth();

CREATE FUNCTION guard_evaluation_step() RETURNS trigger
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
CREATE TRIGGER guard_step BEFORE UPDATE ON evaluation
    FOR EACH ROW EXECUTE FUNCTION guard_evaluation_step();

CREATE FUNCTION guard_audit_event_head() RETURNS trigger
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
CREATE TRIGGER guard_head BEFORE INSERT ON audit_event
    FOR EACH ROW EXECUTE FUNCTION guard_audit_event_head();

-- Nothing is slipped in behind an old event.
CREATE FUNCTION guard_current_event() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM evaluation e WHERE e.id = NEW.evaluation_id AND e.version = NEW.event_seq
    ) THEN
        RAISE EXCEPTION USING
            MESSAGE = TG_TABLE_NAME || ': belongs to the newest event of its evaluation',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guard_current_event BEFORE INSERT ON score_change
    FOR EACH ROW EXECUTE FUNCTION guard_current_event();
CREATE TRIGGER guard_current_event BEFORE INSERT ON comment
    FOR EACH ROW EXECUTE FUNCTION guard_current_event();
CREATE TRIGGER guard_current_event BEFORE INSERT ON attachment
    FOR EACH ROW EXECUTE FUNCTION guard_current_event();
CREATE TRIGGER guard_current_event BEFORE INSERT ON submission
    FOR EACH ROW EXECUTE FUNCTION guard_current_event();
CREATE TRIGGER guard_current_event BEFORE INSERT ON publication
    FOR EACH ROW EXECUTE FUNCTION guard_current_event();

CREATE FUNCTION guard_publication_state() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM evaluation e WHERE e.id = NEW.evaluation_id AND e.state = 'published'
    ) THEN
        RAISE EXCEPTION USING
            MESSAGE = 'publication: the evaluation is not published',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guard_state BEFORE INSERT ON publication
    FOR EACH ROW EXECUTE FUNCTION guard_publication_state();

CREATE FUNCTION guard_score_change_old() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.old IS DISTINCT FROM (
        SELECT CASE NEW.kind WHEN 'self' THEN i.self_score ELSE i.review_score END
        FROM indicator i WHERE i.id = NEW.indicator_id
    ) THEN
        RAISE EXCEPTION USING
            MESSAGE = 'score_change: old is not the score that stands',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guard_old BEFORE INSERT ON score_change
    FOR EACH ROW EXECUTE FUNCTION guard_score_change_old();

CREATE FUNCTION guard_indicator_birth() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF num_nonnulls(NEW.self_score, NEW.review_score, NEW.self_reason_id, NEW.review_reason_id) > 0
    THEN
        RAISE EXCEPTION USING
            MESSAGE = 'indicator: begins without scores and reasons',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guard_birth BEFORE INSERT ON indicator
    FOR EACH ROW EXECUTE FUNCTION guard_indicator_birth();

CREATE FUNCTION guard_indicator_step() RETURNS trigger
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
CREATE TRIGGER guard_step BEFORE UPDATE ON indicator
    FOR EACH ROW EXECUTE FUNCTION guard_indicator_step();

CREATE FUNCTION guard_budget_line_step() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.id, NEW.evaluation_id, NEW.is_total)
        IS DISTINCT FROM (OLD.id, OLD.evaluation_id, OLD.is_total)
    THEN
        RAISE EXCEPTION USING
            MESSAGE = 'budget_line: id, evaluation and what is the total stay',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guard_step BEFORE UPDATE ON budget_line
    FOR EACH ROW EXECUTE FUNCTION guard_budget_line_step();

CREATE FUNCTION guard_section_step() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (NEW.evaluation_id, NEW.key) IS DISTINCT FROM (OLD.evaluation_id, OLD.key) THEN
        RAISE EXCEPTION USING
            MESSAGE = 'section: evaluation and key stay',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guard_step BEFORE UPDATE ON section
    FOR EACH ROW EXECUTE FUNCTION guard_section_step();

-- What was filled in changes only by an event of filling in, which a draft alone can have. The
-- arguments are the actions whose event allows it.
CREATE FUNCTION guard_filling() RETURNS trigger
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
CREATE TRIGGER guard_filling_birth BEFORE INSERT ON indicator
    FOR EACH ROW EXECUTE FUNCTION guard_filling('create');
CREATE TRIGGER guard_filling_birth BEFORE INSERT ON budget_line
    FOR EACH ROW EXECUTE FUNCTION guard_filling('create');
CREATE TRIGGER guard_filling_birth BEFORE INSERT ON section
    FOR EACH ROW EXECUTE FUNCTION guard_filling('create');
CREATE TRIGGER guard_filling BEFORE UPDATE ON indicator
    FOR EACH ROW WHEN (NEW.actual_text IS DISTINCT FROM OLD.actual_text)
    EXECUTE FUNCTION guard_filling('score');
CREATE TRIGGER guard_filling BEFORE UPDATE ON budget_line
    FOR EACH ROW EXECUTE FUNCTION guard_filling('fill');
CREATE TRIGGER guard_filling BEFORE UPDATE ON section
    FOR EACH ROW EXECUTE FUNCTION guard_filling('fill');
CREATE TRIGGER guard_filling BEFORE INSERT OR UPDATE OR DELETE ON finding
    FOR EACH ROW EXECUTE FUNCTION guard_filling('fill');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON finding
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Words that grow with the releases stand in a trigger: it is replaced without touching the rows.
CREATE FUNCTION guard_refusal_words() RETURNS trigger
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
CREATE TRIGGER guard_words BEFORE INSERT ON refusal
    FOR EACH ROW EXECUTE FUNCTION guard_refusal_words();

CREATE FUNCTION guard_admin_event_words() RETURNS trigger
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
CREATE TRIGGER guard_words BEFORE INSERT ON admin_event
    FOR EACH ROW EXECUTE FUNCTION guard_admin_event_words();

-- ALWAYS: also in a session that replays changes (session_replication_role = replica).
DO $$
DECLARE
    made record;
BEGIN
    FOR made IN
        SELECT t.tgrelid::regclass AS place, t.tgname
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace
    LOOP
        EXECUTE 'ALTER TABLE ' || made.place || ' ENABLE ALWAYS TRIGGER '
            || quote_ident(made.tgname);
    END LOOP;
END $$;
