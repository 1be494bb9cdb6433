"""Tiles on disk: the paths and bytes that C2SP tlog-tiles asks for, in whatever steps they came."""

from pathlib import Path

import pytest

import workflow.ledger.tiles as storing
from tests.ledger.test_merkle import make, mth, reach
from workflow.ledger.merkle import Hasher
from workflow.ledger.tiles import TileProblem, Tiles, name_tile

HASHER = Hasher()


@pytest.fixture
def tiles(tmp_path: Path) -> Tiles:
    return Tiles(tmp_path, hasher=HASHER)


def list_files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("number", "width", "path"),
    [
        (0, 256, "tile/0/000"),
        (7, 17, "tile/0/007.p/17"),
        (999, 256, "tile/0/999"),
        (1000, 256, "tile/0/x001/000"),
        (1234067, 256, "tile/0/x001/x234/067"),
    ],
)
def test_a_tile_has_the_path_of_the_specification(number: int, width: int, path: str) -> None:
    assert name_tile("0", number, width=width) == path


def test_a_tree_of_70000_has_the_tiles_of_the_specification(tiles: Tiles) -> None:
    entries = make(70_000)
    size = 0
    for end in (1, 255, 256, 300, 65_535, 65_536, 70_000):
        size = tiles.append(entries[size:end], size=size)
        assert size == end
    there = list_files(tiles.folder)
    wanted = {name_tile("0", number) for number in range(273)} | {
        *("tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"),
        *(name_tile("entries", number) for number in range(273)),
        "tile/entries/273.p/112",
    }
    assert wanted <= there
    assert all(".p/" in path for path in there - wanted), "parts of earlier checkpoints stay"
    assert tiles.find_root(70_000) == mth(entries)
    for old in (1, 256, 300, 65_536):
        assert tiles.find_root(old) == mth(entries[:old])
        proof = HASHER.prove_consistency(old, size=70_000, subtree=tiles.subtree_of(70_000))
        assert proof == HASHER.prove_consistency(old, size=70_000, subtree=reach(entries))
    proof = HASHER.prove_inclusion(69_999, size=70_000, subtree=tiles.subtree_of(70_000))
    leaf = HASHER.hash_leaf(entries[-1])
    HASHER.check_inclusion(leaf, 69_999, size=70_000, root=mth(entries), proof=proof)


@pytest.mark.parametrize("steps", [(600,), (1, 600), (255, 257, 600), (256, 512, 600)])
def test_the_steps_in_which_entries_came_leave_no_trace(
    tmp_path: Path, steps: tuple[int, ...]
) -> None:
    one, many = Tiles(tmp_path / "one", hasher=HASHER), Tiles(tmp_path / "many", hasher=HASHER)
    entries, size = make(600), 0
    one.append(entries, size=0)
    for end in steps:
        size = many.append(entries[size:end], size=size)
    for path in list_files(one.folder):
        assert (many.folder / path).read_bytes() == (one.folder / path).read_bytes(), path
    assert list(many.read_entries(3, 600, size=600)) == entries[3:]


def test_a_pass_that_was_cut_short_is_repeated_with_the_same_bytes(tiles: Tiles) -> None:
    entries = make(700)
    tiles.append(entries[:300], size=0)
    tiles.append(entries[300:], size=300)
    before = {path: (tiles.folder / path).read_bytes() for path in list_files(tiles.folder)}
    # The pass from 300 to 700 is not known to have ended, and is done once more.
    tiles.append(entries[300:], size=300)
    after = {path: (tiles.folder / path).read_bytes() for path in list_files(tiles.folder)}
    assert after == before


def test_an_entry_of_a_bundle_has_its_length_in_two_bytes(tiles: Tiles) -> None:
    tiles.append([b"", b"ab", b"x" * 65_535], size=0)
    data = (tiles.folder / "tile/entries/000.p/3").read_bytes()
    assert data[:6] == b"\x00\x00\x00\x02ab"
    assert data[6:8] == b"\xff\xff"
    with pytest.raises(TileProblem, match="entry 4 is longer than 65535 bytes"):
        tiles.append([b"", b"x" * 65_536], size=3)


@pytest.mark.parametrize(
    ("path", "data", "said"),
    [
        ("tile/0/000.p/3", None, "tile/0/000.p/3 is missing"),
        ("tile/0/000.p/3", b"x" * 95, "tile/0/000 does not hold 3 hashes"),
        ("tile/entries/000.p/3", None, "tile/entries/000.p/3 is missing"),
        ("tile/entries/000.p/3", b"\x00\x05ab", "tile/entries/000 is cut off"),
    ],
)
def test_a_file_that_is_damaged_is_named(
    tiles: Tiles, path: str, data: bytes | None, said: str
) -> None:
    tiles.append(make(3), size=0)
    if data is None:
        (tiles.folder / path).unlink()
    else:
        (tiles.folder / path).write_bytes(data)
    with pytest.raises(TileProblem, match=said):
        tiles.append(make(4)[3:], size=3)


@pytest.mark.parametrize(("few", "forced"), [(64, 4), (1, 0)])
def test_what_was_written_is_forced_onto_the_disk_once_a_pass(
    tiles: Tiles, monkeypatch: pytest.MonkeyPatch, few: int, forced: int
) -> None:
    """Two files and the folders they are in; or all at once, where they are many."""
    told: list[object] = []
    monkeypatch.setattr(storing, "FEW", few)
    monkeypatch.setattr(storing, "force", told.append)
    monkeypatch.setattr("os.sync", lambda: told.append("all"))
    tiles.append(make(2), size=0)
    assert told == []
    tiles.settle()
    assert told == ["all"] if not forced else len(told) == len(set(told)) == forced
    tiles.settle()
    assert len(told) == max(forced, 1)


def test_parts_of_full_tiles_are_dropped_and_answered_from_the_tile(tiles: Tiles) -> None:
    entries, size = make(66_000), 0
    ends = (3, 255, 300, 511, 65_535, 65_900, 66_000)
    roots = {}
    for end in ends:
        before, size = size, tiles.append(entries[size:end], size=size)
        roots[end] = tiles.find_root(end)
        tiles.drop_parts(before, end)
    parts = {name for name in list_files(tiles.folder) if ".p/" in name}
    last = {"tile/0/257.p/208", "tile/entries/257.p/208", "tile/1/001.p/1", "tile/2/000.p/1"}
    assert last <= parts
    assert {name.partition(".p/")[0] for name in parts} == {
        name.partition(".p/")[0] for name in last
    }
    for end in ends:
        assert tiles.find_root(end) == roots[end]
        assert list(tiles.read_entries(end - 2, end, size=end)) == entries[end - 2 : end]
