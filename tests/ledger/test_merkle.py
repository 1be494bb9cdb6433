"""The tree of RFC 6962, beside its definition written down word by word, and with known answers."""

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import HashName
from workflow.ledger.merkle import Hasher, ProofProblem, Subtree

HASHER = Hasher()
KNOWN = (
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    bytes(range(96, 112)).hex(),
)
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
"""Roots that other implementations publish for the entries above."""


def mth(entries: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1, as it is defined."""
    if not entries:
        return hashlib.sha256().digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    k = 1
    while k * 2 < len(entries):
        k *= 2
    return hashlib.sha256(b"\x01" + mth(entries[:k]) + mth(entries[k:])).digest()


def reach(entries: Sequence[bytes]) -> Subtree:
    return lambda height, place: mth(entries[place << height : (place + 1) << height])


def make(count: int) -> list[bytes]:
    return [f"entry {number}".encode() for number in range(count)]


@pytest.mark.parametrize("size", ROOTS)
def test_roots_are_those_that_others_publish(size: int) -> None:
    entries = [bytes.fromhex(entry) for entry in KNOWN]
    assert HASHER.find_root(size, reach(entries)).hex() == ROOTS[size]


@pytest.mark.parametrize("size", range(40))
def test_a_root_is_that_of_the_definition(size: int) -> None:
    assert HASHER.find_root(size, reach(make(size))) == mth(make(size))


def test_every_leaf_is_proved_and_nothing_else() -> None:
    for size in range(1, 34):
        entries = make(size)
        root = mth(entries)
        for index, entry in enumerate(entries):
            proof = HASHER.prove_inclusion(index, size=size, subtree=reach(entries))
            leaf = HASHER.hash_leaf(entry)
            HASHER.check_inclusion(leaf, index, size=size, root=root, proof=proof)
            for wrong in {index - 1, index + 1, size} - {index}:
                with pytest.raises(ProofProblem):
                    HASHER.check_inclusion(leaf, wrong, size=size, root=root, proof=proof)
            with pytest.raises(ProofProblem):
                HASHER.check_inclusion(leaf, index, size=size, root=root, proof=[*proof, root])
            with pytest.raises(ProofProblem):
                HASHER.check_inclusion(root, index, size=size, root=root, proof=[leaf, *proof])
            if proof:
                with pytest.raises(ProofProblem):
                    HASHER.check_inclusion(leaf, index, size=size, root=root, proof=proof[:-1])


def test_every_earlier_tree_is_proved_to_be_the_beginning_and_no_other_is() -> None:
    for size in range(26):
        entries = make(size)
        root = mth(entries)
        for old in range(size + 1):
            proof = HASHER.prove_consistency(old, size=size, subtree=reach(entries))
            before = mth(entries[:old])
            HASHER.check_consistency(old=old, old_root=before, size=size, root=root, proof=proof)
            other = mth([*make(old)[:-1], b"another"]) if old else b"no root"
            with pytest.raises(ProofProblem):
                HASHER.check_consistency(old=old, old_root=other, size=size, root=root, proof=proof)
            with pytest.raises(ProofProblem):
                HASHER.check_consistency(
                    old=old, old_root=before, size=size, root=root, proof=[*proof, root]
                )
            if proof:
                with pytest.raises(ProofProblem):
                    HASHER.check_consistency(
                        old=old, old_root=before, size=size, root=root, proof=proof[:-1]
                    )


def turn(proof: list[bytes], which: int, bit: int) -> list[bytes]:
    changed = bytearray(proof[which])
    changed[bit // 8] ^= 1 << bit % 8
    return [*proof[:which], bytes(changed), *proof[which + 1 :]]


@given(size=st.integers(2, 64), bit=st.integers(0, 255), data=st.data())
def test_no_bit_of_a_proof_of_inclusion_can_be_turned(
    size: int, bit: int, data: st.DataObject
) -> None:
    entries = make(size)
    place = data.draw(st.integers(0, size - 1))
    proof = HASHER.prove_inclusion(place, size=size, subtree=reach(entries))
    proof = turn(proof, data.draw(st.integers(0, len(proof) - 1)), bit)
    leaf = HASHER.hash_leaf(entries[place])
    with pytest.raises(ProofProblem):
        HASHER.check_inclusion(leaf, place, size=size, root=mth(entries), proof=proof)


@given(size=st.integers(2, 64), bit=st.integers(0, 255), data=st.data())
def test_no_bit_of_a_proof_of_consistency_can_be_turned(
    size: int, bit: int, data: st.DataObject
) -> None:
    entries = make(size)
    old = data.draw(st.integers(1, size - 1))
    proof = HASHER.prove_consistency(old, size=size, subtree=reach(entries))
    proof = turn(proof, data.draw(st.integers(0, len(proof) - 1)), bit)
    before, root = mth(entries[:old]), mth(entries)
    with pytest.raises(ProofProblem):
        HASHER.check_consistency(old=old, old_root=before, size=size, root=root, proof=proof)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 3), (3, 3)])
def test_a_leaf_that_is_not_there_is_not_proved(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="has no leaf"):
        HASHER.prove_inclusion(index, size=size, subtree=reach(make(size)))
    with pytest.raises(ProofProblem, match="has no leaf"):
        HASHER.check_inclusion(b"", index, size=size, root=b"", proof=[])


def test_a_later_tree_is_not_the_beginning_of_an_earlier_one() -> None:
    with pytest.raises(ValueError, match="does not begin"):
        HASHER.prove_consistency(4, size=3, subtree=reach(make(3)))
    with pytest.raises(ProofProblem, match="does not begin"):
        HASHER.check_consistency(old=4, old_root=b"", size=3, root=b"", proof=[])


def test_a_tree_by_sm3_has_other_hashes_of_the_same_shape() -> None:
    sm3 = Hasher(HashName.SM3)
    leaves = [sm3.hash_leaf(entry) for entry in make(2)]
    root = sm3.hash_node(*leaves)
    assert root != mth(make(2))
    assert len(root) == sm3.size == 32
    sm3.check_inclusion(leaves[0], 0, size=2, root=root, proof=leaves[1:])
    assert sm3.hash_nothing() == hashlib.new("sm3").digest()


@pytest.mark.parametrize("name", list(HashName))
def test_many_are_hashed_as_each_by_itself(name: HashName) -> None:
    hasher = Hasher(name)
    entries = make(8)
    leaves = [hasher.hash_leaf(entry) for entry in entries]
    assert hasher.hash_leaves(entries) == leaves
    pairs = [hasher.hash_node(leaves[n], leaves[n + 1]) for n in range(0, 8, 2)]
    assert hasher.hash_row(leaves) == pairs
    assert hasher.hash_row([]) == []
    with pytest.raises(ValueError, match="shorter"):
        hasher.hash_row(leaves[:7])
