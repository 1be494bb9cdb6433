-- Events of the new actions have no edge to return to, and what was carried is told by the event that
-- began an evaluation, so a database that holds a step of a measure stays.
CREATE TABLE stays (held INTEGER CONSTRAINT the_trail_holds_events_of_newer_actions CHECK (held = 0));
INSERT INTO stays SELECT count(*) FROM audit_event
    WHERE action IN ('plan_measure', 'report_measure', 'accept_measure', 'refuse_measure');
INSERT INTO stays SELECT count(*) FROM measure_step;
DROP TABLE stays;

DROP TABLE measure_step;
DROP TRIGGER workflow_edge_refuse_delete;
DELETE FROM workflow_edge
    WHERE action IN ('plan_measure', 'report_measure', 'accept_measure', 'refuse_measure');
CREATE TRIGGER workflow_edge_refuse_delete BEFORE DELETE ON workflow_edge
BEGIN SELECT RAISE(ABORT, 'workflow_edge: delete is refused'); END;
