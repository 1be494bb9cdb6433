-- Whoever acted for another did so under a delegation, so a database that holds one stays.
CREATE TABLE stays (held INTEGER CONSTRAINT the_trail_tells_of_delegations CHECK (held = 0));
INSERT INTO stays SELECT count(*) FROM admin_event WHERE action IN ('delegate', 'end_delegation');
DROP TABLE stays;

DROP TRIGGER admin_event_guard_words;
CREATE TRIGGER admin_event_guard_words BEFORE INSERT ON admin_event
WHEN NEW.action NOT IN (
    'begin_demo', 'add_person', 'issue_link', 'set_password', 'disable_person', 'enable_person',
    'change_roles', 'change_unit', 'add_unit', 'add_section', 'add_cycle', 'add_scheme',
    'edit_unit', 'change_cycle', 'activate_scheme', 'issue_token', 'revoke_token',
    'clock_went_back', 'rotate_key'
)
BEGIN SELECT RAISE(ABORT, 'admin_event: unknown action'); END;

DROP TRIGGER audit_event_guard_erasure;
CREATE TRIGGER audit_event_guard_erasure BEFORE INSERT ON audit_event
WHEN NEW.action = 'erase' AND (
    NOT EXISTS (
        SELECT 1 FROM audit_event r
        WHERE r.evaluation_id = NEW.evaluation_id AND r.action = 'ask_erasure'
            AND r.seq = json_extract(NEW.body, '$.data.erasure.request')
            AND r.actor_id <> NEW.actor_id
            AND instr(NEW.body, '"' || json_extract(r.body, '$.data.erasure.text') || '"') > 0
    )
    OR EXISTS (
        SELECT 1 FROM audit_event d
        WHERE d.evaluation_id = NEW.evaluation_id AND d.action IN ('erase', 'decline_erasure')
            AND json_extract(d.body, '$.data.erasure.request')
                = json_extract(NEW.body, '$.data.erasure.request')
    )
)
BEGIN SELECT RAISE(ABORT, 'audit_event: a text is erased when another person has asked for it'); END;

DROP TRIGGER audit_event_guard_delegation;
DROP INDEX audit_event_by_principal;
ALTER TABLE audit_event DROP COLUMN for_id;
DROP TABLE delegation;
