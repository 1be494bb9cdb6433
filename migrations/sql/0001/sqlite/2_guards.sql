-- What the database refuses, whoever asks.
--
-- INSERT OR REPLACE removes the old row without asking a delete trigger, so a trigger before every
-- insert refuses a key that exists already. That ends upserts too.

-- The legal moves change by a migration alone, which drops and restores these.
CREATE TRIGGER workflow_edge_refuse_insert BEFORE INSERT ON workflow_edge
BEGIN SELECT RAISE(ABORT, 'workflow_edge: insert is refused'); END;
CREATE TRIGGER workflow_edge_refuse_update BEFORE UPDATE ON workflow_edge
BEGIN SELECT RAISE(ABORT, 'workflow_edge: update is refused'); END;
CREATE TRIGGER workflow_edge_refuse_delete BEFORE DELETE ON workflow_edge
BEGIN SELECT RAISE(ABORT, 'workflow_edge: delete is refused'); END;

-- Append-only.
CREATE TRIGGER audit_event_refuse_update BEFORE UPDATE ON audit_event
BEGIN SELECT RAISE(ABORT, 'audit_event: update is refused'); END;
CREATE TRIGGER audit_event_refuse_delete BEFORE DELETE ON audit_event
BEGIN SELECT RAISE(ABORT, 'audit_event: delete is refused'); END;
CREATE TRIGGER audit_event_refuse_replace BEFORE INSERT ON audit_event
WHEN EXISTS (
    SELECT 1 FROM audit_event
    WHERE id = NEW.id
        OR (evaluation_id = NEW.evaluation_id AND seq = NEW.seq)
)
BEGIN SELECT RAISE(ABORT, 'audit_event: replace is refused'); END;

CREATE TRIGGER score_change_refuse_update BEFORE UPDATE ON score_change
BEGIN SELECT RAISE(ABORT, 'score_change: update is refused'); END;
CREATE TRIGGER score_change_refuse_delete BEFORE DELETE ON score_change
BEGIN SELECT RAISE(ABORT, 'score_change: delete is refused'); END;
CREATE TRIGGER score_change_refuse_replace BEFORE INSERT ON score_change
WHEN EXISTS (
    SELECT 1 FROM score_change
    WHERE id = NEW.id
        OR (evaluation_id = NEW.evaluation_id AND event_seq = NEW.event_seq
            AND indicator_id = NEW.indicator_id AND kind = NEW.kind)
)
BEGIN SELECT RAISE(ABORT, 'score_change: replace is refused'); END;

CREATE TRIGGER submission_refuse_update BEFORE UPDATE ON submission
BEGIN SELECT RAISE(ABORT, 'submission: update is refused'); END;
CREATE TRIGGER submission_refuse_delete BEFORE DELETE ON submission
BEGIN SELECT RAISE(ABORT, 'submission: delete is refused'); END;
CREATE TRIGGER submission_refuse_replace BEFORE INSERT ON submission
WHEN EXISTS (
    SELECT 1 FROM submission
    WHERE id = NEW.id
        OR (evaluation_id = NEW.evaluation_id AND round = NEW.round)
)
BEGIN SELECT RAISE(ABORT, 'submission: replace is refused'); END;

CREATE TRIGGER comment_refuse_update BEFORE UPDATE ON comment
BEGIN SELECT RAISE(ABORT, 'comment: update is refused'); END;
CREATE TRIGGER comment_refuse_delete BEFORE DELETE ON comment
BEGIN SELECT RAISE(ABORT, 'comment: delete is refused'); END;
CREATE TRIGGER comment_refuse_replace BEFORE INSERT ON comment
WHEN EXISTS (
    SELECT 1 FROM comment
    WHERE id = NEW.id
)
BEGIN SELECT RAISE(ABORT, 'comment: replace is refused'); END;

CREATE TRIGGER publication_refuse_update BEFORE UPDATE ON publication
BEGIN SELECT RAISE(ABORT, 'publication: update is refused'); END;
CREATE TRIGGER publication_refuse_delete BEFORE DELETE ON publication
BEGIN SELECT RAISE(ABORT, 'publication: delete is refused'); END;
CREATE TRIGGER publication_refuse_replace BEFORE INSERT ON publication
WHEN EXISTS (
    SELECT 1 FROM publication
    WHERE id = NEW.id
        OR (evaluation_id = NEW.evaluation_id AND event_seq = NEW.event_seq)
)
BEGIN SELECT RAISE(ABORT, 'publication: replace is refused'); END;

