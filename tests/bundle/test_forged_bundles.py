"""Whatever can be forged in a bundle is refused, with a sentence that says what was changed."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.bundle.conftest import LOG
from tests.bundle.forging import Bundle, judge, open_bundle, reopen_text
from workflow.audit import hash_body, write_canonical
from workflow.ledger.note import ED25519, PrivateKey
from workflow.ledger.verify_bundle import Refused

OWN = PrivateKey(LOG.name, ED25519, b"\x09" * 32)
Forgery = Callable[[Bundle], object]


def change_body(seq: int, /, **values: Any) -> Forgery:
    return lambda bundle: bundle.bodies[seq - 1].update(values)


def change_data(seq: int, name: str, value: Any) -> Forgery:
    return lambda bundle: bundle.bodies[seq - 1]["data"].update({name: value})


def change_score(bundle: Bundle) -> None:
    bundle.find("review")["data"]["scores"][1]["new"] = "59.50"


def raise_score_everywhere(bundle: Bundle) -> None:
    change_score(bundle)
    bundle.copy["indicators"][2]["review_score"] = "59.50"
    bundle.copy["total"] = "95.50"
    bundle.republish()


SEALED = r"event {0} \({1}\) is not what was sealed as entry \d+: it, its index or its proof"
EVENTS: dict[str, tuple[Forgery, str]] = {
    "actor": (change_body(8, actor="0" * 36), SEALED.format(8, "approve")),
    "time": (change_body(9, at="2026-01-01T00:00:00.000000Z"), SEALED.format(9, "rescore")),
    "action": (change_body(13, action="comment"), SEALED.format(13, "comment")),
    "target": (change_body(15, to="draft"), SEALED.format(15, "publish")),
    "source": (change_body(10, **{"from": "finance_reviewed"}), SEALED.format(10, "return")),
    "number": (change_body(6, seq=7), SEALED.format(6, "comment")),
    "predecessor": (change_body(6, prev="0" * 64), SEALED.format(6, "comment")),
    "version": (change_body(3, v="2/sm3"), SEALED.format(3, "score")),
    "evaluation": (change_body(1, evaluation="x"), SEALED.format(1, "create")),
    "one more part": (change_body(1, more=1), SEALED.format(1, "create")),
    "title": (change_data(1, "title", "另一项目"), SEALED.format(1, "create")),
    "roles": (change_data(8, "roles", []), SEALED.format(8, "approve")),
    "score": (change_score, SEALED.format(14, "review")),
    "score, copy and total": (raise_score_everywhere, SEALED.format(14, "review")),
    "document": (change_data(5, "attachment", {"sha256": "0" * 64}), SEALED.format(5, "attach")),
    "publication": (change_data(15, "publication", "0" * 64), SEALED.format(15, "publish")),
}


@pytest.mark.parametrize("rechain", [False, True])
@pytest.mark.parametrize("name", EVENTS)
def test_an_event_that_was_changed_is_named(genuine: bytes, name: str, rechain: bool) -> None:  # noqa: FBT001 -- a parameter of the table
    forge, sentence = EVENTS[name]
    bundle = open_bundle(genuine)
    forge(bundle)
    if rechain and name != "predecessor":
        bundle.rechain()
    with pytest.raises(Refused, match=sentence):
        judge(bundle.write())


@pytest.mark.parametrize("name", EVENTS)
def test_a_tree_of_ones_own_is_not_signed_by_the_key(genuine: bytes, name: str) -> None:
    bundle = open_bundle(genuine)
    EVENTS[name][0](bundle)
    bundle.reseal(key=OWN)
    with pytest.raises(Refused, match="a key that is not known here"):
        judge(bundle.write())
    bundle.header["keys"] = [OWN.public.write()]
    with pytest.raises(Refused, match=r"not signed by the key you gave of hengjian\.example"):
        judge(bundle.write())


def drop(seq: int) -> Forgery:
    def forge(bundle: Bundle) -> None:
        del bundle.events[seq - 1]

    return forge


def drop_and_renumber(seq: int) -> Forgery:
    def forge(bundle: Bundle) -> None:
        del bundle.events[seq - 1]
        for number, body in enumerate(bundle.bodies, 1):
            body["seq"] = number

    return forge


def swap(bundle: Bundle) -> None:
    bundle.events[5], bundle.events[4] = bundle.events[4], bundle.events[5]


def publish_at_once(bundle: Bundle) -> None:
    bundle.find("submit").update(to="published")


def repeat(bundle: Bundle) -> None:
    bundle.events.insert(6, open_bundle(bundle.write()).events[5])


CHAINS: dict[str, tuple[Forgery, str]] = {
    "left out": (drop(6), r"^event 6 is missing: event 7 is in its place$"),
    "first left out": (drop(1), r"^event 1 is missing: event 2 is in its place$"),
    "left out and numbered": (drop_and_renumber(7), r"^event 7 \(approve\) is no legal move from"),
    "swapped": (swap, r"^event 5 is missing: event 6 is in its place$"),
    "repeated": (repeat, r"^event 7 is missing: event 6 is in its place$"),
    "of another": (change_body(4, evaluation="x"), r"^event 4 \(amend\) is of another evaluation$"),
    "no such move": (publish_at_once, r"^event 12 \(submit\) is no legal move from draft$"),
    "no such action": (change_body(8, action="x"), r"^event 8 \(x\) is no legal move from self_"),
    "another source": (
        change_body(8, **{"from": "draft"}),
        r"^event 8 \(approve\) is no legal move from self_scored$",
    ),
    "born published": (
        change_body(1, to="published"),
        r"^event 1 \(create\) is no legal move from none$",
    ),
    "of a new form": (change_body(3, v="2/sm3"), r"^event 3 \(score\) is of a new form$"),
    "with one more part": (change_body(3, more=1), r"^event 3 \(score\) is of a new form$"),
}


@pytest.mark.parametrize("name", CHAINS)
def test_a_broken_history_is_refused_though_the_ledger_signed_it(genuine: bytes, name: str) -> None:
    forge, sentence = CHAINS[name]
    bundle = open_bundle(genuine)
    forge(bundle)
    bundle.reseal()
    with pytest.raises(Refused, match=sentence):
        judge(bundle.write())


def test_a_link_that_names_another_predecessor_is_refused(genuine: bytes) -> None:
    bundle = open_bundle(genuine)
    bundle.bodies[6]["prev"] = hash_body(write_canonical(bundle.bodies[4]))
    bundle.reseal(rechain=False)
    with pytest.raises(Refused, match=r"^event 7 \(submit\) does not follow the event before it$"):
        judge(bundle.write())


def change_copy(**values: Any) -> Forgery:
    return lambda bundle: bundle.copy.update(values)


def change_row(number: int, **values: Any) -> Forgery:
    return lambda bundle: bundle.copy["indicators"][number].update(values)


def change_line(number: int, **values: Any) -> Forgery:
    return lambda bundle: bundle.copy["funds"][number].update(values)


VISITS = "巡检与保养次数"
CLAIMS: dict[str, tuple[Forgery, str]] = {
    "title": (change_copy(title="别的"), "the published title is 别的, event 1 says 信息化运维"),
    "kind": (change_copy(kind="x"), "the published kind is x, event 1 says project_self_eval"),
    "edition": (change_copy(edition=2), "the published edition is 2, event 1 says 1"),
    "line": (change_line(1, name="x"), "the published name of 其他资金 is x, event 1 says 其他"),
    "budget": (
        change_line(0, revised="900.00"),
        "the published revised of 年度资金总额 is 900.00, event 2 says 1000.00",
    ),
    "spent": (
        change_line(0, actual=None),
        "the published actual of 年度资金总额 is None, event 2 says 900.00",
    ),
    "row": (change_row(2, name="x"), f"the published name of {VISITS} is x, event 4 says {VISITS}"),
    "weight": (
        change_row(2, weight="60.00"),
        f"the published weight of {VISITS} is 60.00, event 4 says 61.00",
    ),
    "target": (
        change_row(2, target_text="≥12次"),
        f"the published target text of {VISITS} is ≥12次, event 4 says ≥10次",
    ),
    "actual": (
        change_row(2, actual_text="13次"),
        f"the published actual text of {VISITS} is 13次, event 3 says 12次",
    ),
    "self score": (
        change_row(3, self_score="27.00"),
        "the published self score of 满意度 is 27.00, event 11 says 26.50",
    ),
    "review score": (
        change_row(2, review_score="60.00"),
        f"the published review score of {VISITS} is 60.00, event 14 says 58.50",
    ),
    "no score": (
        change_row(2, review_score=None),
        f"the published review score of {VISITS} is None, event 14 says 58.50",
    ),
    "score of a heading": (
        change_row(1, review_score="1.00"),
        "the published review score of 产出指标 is 1.00, event 1 says None",
    ),
    "total": (change_copy(total="96.00"), "the published total is 96.00, event 15 says 94.50"),
    "row left out": (
        lambda bundle: bundle.copy["indicators"].pop(),
        "agreed rows, or rows of the copy, are missing",
    ),
}
COVERED: dict[str, Forgery] = {
    "unit": change_copy(unit="别处"),
    "year": change_copy(fiscal_year=2020),
    "scheme": change_copy(scheme="x"),
    "grade": change_copy(grade="good"),
    "rate": change_copy(rate="100.00"),
    "money": change_copy(money_unit="元"),
    "recomputable": change_copy(recomputable=False),
    "steps": change_copy(steps=[{"step": "grade", "how": "x"}], total="99.00"),
    "computed score": change_row(2, computed_score="1.00"),
    "category": change_row(2, category="outcome"),
    "depth": change_row(2, depth=0),
    "agreed name": change_row(2, agreed_name="x"),
    "finding": lambda bundle: bundle.copy["findings"].append({"category": "", "text": "无"}),
    "section": lambda bundle: bundle.copy["sections"].pop(),
    "title of a section": lambda bundle: bundle.copy["sections"][0].update(title="x"),
    "one more part": change_copy(more=1),
}


@pytest.mark.parametrize("name", CLAIMS)
def test_a_copy_that_says_something_else_is_refused_in_words(genuine: bytes, name: str) -> None:
    forge, sentence = CLAIMS[name]
    bundle = open_bundle(genuine)
    forge(bundle)
    with pytest.raises(Refused, match=f"^{re.escape(sentence)}"):
        judge(bundle.write())
    bundle.republish()
    bundle.reseal()
    with pytest.raises(Refused, match=f"^{re.escape(sentence)}"):
        judge(bundle.write())


@pytest.mark.parametrize("name", COVERED)
def test_what_cannot_be_derived_is_covered_by_the_hash(genuine: bytes, name: str) -> None:
    bundle = open_bundle(genuine)
    COVERED[name](bundle)
    with pytest.raises(Refused, match=r"^the copy was changed$"):
        judge(bundle.write())


def rename_agreed(bundle: Bundle) -> None:
    bundle.agreed[0]["agreed"][2]["name"] = "x"
    change_row(2, name="x")(bundle)


NARRATIVE = "年度总体目标完成情况。"


def reword(bundle: Bundle) -> None:
    bundle.texts[0]["text"] = "别的"


def resalt(bundle: Bundle) -> None:
    bundle.find_text(NARRATIVE)["salt"] = "00" * 16


def recommit(bundle: Bundle) -> None:
    reopen_text(bundle.texts[0], "别的")


def attribute_elsewhere(bundle: Bundle) -> None:
    bundle.find_text(NARRATIVE)["event"] = 3


def spell_otherwise(bundle: Bundle) -> None:
    bundle.texts[0]["salt"] = bundle.texts[0]["salt"].upper()


def double_copy(bundle: Bundle) -> None:
    bundle.copies *= 2


def double_rows(bundle: Bundle) -> None:
    bundle.agreed.append({"agreed": [], "event": 1})


def change_header(**values: Any) -> Forgery:
    return lambda bundle: bundle.header.update(values)


def change_checkpoint(old: str, new: str) -> Forgery:
    def forge(bundle: Bundle) -> None:
        assert re.search(old, bundle.header["checkpoint"])
        bundle.header["checkpoint"] = re.sub(old, new, bundle.header["checkpoint"], count=1)

    return forge


def move_proof(bundle: Bundle) -> None:
    bundle.events[3]["proof"] = bundle.events[4]["proof"]


def move_index(bundle: Bundle) -> None:
    bundle.events[3]["index"] += 1


def shorten_proof(bundle: Bundle) -> None:
    bundle.events[3]["proof"].pop()


def tell_fewer(bundle: Bundle) -> None:
    bundle.told = [len(bundle.events), 1, len(bundle.texts) - 1, 1]


def double_text(bundle: Bundle) -> None:
    bundle.texts.insert(0, bundle.texts[0])


def move_text(bundle: Bundle) -> None:
    bundle.texts.reverse()


def lengthen_proof(bundle: Bundle) -> None:
    bundle.events[3]["proof"].append("00" * 32)


def spell_index(bundle: Bundle) -> None:
    bundle.events[1]["index"] = True


SIGNED = "the checkpoint or the signature of hengjian.example/trail"
AMEND = SEALED.format(4, "amend")
REST: dict[str, tuple[Forgery, str]] = {
    "agreed row": (rename_agreed, "agreed rows were changed"),
    "agreed by another": (lambda it: it.agreed[0].update(event=1), "agreed rows were changed"),
    "agreed rows left out": (lambda it: it.agreed.clear(), "agreed rows, or rows of the copy, are"),
    "two lines of agreed rows": (double_rows, "agreed rows were changed"),
    "text": (reword, "the text '别的' or its salt was changed"),
    "salt": (resalt, "the text '年度总体目标完成情况。' or its salt was changed"),
    "text and commitment": (recommit, "no event wrote the text '别的'"),
    "event of a text": (attribute_elsewhere, "event 2 wrote the text '年度总体目标完成情况。'"),
    "spelling of a salt": (spell_otherwise, r"'[0-9A-F]+' was changed: it is not spelled as it"),
    "copy left out": (lambda it: it.copies.clear(), "the published copy is not there once"),
    "copy twice": (double_copy, "the published copy is not there once"),
    "event of the copy": (
        lambda it: it.copies[0].update(event=14),
        "the copy was changed",
    ),
    "proof": (move_proof, AMEND),
    "index": (move_index, AMEND),
    "shorter proof": (shorten_proof, AMEND),
    "longer proof": (lengthen_proof, AMEND),
    "spelling of an index": (spell_index, SEALED.format(2, "fill").replace(r"\d+", "True")),
    "evaluation": (change_header(evaluation="x"), r"event 1 \(create\) is of another evaluation"),
    "number of lines": (tell_fewer, "lines were left out or added"),
    "doubled text": (double_text, "texts were moved or doubled"),
    "moved text": (move_text, "texts were moved or doubled"),
    "form": (change_header(bundle=2), "the header was changed"),
    "hash": (change_header(algorithm="sha1"), "the header was changed"),
    "another hash": (change_header(algorithm="sm3"), SEALED.format(1, "create")),
    "how far": (change_header(upto="x"), "the header was changed"),
    "part of the header": (change_header(more=1), "the header was changed"),
    "keys": (change_header(keys=["x+00000000+AAAA"]), "'x.00000000.AAAA' is no key"),
    "witnesses": (change_header(witnesses=[]), "the checkpoint is signed by audit.example/w"),
    "origin": (change_checkpoint(r"^[^\n]+", "other.example"), SIGNED),
    "size": (change_checkpoint(r"\n46\n", "\n47\n"), SIGNED),
    "root": (change_checkpoint(r"\n[^\n]{44}\n", f"\n{'A' * 43}=\n"), SIGNED),
    "extension": (change_checkpoint(r"\n\n", "\nmore\n\n"), SIGNED),
    "signature": (change_checkpoint(r"trail (.{6}).", r"trail \1_"), "was changed: it is not"),
    "no signature": (change_checkpoint(r"— .*\n", ""), "not signed by the key you gave of hengj"),
    "no signatures": (change_checkpoint(r"— (.|\n)*", ""), "the checkpoint was changed: it is no"),
}


@pytest.mark.parametrize("name", REST)
def test_every_other_part_is_held_too(genuine: bytes, name: str) -> None:
    forge, sentence = REST[name]
    bundle = open_bundle(genuine)
    forge(bundle)
    with pytest.raises(Refused, match=sentence):
        judge(bundle.write())


def test_the_genuine_one_is_believed_with_and_without_salts_in_its_copy(genuine: bytes) -> None:
    assert open_bundle(genuine).write() == genuine
    plain = judge(genuine)
    bundle = open_bundle(genuine)
    bundle.modernise()
    modern = judge(bundle.write())
    assert (plain[0], plain[3]) == (modern[0], modern[3])
    assert plain[3] == "Published by event 15: total 94.50, grade excellent."
    bundle = open_bundle(genuine)
    bundle.reseal()
    assert judge(bundle.write())[0] == plain[0], "the forger's own tools do no harm"


def test_a_text_of_a_copy_is_held_by_its_commitment(genuine: bytes) -> None:
    bundle = open_bundle(genuine)
    bundle.modernise()
    held = bundle.copy["sections"][0]["text"]
    held["text"] = "别的"
    with pytest.raises(Refused, match=r"^the text '别的' or its salt was changed$"):
        judge(bundle.write())
    reopen_text(held, "别的")
    with pytest.raises(Refused, match=r"^no event wrote the text '别的'$"):
        judge(bundle.write())
    bundle.copy["sections"][0]["text"] = bundle.copy["sections"][1]["text"]
    with pytest.raises(Refused, match=r"^the copy was changed$"):
        judge(bundle.write())


def test_a_text_that_was_taken_away_needs_an_event_that_erased_it(genuine: bytes) -> None:
    bundle = open_bundle(genuine)
    bundle.modernise()
    held = bundle.copy["sections"][0]["text"]
    mark = held["commitment"]
    bundle.copy["sections"][0]["text"] = {"commitment": mark}
    bundle.texts = [line for line in bundle.texts if line["commitment"] != mark]
    with pytest.raises(Refused, match=r"^a published text was taken away, no event erased it"):
        judge(bundle.write())
    bundle.bodies[7]["data"]["erasure"] = {"texts": [mark]}
    bundle.reseal()
    assert judge(bundle.write())[3].startswith("Published by event 15")


@pytest.mark.parametrize("cut", [1, 2, 200])
def test_a_file_that_was_cut_off_is_refused(genuine: bytes, cut: int) -> None:
    with pytest.raises(Refused, match="the end of the bundle was cut off or changed"):
        judge(genuine[:-cut])


def test_lines_that_were_moved_or_added_are_refused(genuine: bytes) -> None:
    first, *lines = genuine.splitlines(keepends=True)
    for others in (lines[::-1], [*lines, b'{"more":1}\n'], [lines[-1], *lines[:-1]]):
        with pytest.raises(Refused, match=r"^lines were added, moved or changed$"):
            judge(first + b"".join(others))
    for line in (
        b"\n",
        b"{}x\n",
        b"[]\n",
        b'{ "a":1}\n',
        b'{"a":1.0}\n',
        b'{"a":NaN}\n',
        b"\xff\n",
    ):
        with pytest.raises(Refused, match=r"^line 37 of the bundle was changed: it is not canon"):
            judge(genuine + line)
    for line in (b'{"a":1,"a":1}\n', b'{"b":1,"a":1}\n', b'{"a":"\\u0061"}\n', b"[" * 9000 + b"\n"):
        with pytest.raises(Refused, match=r"^line 37 of the bundle was changed: it is not canon"):
            judge(genuine + line)


def test_a_history_without_its_end_needs_the_head_that_was_published(genuine: bytes) -> None:
    bundle = open_bundle(genuine)
    head = hash_body(write_canonical(bundle.bodies[-1]))
    bundle.events.pop()
    bundle.copies.clear()
    said = judge(bundle.write())
    assert said[0].endswith("is finance_reviewed."), "nothing in it is false"
    with pytest.raises(
        Refused, match=f"^the hash {head} is of no event: it was changed, or events"
    ):
        judge(bundle.write(), head=[head])
