-- Tables, keys and checks. Nothing cascades: no row is ever taken along by another.
-- Amounts and scores are hundredths as integers; a typeof check keeps floats and texts out.
-- Tables without a serial id are WITHOUT ROWID: the hidden number would be one more key by which
-- INSERT OR REPLACE removes a row.

CREATE TABLE finance_section (
    id CHAR(32) NOT NULL PRIMARY KEY,
    code VARCHAR(40) NOT NULL UNIQUE,
    name TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE unit (
    id CHAR(32) NOT NULL PRIMARY KEY,
    code VARCHAR(40) NOT NULL UNIQUE,
    name TEXT NOT NULL,
    region TEXT NOT NULL,
    supervising_unit_id CHAR(32) REFERENCES unit (id),
    section_id CHAR(32) NOT NULL REFERENCES finance_section (id)
) WITHOUT ROWID;

CREATE TABLE user_account (
    id CHAR(32) NOT NULL PRIMARY KEY,
    login VARCHAR(64) NOT NULL UNIQUE CHECK (login <> ''),
    name TEXT NOT NULL,
    unit_id CHAR(32) REFERENCES unit (id),
    section_id CHAR(32) REFERENCES finance_section (id),
    password_hash TEXT,
    active BOOLEAN NOT NULL CHECK (active IN (0, 1) AND typeof(active) = 'integer')
) WITHOUT ROWID;
CREATE INDEX user_account_by_unit ON user_account (unit_id);
CREATE INDEX user_account_by_section ON user_account (section_id);

CREATE TABLE user_role (
    user_id CHAR(32) NOT NULL REFERENCES user_account (id),
    role VARCHAR(20) NOT NULL CHECK (
        role IN ('filer', 'unit_head', 'finance_chief', 'auditor', 'administrator')
    ),
    PRIMARY KEY (user_id, role)
) WITHOUT ROWID;

CREATE TABLE login_session (
    token_hash VARCHAR(64) NOT NULL PRIMARY KEY CHECK (
        length(token_hash) = 64 AND token_hash NOT GLOB '*[^0-9a-f]*'
    ),
    user_id CHAR(32) NOT NULL REFERENCES user_account (id),
    created_at VARCHAR(27) NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??.??????Z'),
    expires_at VARCHAR(27) NOT NULL CHECK (expires_at GLOB '????-??-??T??:??:??.??????Z'),
    ended_at VARCHAR(27) CHECK (ended_at GLOB '????-??-??T??:??:??.??????Z')
) WITHOUT ROWID;
CREATE INDEX login_session_by_user ON login_session (user_id);

CREATE TABLE login_link (
    token_hash VARCHAR(64) NOT NULL PRIMARY KEY CHECK (
        length(token_hash) = 64 AND token_hash NOT GLOB '*[^0-9a-f]*'
    ),
    user_id CHAR(32) NOT NULL REFERENCES user_account (id),
    created_at VARCHAR(27) NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??.??????Z'),
    expires_at VARCHAR(27) NOT NULL CHECK (expires_at GLOB '????-??-??T??:??:??.??????Z'),
    used_at VARCHAR(27) CHECK (used_at GLOB '????-??-??T??:??:??.??????Z')
) WITHOUT ROWID;
CREATE INDEX login_link_by_user ON login_link (user_id);

CREATE TABLE scheme (
    id CHAR(32) NOT NULL PRIMARY KEY,
    name VARCHAR(60) NOT NULL,
    version VARCHAR(20) NOT NULL,
    sha256 VARCHAR(64) NOT NULL CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
    text TEXT NOT NULL,
    UNIQUE (name, version)
) WITHOUT ROWID;

CREATE TABLE cycle (
    id CHAR(32) NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    fiscal_year INTEGER NOT NULL CHECK (typeof(fiscal_year) = 'integer'),
    scheme_id CHAR(32) NOT NULL REFERENCES scheme (id),
    section_id CHAR(32) REFERENCES finance_section (id),
    opens_at VARCHAR(27) NOT NULL CHECK (opens_at GLOB '????-??-??T??:??:??.??????Z'),
    closes_at VARCHAR(27) NOT NULL CHECK (closes_at GLOB '????-??-??T??:??:??.??????Z')
) WITHOUT ROWID;

CREATE TABLE workflow_edge (
    action VARCHAR(20) NOT NULL,
    from_state VARCHAR(20) NOT NULL,
    to_state VARCHAR(20) NOT NULL,
    PRIMARY KEY (action, from_state, to_state)
) WITHOUT ROWID;

CREATE TABLE free_text (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
    salt BLOB CHECK (typeof(salt) IN ('blob', 'null') AND length(salt) = 16),
    text TEXT,
    commitment VARCHAR(64) NOT NULL CHECK (
        length(commitment) = 64 AND commitment NOT GLOB '*[^0-9a-f]*'
    ),
    CHECK ((salt IS NULL) = (text IS NULL))
);
CREATE INDEX free_text_by_commitment ON free_text (commitment);

CREATE TABLE evaluation (
    id CHAR(32) NOT NULL PRIMARY KEY,
    unit_id CHAR(32) NOT NULL REFERENCES unit (id),
    cycle_id CHAR(32) NOT NULL REFERENCES cycle (id),
    scheme_id CHAR(32) NOT NULL REFERENCES scheme (id),
    kind VARCHAR(40) NOT NULL CHECK (
        kind IN ('project_self_evaluation', 'department_self_evaluation', 'finance_evaluation')
    ),
    title TEXT NOT NULL,
    state VARCHAR(20) NOT NULL,
    state_since VARCHAR(27) NOT NULL CHECK (state_since GLOB '????-??-??T??:??:??.??????Z'),
    version INTEGER NOT NULL CHECK (typeof(version) = 'integer'),
    content_version INTEGER NOT NULL CHECK (typeof(content_version) = 'integer'),
    round INTEGER NOT NULL CHECK (typeof(round) = 'integer'),
    head VARCHAR(64) NOT NULL CHECK (length(head) = 64 AND head NOT GLOB '*[^0-9a-f]*'),
    due_at VARCHAR(27) CHECK (due_at GLOB '????-??-??T??:??:??.??????Z'),
    reported_total BIGINT CHECK (
        typeof(reported_total) IN ('integer', 'null') AND reported_total BETWEEN 0 AND 100000
    ),
    reported_grade VARCHAR(20),
    claim_reason_id INTEGER REFERENCES free_text (id),
    -- The state is the head of the log. Deferred: the evaluation moves first, its event follows.
    CONSTRAINT evaluation_head
        FOREIGN KEY (id, version, state) REFERENCES audit_event (evaluation_id, seq, to_state)
        DEFERRABLE INITIALLY DEFERRED
) WITHOUT ROWID;
CREATE INDEX evaluation_by_unit ON evaluation (unit_id, state);
CREATE INDEX evaluation_by_state ON evaluation (state, state_since);

CREATE TABLE audit_event (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
    evaluation_id CHAR(32) NOT NULL REFERENCES evaluation (id),
    seq INTEGER NOT NULL CHECK (typeof(seq) = 'integer'),
    prev_seq INTEGER CHECK (typeof(prev_seq) IN ('integer', 'null')),
    action VARCHAR(20) NOT NULL,
    from_state VARCHAR(20) NOT NULL,
    to_state VARCHAR(20) NOT NULL,
    actor_id CHAR(32) NOT NULL REFERENCES user_account (id),
    at VARCHAR(27) NOT NULL CHECK (at GLOB '????-??-??T??:??:??.??????Z'),
    body TEXT NOT NULL,
    hash VARCHAR(64) NOT NULL CHECK (length(hash) = 64 AND hash NOT GLOB '*[^0-9a-f]*'),
    CONSTRAINT audit_event_number UNIQUE (evaluation_id, seq),
    CONSTRAINT audit_event_reached UNIQUE (evaluation_id, seq, to_state),
    CONSTRAINT audit_event_edge FOREIGN KEY (action, from_state, to_state)
        REFERENCES workflow_edge (action, from_state, to_state),
    CONSTRAINT audit_event_predecessor FOREIGN KEY (evaluation_id, prev_seq, from_state)
        REFERENCES audit_event (evaluation_id, seq, to_state),
    -- A NULL predecessor skips its foreign key, so only creation may have one.
    CONSTRAINT audit_event_origin CHECK (
        (seq = 1 AND prev_seq IS NULL AND from_state = 'none')
        OR (seq > 1 AND prev_seq IS NOT NULL AND prev_seq = seq - 1 AND from_state <> 'none')
    )
);
CREATE INDEX audit_event_by_actor ON audit_event (actor_id, at);

CREATE TABLE budget_line (
    id CHAR(32) NOT NULL PRIMARY KEY,
    evaluation_id CHAR(32) NOT NULL REFERENCES evaluation (id),
    position INTEGER NOT NULL CHECK (typeof(position) = 'integer'),
    name TEXT NOT NULL,
    is_total BOOLEAN NOT NULL CHECK (is_total IN (0, 1) AND typeof(is_total) = 'integer'),
    original BIGINT CHECK (
        typeof(original) IN ('integer', 'null')
        AND original > -1000000000000000 AND original < 1000000000000000
    ),
    revised BIGINT CHECK (
        typeof(revised) IN ('integer', 'null')
        AND revised > -1000000000000000 AND revised < 1000000000000000
    ),
    actual BIGINT CHECK (
        typeof(actual) IN ('integer', 'null')
        AND actual > -1000000000000000 AND actual < 1000000000000000
    )
) WITHOUT ROWID;
CREATE INDEX budget_line_by_evaluation ON budget_line (evaluation_id);

CREATE TABLE indicator (
    id CHAR(32) NOT NULL PRIMARY KEY,
    evaluation_id CHAR(32) NOT NULL REFERENCES evaluation (id),
    parent_id CHAR(32),
    position INTEGER NOT NULL CHECK (typeof(position) = 'integer'),
    category VARCHAR(20) NOT NULL CHECK (
        category IN ('execution', 'decision', 'process', 'output', 'outcome', 'satisfaction',
                     'management', 'other')
    ),
    name TEXT NOT NULL,
    weight BIGINT CHECK (
        typeof(weight) IN ('integer', 'null') AND weight > 0 AND weight <= 100000
    ),
    target_text TEXT NOT NULL,
    rule TEXT NOT NULL,
    actual_text TEXT NOT NULL,
    self_score BIGINT CHECK (typeof(self_score) IN ('integer', 'null')),
    review_score BIGINT CHECK (typeof(review_score) IN ('integer', 'null')),
    self_reason_id INTEGER REFERENCES free_text (id),
    review_reason_id INTEGER REFERENCES free_text (id),
    CONSTRAINT indicator_of_evaluation UNIQUE (evaluation_id, id),
    CONSTRAINT indicator_parent FOREIGN KEY (evaluation_id, parent_id)
        REFERENCES indicator (evaluation_id, id),
    CONSTRAINT indicator_self_score CHECK (
        self_score IS NULL
        OR (weight IS NOT NULL AND self_score >= 0 AND self_score <= weight)
    ),
    CONSTRAINT indicator_review_score CHECK (
        review_score IS NULL
        OR (weight IS NOT NULL AND review_score >= 0 AND review_score <= weight)
    )
) WITHOUT ROWID;

CREATE TABLE section (
    evaluation_id CHAR(32) NOT NULL REFERENCES evaluation (id),
    key VARCHAR(40) NOT NULL,
    position INTEGER NOT NULL CHECK (typeof(position) = 'integer'),
    text_id INTEGER REFERENCES free_text (id),
    PRIMARY KEY (evaluation_id, key)
) WITHOUT ROWID;

CREATE TABLE finding (
    id CHAR(32) NOT NULL PRIMARY KEY,
    evaluation_id CHAR(32) NOT NULL REFERENCES evaluation (id),
    position INTEGER NOT NULL CHECK (typeof(position) = 'integer'),
    is_recommendation BOOLEAN NOT NULL CHECK (
        is_recommendation IN (0, 1) AND typeof(is_recommendation) = 'integer'
    ),
    category TEXT NOT NULL,
    text_id INTEGER NOT NULL REFERENCES free_text (id)
) WITHOUT ROWID;
CREATE INDEX finding_by_evaluation ON finding (evaluation_id);

CREATE TABLE score_change (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
    evaluation_id CHAR(32) NOT NULL REFERENCES evaluation (id),
    indicator_id CHAR(32) NOT NULL,
    event_seq INTEGER NOT NULL CHECK (typeof(event_seq) = 'integer'),
    kind VARCHAR(10) NOT NULL CHECK (kind IN ('self', 'review')),
    old BIGINT CHECK (typeof(old) IN ('integer', 'null')),
    new BIGINT CHECK (typeof(new) IN ('integer', 'null')),
    reason_id INTEGER REFERENCES free_text (id),
    UNIQUE (evaluation_id, event_seq, indicator_id, kind),
    FOREIGN KEY (evaluation_id, event_seq) REFERENCES audit_event (evaluation_id, seq),
    FOREIGN KEY (evaluation_id, indicator_id) REFERENCES indicator (evaluation_id, id)
);
CREATE INDEX score_change_by_indicator ON score_change (indicator_id, id);

CREATE TABLE comment (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
    evaluation_id CHAR(32) NOT NULL REFERENCES evaluation (id),
    event_seq INTEGER NOT NULL CHECK (typeof(event_seq) = 'integer'),
    text_id INTEGER NOT NULL REFERENCES free_text (id),
    FOREIGN KEY (evaluation_id, event_seq) REFERENCES audit_event (evaluation_id, seq)
);
CREATE INDEX comment_by_evaluation ON comment (evaluation_id, id);

CREATE TABLE attachment (
    id CHAR(32) NOT NULL PRIMARY KEY,
    evaluation_id CHAR(32) NOT NULL REFERENCES evaluation (id),
    event_seq INTEGER NOT NULL CHECK (typeof(event_seq) = 'integer'),
    indicator_id CHAR(32),
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL CHECK (typeof(size) = 'integer' AND size >= 0),
    sha256 VARCHAR(64) NOT NULL CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
    FOREIGN KEY (evaluation_id, event_seq) REFERENCES audit_event (evaluation_id, seq),
    FOREIGN KEY (evaluation_id, indicator_id) REFERENCES indicator (evaluation_id, id)
) WITHOUT ROWID;
CREATE INDEX attachment_by_evaluation ON attachment (evaluation_id, id);

CREATE TABLE submission (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
    evaluation_id CHAR(32) NOT NULL REFERENCES evaluation (id),
    round INTEGER NOT NULL CHECK (typeof(round) = 'integer'),
    event_seq INTEGER NOT NULL CHECK (typeof(event_seq) = 'integer'),
    content TEXT NOT NULL,
    content_hash VARCHAR(64) NOT NULL CHECK (
        length(content_hash) = 64 AND content_hash NOT GLOB '*[^0-9a-f]*'
    ),
    UNIQUE (evaluation_id, round),
    FOREIGN KEY (evaluation_id, event_seq) REFERENCES audit_event (evaluation_id, seq)
);

CREATE TABLE publication (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
    evaluation_id CHAR(32) NOT NULL REFERENCES evaluation (id),
    event_seq INTEGER NOT NULL CHECK (typeof(event_seq) = 'integer'),
    published_at VARCHAR(27) NOT NULL CHECK (published_at GLOB '????-??-??T??:??:??.??????Z'),
    content TEXT NOT NULL,
    content_hash VARCHAR(64) NOT NULL CHECK (
        length(content_hash) = 64 AND content_hash NOT GLOB '*[^0-9a-f]*'
    ),
    UNIQUE (evaluation_id, event_seq),
    FOREIGN KEY (evaluation_id, event_seq) REFERENCES audit_event (evaluation_id, seq)
);
CREATE INDEX publication_by_time ON publication (published_at, id);

CREATE TABLE refusal (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
    evaluation_id CHAR(32),
    actor_id CHAR(32) NOT NULL REFERENCES user_account (id),
    action VARCHAR(20) NOT NULL,
    at VARCHAR(27) NOT NULL CHECK (at GLOB '????-??-??T??:??:??.??????Z'),
    source VARCHAR(10) NOT NULL,
    reasons TEXT NOT NULL
);
CREATE INDEX refusal_by_evaluation ON refusal (evaluation_id);

CREATE TABLE admin_event (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
    actor_id CHAR(32) REFERENCES user_account (id),
    action VARCHAR(30) NOT NULL,
    at VARCHAR(27) NOT NULL CHECK (at GLOB '????-??-??T??:??:??.??????Z'),
    body TEXT NOT NULL
);

INSERT INTO workflow_edge (action, from_state, to_state) VALUES
    ('create', 'none', 'draft'),
    ('fill', 'draft', 'draft'),
    ('score', 'draft', 'draft'),
    ('attach', 'draft', 'draft'),
    ('comment', 'draft', 'draft'),
    ('submit', 'draft', 'self_scored'),
    ('comment', 'self_scored', 'self_scored'),
    ('recall', 'self_scored', 'draft'),
    ('approve', 'self_scored', 'unit_approved'),
    ('return', 'self_scored', 'draft'),
    ('comment', 'unit_approved', 'unit_approved'),
    ('rescore', 'unit_approved', 'unit_approved'),
    ('review', 'unit_approved', 'finance_reviewed'),
    ('return', 'unit_approved', 'draft'),
    ('comment', 'finance_reviewed', 'finance_reviewed'),
    ('reopen', 'finance_reviewed', 'unit_approved'),
    ('return', 'finance_reviewed', 'draft'),
    ('publish', 'finance_reviewed', 'published');
