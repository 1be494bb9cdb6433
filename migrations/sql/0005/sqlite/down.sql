-- Events of the new actions have no edge to return to, and a return tells of its points, so a
-- database that holds a point stays.
CREATE TABLE stays (held INTEGER CONSTRAINT the_trail_holds_events_of_newer_actions CHECK (held = 0));
INSERT INTO stays SELECT count(*) FROM audit_event WHERE action IN ('answer', 'settle');
INSERT INTO stays SELECT count(*) FROM point_step;
DROP TABLE stays;

DROP TRIGGER workflow_edge_refuse_delete;
DELETE FROM workflow_edge WHERE action IN ('answer', 'settle');
CREATE TRIGGER workflow_edge_refuse_delete BEFORE DELETE ON workflow_edge
BEGIN SELECT RAISE(ABORT, 'workflow_edge: delete is refused'); END;

DROP TABLE point_step;
