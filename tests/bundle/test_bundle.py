"""What bundles hold: how far they go, which texts they open, and that they are always the same."""

import json
from typing import Any
from uuid import UUID

import pytest

from models.vocabulary import Action, State
from tests.bundle.conftest import LOG, WITNESS, Office
from workflow.audit import hash_body, write_canonical
from workflow.data import Remark
from workflow.ids import new_id
from workflow.ledger.bundle import NotSealed


def read(bundle: bytes) -> list[dict[str, Any]]:
    *lines, end = bundle.decode().split("\n")
    assert end == ""
    objects = [json.loads(line) for line in lines]
    assert [write_canonical(each) for each in objects] == lines
    return objects


def list_openings(value: Any) -> list[str]:
    """The texts that a bundle opens, in lines of their own or in the copy."""
    if isinstance(value, list):
        return [text for each in value for text in list_openings(each)]
    if isinstance(value, dict):
        own = [value["text"]] if {"commitment", "salt", "text"} <= value.keys() else []
        return own + [text for each in value.values() for text in list_openings(each)]
    return []


def list_texts(bundle: bytes) -> set[str]:
    return set(list_openings(read(bundle)))


def test_a_bundle_holds_the_sealed_bytes_and_is_always_the_same(office: Office) -> None:
    evaluation = office.walk_far()
    office.cosign()
    bundle = office.write(evaluation)
    assert bundle == office.write(evaluation)
    header, *lines = read(bundle)
    assert header["keys"] == [LOG.public.write()]
    assert header["witnesses"] == [WITNESS.public.write()]
    assert (header["evaluation"], header["algorithm"]) == (str(evaluation), "sha256")
    events = office.list_events(evaluation)
    told = [each for each in lines if "proof" in each]
    assert [write_canonical(each["event"]) for each in told] == [event.body for event in events]
    assert [hash_body(write_canonical(each["event"])) for each in told] == [
        event.hash for event in events
    ]
    assert (header["lines"][0], header["upto"]) == (len(events), "end")


def test_a_public_bundle_opens_no_text_but_those_of_the_copy(office: Office) -> None:
    evaluation = office.walk_far()
    texts = list_texts(office.write(evaluation))
    assert {"请看第三行", "请补充", "按完成情况", "缺一次记录", "合同已变更"} < texts
    public = office.write(evaluation, public=True)
    assert list_texts(public) == {
        "年度总体目标完成情况。",
        "偏差原因分析。",
        "改进措施。",
        "合同已变更",
    }
    assert read(public)[0]["upto"] == "publication"


def test_a_comment_that_repeats_a_public_text_stays_closed(office: Office) -> None:
    scene = office.scene
    evaluation = scene.walk(State.FINANCE_REVIEWED)
    text = "改进措施。"
    scene.do("chief", Action.REOPEN, evaluation, Remark(text=text))
    scene.do("chief", Action.REVIEW, evaluation)
    scene.do("chief", Action.PUBLISH, evaluation)
    office.seal()
    public, own = office.write(evaluation, public=True), office.write(evaluation)
    assert list_openings(read(public)).count(text) == 1
    assert [each["event"] for each in read(own) if each.get("text") == text] == [2, 7]


def test_a_bundle_goes_as_far_as_the_seal_and_says_so(office: Office) -> None:
    scene = office.scene
    evaluation = scene.walk(State.DRAFT)
    for public in (False, True):
        with pytest.raises(NotSealed):
            office.write(evaluation, public=public)
    office.seal()
    with pytest.raises(NotSealed):
        office.write(new_id())
    sealed = office.write(evaluation)
    scene.do("filer", Action.AMEND, evaluation)
    header, *lines = read(office.write(evaluation))
    assert (header["upto"], header["lines"][0]) == ("seal", 3)
    assert not any("agreed" in each for each in lines), "what is not sealed is not told"
    assert any("agreed" in each for each in read(sealed))
    scene.finish(evaluation)
    with pytest.raises(NotSealed):
        office.write(evaluation, public=True)


def test_what_follows_the_publication_is_not_public(office: Office) -> None:
    evaluation = office.scene.walk(State.PUBLISHED)
    office.seal()
    before = read(office.write(evaluation, public=True))
    successor = office.scene.correct(evaluation)
    unsealed = read(office.write(evaluation, public=True))
    assert unsealed == before
    office.seal()
    after = read(office.write(evaluation, public=True))
    assert after[0]["lines"] == before[0]["lines"]
    assert str(successor) not in str(after)
    assert count_events(office, evaluation) == before[0]["lines"][0] + 1
    with pytest.raises(NotSealed):
        office.write(successor, public=True)
    assert str(evaluation) in str(read(office.write(successor))[1]["event"]["data"])


def count_events(office: Office, evaluation: UUID) -> int:
    count: int = read(office.write(evaluation))[0]["lines"][0]
    return count
