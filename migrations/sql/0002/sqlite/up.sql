-- Editions, predecessors, discards. SQLite cannot drop a column that is a foreign key, so the
-- triggers below see to it that what these ids name exists; no evaluation is ever deleted.
ALTER TABLE evaluation ADD COLUMN edition INTEGER NOT NULL DEFAULT 1
    CHECK (typeof(edition) = 'integer' AND edition >= 1);
ALTER TABLE evaluation ADD COLUMN supersedes_id CHAR(32);
ALTER TABLE evaluation ADD COLUMN first_edition_id CHAR(32);
ALTER TABLE evaluation ADD COLUMN predecessor_id CHAR(32);
ALTER TABLE evaluation ADD COLUMN discarded BOOLEAN NOT NULL DEFAULT 0
    CHECK (discarded IN (0, 1) AND typeof(discarded) = 'integer');
CREATE UNIQUE INDEX evaluation_successor ON evaluation (supersedes_id)
    WHERE supersedes_id IS NOT NULL AND NOT discarded;
CREATE INDEX evaluation_by_first_edition ON evaluation (first_edition_id)
    WHERE first_edition_id IS NOT NULL;
CREATE INDEX evaluation_by_time ON evaluation (state_since, id);
CREATE INDEX evaluation_by_cycle ON evaluation (cycle_id);
CREATE INDEX audit_event_by_action ON audit_event (action, id);
CREATE INDEX audit_event_by_time ON audit_event (at, id);
CREATE INDEX admin_event_by_time ON admin_event (at, id);
CREATE INDEX admin_event_by_action ON admin_event (action, at, id);
CREATE INDEX unit_by_supervisor ON unit (supervising_unit_id);

DROP TRIGGER evaluation_refuse_replace;
CREATE TRIGGER evaluation_refuse_replace BEFORE INSERT ON evaluation
WHEN EXISTS (
    SELECT 1 FROM evaluation
    WHERE id = NEW.id OR (supersedes_id = NEW.supersedes_id AND NOT discarded)
)
BEGIN SELECT RAISE(ABORT, 'evaluation: replace is refused'); END;

DROP TRIGGER evaluation_guard_birth;
CREATE TRIGGER evaluation_guard_birth BEFORE INSERT ON evaluation
WHEN (NEW.version = 1 AND NEW.content_version = 1 AND NEW.round = 1 AND NEW.state = 'draft'
      AND NOT NEW.discarded)
    IS NOT TRUE
BEGIN
    SELECT RAISE(
        ABORT, 'evaluation: begins as a draft, with version, content version and round 1'
    );
END;

-- A later edition begins with the correction of the one before, and of nothing else; each
-- correction opens one.
CREATE TRIGGER evaluation_guard_edition BEFORE INSERT ON evaluation
WHEN (CASE WHEN NEW.supersedes_id IS NULL
      THEN NEW.edition = 1 AND NEW.first_edition_id IS NULL
      ELSE EXISTS (
          SELECT 1 FROM evaluation o
          WHERE o.id = NEW.supersedes_id AND o.state = 'published'
              AND NEW.edition = o.edition + 1
              AND NEW.first_edition_id = coalesce(o.first_edition_id, o.id)
              AND NEW.unit_id = o.unit_id AND NEW.cycle_id = o.cycle_id
              AND NEW.scheme_id = o.scheme_id AND NEW.kind = o.kind AND NEW.title = o.title
              AND (SELECT count(*) FROM evaluation s WHERE s.supersedes_id = o.id)
                  < (SELECT count(*) FROM audit_event c
                     WHERE c.evaluation_id = o.id AND c.action = 'correct')
      ) END) IS NOT TRUE
BEGIN SELECT RAISE(ABORT, 'evaluation: an edition begins with the correction of the last'); END;

CREATE TRIGGER evaluation_guard_predecessor BEFORE INSERT ON evaluation
WHEN NEW.predecessor_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM evaluation p WHERE p.id = NEW.predecessor_id AND p.unit_id = NEW.unit_id
)
BEGIN SELECT RAISE(ABORT, 'evaluation: its predecessor is of the same unit'); END;

DROP TRIGGER evaluation_guard_identity;
CREATE TRIGGER evaluation_guard_identity BEFORE UPDATE ON evaluation
WHEN NEW.id IS NOT OLD.id
    OR NEW.unit_id IS NOT OLD.unit_id
    OR NEW.cycle_id IS NOT OLD.cycle_id
    OR NEW.scheme_id IS NOT OLD.scheme_id
    OR NEW.kind IS NOT OLD.kind
    OR NEW.title IS NOT OLD.title
    OR NEW.edition IS NOT OLD.edition
    OR NEW.supersedes_id IS NOT OLD.supersedes_id
    OR NEW.first_edition_id IS NOT OLD.first_edition_id
    OR NEW.predecessor_id IS NOT OLD.predecessor_id
