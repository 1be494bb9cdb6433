"""Attacks of an owner of database and disk, made at random; verification has to name each."""
