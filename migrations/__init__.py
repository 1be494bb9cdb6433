"""Migrations: every table, trigger and grant, in the SQL of both databases, as literals."""