BEGIN SELECT RAISE(ABORT, 'evaluation: id, unit, cycle, scheme, kind, title and edition stay'); END;

CREATE TRIGGER evaluation_guard_discarded BEFORE UPDATE ON evaluation
WHEN OLD.discarded
BEGIN SELECT RAISE(ABORT, 'evaluation: what was discarded stays as it is'); END;

CREATE TRIGGER audit_event_guard_discarded BEFORE INSERT ON audit_event
WHEN (NEW.action = 'discard') IS NOT (
    SELECT e.discarded FROM evaluation e WHERE e.id = NEW.evaluation_id
)
BEGIN SELECT RAISE(ABORT, 'audit_event: discard and nothing else discards'); END;

-- Agreed rows. A correction brings along what was changed of them when it begins.
CREATE TABLE agreed_change (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
    evaluation_id CHAR(32) NOT NULL REFERENCES evaluation (id),
    indicator_id CHAR(32) NOT NULL,
    event_seq INTEGER NOT NULL CHECK (typeof(event_seq) = 'integer'),
    old_name TEXT NOT NULL,
    new_name TEXT NOT NULL,
    old_weight BIGINT CHECK (typeof(old_weight) IN ('integer', 'null')),
    new_weight BIGINT CHECK (typeof(new_weight) IN ('integer', 'null')),
    old_target TEXT NOT NULL,
    new_target TEXT NOT NULL,
    reason_id INTEGER NOT NULL REFERENCES free_text (id),
    UNIQUE (evaluation_id, event_seq, indicator_id),
    FOREIGN KEY (evaluation_id, event_seq) REFERENCES audit_event (evaluation_id, seq),
    FOREIGN KEY (evaluation_id, indicator_id) REFERENCES indicator (evaluation_id, id)
);
CREATE TRIGGER agreed_change_refuse_update BEFORE UPDATE ON agreed_change
BEGIN SELECT RAISE(ABORT, 'agreed_change: update is refused'); END;
CREATE TRIGGER agreed_change_refuse_delete BEFORE DELETE ON agreed_change
BEGIN SELECT RAISE(ABORT, 'agreed_change: delete is refused'); END;
CREATE TRIGGER agreed_change_refuse_replace BEFORE INSERT ON agreed_change
WHEN EXISTS (
    SELECT 1 FROM agreed_change
    WHERE id = NEW.id
        OR (evaluation_id = NEW.evaluation_id AND event_seq = NEW.event_seq
            AND indicator_id = NEW.indicator_id)
)
BEGIN SELECT RAISE(ABORT, 'agreed_change: replace is refused'); END;
CREATE TRIGGER agreed_change_guard_current_event BEFORE INSERT ON agreed_change
WHEN NOT EXISTS (
    SELECT 1 FROM evaluation e JOIN audit_event a ON a.evaluation_id = e.id AND a.seq = e.version
    WHERE e.id = NEW.evaluation_id AND e.version = NEW.event_seq
        AND (a.action = 'amend' OR (a.action = 'create' AND e.supersedes_id IS NOT NULL))
)
BEGIN SELECT RAISE(ABORT, 'agreed_change: belongs to the newest event, which amends'); END;
CREATE TRIGGER agreed_change_guard_old BEFORE INSERT ON agreed_change
WHEN NOT EXISTS (
    SELECT 1 FROM indicator i
    WHERE i.id = NEW.indicator_id AND i.name IS NEW.old_name AND i.weight IS NEW.old_weight
        AND i.target_text IS NEW.old_target
)
BEGIN SELECT RAISE(ABORT, 'agreed_change: old is not what stands'); END;

DROP TRIGGER indicator_guard_agreed;
CREATE TRIGGER indicator_guard_agreed BEFORE UPDATE ON indicator
WHEN NEW.id IS NOT OLD.id
    OR NEW.evaluation_id IS NOT OLD.evaluation_id
    OR NEW.parent_id IS NOT OLD.parent_id
    OR NEW.position IS NOT OLD.position
    OR NEW.category IS NOT OLD.category
    OR NEW.rule IS NOT OLD.rule
    OR ((NEW.name IS NOT OLD.name OR NEW.weight IS NOT OLD.weight
         OR NEW.target_text IS NOT OLD.target_text)
        AND NOT EXISTS (
            SELECT 1 FROM agreed_change c JOIN evaluation e ON e.id = c.evaluation_id
            WHERE c.evaluation_id = NEW.evaluation_id AND c.event_seq = e.version
                AND c.indicator_id = NEW.id AND c.new_name IS NEW.name
                AND c.new_weight IS NEW.weight AND c.new_target IS NEW.target_text
        ))
