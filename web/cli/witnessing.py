"""hengjian witness: another office sees that the ledger only grows, and vouches for it. It runs on
a machine of that office, without a database.
"""

import secrets
import sys
from argparse import Namespace
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from flask_babel import gettext as _

from web.cli.fetching import Read, open_source
from web.cli.parsing import Group, add_unchecked_command
from web.cli.terminal import Trouble, complain, say
from web.cli.witness_words import describe_problem, read_public
from web.ledger import KeyProblem, read_key, write_key
from workflow.ledger.checkpoint import Checkpoint, cosign, read_checkpoint
from workflow.ledger.hold import hold_folder
from workflow.ledger.merkle import Hasher
from workflow.ledger.note import (
    COSIGNATURE,
    ED25519,
    Note,
    NoteProblem,
    PrivateKey,
    PublicKey,
    read_public_key,
)
from workflow.ledger.seal import CHECKPOINT
from workflow.ledger.tiles import write_whole
from workflow.ledger.witness import (
    Memory,
    WitnessProblem,
    examine_checkpoint,
    keep_memory,
    read_memory,
)

MEMORY, EVIDENCE = ".seen", ".evidence"
"""What the names of the two files beside the key of a witness end with."""


def add_witness_command(commands: Group) -> None:
    """Add the commands to the parser."""
    witness = add_unchecked_command(
        commands,
        "witness",
        told=_("另一单位见证账本只增不改，并在检查点上签名（不需要数据库）"),
        example="witness https://hengjian.example.cn/ledger --key witness.key --out cosigned",
    )
    what = witness.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "source", nargs="?", metavar="FOLDER|URL", help=_("账本的副本，或它公开的地址")
    )
    what.add_argument("--init", metavar="NAME", help=_("制作见证密钥，名称如 audit.example.cn"))
    witness.add_argument(
        "--key", type=Path, required=True, metavar="FILE", help=_("见证密钥；见证记录放在它旁边")
    )
    witness.add_argument("--log", metavar="KEY", help=_("账本的公钥，第一次见证时给出"))
    witness.add_argument(
        "--out", type=Path, metavar="FILE", help=_("签好的检查点写到这个文件，不写则输出")
    )
    witness.set_defaults(run=run_witness)


def run_witness(asked: Namespace) -> int:
    """Make the key of a witness, or look at the ledger once and vouch for it."""
    if asked.init is not None:
        return _make_key(asked.init, asked.key)
    key = _read_witness_key(asked.key)
    read = open_source(asked.source)
    given = None if asked.log is None else _read_log_key(asked.log)
    with hold_folder(asked.key.parent):
        try:
            note = _look(read, place=asked.source, path=asked.key, given=given)
        except WitnessProblem as problem:
            raise _tell(problem, path=asked.key) from None
        cosigned = cosign(note, key=key, at=int(datetime.now(UTC).timestamp())).write().encode()
        _hand_out(cosigned, checkpoint=read_checkpoint(note), out=asked.out)
    return 0


def _hand_out(cosigned: bytes, *, checkpoint: Checkpoint, out: Path | None) -> None:
    if out is None:
        # Bytes, for the encoding of a terminal must not change what was signed.
        sys.stdout.buffer.write(cosigned)
        sys.stdout.buffer.flush()
        return
    write_whole(out, cosigned)
    say(_("已见证 %(size)s 条，根哈希 %(root)s", size=checkpoint.size, root=checkpoint.root.hex()))


def _look(read: Read, *, place: str, path: Path, given: PublicKey | None) -> Note:
    """Return the checkpoint that may be cosigned, kept in the memory of the witness already."""
    kept_in = path.with_name(path.name + MEMORY)
    memory = _choose_memory(read_memory(kept_in), given=given)
    try:
        written = read(Path(CHECKPOINT))
    except FileNotFoundError:
        raise WitnessProblem("checkpoint_is_missing", place=place) from None
    note = examine_checkpoint(written, memory=memory, read=read, hasher=Hasher())
    if memory.note is None:
        told = read_checkpoint(note)
        complain(
            _("第一次见证：以前的 %(size)s 条无从比较，请与别处留存的根哈希核对", size=told.size)
        )
    keep_memory(kept_in, replace(memory, note=note))
    return note


def _choose_memory(kept: Memory | None, *, given: PublicKey | None) -> Memory:
    """What the witness knows, with the key of the log that was given: the first, or a new one."""
    if kept is None:
        if given is None:
            raise WitnessProblem("log_is_unknown")
        return Memory(log=given)
    if given is None:
        return kept
    if given.name != kept.log.name:
        raise WitnessProblem("log_is_another", kept=kept.log.name, given=given.name)
    return replace(kept, log=given)


def _make_key(name: str, path: Path) -> int:
    key = PrivateKey(name, COSIGNATURE, secrets.token_bytes(32))
    try:
        read_public_key(key.public.write())
    except NoteProblem:
        raise Trouble(
            _("--init：名称 %(name)s 不能有空格、加号，最长 200 字", name=repr(name))
        ) from None
    try:
        write_key(path, key)
    except FileExistsError:
        raise Trouble(_("%(path)s 已经存在；见证密钥不会被覆盖", path=path)) from None
    say(_("密钥已保存在 %(path)s；请备份，只留在本单位", path=path))
    say(_("见证公钥：%(key)s", key=key.public.write()))
    return 0


def _read_witness_key(path: Path) -> PrivateKey:
    try:
        key = read_key(path)
    except KeyProblem:
        key = None
    if key is None or key.kind != COSIGNATURE:
        raise Trouble(_("%(path)s 不是见证密钥；请先运行 hengjian witness --init NAME", path=path))
    return key


def _read_log_key(text: str) -> PublicKey:
    key = read_public(text, name="--log")
    if key.kind != ED25519:
        raise Trouble(describe_problem(WitnessProblem("key_is_no_log", name=key.name)))
    return key


def _tell(problem: WitnessProblem, *, path: Path) -> Trouble:
    told = _("拒绝见证：%(why)s", why=describe_problem(problem))
    if problem.evidence is None:
        return Trouble(told)
    kept = path.with_name(path.name + EVIDENCE)
    write_whole(kept, problem.evidence.write().encode())
    return Trouble(
        _("%(told)s；对方签名的证据存在 %(kept)s，请与见证记录一起保留", told=told, kept=kept)
    )
