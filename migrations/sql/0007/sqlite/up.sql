-- Measures by which problems are put right: every step of each, never changed.
CREATE TABLE measure_step (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
    evaluation_id CHAR(32) NOT NULL REFERENCES evaluation (id),
    event_seq INTEGER NOT NULL CHECK (typeof(event_seq) = 'integer'),
    measure_id CHAR(32) NOT NULL,
    kind VARCHAR(10) NOT NULL CHECK (
        kind IN ('plan', 'change', 'done', 'accept', 'refuse', 'carry')
    ),
    finding_id INTEGER REFERENCES free_text (id),
    recommendation_id INTEGER REFERENCES free_text (id),
    text_id INTEGER REFERENCES free_text (id),
    owner TEXT NOT NULL,
    due_on VARCHAR(10) CHECK (due_on GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'),
    attachment_id CHAR(32) REFERENCES attachment (id),
    UNIQUE (evaluation_id, event_seq, measure_id),
    FOREIGN KEY (evaluation_id, event_seq) REFERENCES audit_event (evaluation_id, seq),
    -- A measure has words, a post and a day; without words it is a problem that was brought along.
    CHECK (
        (text_id IS NOT NULL AND owner <> '' AND due_on IS NOT NULL)
        OR (kind = 'carry' AND text_id IS NULL AND finding_id IS NOT NULL)
    )
);
CREATE INDEX measure_step_by_measure ON measure_step (measure_id, id);
CREATE TRIGGER measure_step_refuse_update BEFORE UPDATE ON measure_step
BEGIN SELECT RAISE(ABORT, 'measure_step: update is refused'); END;
CREATE TRIGGER measure_step_refuse_delete BEFORE DELETE ON measure_step
BEGIN SELECT RAISE(ABORT, 'measure_step: delete is refused'); END;
CREATE TRIGGER measure_step_refuse_replace BEFORE INSERT ON measure_step
WHEN EXISTS (
    SELECT 1 FROM measure_step
    WHERE id = NEW.id
        OR (evaluation_id = NEW.evaluation_id AND event_seq = NEW.event_seq
            AND measure_id = NEW.measure_id)
)
BEGIN SELECT RAISE(ABORT, 'measure_step: replace is refused'); END;
CREATE TRIGGER measure_step_guard_current_event BEFORE INSERT ON measure_step
WHEN NOT EXISTS (
    SELECT 1 FROM evaluation e JOIN audit_event a ON a.evaluation_id = e.id AND a.seq = e.version
    WHERE e.id = NEW.evaluation_id AND e.version = NEW.event_seq
        AND ((NEW.kind IN ('plan', 'change') AND a.action = 'plan_measure')
            OR (NEW.kind = 'done' AND a.action = 'report_measure')
            OR (NEW.kind = 'accept' AND a.action = 'accept_measure')
            OR (NEW.kind = 'refuse' AND a.action = 'refuse_measure')
            OR (NEW.kind = 'carry' AND a.action = 'create' AND e.predecessor_id IS NOT NULL))
)
BEGIN SELECT RAISE(ABORT, 'measure_step: belongs to the newest event, which takes this step'); END;
-- Nothing is accepted, or refused, but what was reported as done; what was accepted stays so.
CREATE TRIGGER measure_step_guard_order BEFORE INSERT ON measure_step
WHEN NOT CASE coalesce((
        SELECT s.kind FROM measure_step s
        WHERE s.evaluation_id = NEW.evaluation_id AND s.measure_id = NEW.measure_id
        ORDER BY s.id DESC LIMIT 1
    ), 'none')
    WHEN 'none' THEN NEW.kind IN ('plan', 'carry')
    WHEN 'done' THEN NEW.kind IN ('done', 'accept', 'refuse')
    WHEN 'accept' THEN 0
    ELSE NEW.kind IN ('plan', 'change', 'done')
    END
BEGIN SELECT RAISE(ABORT, 'measure_step: done comes before accept and refuse'); END;

DROP TRIGGER workflow_edge_refuse_insert;
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
CREATE TRIGGER workflow_edge_refuse_insert BEFORE INSERT ON workflow_edge
BEGIN SELECT RAISE(ABORT, 'workflow_edge: insert is refused'); END;