CREATE TRIGGER attachment_refuse_update BEFORE UPDATE ON attachment
BEGIN SELECT RAISE(ABORT, 'attachment: update is refused'); END;
CREATE TRIGGER attachment_refuse_delete BEFORE DELETE ON attachment
BEGIN SELECT RAISE(ABORT, 'attachment: delete is refused'); END;
CREATE TRIGGER attachment_refuse_replace BEFORE INSERT ON attachment
WHEN EXISTS (
    SELECT 1 FROM attachment
    WHERE id = NEW.id
)
BEGIN SELECT RAISE(ABORT, 'attachment: replace is refused'); END;

CREATE TRIGGER refusal_refuse_update BEFORE UPDATE ON refusal
BEGIN SELECT RAISE(ABORT, 'refusal: update is refused'); END;
CREATE TRIGGER refusal_refuse_delete BEFORE DELETE ON refusal
BEGIN SELECT RAISE(ABORT, 'refusal: delete is refused'); END;
CREATE TRIGGER refusal_refuse_replace BEFORE INSERT ON refusal
WHEN EXISTS (
    SELECT 1 FROM refusal
    WHERE id = NEW.id
)
BEGIN SELECT RAISE(ABORT, 'refusal: replace is refused'); END;

CREATE TRIGGER admin_event_refuse_update BEFORE UPDATE ON admin_event
BEGIN SELECT RAISE(ABORT, 'admin_event: update is refused'); END;
CREATE TRIGGER admin_event_refuse_delete BEFORE DELETE ON admin_event
BEGIN SELECT RAISE(ABORT, 'admin_event: delete is refused'); END;
CREATE TRIGGER admin_event_refuse_replace BEFORE INSERT ON admin_event
WHEN EXISTS (
    SELECT 1 FROM admin_event
    WHERE id = NEW.id
)
BEGIN SELECT RAISE(ABORT, 'admin_event: replace is refused'); END;

CREATE TRIGGER free_text_refuse_update BEFORE UPDATE ON free_text
BEGIN SELECT RAISE(ABORT, 'free_text: update is refused'); END;
CREATE TRIGGER free_text_refuse_delete BEFORE DELETE ON free_text
BEGIN SELECT RAISE(ABORT, 'free_text: delete is refused'); END;
CREATE TRIGGER free_text_refuse_replace BEFORE INSERT ON free_text
WHEN EXISTS (
    SELECT 1 FROM free_text
    WHERE id = NEW.id
)
BEGIN SELECT RAISE(ABORT, 'free_text: replace is refused'); END;

CREATE TRIGGER scheme_refuse_update BEFORE UPDATE ON scheme
BEGIN SELECT RAISE(ABORT, 'scheme: update is refused'); END;
CREATE TRIGGER scheme_refuse_delete BEFORE DELETE ON scheme
BEGIN SELECT RAISE(ABORT, 'scheme: delete is refused'); END;
CREATE TRIGGER scheme_refuse_replace BEFORE INSERT ON scheme
WHEN EXISTS (
    SELECT 1 FROM scheme
    WHERE id = NEW.id
        OR (name = NEW.name AND version = NEW.version)
)
BEGIN SELECT RAISE(ABORT, 'scheme: replace is refused'); END;

-- Never deleted.
CREATE TRIGGER evaluation_refuse_delete BEFORE DELETE ON evaluation
BEGIN SELECT RAISE(ABORT, 'evaluation: delete is refused'); END;
CREATE TRIGGER evaluation_refuse_replace BEFORE INSERT ON evaluation
WHEN EXISTS (
    SELECT 1 FROM evaluation
    WHERE id = NEW.id
)
BEGIN SELECT RAISE(ABORT, 'evaluation: replace is refused'); END;

