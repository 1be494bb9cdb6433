"""Figures over many evaluations as tables and charts."""
