"""hengjian import: filled forms enter, one file one evaluation, each all or nothing."""

from argparse import Namespace
from pathlib import Path

from flask_babel import gettext as _

from models.queries.people import find_person_by_login
from models.vocabulary import Source
from web.cases.importing import import_case, read_case
from web.cases.strict_json import FileProblem
from web.cli.terminal import Trouble, complain, describe_file_problem, describe_refusal, say
from web.door import House, now
from workflow.refusals import Refused


def run_import(home: House, asked: Namespace) -> int:
    """Import each file as the person named; answers 1 when one of them was refused."""
    with home.database.reading() as session:
        person = find_person_by_login(session, asked.login)
    if person is None:
        raise Trouble(_("没有登录名为 %(login)s 的人员", login=asked.login))
    failed = 0
    for path in asked.file:
        try:
            plan = read_case(_read_bytes(path))
            outcome = import_case(home, plan, actor_id=person.id, at=now(), source=Source.IMPORT)
        except FileProblem as problem:
            complain(f"{path}: {describe_file_problem(problem)}")
            failed += 1
        except Refused as refused:
            complain(f"{path}: {describe_refusal(refused)}")
            failed += 1
        else:
            say(f"{path}: {plan.title} → /evaluations/{outcome.evaluation_id}")
    return 1 if failed else 0


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Trouble(f"{path}: {error.strerror}") from None
