-- Measures by which problems are put right: every step of each, never changed.
CREATE TABLE measure_step (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    evaluation_id uuid NOT NULL REFERENCES evaluation (id),
    event_seq integer NOT NULL,
    measure_id uuid NOT NULL,
    kind varchar(10) NOT NULL CHECK (
        kind IN ('plan', 'change', 'done', 'accept', 'refuse', 'carry')
    ),
    finding_id bigint REFERENCES free_text (id),
    recommendation_id bigint REFERENCES free_text (id),
    text_id bigint REFERENCES free_text (id),
    owner text NOT NULL,
    due_on varchar(10) CHECK (due_on ~ '^[0-9]{4}-[0-1][0-9]-[0-3][0-9]$'),
    attachment_id uuid REFERENCES attachment (id),
    UNIQUE (evaluation_id, event_seq, measure_id),
    FOREIGN KEY (evaluation_id, event_seq) REFERENCES audit_event (evaluation_id, seq),
    -- A measure has words, a post and a day; without words it is a problem that was brought along.
    CHECK (
        (text_id IS NOT NULL AND owner <> '' AND due_on IS NOT NULL)
        OR (kind = 'carry' AND text_id IS NULL AND finding_id IS NOT NULL)
    )
);
CREATE INDEX measure_step_by_measure ON measure_step (measure_id, id);
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON measure_step
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON measure_step
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE FUNCTION guard_measure_step() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM evaluation e
            JOIN audit_event a ON a.evaluation_id = e.id AND a.seq = e.version
        WHERE e.id = NEW.evaluation_id AND e.version = NEW.event_seq
            AND ((NEW.kind IN ('plan', 'change') AND a.action = 'plan_measure')
                OR (NEW.kind = 'done' AND a.action = 'report_measure')
                OR (NEW.kind = 'accept' AND a.action = 'accept_measure')
                OR (NEW.kind = 'refuse' AND a.action = 'refuse_measure')
                OR (NEW.kind = 'carry' AND a.action = 'create' AND e.predecessor_id IS NOT NULL))
    ) THEN
        RAISE EXCEPTION USING
            MESSAGE = 'measure_step: belongs to the newest event, which takes this step',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    -- Nothing is accepted, or refused, but what was reported as done; what was accepted stays so.
    IF NOT (CASE coalesce((
        SELECT s.kind FROM measure_step s
        WHERE s.evaluation_id = NEW.evaluation_id AND s.measure_id = NEW.measure_id
        ORDER BY s.id DESC LIMIT 1
    ), 'none')
    WHEN 'none' THEN NEW.kind IN ('plan', 'carry')
    WHEN 'done' THEN NEW.kind IN ('done', 'accept', 'refuse')
    WHEN 'accept' THEN false
    ELSE NEW.kind IN ('plan', 'change', 'done')
    END)
    THEN
        RAISE EXCEPTION USING
            MESSAGE = 'measure_step: done comes before accept and refuse',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guard_measure_step BEFORE INSERT ON measure_step
    FOR EACH ROW EXECUTE FUNCTION guard_measure_step();
ALTER TABLE measure_step ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE measure_step ENABLE ALWAYS TRIGGER refuse_truncate;
ALTER TABLE measure_step ENABLE ALWAYS TRIGGER guard_measure_step;

ALTER TABLE workflow_edge DISABLE TRIGGER refuse_change;
INSERT INTO workflow_edge (action, from_state, to_state) VALUES
    ('plan_measure', 'draft', 'draft'),
    ('report_measure', 'draft', 'draft'),
    ('accept_measure', 'draft', 'draft'),
    ('refuse_measure', 'draft', 'draft'),
    ('plan_measure', 'self_scored', 'self_scored'),
    ('report_measure', 'self_scored', 'self_scored'),
    ('accept_measure', 'self_scored', 'self_scored'),
    ('refuse_measure', 'self_scored', 'self_scored'),
    ('plan_measure', 'unit_approved', 'unit_approved'),
    ('report_measure', 'unit_approved', 'unit_approved'),
    ('accept_measure', 'unit_approved', 'unit_approved'),
    ('refuse_measure', 'unit_approved', 'unit_approved'),
    ('plan_measure', 'finance_reviewed', 'finance_reviewed'),
    ('report_measure', 'finance_reviewed', 'finance_reviewed'),
    ('accept_measure', 'finance_reviewed', 'finance_reviewed'),
    ('refuse_measure', 'finance_reviewed', 'finance_reviewed'),
    ('plan_measure', 'published', 'published'),
    ('report_measure', 'published', 'published'),
    ('accept_measure', 'published', 'published'),
    ('refuse_measure', 'published', 'published');
ALTER TABLE workflow_edge ENABLE ALWAYS TRIGGER refuse_change;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'hengjian_application') THEN
        GRANT SELECT ON measure_step TO hengjian_application;
        GRANT INSERT (evaluation_id, event_seq, measure_id, kind, finding_id, recommendation_id,
                      text_id, owner, due_on, attachment_id)
            ON measure_step TO hengjian_application;
    END IF;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'hengjian_auditor') THEN
        GRANT SELECT ON measure_step TO hengjian_auditor;
    END IF;
END $$;
