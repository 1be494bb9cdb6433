-- Events of the new actions have no edge to return to, and what an evaluation was brought along
-- from is told by its first event, so a database that holds one of these stays.
CREATE TABLE stays (held INTEGER CONSTRAINT the_trail_holds_events_of_newer_actions CHECK (held = 0));
INSERT INTO stays SELECT count(*) FROM audit_event WHERE action IN ('amend', 'discard', 'correct');
INSERT INTO stays SELECT count(*) FROM evaluation WHERE predecessor_id IS NOT NULL;
DROP TABLE stays;

DROP TABLE evaluation_listing;
DROP TABLE scheme_activation;
DROP TABLE api_token;
DROP TABLE login_attempt;
DROP TABLE form_token;
DROP TABLE form_draft;
DROP TRIGGER indicator_guard_agreed;
DROP TABLE agreed_change;
CREATE TRIGGER indicator_guard_agreed BEFORE UPDATE ON indicator
WHEN NEW.id IS NOT OLD.id
    OR NEW.evaluation_id IS NOT OLD.evaluation_id
    OR NEW.parent_id IS NOT OLD.parent_id
    OR NEW.position IS NOT OLD.position
    OR NEW.category IS NOT OLD.category
    OR NEW.name IS NOT OLD.name
    OR NEW.weight IS NOT OLD.weight
    OR NEW.target_text IS NOT OLD.target_text
    OR NEW.rule IS NOT OLD.rule
BEGIN SELECT RAISE(ABORT, 'indicator: what was agreed with the budget stays'); END;

DROP TRIGGER finding_guard_filling_insert;
CREATE TRIGGER finding_guard_filling_insert BEFORE INSERT ON finding
WHEN NOT EXISTS (
    SELECT 1 FROM evaluation e JOIN audit_event a ON a.evaluation_id = e.id AND a.seq = e.version
    WHERE e.id = NEW.evaluation_id AND e.state = 'draft' AND a.action IN ('fill')
)
BEGIN SELECT RAISE(ABORT, 'finding: changes only by an event of filling in'); END;

DROP TRIGGER audit_event_guard_discarded;
DROP TRIGGER evaluation_guard_discarded;
DROP TRIGGER evaluation_guard_predecessor;
DROP TRIGGER evaluation_guard_edition;
DROP TRIGGER evaluation_refuse_replace;
DROP TRIGGER evaluation_guard_birth;
DROP TRIGGER evaluation_guard_identity;
DROP INDEX audit_event_by_time;
DROP INDEX admin_event_by_time;
DROP INDEX admin_event_by_action;
DROP INDEX unit_by_supervisor;
DROP INDEX audit_event_by_action;
DROP INDEX evaluation_by_time;
DROP INDEX evaluation_by_cycle;
DROP INDEX evaluation_by_first_edition;
DROP INDEX evaluation_successor;
ALTER TABLE evaluation DROP COLUMN discarded;
ALTER TABLE evaluation DROP COLUMN predecessor_id;
ALTER TABLE evaluation DROP COLUMN first_edition_id;
ALTER TABLE evaluation DROP COLUMN supersedes_id;
ALTER TABLE evaluation DROP COLUMN edition;
CREATE TRIGGER evaluation_refuse_replace BEFORE INSERT ON evaluation
WHEN EXISTS (
    SELECT 1 FROM evaluation
    WHERE id = NEW.id
)
BEGIN SELECT RAISE(ABORT, 'evaluation: replace is refused'); END;
CREATE TRIGGER evaluation_guard_birth BEFORE INSERT ON evaluation
WHEN (NEW.version = 1 AND NEW.content_version = 1 AND NEW.round = 1 AND NEW.state = 'draft')
    IS NOT TRUE
BEGIN
    SELECT RAISE(
        ABORT, 'evaluation: begins as a draft, with version, content version and round 1'
    );
END;
CREATE TRIGGER evaluation_guard_identity BEFORE UPDATE ON evaluation
WHEN NEW.id IS NOT OLD.id
    OR NEW.unit_id IS NOT OLD.unit_id
    OR NEW.cycle_id IS NOT OLD.cycle_id
    OR NEW.scheme_id IS NOT OLD.scheme_id
    OR NEW.kind IS NOT OLD.kind
    OR NEW.title IS NOT OLD.title
BEGIN SELECT RAISE(ABORT, 'evaluation: id, unit, cycle, scheme, kind and title stay'); END;

DROP TRIGGER workflow_edge_refuse_delete;
DELETE FROM workflow_edge WHERE action IN ('amend', 'discard', 'correct');
CREATE TRIGGER workflow_edge_refuse_delete BEFORE DELETE ON workflow_edge
BEGIN SELECT RAISE(ABORT, 'workflow_edge: delete is refused'); END;

DROP TRIGGER refusal_guard_words;
CREATE TRIGGER refusal_guard_words BEFORE INSERT ON refusal
WHEN NEW.source NOT IN ('page', 'import', 'command', 'demo')
    OR NOT EXISTS (SELECT 1 FROM workflow_edge w WHERE w.action = NEW.action)
BEGIN SELECT RAISE(ABORT, 'refusal: unknown action or source'); END;

DROP TRIGGER admin_event_guard_words;
CREATE TRIGGER admin_event_guard_words BEFORE INSERT ON admin_event
WHEN NEW.action NOT IN (
    'begin_demo', 'add_person', 'issue_link', 'set_password', 'disable_person', 'enable_person',
    'change_roles', 'change_unit', 'add_unit', 'add_section', 'add_cycle', 'add_scheme'
)
BEGIN SELECT RAISE(ABORT, 'admin_event: unknown action'); END;
