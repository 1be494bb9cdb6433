"""hengjian witnessed: the site recognises a witness, and keeps the checkpoint that it signed."""

from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path

from flask_babel import gettext as _

from web.cli.fetching import LONGEST
from web.cli.parsing import Group, add_unchecked_command
from web.cli.terminal import Trouble, say
from web.cli.witness_words import describe_problem, read_public
from web.ledger import find_archive
from web.settings import Settings, read_settings
from workflow.ledger.archive import Archive
from workflow.ledger.hold import hold_folder
from workflow.ledger.note import NoteProblem, PublicKey
from workflow.ledger.witness import WitnessProblem
from workflow.ledger.witnessed import recognise, take_cosigned


def add_witnessed_command(commands: Group) -> None:
    """Add the command to the parser."""
    witnessed = add_unchecked_command(
        commands,
        "witnessed",
        told=_("收下见证方签好的检查点，认可见证方"),
        example="witnessed cosigned --add audit.example.cn+1234abcd+BA…",
    )
    witnessed.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help=_("见证方签好的检查点")
    )
    witnessed.add_argument("--add", metavar="KEY", help=_("认可这个见证方（它的公钥）"))
    witnessed.set_defaults(run=run_witnessed)


def run_witnessed(asked: Namespace) -> int:
    """Recognise a witness, keep what came back from one, or both."""
    if asked.file is None and asked.add is None:
        raise Trouble(_("请给出见证方签好的检查点，或用 --add 认可见证方"))
    added = None if asked.add is None else read_public(asked.add, name="--add")
    written = None if asked.file is None else _read_note(asked.file)
    settings = read_settings()
    _need_archive(settings)
    try:
        with hold_folder(settings.ledger):
            _take_in(_need_archive(settings), added=added, written=written)
    except WitnessProblem as problem:
        raise Trouble(describe_problem(problem)) from None
    return 0


def _take_in(archive: Archive, *, added: PublicKey | None, written: bytes | None) -> None:
    if added is not None:
        archive = recognise(archive, added)
        say(_("已认可的见证方：%(names)s", names=", ".join(key.name for key in archive.witnesses)))
    if written is not None:
        now = int(datetime.now(UTC).timestamp())
        for standing in take_cosigned(archive, written, now=now):
            size = standing.checkpoint.size
            say(_("%(name)s 见证了 %(size)s 条", name=standing.key.name, size=size))


def _need_archive(settings: Settings) -> Archive:
    try:
        archive = find_archive(settings)
    except NoteProblem as problem:
        raise Trouble(f"{settings.ledger}: {problem}") from None
    if archive is None:
        raise Trouble(_("还没有账本；请先运行 hengjian init"))
    return archive


def _read_note(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(LONGEST + 1)
    if len(data) > LONGEST:
        raise Trouble(_("%(path)s 太大，不是签好的检查点", path=path))
    return data
