"""The manifest is what a freshly migrated database of each kind holds."""

import json
import os

import pytest

from models.database import Database
from models.integrity import MANIFEST, observe_guards, read_manifest

REWRITE = "HENGJIAN_REWRITE_MANIFEST"


def test_manifest_lists_the_guards_of_a_migrated_database(database: Database) -> None:
    with database.engine.connect() as connection:
        observed = dict(sorted(observe_guards(connection).items()))
    name = database.engine.dialect.name
    if os.environ.get(REWRITE) == "1":
        manifest = (read_manifest() if MANIFEST.exists() else {}) | {name: observed}
        text = json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False)
        MANIFEST.write_text(text + "\n", encoding="utf-8")
        pytest.skip("rewritten: read the difference before committing it")
    assert read_manifest()[name] == observed, (
        "the migrations changed what is guarded; rewrite the manifest with "
        f"{REWRITE}=1 python3 run.py test tests/migrations/test_manifest.py"
    )