BEGIN SELECT RAISE(ABORT, 'indicator: what was agreed changes only by the newest event'); END;

-- A correction brings the findings along when it begins.
DROP TRIGGER finding_guard_filling_insert;
CREATE TRIGGER finding_guard_filling_insert BEFORE INSERT ON finding
WHEN NOT EXISTS (
    SELECT 1 FROM evaluation e JOIN audit_event a ON a.evaluation_id = e.id AND a.seq = e.version
    WHERE e.id = NEW.evaluation_id AND e.state = 'draft' AND a.action IN ('create', 'fill')
)
BEGIN SELECT RAISE(ABORT, 'finding: changes only by an event of filling in'); END;

-- What a person typed and has not saved: scratch, outside the trail.
CREATE TABLE form_draft (
    user_id CHAR(32) NOT NULL REFERENCES user_account (id),
    evaluation_id CHAR(32) NOT NULL REFERENCES evaluation (id),
    form VARCHAR(20) NOT NULL,
    content_version INTEGER NOT NULL CHECK (typeof(content_version) = 'integer'),
    payload TEXT NOT NULL,
    saved_at VARCHAR(27) NOT NULL CHECK (saved_at GLOB '????-??-??T??:??:??.??????Z'),
    PRIMARY KEY (user_id, evaluation_id, form)
) WITHOUT ROWID;

-- The answer to a form or a request that was sent once, for when it is sent again.
CREATE TABLE form_token (
    user_id CHAR(32) NOT NULL REFERENCES user_account (id),
    token_hash VARCHAR(64) NOT NULL CHECK (
        length(token_hash) = 64 AND token_hash NOT GLOB '*[^0-9a-f]*'
    ),
    content_hash VARCHAR(64) NOT NULL CHECK (
        length(content_hash) = 64 AND content_hash NOT GLOB '*[^0-9a-f]*'
    ),
    outcome TEXT NOT NULL,
    at VARCHAR(27) NOT NULL CHECK (at GLOB '????-??-??T??:??:??.??????Z'),
    PRIMARY KEY (user_id, token_hash)
) WITHOUT ROWID;
CREATE TRIGGER form_token_refuse_update BEFORE UPDATE ON form_token
BEGIN SELECT RAISE(ABORT, 'form_token: update is refused'); END;
CREATE TRIGGER form_token_refuse_delete BEFORE DELETE ON form_token
BEGIN SELECT RAISE(ABORT, 'form_token: delete is refused'); END;
CREATE TRIGGER form_token_refuse_replace BEFORE INSERT ON form_token
WHEN EXISTS (
    SELECT 1 FROM form_token WHERE user_id = NEW.user_id AND token_hash = NEW.token_hash
)
BEGIN SELECT RAISE(ABORT, 'form_token: replace is refused'); END;

-- Who tried to sign in, by the hash of what was typed as the name: it may have been a password.
CREATE TABLE login_attempt (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
    login_hash VARCHAR(64) NOT NULL CHECK (
        length(login_hash) = 64 AND login_hash NOT GLOB '*[^0-9a-f]*'
    ),
    address VARCHAR(45) NOT NULL,
    at VARCHAR(27) NOT NULL CHECK (at GLOB '????-??-??T??:??:??.??????Z'),
    succeeded BOOLEAN NOT NULL CHECK (succeeded IN (0, 1) AND typeof(succeeded) = 'integer')
);
CREATE INDEX login_attempt_by_login ON login_attempt (login_hash, at);
CREATE INDEX login_attempt_by_address ON login_attempt (address, at);

