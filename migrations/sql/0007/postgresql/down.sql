-- Events of the new actions have no edge to return to, and what was carried is told by the event that
-- began an evaluation, so a database that holds a step of a measure stays.
DO $$
BEGIN
    IF EXISTS (
        SELECT FROM audit_event
        WHERE action IN ('plan_measure', 'report_measure', 'accept_measure', 'refuse_measure')
    ) OR EXISTS (SELECT FROM measure_step) THEN
        RAISE EXCEPTION 'the trail holds events of newer actions';
    END IF;
END $$;

DROP TABLE measure_step;
DROP FUNCTION guard_measure_step();

ALTER TABLE workflow_edge DISABLE TRIGGER refuse_change;
DELETE FROM workflow_edge
    WHERE action IN ('plan_measure', 'report_measure', 'accept_measure', 'refuse_measure');
ALTER TABLE workflow_edge ENABLE ALWAYS TRIGGER refuse_change;
