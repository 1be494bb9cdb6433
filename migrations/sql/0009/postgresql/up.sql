-- Who fills in which place: the last row of a place counts, one without a person takes it back.
CREATE TABLE assignment (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    evaluation_id uuid NOT NULL REFERENCES evaluation (id),
    event_seq integer NOT NULL,
    place varchar(60) NOT NULL,
    person_id uuid REFERENCES user_account (id),
    UNIQUE (evaluation_id, event_seq, place),
    FOREIGN KEY (evaluation_id, event_seq) REFERENCES audit_event (evaluation_id, seq)
);
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON assignment
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON assignment
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE FUNCTION guard_assignment() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM evaluation e
            JOIN audit_event a ON a.evaluation_id = e.id AND a.seq = e.version
        WHERE e.id = NEW.evaluation_id AND e.version = NEW.event_seq AND a.action = 'assign'
    ) THEN
        RAISE EXCEPTION USING
            MESSAGE = 'assignment: belongs to the newest event, which assigns',
            ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guard_assignment BEFORE INSERT ON assignment
    FOR EACH ROW EXECUTE FUNCTION guard_assignment();
ALTER TABLE assignment ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE assignment ENABLE ALWAYS TRIGGER refuse_truncate;
ALTER TABLE assignment ENABLE ALWAYS TRIGGER guard_assignment;

ALTER TABLE workflow_edge DISABLE TRIGGER refuse_change;
INSERT INTO workflow_edge (action, from_state, to_state) VALUES ('assign', 'draft', 'draft');
ALTER TABLE workflow_edge ENABLE ALWAYS TRIGGER refuse_change;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'hengjian_application') THEN
        GRANT SELECT ON assignment TO hengjian_application;
        GRANT INSERT (evaluation_id, event_seq, place, person_id)
            ON assignment TO hengjian_application;
    END IF;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'hengjian_auditor') THEN
        GRANT SELECT ON assignment TO hengjian_auditor;
    END IF;
END $$;
