"""Whoever may see an evaluation can read by which rules it is scored, row by row and as a whole."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from models.database import Database
from models.vocabulary import Action, Category, State
from policies.scheme import load_bundled_schemes, parse_scheme
from tests.support.app import Site
from tests.support.crawl import Stage, let_in, list_elements, list_links, read_words
from tests.support.queries import count_queries
from tests.web.markup import FULL_WIDTH, MARKUP
from web.show.row_rules import LONG
from workflow.cycles import activate_scheme, register_scheme
from workflow.data import NewEvaluation, NewIndicator, RowScore, Scoring
from workflow.ids import new_id

CHECKLIST = "①有制度（1分）；②有记录（2分）；③有公示（2分）。"
KNOCKING = "发生违规使用资金的，等级为差"
BANDS = '[["95", "", "5"], ["0", "95", "3"]]'
RULES: tuple[tuple[str, dict[str, str], str], ...] = (
    ("ratio_forward", {}, ""),
    ("checklist", {"points": '["1", "2", "2"]'}, CHECKLIST),
    ("step_bands", {"bands": BANDS}, "95%以上得5分，以下得3分。"),
    ("qualitative", {}, "效果显著"),
    ("veto", {}, KNOCKING),
)
TOLD = (
    "完成值÷目标值，越高越好：达到目标值得满分",
    "逐条打分：第 1 条 1 分；第 2 条 2 分；第 3 条 2 分",
    "按区间分档：95%（含）以上 5 分；0%（含）–95% 3 分",
    "定性打分：定性分三档，按分值的百分比打分",
    "一票否决：完成值写明情形是否发生",
)
SEERS = ("filer", "head", "bureau_head", "chief", "auditor")
OTHERS = ("school_filer", "other_chief", "administrator")


@pytest.fixture
def stage(migrated_sqlite: Database, tmp_path: Path) -> Stage:
    return Stage(Site(migrated_sqlite, tmp_path))


def make_row(name: str, family: str, params: dict[str, str], text: str) -> NewIndicator:
    rule = json.dumps({"family": family, "params": params, "text": text}, ensure_ascii=False)
    return NewIndicator(
        category=Category.OUTPUT, name=name, weight=Decimal(5), target_text="≥10次", rule=rule
    )


def begin(stage: Stage, *rows: NewIndicator) -> UUID:
    new = NewEvaluation(
        unit_id=stage.offices["center"],
        cycle_id=stage.cycles["project"],
        title="信息化运维",
        rows=rows,
        lines=(),
    )
    evaluation = new_id()
    stage.do("filer", Action.CREATE, evaluation, new)
    return evaluation


def begin_all(stage: Stage) -> UUID:
    return begin(stage, *(make_row(f"指标{at}", *rule) for at, rule in enumerate(RULES)))


def list_notes(page: str) -> list[str]:
    """The folded rules of a page as they stand in it."""
    return [part.partition("</details>")[0] for part in page.split('<details class="rule"')[1:]]


def test_beside_every_row_of_the_form_stands_its_rule(stage: Stage) -> None:
    address = f"/evaluations/{begin_all(stage)}/fill/indicators"
    page = let_in(stage.site, "filer").get(address)
    notes = list_notes(page.text)
    assert len(notes) == len(RULES)
    for note, told, (_family, _params, words) in zip(notes, TOLD, RULES, strict=True):
        assert "<summary>评分规则</summary>" in note
        assert told in note
        assert ("原文：" in note) is bool(words)
        assert words in note
        assert " open" not in note.partition(">")[0], "folded until somebody asks"


def test_beside_every_row_of_the_review_stands_its_rule(stage: Stage) -> None:
    evaluation = stage.stand(State.UNIT_APPROVED)
    page = let_in(stage.site, "chief").get(f"/evaluations/{evaluation}/review").text
    notes = list_notes(page)
    assert len(notes) == 2
    assert "预算执行率：分值×执行数÷预算数" in notes[0]
    assert TOLD[0] in notes[1]


@pytest.mark.parametrize("who", SEERS)
def test_how_scores_were_computed_names_the_rule_in_words(stage: Stage, who: str) -> None:
    page = let_in(stage.site, who).get(f"/evaluations/{begin_all(stage)}").text
    for named in (
        "完成值÷目标值，越高越好 · R01",
        "逐条打分 · R09",
        "按区间分档 · R06",
        "定性打分 · R11",
        "一票否决 · R12",
    ):
        assert f"<td>{named}" in page
    for note, told, (*_rule, words) in zip(list_notes(page), TOLD, RULES, strict=True):
        assert told in note
        assert words in note


def test_a_rule_that_the_target_asked_for_is_named_by_its_own_words(stage: Stage) -> None:
    row = replace(make_row("事故", "ratio_forward", {}, ""), target_text="0起")
    evaluation = begin(stage, row)
    (found,) = stage.content(evaluation).scored_rows
    scores = {found.stored.id: RowScore(score=None, reason="", actual_text="0起")}
    stage.do("filer", Action.SCORE, evaluation, Scoring(rows=scores))
    page = let_in(stage.site, "filer").get(f"/evaluations/{evaluation}").text
    assert "<td>目标为零 · R04" in page


def test_a_long_rule_is_said_once_and_referred_to(stage: Stage) -> None:
    long = f"{CHECKLIST}{'须附证明材料。' * LONG}"
    rows = [make_row(f"指标{at}", "checklist", {"points": '["2", "3"]'}, long) for at in range(50)]
    evaluation = begin(stage, *rows)
    filer = let_in(stage.site, "filer")
    for path in ("/fill/indicators", ""):
        page = filer.get(f"/evaluations/{evaluation}{path}")
        first, *others = list_notes(page.text)
        assert page.text.count(long) == 1
        assert long in first
        mark = first.partition('id="')[2].partition('"')[0]
        assert all(
            f'<a href="#{mark}"><bdi lang="zh-Hans">指标0</bdi></a>' in one for one in others
        )


def test_a_short_rule_is_said_at_each_of_its_rows(stage: Stage) -> None:
    evaluation = begin(stage, *(make_row(f"指标{at}", *RULES[0]) for at in range(3)))
    page = let_in(stage.site, "filer").get(f"/evaluations/{evaluation}/fill/indicators").text
    assert [TOLD[0] in note for note in list_notes(page)] == [True] * 3


def test_markup_in_the_words_of_a_rule_is_text(stage: Stage) -> None:
    """Told with its signs in full width, which make no element, a page has the same elements."""
    filer, said = let_in(stage.site, "filer"), " ".join(MARKUP)
    evaluations = [
        begin(stage, make_row("制度", "checklist", {"points": '["2", "3"]'}, words))
        for words in (said, said.translate(FULL_WIDTH))
    ]
    for path in ("/fill/indicators", ""):
        real, harmless = (filer.get(f"/evaluations/{one}{path}") for one in evaluations)
        assert list_elements(real) == list_elements(harmless)
        assert said in read_words(real)


def test_a_page_of_many_rules_asks_the_database_no_more(stage: Stage) -> None:
    filer = let_in(stage.site, "filer")
    filer.get("/account")  # How much he has not read is counted once a minute.
    counts = []
    for many in (1, 40):
        rows = (make_row(f"指标{at}", *RULES[at % len(RULES)]) for at in range(many))
        address = f"/evaluations/{begin(stage, *rows)}/fill/indicators"
        with count_queries(stage.database) as asked:
            filer.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.fixture
def by_hubei(stage: Stage) -> UUID:
    """An evaluation by a scheme that has rows of its own."""
    stage.site.open_cycle("hubei_project")
    return stage.site.begin(let_in(stage.site, "filer"), form="hubei_project")


def test_the_scheme_is_read_by_whoever_sees_the_evaluation(stage: Stage, by_hubei: UUID) -> None:
    scheme = next(one for one in load_bundled_schemes() if one.name == "hubei_project")
    address = f"/evaluations/{by_hubei}/scheme"
    for who in SEERS:
        visitor = let_in(stage.site, who)
        assert address in list_links(visitor.get(f"/evaluations/{by_hubei}")), who
        page = visitor.get(address)
        said = read_words(page)
        assert f"<title>{scheme.title} · " in page.text
        assert scheme.version in said
        assert "预算执行率：" in said
        assert "优 90–100" in said
        assert "/admin/schemes" not in "".join(list_links(page))
        assert page.text.count("<h1>") == 1
    for who in OTHERS:
        let_in(stage.site, who).get(address, expect=404)
    stage.site.visitor().get(address, expect=401)


def test_the_form_and_the_review_lead_to_the_scheme(stage: Stage) -> None:
    evaluation = stage.stand(State.DRAFT)
    address = f"/evaluations/{evaluation}/scheme"
    filer = let_in(stage.site, "filer")
    sections = (f"fill/{section}" for section in ("funds", "indicators", "narrative"))
    for path in (*sections, "attachments", "amend"):
        assert address in list_links(filer.get(f"/evaluations/{evaluation}/{path}")), path
    approved = stage.stand(State.UNIT_APPROVED)
    review = let_in(stage.site, "chief").get(f"/evaluations/{approved}/review")
    assert f"/evaluations/{approved}/scheme" in list_links(review)


def test_the_scheme_is_read_in_english(stage: Stage, by_hubei: UUID) -> None:
    filer = let_in(stage.site, "filer")
    filer.client.get("/language/en")
    scheme = next(one for one in load_bundled_schemes() if one.name == "hubei_project")
    page = filer.get(f"/evaluations/{by_hubei}/scheme").text
    assert f"<h1>{scheme.title_en}</h1>" in page
    assert "Scoring rule" in page
    note = list_notes(filer.get(f"/evaluations/{by_hubei}/fill/indicators").text)[0]
    assert "<summary>Scoring rule</summary>" in note


def test_a_scheme_costs_few_queries(stage: Stage, by_hubei: UUID) -> None:
    """Who asks, the evaluation with its scheme, and what decides whether he may see it."""
    visitor = let_in(stage.site, "filer")
    visitor.get(f"/evaluations/{by_hubei}/scheme")
    with count_queries(stage.database) as asked:
        visitor.get(f"/evaluations/{by_hubei}/scheme")
    assert len(asked) <= 4, asked


def test_another_version_does_not_change_what_is_read(stage: Stage, by_hubei: UUID) -> None:
    """The page tells the version that the evaluation is pinned to."""
    old = next(one for one in load_bundled_schemes() if one.name == "hubei_project")
    text = old.text.replace(f'version = "{old.version}"', 'version = "next"', 1)
    at = datetime.now(UTC)
    with stage.database.writing() as session:
        scheme = parse_scheme(text)
        scheme_id = register_scheme(session, scheme=scheme, actor_id=None, at=at)
        activate_scheme(session, scheme_id=scheme_id, actor_id=None, at=at)
    page = let_in(stage.site, "auditor").get(f"/evaluations/{by_hubei}/scheme").text
    assert old.sha256 in page
    assert scheme.sha256 not in page


def test_a_scheme_without_rows_says_where_the_rules_stand(stage: Stage) -> None:
    evaluation = begin_all(stage)
    page = let_in(stage.site, "auditor").get(f"/evaluations/{evaluation}/scheme")
    rows = next(one for one in load_bundled_schemes() if one.name == "national_project").rows
    assert ("方案没有规定指标" in page.text) is (not rows)
