-- Who fills in which place: the last row of a place counts, one without a person takes it back.
CREATE TABLE assignment (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
    evaluation_id CHAR(32) NOT NULL REFERENCES evaluation (id),
    event_seq INTEGER NOT NULL CHECK (typeof(event_seq) = 'integer'),
    place VARCHAR(60) NOT NULL,
    person_id CHAR(32) REFERENCES user_account (id),
    UNIQUE (evaluation_id, event_seq, place),
    FOREIGN KEY (evaluation_id, event_seq) REFERENCES audit_event (evaluation_id, seq)
);
CREATE TRIGGER assignment_refuse_update BEFORE UPDATE ON assignment
BEGIN SELECT RAISE(ABORT, 'assignment: update is refused'); END;
CREATE TRIGGER assignment_refuse_delete BEFORE DELETE ON assignment
BEGIN SELECT RAISE(ABORT, 'assignment: delete is refused'); END;
CREATE TRIGGER assignment_refuse_replace BEFORE INSERT ON assignment
WHEN EXISTS (
    SELECT 1 FROM assignment
    WHERE id = NEW.id
        OR (evaluation_id = NEW.evaluation_id AND event_seq = NEW.event_seq
            AND place = NEW.place)
)
BEGIN SELECT RAISE(ABORT, 'assignment: replace is refused'); END;
CREATE TRIGGER assignment_guard_current_event BEFORE INSERT ON assignment
WHEN NOT EXISTS (
    SELECT 1 FROM evaluation e JOIN audit_event a ON a.evaluation_id = e.id AND a.seq = e.version
    WHERE e.id = NEW.evaluation_id AND e.version = NEW.event_seq AND a.action = 'assign'
)
BEGIN SELECT RAISE(ABORT, 'assignment: belongs to the newest event, which assigns'); END;

DROP TRIGGER workflow_edge_refuse_insert;
INSERT INTO workflow_edge (action, from_state, to_state) VALUES ('assign', 'draft', 'draft');
CREATE TRIGGER workflow_edge_refuse_insert BEFORE INSERT ON workflow_edge
BEGIN SELECT RAISE(ABORT, 'workflow_edge: insert is refused'); END;
