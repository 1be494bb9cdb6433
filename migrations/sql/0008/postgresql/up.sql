-- Scratch, outside the trail: how far each person has looked at which evaluation.
CREATE TABLE look (
    user_id uuid NOT NULL REFERENCES user_account (id),
    evaluation_id uuid NOT NULL REFERENCES evaluation (id),
    version integer NOT NULL CHECK (version >= 1),
    at timestamptz NOT NULL,
    PRIMARY KEY (user_id, evaluation_id)
);

CREATE TABLE saved_view (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES user_account (id),
    page varchar(20) NOT NULL CHECK (page IN ('inbox', 'evaluations')),
    name text NOT NULL CHECK (name <> ''),
    query text NOT NULL CHECK (query <> ''),
    created_at timestamptz NOT NULL,
    UNIQUE (user_id, page, name)
);

-- Where a person is told of what happened, and up to when he has read what he was told.
CREATE TABLE contact (
    user_id uuid PRIMARY KEY REFERENCES user_account (id),
    address text NOT NULL,
    digest boolean NOT NULL,
    language varchar(2) NOT NULL CHECK (language IN ('zh', 'en')),
    since timestamptz NOT NULL,
    read_at timestamptz,
    digested_at timestamptz,
    CHECK (NOT digest OR address <> '')
);

-- What was told to whom: each event, and each deadline of a round, once on each channel.
CREATE TABLE delivery (
    id uuid PRIMARY KEY,
    channel varchar(10) NOT NULL CHECK (channel IN ('mail', 'webhook')),
    user_id uuid REFERENCES user_account (id),
    evaluation_id uuid NOT NULL REFERENCES evaluation (id),
    kind varchar(10) NOT NULL CHECK (kind IN ('event', 'soon', 'late')),
    number integer NOT NULL CHECK (number >= 1),
    batch uuid NOT NULL,
    made_at timestamptz NOT NULL,
    tried_at timestamptz NOT NULL,
    tries integer NOT NULL CHECK (tries >= 0),
    sent_at timestamptz,
    problem text,
    CHECK ((channel = 'mail') = (user_id IS NOT NULL))
);
CREATE UNIQUE INDEX delivery_once_to_a_person
    ON delivery (user_id, evaluation_id, kind, number, channel) WHERE user_id IS NOT NULL;
CREATE UNIQUE INDEX delivery_once
    ON delivery (evaluation_id, kind, number, channel) WHERE user_id IS NULL;
CREATE INDEX delivery_by_batch ON delivery (batch);
CREATE INDEX delivery_by_time ON delivery (channel, sent_at);

ALTER TABLE workflow_edge DISABLE TRIGGER refuse_change;
INSERT INTO workflow_edge (action, from_state, to_state) VALUES
    ('escalate', 'draft', 'draft'),
    ('escalate', 'self_scored', 'self_scored'),
    ('escalate', 'unit_approved', 'unit_approved');
ALTER TABLE workflow_edge ENABLE ALWAYS TRIGGER refuse_change;

DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'hengjian_application') THEN
        GRANT SELECT, INSERT, UPDATE, DELETE ON look, saved_view, contact TO hengjian_application;
        GRANT SELECT, INSERT ON delivery TO hengjian_application;
        GRANT UPDATE (tried_at, tries, sent_at, problem) ON delivery TO hengjian_application;
    END IF;
    -- Addresses, views and looks stay with their owners.
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'hengjian_auditor') THEN
        GRANT SELECT ON delivery TO hengjian_auditor;
    END IF;
END $$;
