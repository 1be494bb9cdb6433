-- Tables, keys and checks. Nothing cascades: no row is ever taken along by another.

CREATE TABLE finance_section (
    id uuid PRIMARY KEY,
    code varchar(40) NOT NULL UNIQUE,
    name text NOT NULL
);

CREATE TABLE unit (
    id uuid PRIMARY KEY,
    code varchar(40) NOT NULL UNIQUE,
    name text NOT NULL,
    region text NOT NULL,
    supervising_unit_id uuid REFERENCES unit (id),
    section_id uuid NOT NULL REFERENCES finance_section (id)
);

CREATE TABLE user_account (
    id uuid PRIMARY KEY,
    login varchar(64) NOT NULL UNIQUE CHECK (login <> ''),
    name text NOT NULL,
    unit_id uuid REFERENCES unit (id),
    section_id uuid REFERENCES finance_section (id),
    password_hash text,
    active boolean NOT NULL
);
CREATE INDEX user_account_by_unit ON user_account (unit_id);
CREATE INDEX user_account_by_section ON user_account (section_id);

CREATE TABLE user_role (
    user_id uuid NOT NULL REFERENCES user_account (id),
    role varchar(20) NOT NULL CHECK (
        role IN ('filer', 'unit_head', 'finance_chief', 'auditor', 'administrator')
    ),
    PRIMARY KEY (user_id, role)
);

CREATE TABLE login_session (
    token_hash varchar(64) PRIMARY KEY CHECK (token_hash ~ '^[0-9a-f]{64}$'),
    user_id uuid NOT NULL REFERENCES user_account (id),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz
);
CREATE INDEX login_session_by_user ON login_session (user_id);

