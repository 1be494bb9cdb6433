-- Scratch, outside the trail: how far each person has looked at which evaluation.
CREATE TABLE look (
    user_id CHAR(32) NOT NULL REFERENCES user_account (id),
    evaluation_id CHAR(32) NOT NULL REFERENCES evaluation (id),
    version INTEGER NOT NULL CHECK (typeof(version) = 'integer' AND version >= 1),
    at VARCHAR(27) NOT NULL CHECK (at GLOB '????-??-??T??:??:??.??????Z'),
    PRIMARY KEY (user_id, evaluation_id)
) WITHOUT ROWID;

CREATE TABLE saved_view (
    id CHAR(32) NOT NULL PRIMARY KEY,
    user_id CHAR(32) NOT NULL REFERENCES user_account (id),
    page VARCHAR(20) NOT NULL CHECK (page IN ('inbox', 'evaluations')),
    name TEXT NOT NULL CHECK (name <> ''),
    query TEXT NOT NULL CHECK (query <> ''),
    created_at VARCHAR(27) NOT NULL CHECK (created_at GLOB '????-??-??T??:??:??.??????Z'),
    UNIQUE (user_id, page, name)
) WITHOUT ROWID;

-- Where a person is told of what happened, and up to when he has read what he was told.
CREATE TABLE contact (
    user_id CHAR(32) NOT NULL PRIMARY KEY REFERENCES user_account (id),
    address TEXT NOT NULL,
    digest BOOLEAN NOT NULL CHECK (digest IN (0, 1) AND typeof(digest) = 'integer'),
    language VARCHAR(2) NOT NULL CHECK (language IN ('zh', 'en')),
    since VARCHAR(27) NOT NULL CHECK (since GLOB '????-??-??T??:??:??.??????Z'),
    read_at VARCHAR(27) CHECK (read_at GLOB '????-??-??T??:??:??.??????Z'),
    digested_at VARCHAR(27) CHECK (digested_at GLOB '????-??-??T??:??:??.??????Z'),
    CHECK (NOT digest OR address <> '')
) WITHOUT ROWID;

-- What was told to whom: each event, and each deadline of a round, once on each channel.
CREATE TABLE delivery (
    id CHAR(32) NOT NULL PRIMARY KEY,
    channel VARCHAR(10) NOT NULL CHECK (channel IN ('mail', 'webhook')),
    user_id CHAR(32) REFERENCES user_account (id),
    evaluation_id CHAR(32) NOT NULL REFERENCES evaluation (id),
    kind VARCHAR(10) NOT NULL CHECK (kind IN ('event', 'soon', 'late')),
    number INTEGER NOT NULL CHECK (typeof(number) = 'integer' AND number >= 1),
    batch CHAR(32) NOT NULL,
    made_at VARCHAR(27) NOT NULL CHECK (made_at GLOB '????-??-??T??:??:??.??????Z'),
    tried_at VARCHAR(27) NOT NULL CHECK (tried_at GLOB '????-??-??T??:??:??.??????Z'),
    tries INTEGER NOT NULL CHECK (typeof(tries) = 'integer' AND tries >= 0),
    sent_at VARCHAR(27) CHECK (sent_at GLOB '????-??-??T??:??:??.??????Z'),
    problem TEXT,
    CHECK ((channel = 'mail') = (user_id IS NOT NULL))
) WITHOUT ROWID;
CREATE UNIQUE INDEX delivery_once_to_a_person
    ON delivery (user_id, evaluation_id, kind, number, channel) WHERE user_id IS NOT NULL;
CREATE UNIQUE INDEX delivery_once
    ON delivery (evaluation_id, kind, number, channel) WHERE user_id IS NULL;
CREATE INDEX delivery_by_batch ON delivery (batch);
CREATE INDEX delivery_by_time ON delivery (channel, sent_at);

DROP TRIGGER workflow_edge_refuse_insert;
INSERT INTO workflow_edge (action, from_state, to_state) VALUES
    ('escalate', 'draft', 'draft'),
    ('escalate', 'self_scored', 'self_scored'),
    ('escalate', 'unit_approved', 'unit_approved');
CREATE TRIGGER workflow_edge_refuse_insert BEFORE INSERT ON workflow_edge
BEGIN SELECT RAISE(ABORT, 'workflow_edge: insert is refused'); END;
