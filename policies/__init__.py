"""Rules a finance bureau may want to change: pure functions and data files."""
