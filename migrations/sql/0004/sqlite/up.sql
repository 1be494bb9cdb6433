-- A text leaves the store only by an event of erasing, and with its salt; its commitment stays.
DROP TRIGGER free_text_refuse_update;
CREATE TRIGGER free_text_guard_erasure BEFORE UPDATE ON free_text
WHEN (NEW.id = OLD.id AND NEW.commitment = OLD.commitment AND OLD.text IS NOT NULL
      AND NEW.text IS NULL AND NEW.salt IS NULL
      AND EXISTS (
          SELECT 1 FROM audit_event a
              JOIN evaluation e ON e.id = a.evaluation_id AND e.version = a.seq
          WHERE a.action = 'erase' AND instr(a.body, '"' || OLD.commitment || '"') > 0
      )) IS NOT TRUE
BEGIN SELECT RAISE(ABORT, 'free_text: update is refused but for an erasure'); END;

-- So does it leave a disclosure copy, whose hash is over the commitments.
DROP TRIGGER publication_refuse_update;
CREATE TRIGGER publication_guard_erasure BEFORE UPDATE ON publication
WHEN (NEW.id = OLD.id AND NEW.evaluation_id = OLD.evaluation_id
      AND NEW.event_seq = OLD.event_seq AND NEW.published_at = OLD.published_at
      AND NEW.content_hash = OLD.content_hash AND length(NEW.content) < length(OLD.content)
      AND EXISTS (
          SELECT 1 FROM audit_event a
              JOIN evaluation e ON e.id = a.evaluation_id AND e.version = a.seq
          WHERE a.action = 'erase' AND e.id = OLD.evaluation_id
      )) IS NOT TRUE
BEGIN SELECT RAISE(ABORT, 'publication: update is refused but for an erasure'); END;

-- Somebody else has asked for that very text, and nobody has answered yet.
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

-- What was discarded stays as it is, but its texts can be erased like all others.
DROP TRIGGER evaluation_guard_discarded;
CREATE TRIGGER evaluation_guard_discarded BEFORE UPDATE ON evaluation
WHEN OLD.discarded
    AND (NEW.discarded IS NOT OLD.discarded
         OR NEW.round IS NOT OLD.round OR NEW.state_since IS NOT OLD.state_since
         OR NEW.due_at IS NOT OLD.due_at OR NEW.reported_total IS NOT OLD.reported_total
         OR NEW.reported_grade IS NOT OLD.reported_grade
         OR NEW.claim_reason_id IS NOT OLD.claim_reason_id)
BEGIN SELECT RAISE(ABORT, 'evaluation: what was discarded stays as it is'); END;

DROP TRIGGER audit_event_guard_discarded;
CREATE TRIGGER audit_event_guard_discarded BEFORE INSERT ON audit_event
WHEN (NEW.action = 'discard') IS NOT (
        SELECT e.discarded AND NOT EXISTS (
            SELECT 1 FROM audit_event d WHERE d.evaluation_id = e.id AND d.action = 'discard'
        )
        FROM evaluation e WHERE e.id = NEW.evaluation_id
    )
    OR (NEW.action NOT IN ('discard', 'ask_erasure', 'erase', 'decline_erasure')
        AND (SELECT e.discarded FROM evaluation e WHERE e.id = NEW.evaluation_id))
BEGIN SELECT RAISE(ABORT, 'audit_event: discard and nothing else discards'); END;

DROP TRIGGER workflow_edge_refuse_insert;
INSERT INTO workflow_edge (action, from_state, to_state) VALUES
    ('ask_erasure', 'draft', 'draft'),
    ('erase', 'draft', 'draft'),
    ('decline_erasure', 'draft', 'draft'),
    ('ask_erasure', 'self_scored', 'self_scored'),
    ('erase', 'self_scored', 'self_scored'),
    ('decline_erasure', 'self_scored', 'self_scored'),
    ('ask_erasure', 'unit_approved', 'unit_approved'),
    ('erase', 'unit_approved', 'unit_approved'),
    ('decline_erasure', 'unit_approved', 'unit_approved'),
    ('ask_erasure', 'finance_reviewed', 'finance_reviewed'),
    ('erase', 'finance_reviewed', 'finance_reviewed'),
    ('decline_erasure', 'finance_reviewed', 'finance_reviewed'),
    ('ask_erasure', 'published', 'published'),
    ('erase', 'published', 'published'),
    ('decline_erasure', 'published', 'published');
CREATE TRIGGER workflow_edge_refuse_insert BEFORE INSERT ON workflow_edge
BEGIN SELECT RAISE(ABORT, 'workflow_edge: insert is refused'); END;
