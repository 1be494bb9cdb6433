-- Two roles without login; an office makes its accounts members of one of them. Roles belong to
-- the whole server, so another database may have made them, perhaps at this very moment.

DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['hengjian_application', 'hengjian_auditor'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            BEGIN
                EXECUTE 'CREATE ROLE ' || quote_ident(wanted) || ' NOLOGIN';
            EXCEPTION
                WHEN duplicate_object OR unique_violation THEN NULL;
                WHEN insufficient_privilege THEN
                    RAISE EXCEPTION USING MESSAGE = 'role ' || wanted
                        || ' is missing, and this role may not create it; let a superuser run: '
                        || 'CREATE ROLE ' || quote_ident(wanted) || ' NOLOGIN';
            END;
        END IF;
    END LOOP;
END $$;

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'hengjian_application') THEN
        RETURN;
    END IF;

    GRANT USAGE ON SCHEMA public TO hengjian_application;
    GRANT SELECT ON
        alembic_version, finance_section, unit, user_account, user_role, login_session,
        login_link, scheme, cycle, workflow_edge, free_text, evaluation, audit_event, budget_line,
        indicator, section, finding, score_change, comment, attachment, submission, publication,
        refusal, admin_event
        TO hengjian_application;

    GRANT INSERT, UPDATE ON finance_section, unit, cycle TO hengjian_application;
    GRANT INSERT ON user_account TO hengjian_application;
    GRANT UPDATE (name, unit_id, section_id, password_hash, active)
        ON user_account TO hengjian_application;
    GRANT INSERT, DELETE ON user_role TO hengjian_application;
    GRANT INSERT, UPDATE, DELETE ON login_session, login_link TO hengjian_application;
    GRANT INSERT ON scheme TO hengjian_application;

    GRANT INSERT ON evaluation, budget_line, indicator, section TO hengjian_application;
    GRANT UPDATE (state, state_since, version, content_version, round, head, due_at,
                  reported_total, reported_grade, claim_reason_id)
        ON evaluation TO hengjian_application;
    GRANT UPDATE (position, name, original, revised, actual)
        ON budget_line TO hengjian_application;
    GRANT UPDATE (actual_text, self_score, review_score, self_reason_id, review_reason_id)
        ON indicator TO hengjian_application;
    GRANT UPDATE (position, text_id) ON section TO hengjian_application;
    GRANT INSERT, UPDATE, DELETE ON finding TO hengjian_application;

    -- By column, without id: OVERRIDING SYSTEM VALUE would otherwise back-date a row.
    GRANT INSERT (salt, text, commitment) ON free_text TO hengjian_application;
    GRANT INSERT (evaluation_id, seq, prev_seq, action, from_state, to_state, actor_id, at, body,
                  hash)
        ON audit_event TO hengjian_application;
    GRANT INSERT (evaluation_id, indicator_id, event_seq, kind, old, new, reason_id)
        ON score_change TO hengjian_application;
    GRANT INSERT (evaluation_id, event_seq, text_id) ON comment TO hengjian_application;
    GRANT INSERT ON attachment TO hengjian_application;
    GRANT INSERT (evaluation_id, round, event_seq, content, content_hash)
        ON submission TO hengjian_application;
    GRANT INSERT (evaluation_id, event_seq, published_at, content, content_hash)
        ON publication TO hengjian_application;
    GRANT INSERT (evaluation_id, actor_id, action, at, source, reasons)
        ON refusal TO hengjian_application;
    GRANT INSERT (actor_id, action, at, body) ON admin_event TO hengjian_application;
END $$;

-- An auditor reads everything but what would let him act as somebody else.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'hengjian_auditor') THEN
        RETURN;
    END IF;

    GRANT USAGE ON SCHEMA public TO hengjian_auditor;
    GRANT SELECT ON
        alembic_version, finance_section, unit, user_role, scheme, cycle, workflow_edge, free_text,
        evaluation, audit_event, budget_line, indicator, section, finding, score_change, comment,
        attachment, submission, publication, refusal, admin_event
        TO hengjian_auditor;
    GRANT SELECT (id, login, name, unit_id, section_id, active) ON user_account
        TO hengjian_auditor;
END $$;
