DROP TABLE seal;

DROP TRIGGER admin_event_guard_words;
CREATE TRIGGER admin_event_guard_words BEFORE INSERT ON admin_event
WHEN NEW.action NOT IN (
    'begin_demo', 'add_person', 'issue_link', 'set_password', 'disable_person', 'enable_person',
    'change_roles', 'change_unit', 'add_unit', 'add_section', 'add_cycle', 'add_scheme',
    'edit_unit', 'change_cycle', 'activate_scheme', 'issue_token', 'revoke_token',
    'clock_went_back'
)
BEGIN SELECT RAISE(ABORT, 'admin_event: unknown action'); END;
