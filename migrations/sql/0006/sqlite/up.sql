-- For a time one person acts for another, in one role, perhaps for one unit alone.
CREATE TABLE delegation (
    id CHAR(32) NOT NULL PRIMARY KEY,
    principal_id CHAR(32) NOT NULL REFERENCES user_account (id),
    deputy_id CHAR(32) NOT NULL REFERENCES user_account (id),
    role VARCHAR(20) NOT NULL CHECK (role IN ('filer', 'unit_head', 'finance_chief')),
    unit_id CHAR(32) REFERENCES unit (id),
    starts_at VARCHAR(27) NOT NULL CHECK (starts_at GLOB '????-??-??T??:??:??.??????Z'),
    ends_at VARCHAR(27) NOT NULL CHECK (ends_at GLOB '????-??-??T??:??:??.??????Z'),
    reason TEXT NOT NULL CHECK (reason <> ''),
    created_at VARCHAR(27) NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??.??????Z'),
    ended_at VARCHAR(27) CHECK (ended_at GLOB '????-??-??T??:??:??.??????Z'),
    CHECK (deputy_id <> principal_id),
    CHECK (created_at <= starts_at AND starts_at < ends_at AND created_at <= ended_at)
) WITHOUT ROWID;
CREATE INDEX delegation_by_deputy ON delegation (deputy_id, ends_at);
CREATE INDEX delegation_by_principal ON delegation (principal_id, ends_at);
CREATE TRIGGER delegation_guard_identity BEFORE UPDATE ON delegation
WHEN NEW.id IS NOT OLD.id OR NEW.principal_id IS NOT OLD.principal_id
    OR NEW.deputy_id IS NOT OLD.deputy_id OR NEW.role IS NOT OLD.role
    OR NEW.unit_id IS NOT OLD.unit_id OR NEW.starts_at IS NOT OLD.starts_at
    OR NEW.ends_at IS NOT OLD.ends_at OR NEW.reason IS NOT OLD.reason
    OR NEW.created_at IS NOT OLD.created_at OR OLD.ended_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'delegation: it can be ended once and stays otherwise'); END;
CREATE TRIGGER delegation_refuse_delete BEFORE DELETE ON delegation
BEGIN SELECT RAISE(ABORT, 'delegation: delete is refused'); END;
CREATE TRIGGER delegation_refuse_replace BEFORE INSERT ON delegation
WHEN EXISTS (SELECT 1 FROM delegation WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'delegation: replace is refused'); END;

-- For whom an event was done. SQLite cannot drop a column that is a foreign key, so the trigger
-- below sees to it that this is the principal of a delegation that is in force.
ALTER TABLE audit_event ADD COLUMN for_id CHAR(32);
CREATE INDEX audit_event_by_principal ON audit_event (for_id, id) WHERE for_id IS NOT NULL;
CREATE TRIGGER audit_event_guard_delegation BEFORE INSERT ON audit_event
WHEN NEW.for_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM delegation d JOIN evaluation e ON e.id = NEW.evaluation_id
    WHERE d.id = replace(json_extract(NEW.body, '$.data.delegation'), '-', '')
        AND d.principal_id = NEW.for_id AND d.deputy_id = NEW.actor_id
        AND replace(json_extract(NEW.body, '$.data.for'), '-', '') = NEW.for_id
        AND (d.unit_id IS NULL OR d.unit_id = e.unit_id)
        AND d.starts_at <= NEW.at AND substr(NEW.at, 1, 19) || '.000000Z' <= d.ends_at
        AND d.ended_at IS NULL
)
BEGIN SELECT RAISE(ABORT, 'audit_event: nobody acts for another without a delegation'); END;

-- Of the two people of an erasure neither stands behind the other.
DROP TRIGGER audit_event_guard_erasure;
CREATE TRIGGER audit_event_guard_erasure BEFORE INSERT ON audit_event
WHEN NEW.action = 'erase' AND (
    NOT EXISTS (
        SELECT 1 FROM audit_event r
        WHERE r.evaluation_id = NEW.evaluation_id AND r.action = 'ask_erasure'
            AND r.seq = json_extract(NEW.body, '$.data.erasure.request')
            AND r.actor_id <> NEW.actor_id AND r.actor_id IS NOT NEW.for_id
            AND r.for_id IS NOT NEW.actor_id AND (r.for_id IS NULL OR r.for_id IS NOT NEW.for_id)
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

DROP TRIGGER admin_event_guard_words;
CREATE TRIGGER admin_event_guard_words BEFORE INSERT ON admin_event
WHEN NEW.action NOT IN (
    'begin_demo', 'add_person', 'issue_link', 'set_password', 'disable_person', 'enable_person',
    'change_roles', 'change_unit', 'add_unit', 'add_section', 'add_cycle', 'add_scheme',
    'edit_unit', 'change_cycle', 'activate_scheme', 'issue_token', 'revoke_token',
    'clock_went_back', 'rotate_key', 'delegate', 'end_delegation'
)
BEGIN SELECT RAISE(ABORT, 'admin_event: unknown action'); END;
