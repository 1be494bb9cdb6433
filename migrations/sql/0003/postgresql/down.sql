DROP TABLE seal;
DROP FUNCTION guard_seal(), read_trail_ends();