CREATE TABLE api_token (
    id CHAR(32) NOT NULL PRIMARY KEY,
    token_hash VARCHAR(64) NOT NULL UNIQUE CHECK (
        length(token_hash) = 64 AND token_hash NOT GLOB '*[^0-9a-f]*'
    ),
    user_id CHAR(32) NOT NULL REFERENCES user_account (id),
    name TEXT NOT NULL,
    scope VARCHAR(10) NOT NULL CHECK (scope IN ('read', 'act')),
    created_at VARCHAR(27) NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??.??????Z'),
    expires_at VARCHAR(27) NOT NULL CHECK (expires_at GLOB '????-??-??T??:??:??.??????Z'),
    revoked_at VARCHAR(27) CHECK (revoked_at GLOB '????-??-??T??:??:??.??????Z')
) WITHOUT ROWID;
CREATE INDEX api_token_by_user ON api_token (user_id);
CREATE TRIGGER api_token_guard_identity BEFORE UPDATE ON api_token
WHEN NEW.id IS NOT OLD.id OR NEW.token_hash IS NOT OLD.token_hash
    OR NEW.user_id IS NOT OLD.user_id OR NEW.name IS NOT OLD.name
    OR NEW.scope IS NOT OLD.scope OR NEW.created_at IS NOT OLD.created_at
    OR NEW.expires_at IS NOT OLD.expires_at OR OLD.revoked_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'api_token: it can be revoked once and stays otherwise'); END;
CREATE TRIGGER api_token_refuse_delete BEFORE DELETE ON api_token
BEGIN SELECT RAISE(ABORT, 'api_token: delete is refused'); END;
CREATE TRIGGER api_token_refuse_replace BEFORE INSERT ON api_token
WHEN EXISTS (SELECT 1 FROM api_token WHERE id = NEW.id OR token_hash = NEW.token_hash)
BEGIN SELECT RAISE(ABORT, 'api_token: replace is refused'); END;

-- A scheme serves new cycles once it was activated; what was in use before this, is.
CREATE TABLE scheme_activation (
    scheme_id CHAR(32) NOT NULL PRIMARY KEY REFERENCES scheme (id),
    activated_at VARCHAR(27) NOT NULL CHECK (activated_at GLOB '????-??-??T??:??:??.??????Z')
) WITHOUT ROWID;
INSERT INTO scheme_activation (scheme_id, activated_at)
    SELECT id, strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000Z' FROM scheme;
CREATE TRIGGER scheme_activation_refuse_update BEFORE UPDATE ON scheme_activation
BEGIN SELECT RAISE(ABORT, 'scheme_activation: update is refused'); END;
CREATE TRIGGER scheme_activation_refuse_delete BEFORE DELETE ON scheme_activation
BEGIN SELECT RAISE(ABORT, 'scheme_activation: delete is refused'); END;
CREATE TRIGGER scheme_activation_refuse_replace BEFORE INSERT ON scheme_activation
WHEN EXISTS (SELECT 1 FROM scheme_activation WHERE scheme_id = NEW.scheme_id)
BEGIN SELECT RAISE(ABORT, 'scheme_activation: replace is refused'); END;

-- What lists show and search by, derived from the evaluation by its last change; `hengjian reindex`
-- makes it anew.
CREATE TABLE evaluation_listing (
    evaluation_id CHAR(32) NOT NULL PRIMARY KEY REFERENCES evaluation (id),
    text TEXT NOT NULL,
    total BIGINT CHECK (typeof(total) IN ('integer', 'null')),
    grade VARCHAR(20)
) WITHOUT ROWID;

-- The new moves and words.
DROP TRIGGER workflow_edge_refuse_insert;
INSERT INTO workflow_edge (action, from_state, to_state) VALUES
    ('amend', 'draft', 'draft'),
    ('discard', 'draft', 'draft'),
    ('correct', 'published', 'published');
CREATE TRIGGER workflow_edge_refuse_insert BEFORE INSERT ON workflow_edge
BEGIN SELECT RAISE(ABORT, 'workflow_edge: insert is refused'); END;

DROP TRIGGER refusal_guard_words;
CREATE TRIGGER refusal_guard_words BEFORE INSERT ON refusal
WHEN NEW.source NOT IN ('page', 'import', 'command', 'demo', 'api')
    OR NOT EXISTS (SELECT 1 FROM workflow_edge w WHERE w.action = NEW.action)
BEGIN SELECT RAISE(ABORT, 'refusal: unknown action or source'); END;

DROP TRIGGER admin_event_guard_words;
CREATE TRIGGER admin_event_guard_words BEFORE INSERT ON admin_event
WHEN NEW.action NOT IN (
    'begin_demo', 'add_person', 'issue_link', 'set_password', 'disable_person', 'enable_person',
    'change_roles', 'change_unit', 'add_unit', 'add_section', 'add_cycle', 'add_scheme',
    'edit_unit', 'change_cycle', 'activate_scheme', 'issue_token', 'revoke_token',
    'clock_went_back'
)
BEGIN SELECT RAISE(ABORT, 'admin_event: unknown action'); END;