CREATE TRIGGER indicator_refuse_delete BEFORE DELETE ON indicator
BEGIN SELECT RAISE(ABORT, 'indicator: delete is refused'); END;
CREATE TRIGGER indicator_refuse_replace BEFORE INSERT ON indicator
WHEN EXISTS (
    SELECT 1 FROM indicator
    WHERE id = NEW.id
)
BEGIN SELECT RAISE(ABORT, 'indicator: replace is refused'); END;

CREATE TRIGGER budget_line_refuse_delete BEFORE DELETE ON budget_line
BEGIN SELECT RAISE(ABORT, 'budget_line: delete is refused'); END;
CREATE TRIGGER budget_line_refuse_replace BEFORE INSERT ON budget_line
WHEN EXISTS (
    SELECT 1 FROM budget_line
    WHERE id = NEW.id
)
BEGIN SELECT RAISE(ABORT, 'budget_line: replace is refused'); END;

CREATE TRIGGER section_refuse_delete BEFORE DELETE ON section
BEGIN SELECT RAISE(ABORT, 'section: delete is refused'); END;
CREATE TRIGGER section_refuse_replace BEFORE INSERT ON section
WHEN EXISTS (
    SELECT 1 FROM section
    WHERE evaluation_id = NEW.evaluation_id AND key = NEW.key
)
BEGIN SELECT RAISE(ABORT, 'section: replace is refused'); END;

-- An event cannot be dated back behind another by an id of one's own choice.
CREATE TRIGGER audit_event_guard_order AFTER INSERT ON audit_event
WHEN EXISTS (SELECT 1 FROM audit_event WHERE id > NEW.id)
BEGIN SELECT RAISE(ABORT, 'audit_event: ids only grow'); END;

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

CREATE TRIGGER evaluation_guard_step BEFORE UPDATE ON evaluation
WHEN (NEW.version = OLD.version + 1
      AND (NEW.content_version = NEW.version
           OR (NEW.content_version = OLD.content_version AND NEW.state = OLD.state))
      AND NEW.round IN (OLD.round, OLD.round + 1)) IS NOT TRUE
BEGIN SELECT RAISE(ABORT, 'evaluation: changes only together with its next event'); END;

CREATE TRIGGER audit_event_guard_head BEFORE INSERT ON audit_event
WHEN NOT EXISTS (
    SELECT 1 FROM evaluation e
    WHERE e.id = NEW.evaluation_id AND e.version = NEW.seq
        AND e.state = NEW.to_state AND e.head = NEW.hash
)
BEGIN SELECT RAISE(ABORT, 'audit_event: an event is the head of its evaluation'); END;

-- Nothing is slipped in behind an old event.
CREATE TRIGGER score_change_guard_current_event BEFORE INSERT ON score_change
WHEN NOT EXISTS (
    SELECT 1 FROM evaluation e WHERE e.id = NEW.evaluation_id AND e.version = NEW.event_seq
)
BEGIN
    SELECT RAISE(ABORT, 'score_change: belongs to the newest event of its evaluation');
END;
CREATE TRIGGER comment_guard_current_event BEFORE INSERT ON comment
WHEN NOT EXISTS (
    SELECT 1 FROM evaluation e WHERE e.id = NEW.evaluation_id AND e.version = NEW.event_seq
)
BEGIN
    SELECT RAISE(ABORT, 'comment: belongs to the newest event of its evaluation');
END;
CREATE TRIGGER attachment_guard_current_event BEFORE INSERT ON attachment
WHEN NOT EXISTS (
    SELECT 1 FROM evaluation e WHERE e.id = NEW.evaluation_id AND e.version = NEW.event_seq
)
BEGIN
    SELECT RAISE(ABORT, 'attachment: belongs to the newest event of its evaluation');
END;
CREATE TRIGGER submission_guard_current_event BEFORE INSERT ON submission
WHEN NOT EXISTS (
    SELECT 1 FROM evaluation e WHERE e.id = NEW.evaluation_id AND e.version = NEW.event_seq
)
BEGIN
    SELECT RAISE(ABORT, 'submission: belongs to the newest event of its evaluation');
END;
CREATE TRIGGER publication_guard_current_event BEFORE INSERT ON publication
WHEN NOT EXISTS (
    SELECT 1 FROM evaluation e WHERE e.id = NEW.evaluation_id AND e.version = NEW.event_seq
)
BEGIN
    SELECT RAISE(ABORT, 'publication: belongs to the newest event of its evaluation');
