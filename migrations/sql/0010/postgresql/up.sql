-- What figures are made of, derived as the rest of the listing: both totals, the funds of the line
-- that stands for all, the codes found in the last sealed round, and the seconds of all stays in a
-- state that have ended. As before no index on any of them, so that they change without the keys of
-- the text.
ALTER TABLE evaluation_listing
    ADD COLUMN self_total numeric(7, 2),
    ADD COLUMN review_total numeric(7, 2),
    ADD COLUMN budget numeric(16, 2),
    ADD COLUMN spent numeric(16, 2),
    ADD COLUMN codes text,
    ADD COLUMN draft_seconds bigint,
    ADD COLUMN self_scored_seconds bigint,
    ADD COLUMN unit_approved_seconds bigint,
    ADD COLUMN finance_reviewed_seconds bigint;
-- `hengjian upgrade` lists anew what is not listed.
DELETE FROM evaluation_listing;
