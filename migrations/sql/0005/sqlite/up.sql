-- What became of the points of a return, step by step: raised, answered, settled or insisted on,
-- and carried into the next evaluation.
CREATE TABLE point_step (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
    evaluation_id CHAR(32) NOT NULL REFERENCES evaluation (id),
    event_seq INTEGER NOT NULL CHECK (typeof(event_seq) = 'integer'),
    point_id CHAR(32) NOT NULL,
    kind VARCHAR(10) NOT NULL CHECK (kind IN ('raise', 'answer', 'settle', 'insist', 'carry')),
    office VARCHAR(10) NOT NULL CHECK (office IN ('head', 'chief')),
    place VARCHAR(60) NOT NULL CHECK (place <> ''),
    text_id INTEGER REFERENCES free_text (id),
    CHECK (kind = 'insist' OR (kind = 'settle') = (text_id IS NULL)),
    UNIQUE (evaluation_id, event_seq, point_id),
    FOREIGN KEY (evaluation_id, event_seq) REFERENCES audit_event (evaluation_id, seq)
);
CREATE TRIGGER point_step_refuse_update BEFORE UPDATE ON point_step
BEGIN SELECT RAISE(ABORT, 'point_step: update is refused'); END;
CREATE TRIGGER point_step_refuse_delete BEFORE DELETE ON point_step
BEGIN SELECT RAISE(ABORT, 'point_step: delete is refused'); END;
CREATE TRIGGER point_step_refuse_replace BEFORE INSERT ON point_step
WHEN EXISTS (
    SELECT 1 FROM point_step
    WHERE id = NEW.id
        OR (evaluation_id = NEW.evaluation_id AND event_seq = NEW.event_seq
            AND point_id = NEW.point_id)
)
BEGIN SELECT RAISE(ABORT, 'point_step: replace is refused'); END;
-- The office is that with which the evaluation lay when it was sent back or a point was settled.
CREATE TRIGGER point_step_guard_current_event BEFORE INSERT ON point_step
WHEN NOT EXISTS (
    SELECT 1 FROM evaluation e JOIN audit_event a ON a.evaluation_id = e.id AND a.seq = e.version
    WHERE e.id = NEW.evaluation_id AND e.version = NEW.event_seq
        AND a.action = CASE NEW.kind WHEN 'raise' THEN 'return' WHEN 'insist' THEN 'return'
            WHEN 'carry' THEN 'create' ELSE NEW.kind END
        AND (NEW.kind IN ('answer', 'carry')
             OR (NEW.office = 'head') = (a.from_state = 'self_scored'))
)
BEGIN SELECT RAISE(ABORT, 'point_step: belongs to the newest event, which is of its kind'); END;
CREATE TRIGGER point_step_guard_order BEFORE INSERT ON point_step
WHEN CASE WHEN NEW.kind IN ('raise', 'carry') THEN EXISTS (
        SELECT 1 FROM point_step p
        WHERE p.evaluation_id = NEW.evaluation_id AND p.point_id = NEW.point_id
    ) ELSE NOT EXISTS (
        SELECT 1 FROM point_step p
        WHERE p.id = (
                SELECT max(l.id) FROM point_step l
                WHERE l.evaluation_id = NEW.evaluation_id AND l.point_id = NEW.point_id
            )
            AND p.office = NEW.office AND p.place = NEW.place
            AND (p.kind = 'answer' OR (NEW.kind = 'answer' AND p.kind <> 'settle'))
    ) END
BEGIN SELECT RAISE(ABORT, 'point_step: a point is raised once, answered, then settled'); END;

DROP TRIGGER workflow_edge_refuse_insert;
INSERT INTO workflow_edge (action, from_state, to_state) VALUES
    ('answer', 'draft', 'draft'),
    ('settle', 'self_scored', 'self_scored'),
    ('settle', 'unit_approved', 'unit_approved'),
    ('settle', 'finance_reviewed', 'finance_reviewed');
CREATE TRIGGER workflow_edge_refuse_insert BEFORE INSERT ON workflow_edge
BEGIN SELECT RAISE(ABORT, 'workflow_edge: insert is refused'); END;
