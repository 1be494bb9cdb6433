"""The name of the case format, and the file of a case as data."""

from typing import Any

from web.cases.strict_json import FileProblem, read_strict_json

FORMAT = "bpe-case/1"


def read_case_data(raw: bytes) -> Any:
    """Return the data of a case file.

    Raises FileProblem for an empty file, for one that is no JSON, and for an object that names
    another format or none.
    """
    if not raw.strip():
        raise FileProblem("file_is_empty")
    data = read_strict_json(raw)
    if isinstance(data, dict):
        require_format(data.get("schema"))
    return data


def require_format(named: object) -> None:
    """Raise FileProblem where a file names another format than that of a case."""
    if named != FORMAT:
        raise FileProblem(
            "case_field_is_wrong", place="schema", found="case_format_expected", wanted=FORMAT
        )
