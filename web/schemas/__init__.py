"""What people and programs may hand in: one schema per form, unknown fields refused."""
