"""A verifier in which one check is switched off tells other things of some forgery."""

import ast
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bundle.conftest import LOG, WITNESS
from tests.bundle.forging import Bundle, Held, open_bundle
from tests.bundle.test_flipped_bits import make_small
from tests.bundle.test_forged_bundles import CHAINS, CLAIMS, COVERED, EVENTS, REST
from workflow.ledger import verify_bundle as verifier
from workflow.ledger.checkpoint import ProofFile
from workflow.ledger.note import COSIGNATURE, PrivateKey, read_note

SOURCE = Path(verifier.__file__).read_text(encoding="utf-8")
STRANGER = PrivateKey("other.example/w", COSIGNATURE, b"\x05" * 32).public.write()
Case = tuple[bytes, dict[str, Any]]


def list_checks() -> list[ast.expr]:
    """What each check asks, in the order of the file."""
    calls = [node for node in ast.walk(ast.parse(SOURCE)) if isinstance(node, ast.Call)]
    demands = [
        call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "demand"
    ]
    return sorted((call.args[0] for call in demands), key=lambda asked: asked.lineno)


CHECKS = [ast.get_source_segment(SOURCE, asked) or "" for asked in list_checks()]


def switch_off(number: int) -> types.ModuleType:
    """The verifier with one check that always holds."""
    asked = list_checks()[number]
    lines = SOURCE.splitlines(keepends=True)
    start = sum(len(line.encode()) for line in lines[: asked.lineno - 1]) + asked.col_offset
    end = sum(len(line.encode()) for line in lines[: (asked.end_lineno or 0) - 1])
    end += asked.end_col_offset or 0
    raw = SOURCE.encode()
    mutant = types.ModuleType("mutant")
    exec(compile(raw[:start] + b"(True)" + raw[end:], "mutant", "exec"), mutant.__dict__)  # noqa: S102 -- our own source
    return mutant


def list_cases(genuine: bytes) -> Iterator[Case]:
    """Forgeries of every kind, and what was given with them."""
    for table in (EVENTS, CLAIMS, COVERED, REST, CHAINS):
        for forge, _ in (
            (each if isinstance(each, tuple) else (each, "")) for each in table.values()
        ):
            bundle = open_bundle(genuine)
            forge(bundle)
            yield bundle.write(), {}
            if table in (CHAINS, CLAIMS):
                bundle.reseal()
                yield bundle.write(), {}
    yield from ((genuine[:-1], {}), (genuine + b"{}x\n", {}), (genuine + b'{"more":1}\n', {}))
    yield from ((genuine, {"witness": [STRANGER]}), (genuine, {"head": ["0" * 64]}))
    yield from list_unlike(make_small())


def list_unlike(bundle: Bundle) -> Iterator[Case]:
    genuine, line = bundle.write(), bundle.events[2]
    hashes = tuple(bytes.fromhex(each) for each in line["proof"])
    proof = ProofFile(line["index"], hashes, read_note(bundle.header["checkpoint"]))
    written = proof.write()
    for changed in (written[1:], written.replace("index 2", "index 3")):
        yield genuine, {"proof": [changed.encode()]}
    fork = make_small()
    fork.bodies[4]["actor"] = "q"
    fork.reseal()
    yield fork.write(), {"proof": [written.encode()]}
    bundle.bodies[3]["prev"] = "0" * 64
    bundle.reseal(rechain=False)
    yield bundle.write(), {}
    bundle = make_small()
    bundle.copy["sections"][0]["text"].pop("salt")
    bundle.copy["sections"][0]["text"].pop("text")
    yield bundle.write(), {}


def tell(module: Any, cases: list[Case]) -> list[str]:
    """What a verifier says of each."""
    module.Path = Held
    told = []
    for bundle, given in cases:
        asked = types.SimpleNamespace(bundle=Held(bundle), key=[LOG.public.write()])
        for name in ("witness", "head", "proof", "document"):
            setattr(asked, name, given.get(name, []))
        try:
            told.append(" ".join(module.verify(asked)))
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as problem:
            told.append(f"{type(problem).__name__}: {problem}")
    return told


@pytest.fixture(scope="module")
def forged(genuine: bytes) -> tuple[list[Case], list[str]]:
    cases = list(list_cases(genuine))
    return cases, tell(switch_on(), cases)


def switch_on() -> types.ModuleType:
    whole = types.ModuleType("whole")
    exec(compile(SOURCE, "whole", "exec"), whole.__dict__)  # noqa: S102 -- our own source
    return whole


@pytest.mark.parametrize("genuine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("number", range(len(CHECKS)), ids=CHECKS)
def test_no_check_is_there_in_vain(forged: tuple[list[Case], list[str]], number: int) -> None:
    cases, told = forged
    assert WITNESS.public.write() in cases[0][0].decode()
    assert tell(switch_off(number), cases) != told
