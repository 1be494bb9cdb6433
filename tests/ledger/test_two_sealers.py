"""Two sealers at once do no harm: one waits for the other, and none goes on from what he has not
seen.
"""

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import workflow.ledger.seal as sealing
from models.queries.seals import list_seals, read_trail_ends
from models.vocabulary import Action, State
from tests.ledger.test_seal_killed import count_rows, find_faults
from tests.support.offices import START
from tests.support.scenes import Scene
from workflow.data import Remark
from workflow.ledger.checkpoint import sign_checkpoint
from workflow.ledger.note import Note
from workflow.ledger.seal import Ledger, SealProblem, seal_trail

LATER = START + timedelta(days=1)
SEALERS = 4


def test_sealers_of_one_folder_take_turns(scene: Scene, ledger: Ledger) -> None:
    evaluation = scene.walk(State.SELF_SCORED)
    done = threading.Event()
    failed: list[BaseException] = []
    sealed: list[int] = []

    def keep_sealing() -> None:
        database = scene.database
        try:
            while not done.is_set():
                seal = seal_trail(
                    database.writing, ledger=ledger, at=LATER, reading=database.reading
                )
                if seal is not None:
                    sealed.append(seal.size)
        except BaseException as error:  # noqa: BLE001 -- told by the thread that waits
            failed.append(error)

    sealers = [threading.Thread(target=keep_sealing) for _ in range(SEALERS)]
    for sealer in sealers:
        sealer.start()
    for number in range(40):
        scene.do("head", Action.COMMENT, evaluation, Remark(text=f"第{number}条"))
    done.set()
    for sealer in sealers:
        sealer.join()
    seal_trail(scene.database.writing, ledger=ledger, at=LATER)
    assert failed == []
    assert len(sealed) == len(set(sealed)) > 1
    assert find_faults(scene.database, ledger) == []
    with scene.database.reading() as session:
        *_, last = list_seals(session)
    assert last.size == count_rows(scene.database)


@pytest.mark.parametrize("less", [0, 1])
def test_a_sealer_with_another_folder_signs_no_second_story(
    scene: Scene, ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, less: int
) -> None:
    """The other one is faster, and has taken in as much, or less than what is about to be signed:
    then the database alone would have let both pass.
    """
    evaluation = scene.walk(State.SELF_SCORED)
    other = replace(ledger, folder=tmp_path / "elsewhere")
    overtaken: list[bool] = []

    def overtake(*given: object, **named: object) -> Note:
        if not overtaken:
            overtaken.append(True)
            with scene.database.writing() as session:
                ends = read_trail_ends(session)
            ends = ends._replace(audit_event=ends.audit_event - less)
            with monkeypatch.context() as earlier:
                earlier.setattr(sealing, "read_trail_ends", lambda _session: ends)
                assert seal_trail(scene.database.writing, ledger=other, at=LATER) is not None
        return sign_checkpoint(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(sealing, "sign_checkpoint", overtake)
    scene.do("head", Action.COMMENT, evaluation, Remark(text="之前"))
    with pytest.raises(SealProblem, match="into a ledger in another folder"):
        seal_trail(scene.database.writing, ledger=ledger, at=LATER, reading=scene.database.reading)
    assert ledger.read_checkpoint() is None, "nothing was put in its place"
    with scene.database.reading() as session:
        (only,) = list_seals(session)
    assert only.size == count_rows(scene.database) - less
    assert find_faults(scene.database, other) == []
