-- The roles stay: they belong to the whole server.
DROP TABLE
    admin_event, refusal, publication, submission, attachment, comment, score_change, finding,
    section, indicator, budget_line, audit_event, evaluation, free_text, workflow_edge, cycle,
    scheme, login_link, login_session, user_role, user_account, unit, finance_section;
DROP FUNCTION
    refuse_change(), guard_evaluation_birth(), guard_evaluation_step(), guard_audit_event_head(),
    guard_current_event(), guard_publication_state(), guard_score_change_old(),
    guard_indicator_birth(), guard_indicator_step(), guard_budget_line_step(),
    guard_section_step(), guard_filling(), guard_refusal_words(), guard_admin_event_words();