END;

CREATE TRIGGER publication_guard_state BEFORE INSERT ON publication
WHEN NOT EXISTS (
    SELECT 1 FROM evaluation e WHERE e.id = NEW.evaluation_id AND e.state = 'published'
)
BEGIN SELECT RAISE(ABORT, 'publication: the evaluation is not published'); END;

CREATE TRIGGER score_change_guard_old BEFORE INSERT ON score_change
WHEN NEW.old IS NOT (
    SELECT CASE NEW.kind WHEN 'self' THEN i.self_score ELSE i.review_score END
    FROM indicator i WHERE i.id = NEW.indicator_id
)
BEGIN SELECT RAISE(ABORT, 'score_change: old is not the score that stands'); END;

CREATE TRIGGER indicator_guard_birth BEFORE INSERT ON indicator
WHEN NEW.self_score IS NOT NULL
    OR NEW.review_score IS NOT NULL
    OR NEW.self_reason_id IS NOT NULL
    OR NEW.review_reason_id IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'indicator: begins without scores and reasons'); END;

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

CREATE TRIGGER indicator_guard_self_score BEFORE UPDATE ON indicator
WHEN (NEW.self_score IS NOT OLD.self_score OR NEW.self_reason_id IS NOT OLD.self_reason_id)
    AND NOT EXISTS (
        SELECT 1 FROM score_change c JOIN evaluation e ON e.id = c.evaluation_id
        WHERE c.evaluation_id = NEW.evaluation_id AND c.event_seq = e.version
            AND c.indicator_id = NEW.id AND c.kind = 'self'
            AND c.new IS NEW.self_score AND c.reason_id IS NEW.self_reason_id
    )
BEGIN SELECT RAISE(ABORT, 'indicator: a self score changes only by the newest event'); END;

CREATE TRIGGER indicator_guard_review_score BEFORE UPDATE ON indicator
WHEN (NEW.review_score IS NOT OLD.review_score OR NEW.review_reason_id IS NOT OLD.review_reason_id)
    AND NOT EXISTS (
        SELECT 1 FROM score_change c JOIN evaluation e ON e.id = c.evaluation_id
        WHERE c.evaluation_id = NEW.evaluation_id AND c.event_seq = e.version
            AND c.indicator_id = NEW.id AND c.kind = 'review'
            AND c.new IS NEW.review_score AND c.reason_id IS NEW.review_reason_id
    )
BEGIN SELECT RAISE(ABORT, 'indicator: a review score changes only by the newest event'); END;

CREATE TRIGGER budget_line_guard_step BEFORE UPDATE ON budget_line
WHEN NEW.id IS NOT OLD.id
    OR NEW.evaluation_id IS NOT OLD.evaluation_id
    OR NEW.is_total IS NOT OLD.is_total
BEGIN SELECT RAISE(ABORT, 'budget_line: id, evaluation and what is the total stay'); END;

CREATE TRIGGER section_guard_step BEFORE UPDATE ON section
WHEN NEW.evaluation_id IS NOT OLD.evaluation_id OR NEW.key IS NOT OLD.key
BEGIN SELECT RAISE(ABORT, 'section: evaluation and key stay'); END;

-- What was filled in changes only by an event of filling in, which a draft alone can have.
CREATE TRIGGER indicator_guard_filling_birth BEFORE INSERT ON indicator
WHEN NOT EXISTS (
    SELECT 1 FROM evaluation e JOIN audit_event a ON a.evaluation_id = e.id AND a.seq = e.version
    WHERE e.id = NEW.evaluation_id AND e.state = 'draft' AND a.action IN ('create')
)
BEGIN SELECT RAISE(ABORT, 'indicator: begins together with its evaluation'); END;

CREATE TRIGGER budget_line_guard_filling_birth BEFORE INSERT ON budget_line
WHEN NOT EXISTS (
    SELECT 1 FROM evaluation e JOIN audit_event a ON a.evaluation_id = e.id AND a.seq = e.version
    WHERE e.id = NEW.evaluation_id AND e.state = 'draft' AND a.action IN ('create')
)
BEGIN SELECT RAISE(ABORT, 'budget_line: begins together with its evaluation'); END;