CREATE TABLE login_link (
    token_hash varchar(64) PRIMARY KEY CHECK (token_hash ~ '^[0-9a-f]{64}$'),
    user_id uuid NOT NULL REFERENCES user_account (id),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX login_link_by_user ON login_link (user_id);

CREATE TABLE scheme (
    id uuid PRIMARY KEY,
    name varchar(60) NOT NULL,
    version varchar(20) NOT NULL,
    sha256 varchar(64) NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    text text NOT NULL,
    UNIQUE (name, version)
);

CREATE TABLE cycle (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    fiscal_year integer NOT NULL,
    scheme_id uuid NOT NULL REFERENCES scheme (id),
    section_id uuid REFERENCES finance_section (id),
    opens_at timestamptz NOT NULL,
    closes_at timestamptz NOT NULL
);

CREATE TABLE workflow_edge (
    action varchar(20) NOT NULL,
    from_state varchar(20) NOT NULL,
    to_state varchar(20) NOT NULL,
    PRIMARY KEY (action, from_state, to_state)
);

CREATE TABLE free_text (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    salt bytea CHECK (length(salt) = 16),
    text text,
    commitment varchar(64) NOT NULL CHECK (commitment ~ '^[0-9a-f]{64}$'),
    CHECK ((salt IS NULL) = (text IS NULL))
);
CREATE INDEX free_text_by_commitment ON free_text (commitment);

CREATE TABLE evaluation (
    id uuid PRIMARY KEY,
    unit_id uuid NOT NULL REFERENCES unit (id),
    cycle_id uuid NOT NULL REFERENCES cycle (id),
    scheme_id uuid NOT NULL REFERENCES scheme (id),
    kind varchar(40) NOT NULL CHECK (
        kind IN ('project_self_evaluation', 'department_self_evaluation', 'finance_evaluation')
    ),
    title text NOT NULL,
    state varchar(20) NOT NULL,
    state_since timestamptz NOT NULL,
    version integer NOT NULL,
    content_version integer NOT NULL,
    round integer NOT NULL,
    head varchar(64) NOT NULL CHECK (head ~ '^[0-9a-f]{64}$'),
    due_at timestamptz,
    reported_total numeric(7, 2) CHECK (reported_total BETWEEN 0 AND 1000),
    reported_grade varchar(20),
    claim_reason_id bigint REFERENCES free_text (id)
);
CREATE INDEX evaluation_by_unit ON evaluation (unit_id, state);
CREATE INDEX evaluation_by_state ON evaluation (state, state_since);

CREATE TABLE audit_event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    evaluation_id uuid NOT NULL REFERENCES evaluation (id),
    seq integer NOT NULL,
    prev_seq integer,
    action varchar(20) NOT NULL,
    from_state varchar(20) NOT NULL,
    to_state varchar(20) NOT NULL,
    actor_id uuid NOT NULL REFERENCES user_account (id),
    at timestamptz NOT NULL,
    body text NOT NULL,
    hash varchar(64) NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
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

-- The state is the head of the log. Deferred: the evaluation moves first, its event follows.
ALTER TABLE evaluation ADD CONSTRAINT evaluation_head
    FOREIGN KEY (id, version, state) REFERENCES audit_event (evaluation_id, seq, to_state)
    DEFERRABLE INITIALLY DEFERRED;

CREATE TABLE budget_line (
    id uuid PRIMARY KEY,
    evaluation_id uuid NOT NULL REFERENCES evaluation (id),
    position integer NOT NULL,
    name text NOT NULL,
    is_total boolean NOT NULL,
    -- NaN is greater than every number: only a bound at both ends keeps it out.
    original numeric(16, 2) CHECK (original > -10000000000000 AND original < 10000000000000),
    revised numeric(16, 2) CHECK (revised > -10000000000000 AND revised < 10000000000000),
    actual numeric(16, 2) CHECK (actual > -10000000000000 AND actual < 10000000000000)
);
CREATE INDEX budget_line_by_evaluation ON budget_line (evaluation_id);

CREATE TABLE indicator (
    id uuid PRIMARY KEY,
    evaluation_id uuid NOT NULL REFERENCES evaluation (id),
    parent_id uuid,
    position integer NOT NULL,
    category varchar(20) NOT NULL CHECK (
        category IN ('execution', 'decision', 'process', 'output', 'outcome', 'satisfaction',
                     'management', 'other')
    ),
    name text NOT NULL,
    weight numeric(7, 2) CHECK (weight > 0 AND weight <= 1000),
    target_text text NOT NULL,
    rule text NOT NULL,
    actual_text text NOT NULL,
    self_score numeric(7, 2),
    review_score numeric(7, 2),
    self_reason_id bigint REFERENCES free_text (id),
    review_reason_id bigint REFERENCES free_text (id),
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
);

CREATE TABLE section (
    evaluation_id uuid NOT NULL REFERENCES evaluation (id),
    key varchar(40) NOT NULL,
    position integer NOT NULL,
    text_id bigint REFERENCES free_text (id),
    PRIMARY KEY (evaluation_id, key)
);

CREATE TABLE finding (
    id uuid PRIMARY KEY,
    evaluation_id uuid NOT NULL REFERENCES evaluation (id),
    position integer NOT NULL,
    is_recommendation boolean NOT NULL,
    category text NOT NULL,
    text_id bigint NOT NULL REFERENCES free_text (id)
);
CREATE INDEX finding_by_evaluation ON finding (evaluation_id);

CREATE TABLE score_change (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    evaluation_id uuid NOT NULL REFERENCES evaluation (id),
    indicator_id uuid NOT NULL,
    event_seq integer NOT NULL,
    kind varchar(10) NOT NULL CHECK (kind IN ('self', 'review')),
    old numeric(7, 2),
    new numeric(7, 2),
    reason_id bigint REFERENCES free_text (id),
    UNIQUE (evaluation_id, event_seq, indicator_id, kind),
    FOREIGN KEY (evaluation_id, event_seq) REFERENCES audit_event (evaluation_id, seq),
    FOREIGN KEY (evaluation_id, indicator_id) REFERENCES indicator (evaluation_id, id)
);
CREATE INDEX score_change_by_indicator ON score_change (indicator_id, id);

CREATE TABLE comment (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    evaluation_id uuid NOT NULL REFERENCES evaluation (id),
    event_seq integer NOT NULL,
    text_id bigint NOT NULL REFERENCES free_text (id),
    FOREIGN KEY (evaluation_id, event_seq) REFERENCES audit_event (evaluation_id, seq)
);
CREATE INDEX comment_by_evaluation ON comment (evaluation_id, id);

CREATE TABLE attachment (
    id uuid PRIMARY KEY,
    evaluation_id uuid NOT NULL REFERENCES evaluation (id),
    event_seq integer NOT NULL,
    indicator_id uuid,
    name text NOT NULL,
    media_type text NOT NULL,
    size integer NOT NULL CHECK (size >= 0),
    sha256 varchar(64) NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    FOREIGN KEY (evaluation_id, event_seq) REFERENCES audit_event (evaluation_id, seq),
    FOREIGN KEY (evaluation_id, indicator_id) REFERENCES indicator (evaluation_id, id)
);
CREATE INDEX attachment_by_evaluation ON attachment (evaluation_id, id);

CREATE TABLE submission (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    evaluation_id uuid NOT NULL REFERENCES evaluation (id),
    round integer NOT NULL,
    event_seq integer NOT NULL,
    content text NOT NULL,
    content_hash varchar(64) NOT NULL CHECK (content_hash ~ '^[0-9a-f]{64}$'),
    UNIQUE (evaluation_id, round),
    FOREIGN KEY (evaluation_id, event_seq) REFERENCES audit_event (evaluation_id, seq)
);

CREATE TABLE publication (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    evaluation_id uuid NOT NULL REFERENCES evaluation (id),
    event_seq integer NOT NULL,
    published_at timestamptz NOT NULL,
    content text NOT NULL,
    content_hash varchar(64) NOT NULL CHECK (content_hash ~ '^[0-9a-f]{64}$'),
    UNIQUE (evaluation_id, event_seq),
    FOREIGN KEY (evaluation_id, event_seq) REFERENCES audit_event (evaluation_id, seq)
);
CREATE INDEX publication_by_time ON publication (published_at, id);

CREATE TABLE refusal (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    evaluation_id uuid,
    actor_id uuid NOT NULL REFERENCES user_account (id),
    action varchar(20) NOT NULL,
    at timestamptz NOT NULL,
    source varchar(10) NOT NULL,
    reasons text NOT NULL
);
CREATE INDEX refusal_by_evaluation ON refusal (evaluation_id);

CREATE TABLE admin_event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    actor_id uuid REFERENCES user_account (id),
    action varchar(30) NOT NULL,
    at timestamptz NOT NULL,
    body text NOT NULL
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
