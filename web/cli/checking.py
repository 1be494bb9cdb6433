"""hengjian check: case files are scored and checked without any database."""

import json
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

from flask_babel import gettext as _

from policies.checking import find_inconsistencies
from policies.scheme import Scheme, SchemeProblem, load_bundled_schemes, parse_scheme
from web.cases.format import read_case_data
from web.cases.plan import SCHEME_OF_FORM
from web.cases.report import describe_case, is_failed, write_report
from web.cases.sheet import CaseSheet, lay_case
from web.cases.strict_json import FileProblem
from web.cli.parsing import Group, add_unchecked_command
from web.cli.scheme_file import complain_of_scheme
from web.cli.terminal import complain, describe_file_problem, say

USUAL = "national_project"
"""The scheme whose bands and limits count where a form has none of its own."""


def add_check_command(commands: Group) -> None:
    """Add the command to the parser."""
    checking = add_unchecked_command(
        commands,
        "check",
        told=_("核算并核对填好的表（案例格式），不需要数据库"),
        example="check forms/*.json --json",
    )
    checking.add_argument("file", nargs="+", type=Path, help=_("JSON 文件"))
    checking.add_argument(
        "--scheme",
        metavar="SCHEME",
        help=_("评分方案：名称或 NAME@VERSION，或 TOML 文件；不写则按表的种类"),
    )
    checking.add_argument("--json", action="store_true", help=_("每个文件输出一行 JSON"))
    checking.set_defaults(run=run_check)


def run_check(asked: Namespace) -> int:
    """Check each file; answers 0 without errors, 1 where one of severity E was found, 2 where a
    file or the scheme cannot be read.
    """
    try:
        given = find_scheme(asked.scheme) if asked.scheme else None
    except FileProblem as problem:
        complain(describe_file_problem(problem))
        return 2
    except SchemeProblem as problem:
        complain_of_scheme(asked.scheme, problem)
        return 2
    worst = 0
    for path in asked.file:
        try:
            case = read_file(path, given=given)
        except FileProblem as problem:
            complain(f"{path}: {describe_file_problem(problem)}")
            worst = 2
            continue
        found = find_inconsistencies(case.sheet)
        if asked.json:
            say(json.dumps(describe_case(case, found), ensure_ascii=False))
        else:
            say(f"{path}: {case.id}")
            for line in write_report(case, found):
                say(line)
            say()
        worst = max(worst, int(is_failed(found)))
    return worst


def read_file(path: Path, *, given: Scheme | None) -> CaseSheet:
    """Return one file as it is checked. Raises FileProblem naming the place of what is wrong."""
    try:
        data = read_case_data(path.read_bytes())
    except OSError as error:
        raise FileProblem("file_cannot_be_read", why=error.strerror or "") from None
    scheme = given
    if scheme is None and isinstance(data, dict):
        scheme = find_by_form(str(data.get("form_family")))
    usual = next(each for each in load_bundled_schemes() if each.name == USUAL)
    # What another form agreed on, and asks for, says nothing about this one.
    terms = replace(usual.terms, level_one={}, asks_for=frozenset(), actuals_required=False)
    return lay_case(data, scheme=scheme, usual=terms)


def find_by_form(form: str) -> Scheme | None:
    """Return the newest bundled scheme of a printed form, None when the form has none."""
    name = SCHEME_OF_FORM.get(form)
    fitting = [scheme for scheme in load_bundled_schemes() if scheme.name == name]
    return fitting[-1] if fitting else None


def find_scheme(wanted: str) -> Scheme:
    """Return a scheme by NAME, the newest of that name, by NAME@VERSION, or from its file. Raises
    FileProblem when there is none, and SchemeProblem when the file is no scheme.
    """
    bundled = load_bundled_schemes()
    fitting = [
        scheme for scheme in bundled if wanted in (scheme.name, f"{scheme.name}@{scheme.version}")
    ]
    if fitting:
        return fitting[-1]
    if not _looks_like_file(wanted):
        known = ", ".join(f"{scheme.name}@{scheme.version}" for scheme in bundled)
        raise FileProblem("scheme_is_unknown", wanted=wanted, known=known)
    try:
        return parse_scheme(Path(wanted).read_bytes().decode())
    except OSError as error:
        raise FileProblem("file_cannot_be_read", place=wanted, why=error.strerror or "") from None
    except UnicodeDecodeError:
        raise FileProblem("file_is_not_utf8", place=wanted) from None


def _looks_like_file(wanted: str) -> bool:
    path = Path(wanted)
    return len(path.parts) != 1 or path.suffix == ".toml" or path.exists()
