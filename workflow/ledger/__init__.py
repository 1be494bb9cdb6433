"""Proofs over the trail: verification now; tree, seal and bundle find their place here."""
