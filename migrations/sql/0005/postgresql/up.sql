-- What became of the points of a return, step by step: raised, answered, settled or insisted on,
-- and carried into the next evaluation.
CREATE TABLE point_step (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    evaluation_id uuid NOT NULL REFERENCES evaluation (id),
    event_seq integer NOT NULL,
    point_id uuid NOT NULL,
    kind varchar(10) NOT NULL CHECK (kind IN ('raise', 'answer', 'settle', 'insist', 'carry')),
    office varchar(10) NOT NULL CHECK (office IN ('head', 'chief')),
    place varchar(60) NOT NULL CHECK (place <> ''),
    text_id bigint REFERENCES free_text (id),
    CHECK (kind = 'insist' OR (kind = 'settle') = (text_id IS NULL)),
    UNIQUE (evaluation_id, event_seq, point_id),
    FOREIGN KEY (evaluation_id, event_seq) REFERENCES audit_event (evaluation_id, seq)
);
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON point_step
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON point_step
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- The office is that with which the evaluation lay when it was sent back or a point was settled.
CREATE FUNCTION guard_point_step() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    last record;
BEGIN
    IF NOT EXISTS (
        SELECT FROM evaluation e
            JOIN audit_event a ON a.evaluation_id = e.id AND a.seq = e.version
        WHERE e.id = NEW.evaluation_id AND e.version = NEW.event_seq
            AND a.action = CASE NEW.kind WHEN 'raise' THEN 'return' WHEN 'insist' THEN 'return'
                WHEN 'carry' THEN 'create' ELSE NEW.kind END
            AND (NEW.kind IN ('answer', 'carry')
                 OR (NEW.office = 'head') = (a.from_state = 'self_scored'))
    ) THEN
        RAISE EXCEPTION USING
            MESSAGE = 'point_step: belongs to the newest event, which is of its kind',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    SELECT p.kind, p.office, p.place INTO last FROM point_step p
        WHERE p.evaluation_id = NEW.evaluation_id AND p.point_id = NEW.point_id
        ORDER BY p.id DESC LIMIT 1;
    IF (CASE WHEN NEW.kind IN ('raise', 'carry') THEN NOT FOUND ELSE
            last.office = NEW.office AND last.place = NEW.place
            AND (last.kind = 'answer' OR (NEW.kind = 'answer' AND last.kind <> 'settle'))
        END) IS NOT TRUE
    THEN
        RAISE EXCEPTION USING
            MESSAGE = 'point_step: a point is raised once, answered, then settled',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guard_point_step BEFORE INSERT ON point_step
    FOR EACH ROW EXECUTE FUNCTION guard_point_step();
ALTER TABLE point_step ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE point_step ENABLE ALWAYS TRIGGER refuse_truncate;
ALTER TABLE point_step ENABLE ALWAYS TRIGGER guard_point_step;

ALTER TABLE workflow_edge DISABLE TRIGGER refuse_change;
INSERT INTO workflow_edge (action, from_state, to_state) VALUES
    ('answer', 'draft', 'draft'),
    ('settle', 'self_scored', 'self_scored'),
    ('settle', 'unit_approved', 'unit_approved'),
    ('settle', 'finance_reviewed', 'finance_reviewed');
ALTER TABLE workflow_edge ENABLE ALWAYS TRIGGER refuse_change;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'hengjian_application') THEN
        GRANT SELECT ON point_step TO hengjian_application;
        GRANT INSERT (evaluation_id, event_seq, point_id, kind, office, place, text_id)
            ON point_step TO hengjian_application;
    END IF;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'hengjian_auditor') THEN
        GRANT SELECT ON point_step TO hengjian_auditor;
    END IF;
END $$;
