-- What figures are made of, derived as the rest of the listing: both totals, the funds of the line
-- that stands for all, the codes found in the last sealed round, and the seconds of all stays in a
-- state that have ended.
ALTER TABLE evaluation_listing ADD COLUMN self_total BIGINT CHECK (typeof(self_total) IN ('integer', 'null'));
ALTER TABLE evaluation_listing ADD COLUMN review_total BIGINT CHECK (typeof(review_total) IN ('integer', 'null'));
ALTER TABLE evaluation_listing ADD COLUMN budget BIGINT CHECK (typeof(budget) IN ('integer', 'null'));
ALTER TABLE evaluation_listing ADD COLUMN spent BIGINT CHECK (typeof(spent) IN ('integer', 'null'));
ALTER TABLE evaluation_listing ADD COLUMN codes TEXT;
ALTER TABLE evaluation_listing ADD COLUMN draft_seconds BIGINT CHECK (typeof(draft_seconds) IN ('integer', 'null'));
ALTER TABLE evaluation_listing ADD COLUMN self_scored_seconds BIGINT CHECK (typeof(self_scored_seconds) IN ('integer', 'null'));
ALTER TABLE evaluation_listing ADD COLUMN unit_approved_seconds BIGINT CHECK (typeof(unit_approved_seconds) IN ('integer', 'null'));
ALTER TABLE evaluation_listing ADD COLUMN finance_reviewed_seconds BIGINT CHECK (typeof(finance_reviewed_seconds) IN ('integer', 'null'));
-- `hengjian upgrade` lists anew what is not listed.
DELETE FROM evaluation_listing;
