-- How far the ledger outside the database has taken in the trail: the size and the root of its tree,
-- and the last row of each table in it.
CREATE TABLE seal (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
    at VARCHAR(27) NOT NULL CHECK (at GLOB '????-??-??T??:??:??.??????Z'),
    size INTEGER NOT NULL UNIQUE CHECK (typeof(size) = 'integer' AND size > 0),
    root VARCHAR(64) NOT NULL CHECK (length(root) = 64 AND root NOT GLOB '*[^0-9a-f]*'),
    audit_event_id INTEGER NOT NULL CHECK (
        typeof(audit_event_id) = 'integer' AND audit_event_id >= 0
    ),
    admin_event_id INTEGER NOT NULL CHECK (
        typeof(admin_event_id) = 'integer' AND admin_event_id >= 0
    ),
    refusal_id INTEGER NOT NULL CHECK (typeof(refusal_id) = 'integer' AND refusal_id >= 0),
    checkpoint TEXT NOT NULL
);
CREATE TRIGGER seal_refuse_update BEFORE UPDATE ON seal
BEGIN SELECT RAISE(ABORT, 'seal: update is refused'); END;
CREATE TRIGGER seal_refuse_delete BEFORE DELETE ON seal
BEGIN SELECT RAISE(ABORT, 'seal: delete is refused'); END;
CREATE TRIGGER seal_refuse_replace BEFORE INSERT ON seal
WHEN EXISTS (SELECT 1 FROM seal WHERE id = NEW.id OR size = NEW.size)
BEGIN SELECT RAISE(ABORT, 'seal: replace is refused'); END;
CREATE TRIGGER seal_guard_growth BEFORE INSERT ON seal
WHEN EXISTS (
    SELECT 1 FROM seal
    WHERE size >= NEW.size OR audit_event_id > NEW.audit_event_id
        OR admin_event_id > NEW.admin_event_id OR refusal_id > NEW.refusal_id
)
BEGIN SELECT RAISE(ABORT, 'seal: a later seal takes in more than the earlier ones'); END;

DROP TRIGGER admin_event_guard_words;
CREATE TRIGGER admin_event_guard_words BEFORE INSERT ON admin_event
WHEN NEW.action NOT IN (
    'begin_demo', 'add_person', 'issue_link', 'set_password', 'disable_person', 'enable_person',
    'change_roles', 'change_unit', 'add_unit', 'add_section', 'add_cycle', 'add_scheme',
    'edit_unit', 'change_cycle', 'activate_scheme', 'issue_token', 'revoke_token',
    'clock_went_back', 'rotate_key'
)
BEGIN SELECT RAISE(ABORT, 'admin_event: unknown action'); END;
