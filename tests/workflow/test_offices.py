"""Registering a scheme: once by its text, never twice under one version."""

from dataclasses import replace

import pytest

from models.database import Database
from policies.scheme import load_bundled_schemes
from tests.support.offices import OPENS
from tests.support.records import rows_of
from workflow.cycles import register_scheme
from workflow.refusals import Refused


def test_the_same_text_again_is_no_act(database: Database) -> None:
    scheme = load_bundled_schemes()[0]
    with database.writing() as session:
        first = register_scheme(session, scheme=scheme, actor_id=None, at=OPENS)
    with database.writing() as session:
        assert register_scheme(session, scheme=scheme, actor_id=None, at=OPENS) == first
    assert (len(rows_of(database, "scheme")), len(rows_of(database, "admin_event"))) == (1, 1)


def test_another_text_needs_another_version(database: Database) -> None:
    scheme = load_bundled_schemes()[0]
    other = replace(scheme, text=scheme.text + "\n", sha256="0" * 64)
    with database.writing() as session:
        register_scheme(session, scheme=scheme, actor_id=None, at=OPENS)
    with pytest.raises(Refused) as refused, database.writing() as session:
        register_scheme(session, scheme=other, actor_id=None, at=OPENS)
    assert [reason.code for reason in refused.value.reasons] == ["scheme_has_another_text"]
    assert len(rows_of(database, "scheme")) == 1
