"""What pages show, before it becomes a page: the table, the history, the look of values."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask_babel import force_locale

from models.database import Database
from models.queries.trail import EventRow, SelfScore
from models.vocabulary import Action, Category, MoneyUnit, State
from tests.support.app import Site
from tests.support.papers import HEADING, VISITS
from tests.support.scenes import Scene
from web import format as look
from web.show.changes import Names
from web.show.checks import sort_checks
from web.show.history import describe_event
from web.show.moves import list_moves
from web.show.table import lay_out
from web.texts import describe_reason
from workflow.data import NewEvaluation, NewIndicator
from workflow.ids import new_id

AT = datetime(2026, 6, 17, 3, 0, tzinfo=UTC)
NAMES = Names(rows={"a": "网上办件"}, sections={"goals": "目标完成情况"}, money_unit=MoneyUnit.WAN)


@pytest.fixture
def scene(migrated_sqlite: Database) -> Scene:
    return Scene(migrated_sqlite)


@pytest.fixture
def chinese(migrated_sqlite: Database, tmp_path: Path) -> Iterator[Site]:
    site = Site(migrated_sqlite, tmp_path)
    with site.app.test_request_context(headers={"Accept-Language": "zh"}):
        yield site


def plan(name: str, *, parent: int | None = None, weight: int | None = None) -> NewIndicator:
    return NewIndicator(
        category=Category.OUTPUT,
        name=name,
        parent=parent,
        weight=Decimal(weight) if weight else None,
    )


def test_headings_span_the_lines_below_them(scene: Scene) -> None:
    rows = (
        plan("执行率", weight=20),
        plan("产出"),
        plan("数量", parent=1),
        plan("人数", parent=2, weight=5),
        plan("事项", parent=2, weight=15),
        plan("质量", parent=1, weight=60),
        plan("第一项", parent=5),
        plan("第二项", parent=5),
    )
    evaluation = new_id()
    data = NewEvaluation(
        unit_id=scene.offices["center"],
        cycle_id=scene.cycles["project"],
        title="t",
        rows=rows,
        lines=(),
    )
    scene.do("filer", Action.CREATE, evaluation, data)
    table = lay_out(scene.content(evaluation), found=())
    assert table.columns == 3
    shape = [
        (
            line.row.stored.name,
            line.column,
            line.is_detail,
            [(group.name, group.lines, str(group.weight)) for group in line.groups],
        )
        for line in table.lines
    ]
    assert shape == [
        ("执行率", 0, False, []),
        ("人数", 2, False, [("产出", 5, "80.00"), ("数量", 2, "20.00")]),
        ("事项", 2, False, []),
        ("质量", 1, False, []),
        ("第一项", 1, True, []),
        ("第二项", 1, True, []),
    ]


def test_every_line_fills_the_width(scene: Scene) -> None:
    """Cells that begin here, cells that reach down from above and the name fill all columns."""
    table = lay_out(scene.content(scene.walk(State.SELF_SCORED)), found=())
    reaching: list[int] = []
    for line in table.lines:
        reaching = [left - 1 for left in reaching if left > 1]
        reaching += [group.lines for group in line.groups]
        assert len(reaching) == line.column
    assert [group.name for line in table.lines for group in line.groups] == [HEADING]


def test_differences_stand_beside_the_row(scene: Scene) -> None:
    table = lay_out(scene.content(scene.walk(State.FINANCE_REVIEWED)), found=())
    line = next(line for line in table.lines if line.row.stored.name == VISITS)
    assert (line.self_difference, line.review_difference) == (Decimal(0), Decimal("-1.5"))


@pytest.mark.parametrize(
    ("who", "state", "primary", "others", "blocked"),
    [
        ("filer", State.DRAFT, "submit", {"fill", "amend", "discard"}, {"recall"}),
        ("filer", State.SELF_SCORED, None, {"recall"}, {"fill", "submit"}),
        ("head", State.DRAFT, None, set(), {"approve", "return"}),
        ("head", State.SELF_SCORED, "approve", {"return"}, set()),
        ("chief", State.UNIT_APPROVED, "review", {"return"}, {"reopen", "publish", "escalate"}),
        ("chief", State.FINANCE_REVIEWED, "publish", {"reopen", "return"}, {"review"}),
        ("chief", State.PUBLISHED, None, {"correct"}, {"review", "reopen", "publish", "return"}),
        ("auditor", State.UNIT_APPROVED, None, set(), set()),
    ],
)
def test_one_primary_action_and_the_rest_with_reasons(
    scene: Scene, who: str, state: State, primary: str | None, others: set[str], blocked: set[str]
) -> None:
    moves = list_moves(scene.case(who, scene.walk(state)))
    assert moves.primary == primary
    assert set(moves.others) == others
    assert {action for group in moves.blocked for action in group.actions} == blocked
    assert all(group.reasons for group in moves.blocked)


def test_what_cannot_be_submitted_yet_is_filled_in_first(scene: Scene) -> None:
    moves = list_moves(scene.case("filer", scene.begin()))
    assert moves.primary is Action.FILL
    submit = next(group for group in moves.blocked if Action.SUBMIT in group.actions)
    assert {reason.code for reason in submit.reasons} >= {"missing_S10", "section_is_missing"}


def event(action: Action, data: dict[str, object], *, seq: int = 3) -> EventRow:
    body = json.dumps({"data": {"roles": ["filer"], "round": 2, "source": "page", **data}})
    return EventRow(
        seq=seq,
        action=action,
        from_state="draft",
        to_state="draft",
        actor_id=uuid4(),
        actor_name="张三",
        at=AT,
        body=body,
        hash="ab" * 32,
        text_id=None,
        text=None,
        sealed=True,
    )


def test_an_event_tells_before_after_and_reason(chinese: Site) -> None:
    scores = [{"indicator": "a", "kind": "self", "old": None, "new": "4.00", "reason": "c"}]
    actuals = [{"indicator": "a", "old": "", "new": "85个"}]
    row = event(Action.SCORE, {"scores": scores, "actuals": actuals})
    names = Names(
        rows=NAMES.rows,
        sections={},
        money_unit=MoneyUnit.WAN,
        reasons={(3, "a", "self"): "年初目标偏低"},
    )
    told = describe_event(row, names=names)
    assert told.summary == ("自评得分 1 项", "完成值 1 项")
    assert [
        (change.row, change.what, change.old, change.new, change.reason) for change in told.changes
    ] == [
        ("网上办件", "自评得分", "—", "4.00", "年初目标偏低"),
        ("网上办件", "完成值", "—", "85个", None),
    ]
    assert (told.round, told.roles) == (2, ("filer",))
    assert chinese is not None


def test_a_reason_that_was_changed_alone_is_no_changed_score(chinese: Site) -> None:
    scores = [
        {"indicator": "a", "kind": "self", "old": "7.00", "new": "7.00", "reason": "c"},
        {"indicator": "b", "kind": "self", "old": None, "new": None, "reason": "d"},
        {"indicator": "c", "kind": "self", "old": "1.00", "new": "1.00", "reason": None},
        {"indicator": "d", "kind": "self", "old": "7.00", "new": "6.00", "reason": "e"},
    ]
    key = {name: (3, name, "self") for name in "abcd"}
    names = Names(
        rows={name: name for name in "abcd"},
        sections={},
        money_unit=MoneyUnit.WAN,
        reasons={key["a"]: "新", key["b"]: "初", key["d"]: "扣"},
        former={key["a"]: "旧", key["c"]: "去"},
    )
    told = describe_event(event(Action.SCORE, {"scores": scores}), names=names)
    assert told.summary == ("自评得分 1 项", "原因 3 项")
    assert [(each.row, each.what, each.verdict, each.reason) for each in told.changes] == [
        ("a", "原因", "已修改", "新"),
        ("b", "原因", "已填写", "初"),
        ("c", "原因", "已清空", None),
        ("d", "自评得分", "", "扣"),
    ]
    alone = describe_event(event(Action.SCORE, {"scores": scores[:3]}), names=names)
    assert alone.summary == ("原因 3 项",)
    assert chinese is not None


def test_an_explanation_that_was_changed_alone_is_no_changed_total(chinese: Site) -> None:
    was = {"total": "99.80", "grade": "excellent"}
    alone = event(Action.FILL, {"claim": {**was, "reason": "c", "old": was}})
    told = describe_event(alone, names=NAMES)
    assert told.summary == ("自报结果的说明",)
    assert [(each.what, each.verdict) for each in told.changes] == [("自报结果的说明", "已修改")]
    higher = event(Action.FILL, {"claim": {**was, "total": "99.90", "reason": "c", "old": was}})
    assert describe_event(higher, names=NAMES).summary == ("自报总分 99.90",)
    assert chinese is not None


def test_an_event_tells_money_in_the_unit_of_the_form(chinese: Site) -> None:
    line = {"name": "合计", "original": None, "revised": "16889100.00", "actual": None}
    old = {**line, "revised": None}
    told = describe_event(event(Action.FILL, {"budget": [{**line, "old": old}]}), names=NAMES)
    assert [(change.row, change.what, change.old, change.new) for change in told.changes] == [
        ("合计", "调整后预算", "—", "1,688.91 万元")
    ]
    with force_locale("en"):
        english = describe_event(
            event(Action.FILL, {"budget": [{**line, "old": old}]}), names=NAMES
        )
    assert english.changes[0].new == "1,688.91 (CNY 10,000)"
    assert chinese is not None


def test_a_text_was_filled_in_changed_or_emptied(chinese: Site) -> None:
    sections = [
        {"key": "goals", "old": old, "new": new}
        for old, new in ((None, "a"), ("a", "b"), ("b", None))
    ]
    told = describe_event(event(Action.FILL, {"sections": sections}), names=NAMES)
    assert [change.verdict for change in told.changes] == ["已填写", "已修改", "已清空"]
    assert {change.what for change in told.changes} == {"目标完成情况"}
    assert chinese is not None


def test_a_review_begins_with_what_it_changed(chinese: Site) -> None:
    """Measured by the self score of that time: not by one given later."""
    given = {"a": "5.00", "b": "8.00", "c": "9.00"}
    ids = {key: UUID(int=number) for number, key in enumerate(given)}
    scores = [
        {"indicator": str(ids[key]), "kind": "review", "old": None, "new": given[key]}
        for key in given
    ]
    own = [
        SelfScore(2, ids[key], Decimal(points)) for key, points in (("a", 5), ("b", 8), ("c", 10))
    ]
    own.append(SelfScore(4, ids["a"], Decimal(1)))
    names = Names(
        rows={str(ids[key]): key for key in given},
        sections={},
        money_unit="yuan",
        own={
            str(row): tuple(one for one in own if one.indicator_id == row) for row in ids.values()
        },
    )
    told = describe_event(event(Action.REVIEW, {"scores": scores}), names=names)
    assert [(change.row, change.difference) for change in told.changes] == [("c", Decimal(-1))]
    assert [change.row for change in told.same] == ["a", "b"]
    assert chinese is not None


def test_what_is_missing_is_no_error_before_the_first_submission(scene: Scene) -> None:
    fresh = sort_checks(scene.case("filer", scene.begin()))
    assert {found.code for found in fresh.found} & {"S10", "I10"} == set()
    assert {reason.code for reason in fresh.missing} >= {"missing_S10", "section_is_missing"}
    later = sort_checks(scene.case("filer", scene.walk(State.SELF_SCORED)))
    assert later.missing == ()


def test_a_section_is_named_in_the_language_of_the_page(scene: Scene, chinese: Site) -> None:
    case = scene.case("filer", scene.begin())
    reason = next(each for each in sort_checks(case).missing if each.code == "section_is_missing")
    section = next(each for each in case.content().scheme.sections if each.required)
    assert f"“{section.title}”" in describe_reason(reason)
    with force_locale("en"):
        assert f"“{section.title_en}”" in describe_reason(reason)
    assert chinese is not None


def test_bare_numbers_stand_on_their_points() -> None:
    shown = [f"{text}{look.pad_number(text, 2)}" for text in ("4", "4.5", "4.25", "≥4次", "良好")]
    assert shown == ["4\u2008\u2007\u2007", "4.5\u2007", "4.25", "≥4次", "良好"]
    assert [look.is_quantity(text) for text in ("≥5917万", "省级和6个市州", "")] == [
        *(True, False, False)
    ]


def test_an_event_of_another_version_is_told_as_far_as_it_goes(chinese: Site) -> None:
    told = describe_event(event(Action.FILL, {"something_new": [1, 2]}), names=NAMES)
    assert (told.summary, told.changes) == ((), ())
    assert chinese is not None


def test_numbers_look_alike_in_every_row() -> None:
    assert look.format_points(Decimal("4.5")) == "4.50"
    assert look.format_points(None) == "—"
    assert look.format_signed(Decimal("-1.5")) == "−1.50"
    assert look.format_signed(Decimal(2)) == "+2.00"
    assert look.format_signed(Decimal(0)) == ""
    assert look.format_weight(Decimal("100.00")) == "100"
    assert look.format_money(Decimal("16889100.00"), MoneyUnit.WAN) == "1,688.91"
    assert look.format_money(Decimal("-1234567.80"), MoneyUnit.YUAN) == "−1,234,567.80"
    assert look.format_money(Decimal("0.01"), MoneyUnit.WAN) == "0.000001"
    assert look.format_percent(Decimal("91.81")) == "91.81%"
    assert [look.format_size(size) for size in (1, 1023, 1024, 1025, 1024 * 1024)] == [
        *("1 B", "1023 B", "1 KB", "2 KB", "1 MB")
    ]


def test_times_are_those_of_the_site(chinese: Site) -> None:
    """15:59:59 UTC is one second before midnight in Shanghai."""
    due = datetime(2026, 6, 30, 15, 59, 59, tzinfo=UTC)
    assert look.format_moment(due) == "2026-06-30 23:59:59"
    assert look.format_day(due + timedelta(seconds=1)) == "2026-07-01"
    assert look.format_remaining(due, AT) == "剩 13 天"
    assert look.format_remaining(due, due) == "今天截止"
    assert look.format_remaining(due, due + timedelta(hours=3)) == "已过 1 天"
    assert look.format_remaining(AT, AT + timedelta(hours=3)) == "今天已截止"
    assert look.format_waiting(AT, AT + timedelta(hours=3)) == "今天"
    assert look.format_waiting(AT, AT + timedelta(hours=14)) == "1 天"
    assert chinese is not None
