"""The reasons of a recorded refusal, as sentences."""

import json
from collections.abc import Mapping
from typing import Any

from web.texts import describe_reason
from workflow.refusals import Reason, Why


def spell_reasons(recorded: str) -> tuple[str, ...]:
    """Return the reasons that were recorded, each as a sentence; a code of a later version shows
    itself. What was found in a text is not recorded, so that its place shows a dash.
    """
    return tuple(_spell(reason) for reason in json.loads(recorded))


def _spell(recorded: Mapping[str, Any]) -> str:
    code, params = str(recorded["code"]), recorded.get("params") or {}
    if code == "not_from_this_state" and not {"state", "sources"} <= params.keys():
        return code
    # The family decides the answer's status, which was given long ago.
    return describe_reason(Reason(why=Why.UNMET, code=code, params=params))
