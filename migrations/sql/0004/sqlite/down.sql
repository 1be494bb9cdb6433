-- Events of the new actions have no edge to return to, and what was erased is gone, so a database
-- that holds one of them stays.
CREATE TABLE stays (held INTEGER CONSTRAINT the_trail_holds_events_of_newer_actions CHECK (held = 0));
INSERT INTO stays SELECT count(*) FROM audit_event
    WHERE action IN ('ask_erasure', 'erase', 'decline_erasure');
DROP TABLE stays;

DROP TRIGGER workflow_edge_refuse_delete;
DELETE FROM workflow_edge WHERE action IN ('ask_erasure', 'erase', 'decline_erasure');
CREATE TRIGGER workflow_edge_refuse_delete BEFORE DELETE ON workflow_edge
BEGIN SELECT RAISE(ABORT, 'workflow_edge: delete is refused'); END;

DROP TRIGGER audit_event_guard_erasure;
DROP TRIGGER free_text_guard_erasure;
CREATE TRIGGER free_text_refuse_update BEFORE UPDATE ON free_text
BEGIN SELECT RAISE(ABORT, 'free_text: update is refused'); END;
DROP TRIGGER publication_guard_erasure;
CREATE TRIGGER publication_refuse_update BEFORE UPDATE ON publication
BEGIN SELECT RAISE(ABORT, 'publication: update is refused'); END;

DROP TRIGGER evaluation_guard_discarded;
CREATE TRIGGER evaluation_guard_discarded BEFORE UPDATE ON evaluation
WHEN OLD.discarded
BEGIN SELECT RAISE(ABORT, 'evaluation: what was discarded stays as it is'); END;
DROP TRIGGER audit_event_guard_discarded;
CREATE TRIGGER audit_event_guard_discarded BEFORE INSERT ON audit_event
WHEN (NEW.action = 'discard') IS NOT (
    SELECT e.discarded FROM evaluation e WHERE e.id = NEW.evaluation_id
)
BEGIN SELECT RAISE(ABORT, 'audit_event: discard and nothing else discards'); END;