CREATE TRIGGER section_guard_filling_birth BEFORE INSERT ON section
WHEN NOT EXISTS (
    SELECT 1 FROM evaluation e JOIN audit_event a ON a.evaluation_id = e.id AND a.seq = e.version
    WHERE e.id = NEW.evaluation_id AND e.state = 'draft' AND a.action IN ('create')
)
BEGIN SELECT RAISE(ABORT, 'section: begins together with its evaluation'); END;

CREATE TRIGGER budget_line_guard_filling BEFORE UPDATE ON budget_line
WHEN NOT EXISTS (
    SELECT 1 FROM evaluation e JOIN audit_event a ON a.evaluation_id = e.id AND a.seq = e.version
    WHERE e.id = NEW.evaluation_id AND e.state = 'draft' AND a.action IN ('fill')
)
BEGIN SELECT RAISE(ABORT, 'budget_line: changes only by an event of filling in'); END;

CREATE TRIGGER section_guard_filling BEFORE UPDATE ON section
WHEN NOT EXISTS (
    SELECT 1 FROM evaluation e JOIN audit_event a ON a.evaluation_id = e.id AND a.seq = e.version
    WHERE e.id = NEW.evaluation_id AND e.state = 'draft' AND a.action IN ('fill')
)
BEGIN SELECT RAISE(ABORT, 'section: changes only by an event of filling in'); END;

CREATE TRIGGER indicator_guard_filling BEFORE UPDATE ON indicator
WHEN NEW.actual_text IS NOT OLD.actual_text AND NOT EXISTS (
    SELECT 1 FROM evaluation e JOIN audit_event a ON a.evaluation_id = e.id AND a.seq = e.version
    WHERE e.id = NEW.evaluation_id AND e.state = 'draft' AND a.action IN ('score')
)
BEGIN SELECT RAISE(ABORT, 'indicator: an actual value changes only by an event of scoring'); END;

CREATE TRIGGER finding_guard_filling_insert BEFORE INSERT ON finding
WHEN NOT EXISTS (
    SELECT 1 FROM evaluation e JOIN audit_event a ON a.evaluation_id = e.id AND a.seq = e.version
    WHERE e.id = NEW.evaluation_id AND e.state = 'draft' AND a.action IN ('fill')
)
BEGIN SELECT RAISE(ABORT, 'finding: changes only by an event of filling in'); END;

CREATE TRIGGER finding_guard_filling_update BEFORE UPDATE ON finding
WHEN NOT EXISTS (
    SELECT 1 FROM evaluation e JOIN audit_event a ON a.evaluation_id = e.id AND a.seq = e.version
    WHERE e.id = NEW.evaluation_id AND e.state = 'draft' AND a.action IN ('fill')
)
BEGIN SELECT RAISE(ABORT, 'finding: changes only by an event of filling in'); END;

CREATE TRIGGER finding_guard_filling_delete BEFORE DELETE ON finding
WHEN NOT EXISTS (
    SELECT 1 FROM evaluation e JOIN audit_event a ON a.evaluation_id = e.id AND a.seq = e.version
    WHERE e.id = OLD.evaluation_id AND e.state = 'draft' AND a.action IN ('fill')
)
BEGIN SELECT RAISE(ABORT, 'finding: changes only by an event of filling in'); END;

-- Words that grow with the releases stand in a trigger: it is replaced without touching the rows.
CREATE TRIGGER refusal_guard_words BEFORE INSERT ON refusal
WHEN NEW.source NOT IN ('page', 'import', 'command', 'demo')
    OR NOT EXISTS (SELECT 1 FROM workflow_edge w WHERE w.action = NEW.action)
BEGIN SELECT RAISE(ABORT, 'refusal: unknown action or source'); END;

CREATE TRIGGER admin_event_guard_words BEFORE INSERT ON admin_event
WHEN NEW.action NOT IN (
    'begin_demo', 'add_person', 'issue_link', 'set_password', 'disable_person', 'enable_person',
    'change_roles', 'change_unit', 'add_unit', 'add_section', 'add_cycle', 'add_scheme'
)
BEGIN SELECT RAISE(ABORT, 'admin_event: unknown action'); END;
