"""The statements of the reference, written by hand."""

PERSON = """
SELECT u.id, u.login, u.name, u.unit_id, u.section_id, u.active, r.role
FROM user_account u LEFT JOIN user_role r ON r.user_id = u.id
WHERE u.id = %s ORDER BY r.role
"""

CYCLE = """
SELECT c.id, c.fiscal_year, c.section_id, c.opens_at, c.closes_at, c.scheme_id, s.sha256, s.text
FROM cycle c JOIN scheme s ON s.id = c.scheme_id WHERE c.id = %s
"""

OFFICE = "SELECT id, name, supervising_unit_id, section_id FROM unit WHERE id = %s"

HEADER = """
SELECT e.id, e.unit_id, e.kind, e.title, e.state, e.state_since, e.version, e.content_version,
    e.round, e.head, e.due_at, e.reported_total, e.reported_grade, e.claim_reason_id, e.edition,
    e.first_edition_id, e.discarded,
    u.name AS unit_name, u.supervising_unit_id, u.section_id,
    c.fiscal_year, c.opens_at, c.closes_at, c.section_id AS cycle_section_id,
    s.sha256 AS scheme_sha256, s.text AS scheme_text,
    next.id AS successor_id, next.state AS successor_state
FROM evaluation e
    JOIN unit u ON u.id = e.unit_id
    JOIN cycle c ON c.id = e.cycle_id
    JOIN scheme s ON s.id = e.scheme_id
    LEFT JOIN evaluation next ON next.supersedes_id = e.id AND NOT next.discarded
WHERE e.id = %s
"""

HISTORY = """
SELECT action, actor_id, max(seq) AS last_seq FROM audit_event
WHERE evaluation_id = %s GROUP BY action, actor_id ORDER BY last_seq
"""

INDICATORS = """
SELECT i.id, i.parent_id, i.category, i.name, i.weight, i.target_text, i.rule, i.actual_text,
    i.self_score, i.review_score,
    own.text AS self_reason, own.commitment AS self_reason_hash,
    reviewed.text AS review_reason, reviewed.commitment AS review_reason_hash,
    first.old_name, first.old_weight, first.old_target,
    amended.text AS agreed_reason, amended.commitment AS agreed_reason_hash
FROM indicator i
    LEFT JOIN free_text own ON own.id = i.self_reason_id
    LEFT JOIN free_text reviewed ON reviewed.id = i.review_reason_id
    LEFT JOIN (SELECT indicator_id, min(id) AS first_id, max(id) AS last_id FROM agreed_change
               WHERE evaluation_id = %s GROUP BY indicator_id) ends ON ends.indicator_id = i.id
    LEFT JOIN agreed_change first ON first.id = ends.first_id
    LEFT JOIN agreed_change last ON last.id = ends.last_id
    LEFT JOIN free_text amended ON amended.id = last.reason_id
WHERE i.evaluation_id = %s ORDER BY i.position, i.id
"""

LINES = """
SELECT id, name, is_total, original, revised, actual FROM budget_line
WHERE evaluation_id = %s ORDER BY position, id
"""

TEXTS = """
SELECT 'section' AS kind, s.key, s.position, t.text, t.commitment, t.salt
FROM section s LEFT JOIN free_text t ON t.id = s.text_id WHERE s.evaluation_id = %s
UNION ALL
SELECT CASE WHEN f.is_recommendation THEN 'recommendation' ELSE 'finding' END,
    f.category, f.position, t.text, t.commitment, t.salt
FROM finding f JOIN free_text t ON t.id = f.text_id WHERE f.evaluation_id = %s
UNION ALL
SELECT 'claim', '', 0, t.text, t.commitment, t.salt FROM free_text t WHERE t.id = %s
ORDER BY kind, position
"""

ATTACHMENTS = """
SELECT name, sha256 FROM attachment WHERE evaluation_id = %s ORDER BY event_seq, id
"""

KEEP_TEXT = "INSERT INTO free_text (salt, text, commitment) VALUES (%s, %s, %s) RETURNING id"

INSERT_EVALUATION = """
INSERT INTO evaluation (id, unit_id, cycle_id, scheme_id, kind, title, state, state_since,
    version, content_version, round, head)
VALUES (%s, %s, %s, %s, %s, %s, 'draft', %s, 1, 1, 1, %s)
"""

MOVE_EVALUATION = """
UPDATE evaluation SET state = %s, state_since = %s, version = %s, content_version = %s, head = %s
WHERE id = %s AND version = %s
"""

INSERT_EVENT = """
INSERT INTO audit_event (evaluation_id, seq, prev_seq, action, from_state, to_state, actor_id, at,
    body, hash)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""

INSERT_INDICATOR = """
INSERT INTO indicator (id, evaluation_id, parent_id, position, category, name, weight,
    target_text, rule, actual_text)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, '')
"""

INSERT_LINE = """
INSERT INTO budget_line (id, evaluation_id, position, name, is_total, original, revised, actual)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""

INSERT_SECTION = "INSERT INTO section (evaluation_id, key, position) VALUES (%s, %s, %s)"

UPDATE_LINE = "UPDATE budget_line SET original = %s, revised = %s, actual = %s WHERE id = %s"

UPDATE_SECTION = "UPDATE section SET text_id = %s WHERE evaluation_id = %s AND key = %s"

INSERT_LISTING = """
INSERT INTO evaluation_listing (evaluation_id, text, budget, spent) VALUES (%s, %s, %s, %s)
"""

FILL_LISTING = """
UPDATE evaluation_listing SET text = %s, budget = %s, spent = %s WHERE evaluation_id = %s
"""

SCORE_LISTING = """
UPDATE evaluation_listing SET total = %s, grade = %s, self_total = %s, review_total = %s
WHERE evaluation_id = %s
"""

REVIEW_LISTING = """
UPDATE evaluation_listing SET total = %s, grade = %s, self_total = %s, review_total = %s,
    unit_approved_seconds = coalesce(unit_approved_seconds, 0) + %s
WHERE evaluation_id = %s
"""

SUBMIT_LISTING = """
UPDATE evaluation_listing SET codes = %s, draft_seconds = coalesce(draft_seconds, 0) + %s
WHERE evaluation_id = %s
"""

APPROVE_LISTING = """
UPDATE evaluation_listing SET self_scored_seconds = coalesce(self_scored_seconds, 0) + %s
WHERE evaluation_id = %s
"""

PUBLISH_LISTING = """
UPDATE evaluation_listing SET finance_reviewed_seconds = coalesce(finance_reviewed_seconds, 0) + %s
WHERE evaluation_id = %s
"""

INSERT_SCORE_CHANGE = """
INSERT INTO score_change (evaluation_id, event_seq, indicator_id, kind, old, new, reason_id)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""

UPDATE_SCORE = {
    "self": "UPDATE indicator SET self_score = %s, self_reason_id = %s WHERE id = %s",
    "review": "UPDATE indicator SET review_score = %s, review_reason_id = %s WHERE id = %s",
}

UPDATE_ACTUAL = "UPDATE indicator SET actual_text = %s WHERE id = %s"

INSERT_COMMENT = "INSERT INTO comment (evaluation_id, event_seq, text_id) VALUES (%s, %s, %s)"

INSERT_SUBMISSION = """
INSERT INTO submission (evaluation_id, round, event_seq, content, content_hash)
VALUES (%s, %s, %s, %s, %s)
"""

INSERT_PUBLICATION = """
INSERT INTO publication (evaluation_id, event_seq, published_at, content, content_hash)
VALUES (%s, %s, %s, %s, %s)
"""
